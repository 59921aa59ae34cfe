package jobs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// assigned puts an opinion to a deputy now, and gives the deputy's id.
func (b *bench) assigned() string {
	b.t.Helper()
	ctx := b.t.Context()
	clerk := store.Actor{Kind: store.ActorStaff, ID: "c", OfficeID: b.root, Grants: []store.Grant{{Role: store.RoleClerk, OfficeID: b.root}}}
	var deputy, opinion string
	b.must(b.acts.Do(ctx, clerk, "", func(tx *act.Tx) error {
		d, err := tx.AddDeputy(store.Deputy{OfficeID: b.root, Name: "张三"}, store.Mandate{Level: store.LevelCounty, OfficeID: b.root, Title: "县人大代表"})
		if err == nil {
			deputy = d.ID
		}
		return err
	}))
	o := &store.Opinion{ID: store.NewID(b.Now()), Number: "YJ-2026-" + store.NewID(b.Now())[20:], OfficeID: b.root, State: store.OpinionNew,
		Summary: "路灯不亮", Created: b.Now(), Updated: b.Now(), Version: 1}
	opinion = o.ID
	b.insert(db.Batch{Opinions: []*store.Opinion{o}})
	b.must(b.acts.Do(ctx, clerk, "", func(tx *act.Tx) error { return tx.Triage(opinion, store.TriageOurs, "", 0) }))
	b.must(b.acts.Do(ctx, clerk, "", func(tx *act.Tx) error { return tx.Forward(opinion, deputy, "", 0) }))
	return opinion
}

// reminders is when an opinion's deputy was reminded.
func (b *bench) reminders(opinion string) []string {
	b.t.Helper()
	list, err := db.NoticesOfOpinion(b.t.Context(), b.d.Read(), opinion)
	b.must(err)
	var at []string
	for _, n := range list {
		if n.Kind == store.NoticeReminded {
			at = append(at, n.NextAt.In(store.ChinaTime).Format("01-02 15:04"))
		}
	}
	return at
}

func (b *bench) reminder() *Reminder { return &Reminder{acts: b.acts, count: new(counts)} }

// walk runs the reminder every hour.
func (b *bench) walk(until time.Time) {
	r := b.reminder()
	for ; b.Now().Before(until); b.step(time.Hour) {
		b.once(r)
	}
}

func TestRemindersFollowWorkingDays(t *testing.T) {
	each(t, func(b *bench) {
		// Mid-Autumn, a week before National Day's holidays and the Saturday that is
		// worked for them, at 22:30 in China.
		b.set(time.Date(2026, 9, 25, 14, 30, 0, 0, time.UTC))
		opinion := b.assigned()
		b.walk(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
		got := b.reminders(opinion)
		if len(got) != 3 {
			b.t.Fatalf("reminded at %v, want three times: 3, 7 and 10 working days", got)
		}
		view, err := b.acts.View(b.t.Context())
		b.must(err)
		for _, text := range got {
			at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+text, store.ChinaTime)
			b.must(err)
			if !view.Calendar.IsWorkday(at) || store.DefaultQuiet().Silent(at) {
				b.t.Errorf("reminded at %s", text)
			}
		}
	})
}

func TestNoReminderTwiceAfterAPause(t *testing.T) {
	each(t, func(b *bench) {
		opinion := b.assigned()
		b.step(30 * 24 * time.Hour) // the program stood still for a month
		b.once(b.reminder())
		b.once(b.reminder())
		if got := b.reminders(opinion); len(got) != 1 {
			b.t.Errorf("reminded at %v, want once", got)
		}
	})
}

func TestNobodyIsRemindedOnARestDayOrAtNight(t *testing.T) {
	each(t, func(b *bench) {
		opinion := b.assigned()
		for _, at := range []time.Time{
			time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC),  // Saturday, 10:00 in China
			time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC), // Monday, 22:00
		} {
			b.set(at)
			if n := b.once(b.reminder()); n != 0 || len(b.reminders(opinion)) != 0 {
				b.t.Errorf("%d reminders at %s", n, at.In(store.ChinaTime))
			}
		}
		b.set(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
		if n := b.once(b.reminder()); n != 1 {
			b.t.Errorf("%d reminders on the next morning, want 1", n)
		}
	})
}

func TestMissingHolidaysAreFound(t *testing.T) {
	b := newBench(t, dbtest.New(t, db.SQLite), nil)
	c := &Calendar{acts: b.acts, log: quiet()}
	for at, want := range map[string]string{
		"2026-11-30T01:00:00Z": "",
		"2026-11-30T16:00:00Z": "holidays of 2027 are missing", // 1 December in China
		"2027-02-01T01:00:00Z": "holidays of 2027 are missing",
	} {
		now, err := time.Parse(time.RFC3339, at)
		b.must(err)
		b.set(now)
		_, err = b.acts.View(t.Context())
		b.must(err)
		_, err = c.RunOnce(t.Context(), now)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", at, err, want)
		}
	}
	r := b.runner()
	b.set(time.Date(2026, 12, 2, 1, 0, 0, 0, time.UTC))
	r.tick(t.Context(), r.jobNamed("calendar"), b.Now())
	if runs := b.runs("calendar"); len(runs) != 1 || runs[0].Outcome != "holidays of 2027 are missing" {
		t.Errorf("runs %+v: a finding is shown, and not tried again", runs)
	}
}

// One assignment that cannot be reminded of stands aside: the others of its batch
// are done, the failure shows, and the next run is well.
func TestAPoisonedReminderFailsNoOther(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		opinions := []string{b.assigned(), b.assigned(), b.assigned(), b.assigned()}
		view, err := b.acts.View(ctx)
		b.must(err)
		b.set(view.Calendar.AddWorkdays(b.Now(), 4))
		exec := func(query string, args ...any) {
			b.must(b.d.Tx(ctx, func(q db.Q) error { _, err := q.ExecContext(ctx, query, args...); return err }))
		}
		exec("DELETE FROM opinion WHERE id = ?", opinions[1]) // its assignment is left
		// The key of what the third one is to be told is taken.
		a, err := db.AssignmentsOf(ctx, b.d.Read(), opinions[2])
		b.must(err)
		ref := fmt.Sprintf("%s/%d/%d", a[0].ID, a[0].Since.Unix(), a[0].Reminded+1)
		taken := b.notice(store.Notice{Kind: store.NoticeReminded, DeputyID: a[0].DeputyID})
		exec("UPDATE notice SET about = ? WHERE id = ?", store.AboutKey(store.NoticeReminded, ref, a[0].DeputyID), taken)
		r := b.reminder()
		n, err := r.RunOnce(ctx, b.Now())
		if err == nil || n != 2 || len(b.reminders(opinions[0])) != 1 || len(b.reminders(opinions[3])) != 1 {
			b.t.Fatalf("%d reminders and %v; the good ones at %v and %v", n, err, b.reminders(opinions[0]), b.reminders(opinions[3]))
		}
		if n, err := r.RunOnce(ctx, b.Now()); n != 0 || err != nil {
			b.t.Errorf("the next run: %d, %v", n, err)
		}
		b.step(2 * time.Hour)
		if _, err := r.RunOnce(ctx, b.Now()); err == nil {
			b.t.Error("what stood aside is forgotten")
		}
	})
}
