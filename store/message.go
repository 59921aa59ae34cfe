package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Kind is what sort of message somebody sent through WeChat. The values are
// those of the platform's MsgType, so that a kind the platform adds later
// is kept under its own name.
type Kind string

// The kinds of message the platform documents. File arrives although it is
// not documented.
const (
	KindText       Kind = "text"
	KindImage      Kind = "image"
	KindVoice      Kind = "voice"
	KindVideo      Kind = "video"
	KindShortVideo Kind = "shortvideo"
	KindLocation   Kind = "location"
	KindLink       Kind = "link"
	KindFile       Kind = "file"
	KindEvent      Kind = "event"
)

// The events that Liaison acts upon. Every other event is kept and answered
// with nothing.
const (
	EventSubscribe     = "subscribe"
	EventUnsubscribe   = "unsubscribe"
	EventScan          = "SCAN"
	EventLocation      = "LOCATION"
	EventClick         = "CLICK"
	EventView          = "VIEW"
	EventScanPush      = "scancode_push"
	EventScanWait      = "scancode_waitmsg"
	EventPickLocation  = "location_select"
	EventTemplateDone  = "TEMPLATESENDJOBFINISH"
	EventMassDone      = "MASSSENDJOBFINISH"
	EventPopup         = "subscribe_msg_popup_event"
	EventPopupChange   = "subscribe_msg_change_event"
	EventSubscribeSent = "subscribe_msg_sent_event"
)

// Message is one delivery from WeChat, decrypted and parsed, before anybody
// has decided what it means. Only the fields that Liaison reads are here; the
// XML as it came is kept beside it (Raw). It is kept as JSON, without what is empty.
type Message struct {
	To         string  `json:",omitempty"` // the account's original id (gh_…)
	From       string  `json:",omitempty"` // openid: an identity of the chat, not of a person
	CreateTime int64   `json:",omitempty"` // Unix seconds, WeChat's clock
	Kind       Kind    `json:",omitempty"`
	MsgID      int64   `json:",omitempty"` // 0 for events
	Text       string  `json:",omitempty"` // Content of a text, Description of a link
	MenuID     string  `json:",omitempty"` // bizmsgmenuid: set when a text is a tap on a msgmenu
	MediaID    string  `json:",omitempty"` // image, voice, video: fetch within three days
	PicURL     string  `json:",omitempty"`
	Format     string  `json:",omitempty"` // voice: amr or speex
	Speech     string  `json:",omitempty"` // voice: the platform's transcript, may be empty
	Latitude   float64 `json:",omitempty"`
	Longitude  float64 `json:",omitempty"`
	Label      string  `json:",omitempty"` // location: the address in words
	Title      string  `json:",omitempty"` // link, file
	URL        string  `json:",omitempty"` // link

	Event    string `json:",omitempty"`
	EventKey string `json:",omitempty"` // scene (without qrscene_), menu key, or URL
	Ticket   string `json:",omitempty"`
	JobID    int64  `json:",omitempty"` // TEMPLATESENDJOBFINISH and MASSSENDJOBFINISH: MsgID
	Status   string `json:",omitempty"` // the same two: outcome
	// Mass is MASSSENDJOBFINISH: how many it was for, and reached.
	Mass MassResult `json:",omitzero"`
	// Consents holds the answers of a subscription-notice dialogue, one for
	// each template it asked for.
	Consents []Consent `json:",omitempty"`

	Raw []byte `json:",omitempty"` // the XML after decryption
}

// Consent is a person's answer for one subscription-notice template.
type Consent struct {
	TemplateID string
	Accepted   bool
}

// Key identifies a delivery, so that the platform's repeats of it (it tries
// three times) are one. MsgId alone has collided between users, and sender and
// second alone merge distinct events of the same second, hence the longer list
// of fields. It is a hex SHA-256: the key must have one length and must not
// betray an openid in a log.
func (m *Message) Key() string {
	parts := []string{m.From, strconv.FormatInt(m.CreateTime, 10)}
	if m.Kind == KindEvent {
		parts = append(parts, "event", m.Event, m.EventKey, m.Ticket, strconv.FormatInt(m.JobID, 10))
	} else {
		parts = append(parts, string(m.Kind), strconv.FormatInt(m.MsgID, 10))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Sent is when the person pressed send, by WeChat's clock, in UTC.
func (m *Message) Sent() time.Time { return time.Unix(m.CreateTime, 0).UTC() }
