package wechat

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/officialaccount/message"

	"liaison/store"
)

// The SDK's MixMessage over encoding/xml is the oracle of our parser. Where we
// differ from it on purpose, the reason stands here.

// weAcceptMore are inputs that the oracle refuses and we read: a person's words
// must not be lost for them.
var weAcceptMore = []struct {
	reason string
	holds  func(raw string, m *store.Message) bool
}{
	{"control characters are dropped, as people do send them", func(raw string, _ *store.Message) bool {
		return strings.IndexFunc(raw, isUnclean) >= 0 || strings.Contains(raw, "&#")
	}},
	{"broken UTF-8 is replaced", func(raw string, _ *store.Message) bool { return !utf8.ValidString(raw) }},
	{"a msgmenu id may be a word", func(_ string, m *store.Message) bool {
		_, err := strconv.ParseInt(strings.TrimSpace(m.MenuID), 10, 64)
		return m.MenuID != "" && err != nil
	}},
	{"fields that Liaison does not use may hold anything", func(raw string, _ *store.Message) bool {
		for _, name := range []string{"Scale", "Count", "isrisky", "code_type", "Time", "ret", "status_code", "PopupScene",
			"publish_id", "publish_status", "idx", "count", "CardId", "IsGiveByFriend", "IsRestore", "Device", "OpType"} {
			if strings.Contains(raw, name) {
				return true
			}
		}
		return false
	}},
	{"an id of the other kind is not read", func(raw string, m *store.Message) bool {
		return strings.Contains(raw, "MsgID") && strings.Contains(raw, "MsgId")
	}},
	{"a byte order mark may stand before the declaration", func(raw string, _ *store.Message) bool {
		return strings.HasPrefix(raw, "\uFEFF") || strings.HasPrefix(strings.TrimSpace(raw), "<?xml")
	}},
}

// oracleDiffers are inputs that both read, with another result.
var oracleDiffers = []struct {
	reason string
	holds  func(raw string) bool
}{
	{"broken UTF-8 and control characters, see above", func(raw string) bool {
		return !utf8.ValidString(raw) || strings.IndexFunc(raw, isUnclean) >= 0 || strings.Contains(raw, "&#")
	}},
	{"the oracle matches only elements without a prefix or namespace", func(raw string) bool { return strings.Contains(raw, "xmlns") }},
}

func listed(raw string, m *store.Message) bool {
	for _, d := range weAcceptMore {
		if d.holds(raw, m) {
			return true
		}
	}
	return false
}

func oracleMayDiffer(raw string) bool {
	for _, d := range oracleDiffers {
		if d.holds(raw) {
			return true
		}
	}
	return false
}

// compareWithOracle reports the first field that we read otherwise.
func compareWithOracle(t *testing.T, m *store.Message, o *message.MixMessage) {
	t.Helper()
	number := func(s string) string {
		f, _ := strconv.ParseFloat(strings.TrimSpace(s), 64)
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	event := m.Kind == store.KindEvent
	pairs := []struct{ name, ours, theirs string }{
		{"To", m.To, string(o.ToUserName)},
		{"From", m.From, string(o.FromUserName)},
		{"CreateTime", strconv.FormatInt(m.CreateTime, 10), strconv.FormatInt(o.CreateTime, 10)},
		{"Kind", string(m.Kind), strings.ToLower(string(o.MsgType))},
		{"MediaID", m.MediaID, o.MediaID},
		{"PicURL", m.PicURL, o.PicURL},
		{"Format", m.Format, o.Format},
		{"Speech", m.Speech, o.Recognition},
		{"Title", m.Title, o.Title},
		{"URL", m.URL, o.URL},
		{"Event", strings.ToLower(m.Event), strings.ToLower(string(o.Event))},
		{"EventKey", m.EventKey, strings.TrimPrefix(o.EventKey, "qrscene_")},
		{"Ticket", m.Ticket, o.Ticket},
	}
	if !event {
		pairs = append(pairs,
			struct{ name, ours, theirs string }{"Text", m.Text, either(o.Content, o.Description)},
			struct{ name, ours, theirs string }{"MsgID", strconv.FormatInt(m.MsgID, 10), strconv.FormatInt(first(o.MsgID, o.TemplateMsgID), 10)})
	}
	if m.Kind == store.KindLocation && o.Latitude == "" && o.Longitude == "" && o.SendLocationInfo.LocationX == 0 && o.SendLocationInfo.LocationY == 0 {
		pairs = append(pairs, struct{ name, ours, theirs string }{"Latitude",
			number(strconv.FormatFloat(m.Latitude, 'g', -1, 64)), number(strconv.FormatFloat(o.LocationX, 'g', -1, 64))})
	}
	for _, p := range pairs {
		if p.ours != p.theirs {
			t.Errorf("%s: ours %q, the SDK's %q", p.name, p.ours, p.theirs)
		}
	}
}

func first(a, b int64) int64 {
	if a != 0 {
		return a
	}
	return b
}

func TestCorpusAgreesWithTheSDK(t *testing.T) {
	for _, d := range deliveries {
		t.Run(d.name, func(t *testing.T) {
			m, err := parseMessage([]byte(d.xml))
			if err != nil {
				t.Fatal(err)
			}
			var o message.MixMessage
			if err := xml.Unmarshal([]byte(d.xml), &o); err != nil {
				t.Fatalf("SDK: %v", err)
			}
			compareWithOracle(t, m, &o)
		})
	}
}

// FuzzParse: what both read, both read alike; what only we read is on the list.
// What only the SDK reads is never a loss, as we keep it raw and show it.
func FuzzParse(f *testing.F) {
	for _, d := range deliveries {
		f.Add([]byte(d.xml))
	}
	f.Add([]byte("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>" + helloXML))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseMessage(raw)
		if err != nil {
			return
		}
		if m.From == "" || m.CreateTime <= 0 || !utf8.ValidString(m.Text) || strings.IndexFunc(m.Text, isUnclean) >= 0 {
			t.Fatalf("let through %+v", m)
		}
		var o message.MixMessage
		if err := xml.Unmarshal(raw, &o); err != nil {
			if !listed(string(raw), m) {
				t.Fatalf("we read %+v, the SDK says %v", m, err)
			}
			return
		}
		if !oracleMayDiffer(string(raw)) {
			compareWithOracle(t, m, &o)
		}
	})
}
