package console

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

func init() {
	m := store.Meeting{ID: "m", Title: nasty, Place: nasty, Contact: nasty, Note: nasty, State: store.MeetingAnnounced,
		Starts: time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC), Ends: time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)}
	row := act.ReceptionRow{Meeting: m, Station: store.Station{Name: nasty}, Receivers: []act.Receiver{{Deputy: store.Deputy{Name: nasty}}}}
	row.Minutes, row.Places, row.Reason = 20, 1, nasty
	full := receptionViewOf(&act.ReceptionDossier{ReceptionRow: row, Named: true, Times: []act.TimeRow{{Visits: []act.Visit{
		{Name: nasty, Phone: nasty, Subject: nasty, Number: nasty, Booking: store.Booking{State: store.BookingCame}}, {}}}, {}}}, m.Starts)
	full.CanEdit, full.Form = true, &receptionForm{Title: nasty, Place: nasty, Note: nasty, Problem: nasty, Version: 1, People: []groupPerson{{Name: nasty, In: true}}}
	form := &receptionForm{Stations: []store.Station{{Name: nasty}}, Problem: nasty}
	maps.Copy(sheetPagesEmpty, map[string]any{"receptions": &receptionsPage{}, "reception": receptionViewOf(&act.ReceptionDossier{}, m.Starts),
		"reception-new": &receptionForm{}, "reception-sheet": receptionViewOf(&act.ReceptionDossier{}, m.Starts)})
	maps.Copy(sheetPagesFull, map[string]any{"receptions": &receptionsPage{Rows: []act.ReceptionRow{row, {}}, CanEdit: true, Past: true},
		"reception": full, "reception-new": form, "reception-sheet": full})
	for name, s := range map[string]scene{
		"POST /console/receptions": func(d *desk) (string, []string) {
			return "", append(receptionFields(d), "station", stationNow(d).ID)
		},
		"GET /console/receptions/:id":           receptionNow(false),
		"GET /console/receptions/:id/sheet":     receptionNow(false),
		"POST /console/receptions/:id":          receptionNow(false),
		"POST /console/receptions/:id/announce": receptionNow(false),
		"POST /console/receptions/:id/cancel":   receptionNow(true, "reason", "代表临时有会"),
		"POST /console/bookings/:id/mark":       bookingNow("as", "came"),
		"POST /console/bookings/:id/raise":      bookingNow("text", "水渠塌了"),
		"POST /console/receivers/:id": func(d *desk) (string, []string) {
			id, _ := receptionNow(true)(d)
			d.dayCame(id)
			r, err := d.ReceptionByID(d.t.Context(), d.people["clerk"].Actor, id)
			must(d.t, err)
			return r.Receivers[0].ID, []string{"seen", itoa(r.Receivers[0].Participant.Version), "yes", "1"}
		},
	} {
		scenes[name] = s
	}
}

// stationNow is a station of 甲镇 that has no reception day yet.
func stationNow(d *desk) (made *store.Station) {
	d.as("clerk", func(t *act.Tx) (err error) {
		made, err = t.AddStation(store.Station{OfficeID: d.town.ID, Name: "联络站" + store.NewSecret()[:4], Address: "人民路1号"})
		return err
	})
	return made
}

// receptionStart is noon in China in two days.
func receptionStart(d *desk) time.Time {
	day, err := store.ParseDay(store.DayOf(d.Now().AddDate(0, 0, 2)))
	must(d.t, err)
	return day.Add(12 * time.Hour)
}

// dayCame lets a reception day be yesterday's, whatever the clock says: who is
// signed in stays so.
func (d *desk) dayCame(id string) {
	d.t.Helper()
	const form = "2006-01-02 15:04:05.000000"
	at := receptionStart(d).AddDate(0, 0, -3).UTC()
	must(d.t, d.base.Tx(d.t.Context(), func(q db.Q) error {
		_, err := q.ExecContext(d.t.Context(), "UPDATE booking SET day = ? WHERE meeting_id = ?", store.DayOf(at), id)
		must(d.t, err)
		_, err = q.ExecContext(d.t.Context(), "UPDATE meeting SET starts = ?, ends = ? WHERE id = ?", at.Format(form), at.Add(time.Hour).Format(form), id)
		return err
	}))
}

// receptionFields is what a form says of a reception day.
func receptionFields(d *desk) []string {
	input := func(t time.Time) string { return t.In(store.ChinaTime).Format("2006-01-02T15:04") }
	at := receptionStart(d)
	return []string{"title", "代表接待日", "starts", input(at), "ends", input(at.Add(time.Hour)), "minutes", "20", "places", "1", "deputy", d.zhang.ID}
}

