package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// TestAWholeCongressIsTickedAtOnce: a congress has more deputies than a form has
// fields elsewhere.
func TestAWholeCongressIsTickedAtOnce(t *testing.T) {
	d := open(t)
	var who []store.Deputy
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		for i := range 300 {
			who = append(who, d.deputy(t, store.Deputy{Name: fmt.Sprintf("代表%d", i)}, d.dist.ID, "甲镇人大代表"))
		}
		return nil
	}))
	m := d.held(10*time.Minute, who...)
	clerk := d.people["clerk"].Actor
	v, err := d.Venue(t.Context(), clerk, m.ID)
	must(t, err)
	fields := []string{"verb", "sign"}
	for _, r := range v.Rows {
		fields = append(fields, "participant", r.ID+".1")
	}
	b := d.signIn("clerk")
	if got := b.post(meetingsPath+"/"+m.ID+"/tick", fields...); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, text(got.Body))
	}
	if shown := b.get(attendancePath(m.ID)); !strings.Contains(shown.Body, "已登记300人。") {
		t.Errorf("%s", text(shown.Body)[:500])
	}
	if v, err = d.Venue(t.Context(), clerk, m.ID); err != nil || v.Quorum.Present != 300 {
		t.Errorf("%+v %v", v.Quorum, err)
	}
	many := make([]string, 0, 2*everybody+2)
	for range everybody + 1 {
		many = append(many, "participant", "x.1")
	}
	if got := b.post(meetingsPath+"/"+m.ID+"/tick", many...); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("more than any meeting calls: status %d", got.Code)
	}
}

// TestThePresidiumIsNotedOnTheSessionsPage, once, and is who its meetings call.
func TestThePresidiumIsNotedOnTheSessionsPage(t *testing.T) {
	d := open(t)
	m := plannedIn(d, store.MeetingCongress)
	var part *store.Meeting
	d.as("clerk", func(t *act.Tx) (err error) {
		must(d.t, t.AddParticipants(m.ID, []store.Participant{{DeputyID: d.li.ID}}, 0))
		part, err = t.AddMeeting(store.Meeting{OfficeID: m.OfficeID, ParentID: m.ID, Kind: store.MeetingPresiding, Title: "大会主席团第一次会议", Place: "会议室", Starts: m.Starts})
		return err
	})
	v, err := d.Meeting(t.Context(), d.people["clerk"].Actor, m.ID)
	must(t, err)
	b, page, partPage := d.signIn("clerk"), meetingsPath+"/"+m.ID, meetingsPath+"/"+part.ID
	if shown := b.get(partPage); !strings.Contains(shown.Body, "还没有列出大会主席团成员") {
		t.Errorf("%s", text(shown.Body))
	}
	if got := b.post(page+"/remove", "do", "preside", "seen", meetingSeen(d, m), "person", v.People[0].ID); got.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Code, text(got.Body))
	}
	if shown := b.get(page); strings.Count(shown.Body, ">大会主席团</span>") != 1 {
		t.Errorf("%s", text(shown.Body))
	}
	shown := b.get(partPage + "/people")
	if !strings.Contains(shown.Body, "这里只加列席的人") || strings.Contains(shown.Body, `value="attends"`) {
		t.Errorf("%s", text(shown.Body))
	}
	got := b.post(partPage+"/people", "role", "attends", "deputy", d.li.ID)
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "大会主席团会议由本次大会的主席团成员参加，其他人只能选列席。") {
		t.Errorf("status %d: %s", got.Code, text(got.Body))
	}
	if v, err = d.Meeting(t.Context(), d.people["clerk"].Actor, part.ID); err != nil || len(v.People) != 1 {
		t.Errorf("the presidium meets: %+v %v", v.People, err)
	}
}
