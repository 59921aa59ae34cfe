package jobs

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"liaison/bot"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
)

func TestParseTemplate(t *testing.T) {
	const text = "ID_x|thing1=Title;character_string2=Number;time3=Time;phrase4=Status;thing5=群众意见"
	m, err := ParseTemplate(text)
	if err != nil || m.String() != text || len(m.Fields) != 5 || m.Fields[4].Slot != "群众意见" {
		t.Fatalf("got %+v, %v", m, err)
	}
	for _, bad := range []string{"", "id", "|thing1=Title", "id|", "id|thing1", "id|thing1=", "id|blob1=Title", "id|=x"} {
		if _, err := ParseTemplate(bad); !errors.Is(err, ErrTemplate) {
			t.Errorf("%q was read: %v", bad, err)
		}
	}
}

func TestFitField(t *testing.T) {
	for _, c := range []struct{ kind, in, want string }{
		{"thing", "路灯不亮", "路灯不亮"},
		{"thing", "第一行\n第二行\t第三", "第一行 第二行 第三"},
		{"thing", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"},
		{"thing", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"},
		{"thing", "一二三四五六七八九十一二三四五六七八𠮷九十", "一二三四五六七八九十一二三四五六七八…"}, // 𠮷 takes two units
		{"thing", "一二三四五六七八九十一二三四五六七八e\u0301九十一", "一二三四五六七八九十一二三四五六七八…"},
		{"thing", "👨‍👩‍👧一家👍🏻", "一家"},
		{"phrase", "已转张三代表", "已转张三代"},
		{"phrase", "已转 A 代表", "已转代表"},
		{"character_string", "YJ-2026-000123号", "YJ-2026-000123"},
		{"number", "共 12 件", "12"},
		{"name", "张三2", "张三"},
		{"thing", "\u202E\u200B", ""},
	} {
		if got := fitField(c.kind, c.in); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.kind, c.in, got, c.want)
		}
	}
}

func FuzzFitField(f *testing.F) {
	f.Add("thing", "一二三四五六七八九十一二三四五六七八𠮷九十")
	f.Add("phrase", "已转张三代表")
	f.Add("thing", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301")
	f.Fuzz(func(t *testing.T, kind, in string) {
		if _, ok := fieldLimits[kind]; !ok {
			kind = "thing"
		}
		got := fitField(kind, in)
		if !utf8.ValidString(got) || units(got) > fieldLimits[kind] {
			t.Errorf("%q became %q", in, got)
		}
		if again := fitField(kind, got); again != got {
			t.Errorf("%q became %q and then %q", in, got, again)
		}
	})
}

// The emulator refuses what the platform would refuse.
func TestEveryTemplateOfTheAccountTakesWhatIsFilled(t *testing.T) {
	each(t, func(b *bench) {
		all := map[string]string{
			"意见受理通知": "character_string1=Number;thing2=Title;thing3=Office;time4=Time;phrase5=Status",
			"办理进度通知": "character_string1=Number;thing2=Title;thing3=Office;phrase4=Status;time5=Time",
			"意见答复通知": "character_string1=Number;thing2=Title;thing3=Office;time4=Time",
			"待办事项提醒": "character_string1=Number;thing2=Title;thing3=群众意见;time4=Time;date5=Due;phrase6=Status",
		}
		nasty := []bot.Words{
			{}, {Title: "👍🎉", Number: "无", Status: "ABC"},
			{Title: "第一行\n第二行\x00\u202E" + string(make([]rune, 50)), Number: "YJ-2026-000123", Status: "已转代表去办理了"},
			{Title: "一二三四五六七八九十一二三四五六七八九十一二", Number: "YJ-2026-000123", Status: "已办结"},
		}
		for title, fields := range all {
			for _, w := range nasty {
				b.mapTemplate(GenericTemplate, title, fields)
				p := b.person(false)
				id := b.notice(store.Notice{PersonID: p.ID})
				s, _ := b.sender()
				w.URL = "https://example.org/h5/o"
				s.word = func(act.Delivery, string) bot.Words { return w }
				b.once(s)
				if n := b.read(id); n.State != store.NoticeSent {
					b.t.Errorf("%s with %+v: %s, code %d", title, w, n.State, n.Code)
				}
			}
		}
	})
}

func TestKindHasItsOwnTemplate(t *testing.T) {
	each(t, func(b *bench) {
		b.mapTemplate(store.NoticeAssigned, "待办事项提醒", "character_string1=Number;thing2=Title;thing3=群众意见;time4=Time;date5=Due;phrase6=Status")
		p := b.person(false)
		b.notice(store.Notice{PersonID: p.ID, Kind: store.NoticeAssigned})
		s, _ := b.sender()
		b.once(s)
		items, err := b.sim.Inbox(p.Openid)
		b.must(err)
		if len(items) != 1 || items[0].Title != "待办事项提醒" || items[0].URL != "https://example.org/h5/o" {
			b.t.Fatalf("got %+v", items)
		}
		want := []sim.Field{{Key: "character_string1", Label: "事项编号", Value: "YJ-2026-000123"}}
		if items[0].Fields[0] != want[0] || items[0].Fields[3].Value != "2026年11月23日 09:30" {
			b.t.Errorf("fields %+v", items[0].Fields)
		}
	})
}

// A meeting's template says where and when the meeting is, a booking's where and
// when one is expected, and both what they are about.
func TestTemplateSaysWhereAndWhen(t *testing.T) {
	m, err := ParseTemplate("ID|thing1=Title;time2=Time;thing3=Place;thing4=Kind;thing5=Office;thing6=" + Unsaid)
	if err != nil {
		t.Fatal(err)
	}
	made, held := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 1, 30, 0, 0, time.UTC)
	meeting := store.Meeting{Kind: store.MeetingPresidium, Title: "第三次会议", Place: "三楼会议室", Starts: held, Ends: held.Add(time.Hour)}
	plain := act.Delivery{Notice: store.Notice{Kind: store.NoticeMeeting, Created: made}, Office: "某镇人大主席团"}
	told, booked, matter := plain, plain, plain
	told.Meeting, told.Participant = &meeting, &store.Participant{}
	booked.Notice.Kind, booked.Appointment = store.NoticeBooked, &act.Appointment{Meeting: meeting, Station: store.Station{Name: "河东联络站"},
		At: store.Slot{Starts: held.Add(20 * time.Minute)}}
	matter.Notice.Kind, matter.Opinion = store.NoticeAssigned, &store.Opinion{}
	for _, c := range []struct {
		name              string
		d                 act.Delivery
		when, where, what string
	}{
		{"a meeting", told, "2026年12月1日 09:30", "三楼会议室", "主席团会议"},
		{"a booking", booked, "2026年12月1日 09:50", "河东联络站（三楼会议室）", "代表接待"},
		{"a matter", matter, "2026年11月23日 09:00", Unsaid, "群众意见"},
		{"nothing of these", plain, "2026年11月23日 09:00", Unsaid, "工作提醒"},
	} {
		got := m.fill(&c.d, bot.Word(c.d, "https://example.org"))
		if got["time2"] != c.when || got["thing3"] != c.where || got["thing4"] != c.what || got["thing6"] != Unsaid {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestMomentIsChinas(t *testing.T) {
	at := time.Date(2026, 12, 31, 16, 5, 0, 0, time.UTC)
	if got := moment("time", at); got != "2027年1月1日 00:05" {
		t.Errorf("got %s", got)
	}
}