// receptionNow is a reception day at a station of its own.
func receptionNow(announced bool, fields ...string) scene {
	return func(d *desk) (id string, _ []string) {
		at, s := receptionStart(d), stationNow(d)
		d.as("clerk", func(t *act.Tx) error {
			m, err := t.AddReception(act.ReceptionForm{StationID: s.ID, Starts: at, Ends: at.Add(time.Hour), Minutes: 20, Places: 1, Deputies: []string{d.zhang.ID}})
			if err == nil {
				id = m.ID
			}
			return err
		})
		if announced {
			d.as("clerk", func(t *act.Tx) error { return t.AnnounceReception(id, 0) })
		}
		r, err := d.ReceptionByID(d.t.Context(), d.people["clerk"].Actor, id)
		must(d.t, err)
		return id, append(append(receptionFields(d), "seen", itoa(r.Meeting.Version)), fields...)
	}
}

// bookingNow is a time that somebody booked on a reception day.
func bookingNow(fields ...string) scene {
	return func(d *desk) (string, []string) {
		day, _ := receptionNow(true)(d)
		who := "voter-" + store.NewSecret()
		d.hear(who, "您好", nil, false)
		p, err := d.PersonByOpenid(d.t.Context(), who)
		must(d.t, err)
		var b *store.Booking
		must(d.t, d.Do(d.t.Context(), store.PersonActor(p, "test"), "", func(t *act.Tx) (err error) {
			b, err = t.Book(day, 0, act.BookingForm{Name: "杨秀英", Phone: "13808551234", Subject: "水渠的事"})
			return err
		}))
		d.dayCame(day)
		return b.ID, append([]string{"seen", "1", "day", day}, fields...)
	}
}

// TestAReceptionDayByForm: refused with a sentence and what was written, then made,
// announced, and who comes is read, marked and taken down.
func TestAReceptionDayByForm(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	got := b.post(receptionsPath, append(receptionFields(d), "station", "", "note", "带材料")...)
	if got.Code != http.StatusUnprocessableEntity || problemOf(got.Body) != "请选择联络站。" || !strings.Contains(got.Body, "带材料") {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	got = b.post(receptionsPath, append(receptionFields(d), "station", stationNow(d).ID)...)
	if !strings.HasPrefix(got.Location, receptionsPath+"/") {
		t.Fatalf("%d %s", got.Code, problemOf(got.Body))
	}
	if said := text(b.after(got).Body); !strings.Contains(said, "没有公布") {
		t.Errorf("%s", said)
	}
	id, fields := bookingNow("as", "came")(d)
	path := receptionsPath + "/" + fields[3]
	if said := text(b.get(path).Body); !strings.Contains(said, "杨秀英") || !strings.Contains(said, "13808551234") {
		t.Errorf("%s", said)
	}
	// One that is to come can be told to all; the form begins with its words.
	ahead, _ := receptionNow(true)(d)
	link := broadcastsPath + "/new?" + values("way", "mass", "office", d.town.ID, "reception", ahead)
	if body := b.get(receptionsPath + "/" + ahead).Body; !strings.Contains(body, `href="`+strings.ReplaceAll(link, "&", "&amp;")+`"`) {
		t.Errorf("no way to tell people of it: %s", text(body))
	}
	if said := text(b.get(link).Body); !strings.Contains(said, "地点：") || !strings.Contains(said, "可以在公众号里预约时间。") || !strings.Contains(said, "每人每月最多收到4次群发") {
		t.Errorf("%s", said)
	}
	if got := b.get(broadcastsPath + "/new?way=mass&reception=nothing"); got.Code != http.StatusNotFound {
		t.Errorf("a day that is not there: %d", got.Code)
	}
	if got := b.post("/console/bookings/"+id+"/mark", fields...); got.Location != path {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	if got := b.post("/console/bookings/"+id+"/raise", "seen", "2", "day", fields[3], "text", "上寨村的水渠塌了"); got.Location != path {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	if said := text(b.get(path).Body); !strings.Contains(said, "来了") || !strings.Contains(said, "YJ-") {
		t.Errorf("%s", said)
	}
	if rows := b.get(path + "?export=xlsx").workbook(t); len(rows) != 3 || rows[2][1] != "杨秀英" || rows[2][4] != "来了" {
		t.Errorf("%q", rows)
	}
	if said := text(b.get(path + "/sheet").Body); !strings.Contains(said, "杨秀英") || strings.Contains(said, "13808551234") {
		t.Errorf("the list on the table: %s", said)
	}
}
