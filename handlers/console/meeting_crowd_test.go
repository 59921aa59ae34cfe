package console

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"liaison/store"
	"liaison/store/db"
)

// TestALargeMeetingIsShownInPieces: a meeting that calls many is shown in pages of
// bounded size, everybody on one of them, and whole in the workbook.
func TestALargeMeetingIsShownInPieces(t *testing.T) {
	const people = 2*peopleSize + 300
	d := open(t)
	m := d.held(10 * time.Minute)
	var batch db.Batch
	var names []string
	for i := range people {
		who := &store.Deputy{ID: store.NewID(d.now), OfficeID: d.town.ID, Name: fmt.Sprintf("代表%04d号", i), Order: i, Created: d.now, Version: 1}
		names = append(names, who.Name)
		batch.Deputies = append(batch.Deputies, who)
		batch.Mandates = append(batch.Mandates, &store.Mandate{ID: store.NewID(d.now), DeputyID: who.ID, OfficeID: d.town.ID, Level: store.LevelTownship, Status: store.MandateActive, Version: 1})
		batch.Participants = append(batch.Participants, &store.Participant{ID: store.NewID(d.now), Created: d.now, MeetingID: m.ID, DeputyID: who.ID, Role: store.RoleAttends, Revision: 1, Version: 1})
	}
	must(t, d.base.Tx(t.Context(), func(q db.Q) error { return batch.Flush(t.Context(), q) }))
	b := d.signIn("clerk")
	pages := (people + peopleSize - 1) / peopleSize
	calls := meetingsPath + "/" + m.ID + "/calls"
	for _, path := range []string{attendancePath(m.ID), receiptsPath(m.ID), calls} {
		for _, n := range []int{1, 2, pages} {
			got := b.get(fmt.Sprintf("%s?page=%d", path, n))
			if got.Code != http.StatusOK || len(got.Body) > 2<<20 {
				t.Fatalf("%s, page %d: status %d, %d bytes", path, n, got.Code, len(got.Body))
			}
			for i, name := range names {
				if here := i/peopleSize == n-1; strings.Contains(got.Body, name) != here {
					t.Fatalf("%s, page %d, %s: want %t", path, n, name, here)
				}
			}
			if more := strings.Contains(got.Body, `rel="next"`); more != (n < pages) {
				t.Errorf("%s, page %d leads on: %t", path, n, more)
			}
		}
		if past := b.get(path + "?page=999"); past.Code != http.StatusOK || strings.Contains(past.Body, names[0]) {
			t.Errorf("%s behind the last page: status %d", path, past.Code)
		}
		if path != calls {
			wantRows(t, b.get(path+"?export=xlsx").Body, people)
		}
	}
	v, err := d.Venue(t.Context(), d.people["clerk"].Actor, m.ID)
	must(t, err)
	box := v.Rows[peopleSize+1].ID + ".1"
	got := b.post(meetingsPath+"/"+m.ID+"/tick?page=2", "verb", "sign", "participant", box)
	if to := got.Location; got.Code != http.StatusSeeOther || to != attendancePath(m.ID)+"?page=2" {
		t.Errorf("ticked on the second page: status %d, on to %s", got.Code, to)
	}
	got = b.post("/console/participants/"+v.Rows[peopleSize+2].ID+"/call?page=2", "outcome", string(store.CallNoAnswer), "seen", "1")
	if to := got.Location; got.Code != http.StatusSeeOther || to != calls+"?page=2" {
		t.Errorf("telephoned from the second page: status %d, on to %s", got.Code, to)
	}
	for _, path := range []string{receiptsPath(m.ID) + "/live?page=2", attendancePath(m.ID) + "/live", meetingsPath + "/" + m.ID + "/figures"} {
		if got := b.get(path); got.Code != http.StatusOK || len(got.Body) > 1<<20 {
			t.Errorf("%s: status %d, %d bytes", path, got.Code, len(got.Body))
		}
	}
}

// wantRows expects a workbook with so many people in it.
func wantRows(t *testing.T, file string, want int) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader([]byte(file)))
	must(t, err)
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	must(t, err)
	people := 0
	for _, r := range rows {
		if strings.Contains(strings.Join(r, " "), "号") && strings.Contains(strings.Join(r, " "), "代表") {
			people++
		}
	}
	if people != want {
		t.Errorf("the workbook has %d people, want %d", people, want)
	}
}
