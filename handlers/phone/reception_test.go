package phone

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// receptionOf announces a reception day of the station three days from now, in the
// morning: three times of twenty minutes with one place each.
func receptionOf(o *office, change ...func(*act.ReceptionForm)) *store.Meeting {
	m := plannedReception(o, change...)
	o.do(o.clerk, func(t *act.Tx) error { return t.AnnounceReception(m.ID, 0) })
	return m
}

func plannedReception(o *office, change ...func(*act.ReceptionForm)) (m *store.Meeting) {
	at := time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC)
	f := act.ReceptionForm{StationID: o.station.ID, Starts: at, Ends: at.Add(time.Hour), Minutes: 20, Places: 1, Note: "请带上有关材料。",
		Deputies: []string{o.zhang.ID, o.li.ID}}
	for _, c := range change {
		c(&f)
	}
	o.do(o.clerk, func(t *act.Tx) (err error) { m, err = t.AddReception(f); return err })
	return m
}

// books takes a time for a chat's person.
func books(o *office, openid string, m *store.Meeting, slot int, f act.BookingForm) (b *store.Booking) {
	o.do(o.person(openid), func(t *act.Tx) (err error) { b, err = t.Book(m.ID, slot, f); return err })
	return b
}

// bookedBy is a time that a chat's person has on a day of its own.
func bookedBy(o *office, openid string) *store.Booking {
	m := receptionOf(o, func(f *act.ReceptionForm) { f.Starts, f.Ends = f.Starts.AddDate(0, 0, 14), f.Ends.AddDate(0, 0, 14) })
	return books(o, openid, m, 0, act.BookingForm{})
}

// receptionPlaces are the pages of reception days that are worth looking at.
func receptionPlaces(o *office) []place {
	day := receptionOf(o)
	full := receptionOf(o, func(f *act.ReceptionForm) {
		f.Starts, f.Ends = f.Starts.AddDate(0, 0, 7), f.Starts.AddDate(0, 0, 7).Add(20*time.Minute)
	})
	books(o, "voter", day, 1, act.BookingForm{Name: "李桂芳", Phone: "13800138000", Subject: "建设路路灯的事"})
	books(o, "new", full, 0, act.BookingForm{})
	return []place{{"reception", "voter", "/h5/reception"}, {"reception-day-booked", "voter", "/h5/reception/" + day.ID},
		{"reception-day-full", "voter", "/h5/reception/" + full.ID}, {"reception-day", "new", "/h5/reception/" + day.ID},
		{"receiving", "dep", "/h5/receiving"}, {"receiving-day", "dep", "/h5/receiving/" + day.ID}}
}

func fullBookings() []act.Appointment {
	return []act.Appointment{{Visit: act.Visit{Name: nasty, Phone: nasty, Subject: nasty, Booking: store.Booking{Day: "2026-11-26", State: store.BookingCame}},
		Station: store.Station{Name: nasty}, Reason: nasty}, {}}
}

// receptionPages is each page of reception days with nothing in it, and with
// everything.
func receptionPages() map[string][2]any {
	m := store.Meeting{ID: "m", Place: nasty, Contact: nasty, Note: nasty, State: store.MeetingAnnounced, Starts: monday.Add(72 * time.Hour), Ends: monday.Add(74 * time.Hour)}
	s := store.Station{ID: "s", Name: nasty, Address: nasty, Hours: nasty, Phone: nasty}
	who := []act.DeputyCard{{Deputy: store.Deputy{Name: nasty}, Titles: []string{nasty}}, {}}
	open := &act.Day{Meeting: m, Station: s, Receivers: who, Ends: m.Starts, Left: 1,
		Times: []act.OpenTime{{Slot: store.Slot{Starts: m.Starts, Ends: m.Ends}, Free: 2}, {}}}
	off := *open
	off.Meeting.State, off.Reason, off.Mine = store.MeetingCancelled, nasty, &fullBookings()[0].Visit
	refused := dayPage{Form: act.BookingForm{Name: nasty, Phone: nasty, Subject: nasty}, Wrong: nasty}
	refused.fill(open, monday)
	called := dayPage{}
	called.fill(&off, monday)
	row := act.ReceptionRow{Meeting: m, Station: s, Booked: 2, Receivers: []act.Receiver{{Deputy: store.Deputy{Name: nasty}}}}
	row.Reason = nasty
	dossier := &act.ReceptionDossier{ReceptionRow: row, Times: []act.TimeRow{{Visits: []act.Visit{fullBookings()[0].Visit}}, {}}}
	return map[string][2]any{
		"reception": {receptionPage{}, receptionPage{Mine: heldTimes(fullBookings()), Station: &s, Days: []dayRow{dayRowOf(*open, monday), {}},
			Stations: []store.Station{s, {}}, Receiving: true}},
		"reception-day": {called, refused},
		"receiving":     {receivingPage{}, receivingPage{Rows: []receivingRow{{row, nasty}, {}}}},
		"receiving-day": {receivingDayOf(&act.ReceptionDossier{}), receivingDayOf(dossier)},
	}
}

