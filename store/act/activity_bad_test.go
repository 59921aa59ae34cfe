package act_test

import (
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// TestWhatIsNoActivity: each is refused with a reason of its own, and nothing of it
// stays.
func TestWhatIsNoActivity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, leader, members := grouped(t, d)
		o.end(members[2]) // yesterday
		record := func(who store.Actor, at time.Time, came ...string) error {
			return o.do(who, func(t *act.Tx) error {
				_, err := t.RecordNew(store.Meeting{Kind: store.ActivityGroup, OfficeID: o.town.ID, GroupID: g.ID, Starts: at},
					act.ActivityForm{Record: store.ActivityRecord{Findings: "走访"}, Came: came})
				return err
			})
		}
		for what, bad := range map[string]struct {
			err  error
			want store.Problem
		}{
			"still to come":                  {record(o.clerk, o.now.Add(time.Hour), members[0]), store.ProblemFuture},
			"still to come, on the phone":    {record(leader, o.now.Add(time.Hour), members[0]), store.ProblemFuture},
			"no deputy any more":             {record(o.clerk, o.now.Add(-time.Minute), members...), store.ProblemNotServing},
			"no deputy any more, on a phone": {record(leader, o.now.Add(-time.Minute), members...), store.ProblemNotServing},
			"no time":                        {record(o.clerk, time.Time{}, members[0]), store.ProblemEmpty},
		} {
			if !store.IsProblem(bad.err, bad.want) {
				t.Errorf("%s: %v", what, bad.err)
			}
		}
		rows, err := o.Activities(t.Context(), o.clerk, act.ActivityFilter{From: o.now.AddDate(-1, 0, 0), To: o.now.AddDate(1, 0, 0), Limit: 10})
		if err != nil || len(rows) != 0 {
			t.Errorf("%d activities stay, %v", len(rows), err)
		}
		led, err := o.Led(t.Context(), leader)
		if err != nil || len(led) != 1 || len(led[0].People) != 2 {
			t.Errorf("the leader's form offers %+v, %v", led, err)
		}
		o.must(record(o.clerk, o.now.AddDate(0, 0, -20), members...)) // was a deputy then
	})
}

// TestAPlanIsReleasedOnce: a second letter, and a second signature, tell nobody.
func TestAPlanIsReleasedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _, _, _ := grouped(t, d)
		p, err := o.plan(2026, "", false)
		o.must(err)
		o.must(o.line(p, store.PlanItem{Day: "2026-12-10", Text: "视察"}))
		o.must(o.adopt(p, "2026-11-20"))
		var letter *store.Draft
		draft := func() error {
			return o.do(o.clerk, func(t *act.Tx) (err error) { letter, err = t.DraftPlan(p.ID, 0); return err })
		}
		o.must(draft())
		first := letter
		if err := draft(); !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("a second letter: %v", err)
		}
		o.signLetter(first)
		told, released := o.sentOf(d, store.NoticePlan), o.dossier(p.ID)
		if err := o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(first.ID, store.StepSign, "", 0); return err }); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("signed twice: %v", err)
		}
		if err := draft(); !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("a letter after the release: %v", err)
		}
		if now := o.dossier(p.ID); told == 0 || o.sentOf(d, store.NoticePlan) != told || now.Version != released.Version || !now.Released.Equal(released.Released) {
			t.Errorf("told %d and then %d; %+v", told, o.sentOf(d, store.NoticePlan), now.Plan)
		}
	})
}

// TestAReportComesBackAsAWordFile: the type of such a file is the longest there is.
func TestAReportComesBackAsAWordFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, _, members := grouped(t, d)
		m, err := o.held(o.clerk, g.ID, members...)
		o.must(err)
		h, letter, err := o.hand(o.clerk, m.ID)
		o.must(err)
		o.signLetter(letter)
		const word = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.Answered(h.ID, store.DayOf(o.now), "", media.File{Hash: "x", MIME: word}, 2)
		}))
		got, err := o.Handover(t.Context(), o.clerk, h.ID)
		o.must(err)
		if got.Replies[0].MIME != word {
			t.Errorf("%q", got.Replies[0].MIME)
		}
	})
}

// TestAnEditedReceptionDayKeepsItsStation, and a meeting carries out lines of the own
// office's plan alone.
func TestAnEditedReceptionDayKeepsItsStation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _, _, _ := grouped(t, d)
		s := o.station("甲镇联络站")
		m := o.plannedDay(o.dayOf(s))
		edit := func(plan string) error {
			return o.do(o.clerk, func(t *act.Tx) error {
				next := *m
				next.Title, next.StationID, next.PlanID = "接待日", "", plan // as the form of meetings sends it
				_, err := t.EditMeeting(next)
				return err
			})
		}
		if err := edit("01JZZZZZZZZZZZZZZZZZZZZZZZ"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no line of a plan: %v", err)
		}
		o.must(edit(""))
		if day, err := o.ReceptionByID(t.Context(), o.clerk, m.ID); err != nil || day.Meeting.StationID != s.ID || day.Meeting.Title != "接待日" {
			t.Errorf("%+v, %v", day, err)
		}
	})
}