func TestAVoterBooksOnThePhone(t *testing.T) {
	o := open(t)
	m := receptionOf(o)
	o.follow("v")
	o.place("v")
	o.follow("w")
	p := o.phone("v").get("/h5/deputies").sees(`href="/h5/reception"`)
	p.get("/h5/reception").sees("您这里的接待日", "11月26日（周四）09:00–10:00", "建设路代表联络站", "接待代表：", "张三", "李秀英", "还有3个时间可约")
	path := "/h5/reception/" + m.ID
	p.get(path).sees("09:20–09:40", "请带上有关材料。", "11月26日（周四）07:00前可以预约")
	p.send(path+"/book", url.Values{"subject": {"路灯"}})
	if p.sees("请先选一个时间。", `value="路灯"`); p.code != http.StatusUnprocessableEntity {
		t.Errorf("without a time: status %d", p.code)
	}
	sent := p.send(path+"/book", url.Values{"slot": {"1"}, "subject": {"路灯"}, "name": {"李桂芳"}, "phone": {"13800138000"}})
	p.sees("已为您约好。", "您已经约好", "11月26日（周四）09:20", "想谈的事：<bdi>路灯", "取消预约").lacks("选一个时间")
	p.post(path+"/book", sent) // pressed twice
	p.sees("已为您约好。").lacks("一人一天约一次。要换时间")
	p.get("/h5/reception").sees("您已经约好", "还有2个时间可约")
	p.get("/h5/me/data").sees("您约过的代表接待", "李桂芳", "13800138000", "路灯")
	q := o.phone("w")
	q.get(path).sees("另有1个时间已经约满").lacks("09:20–09:40", "李桂芳")
	v := q.fields(path + "/book")
	v.Set("slot", "1")
	if q.post(path+"/book", v).sees("这个时间刚刚约满了，请另选一个时间。"); q.code != http.StatusUnprocessableEntity {
		t.Errorf("a full time: status %d", q.code)
	}
	deputy := o.bind("dep", o.zhang.ID)
	d := o.phone("dep").get("/h5/receiving").sees("约了1人")
	d.get("/h5/receiving/"+m.ID).sees("李桂芳", "想谈：<bdi>路灯", "空着").lacks("13800138000")
	if o.phone("w").get("/h5/receiving"); o.person("w").DeputyID != "" || deputy.DeputyID == "" {
		t.Error("a voter is a deputy")
	}
	o.as("v")
	p.get(path).send(path+"/cancel", nil)
	p.sees("已取消，时间让给别人了。", "09:20–09:40")
	o.do(o.clerk, func(t *act.Tx) error { return t.CancelReception(m.ID, "代表临时有会", 0) })
	p.get(path).sees("这次接待日取消了。原因：<bdi>代表临时有会").lacks("约这个时间")
}

// TestChoosingAStation: of a station that was chosen only its own days are shown.
func TestChoosingAStation(t *testing.T) {
	o := open(t)
	receptionOf(o)
	var other *store.Station
	o.do(o.clerk, func(t *act.Tx) (err error) {
		other, err = t.AddStation(store.Station{OfficeID: o.root.ID, Name: "县直机关联络站"})
		return err
	})
	o.follow("v")
	p := o.phone("v").get("/h5/reception").sees("各联络站的接待日", "建设路代表联络站")
	p.get("/h5/reception?station=" + other.ID).sees("</bdi>近期还没有安排接待日。").lacks("11月26日")
	p.get("/h5/reception?station="+o.station.ID).sees("</bdi>的接待日，", "11月26日")
	if p.get("/h5/reception?station=nothing").sees("11月26日"); p.code != http.StatusOK {
		t.Errorf("status %d", p.code)
	}
	for _, s := range []string{"2026-11-26T00:00:00", "YJ-"} {
		if strings.Contains(p.page, s) {
			t.Errorf("it says %q", s)
		}
	}
}
