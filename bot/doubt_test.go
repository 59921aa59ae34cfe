package bot

import (
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// lates are the late answers that wait to be sent.
func (o *office) lates() []act.Delivery {
	o.t.Helper()
	_, list, err := o.acts.Deliveries(o.t.Context(), 100)
	o.must(err)
	return list
}

// A commit that was taken for failed had happened: its sender, who was told
// nothing, is told late, once.
func TestCommitInDoubtIsAnsweredLate(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		m := o.message("v1", store.Message{Text: "路灯坏了"})
		first, err := o.bot.Answer(t.Context(), m)
		o.must(err)
		k, err := o.acts.Keep(t.Context(), m)
		o.must(err)
		o.bot.doubts.add(k)
		for range 2 {
			if _, err := o.bot.WorkPending(t.Context(), 10); err != nil {
				t.Fatal(err)
			}
		}
		list := o.lates()
		if len(list) != 1 || list[0].Notice.Kind != store.NoticeLate || list[0].Notice.Text != first.Text {
			t.Errorf("%+v, answered %q", list, first.Text)
		}
		if left := o.bot.doubts.take(); len(left) != 0 {
			t.Errorf("still in doubt: %v", left)
		}
	})
}

// One that had not happened stays in doubt until it is worked on, and is then
// answered late as any other.
func TestCommitThatFailedIsNotAnsweredTwice(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		k, err := o.acts.Keep(t.Context(), o.message("v1", store.Message{Text: "路灯坏了"}))
		o.must(err)
		o.bot.doubts.add(k)
		_, err = o.bot.WorkPending(t.Context(), 10)
		o.must(err)
		if list := o.lates(); len(list) != 0 || len(o.bot.doubts.ids) != 1 {
			t.Errorf("%d late answers, in doubt: %v", len(list), o.bot.doubts.ids)
		}
		o.step(time.Minute)
		for range 2 {
			_, err = o.bot.WorkPending(t.Context(), 10)
			o.must(err)
		}
		list := o.lates()
		if len(list) != 1 || !strings.Contains(list[0].Notice.Text, "YJ-2026-000001") || len(o.bot.doubts.ids) != 0 {
			t.Errorf("%+v, in doubt: %v", list, o.bot.doubts.ids)
		}
	})
}

// Who settles doubts while the database is still away loses none.
func TestDoubtsOutlastAnOutage(t *testing.T) {
	offices(t, func(t *testing.T, o *office) {
		o.bot.doubts.add(&store.Kept{ID: "one"}, &store.Kept{ID: "two"}, &store.Kept{ID: "late", Late: true})
		o.must(o.db.Close())
		if _, err := o.bot.WorkPending(t.Context(), 10); err == nil {
			t.Error("no error while the database is away")
		}
		if ids := o.bot.doubts.take(); strings.Join(ids, " ") != "one two" {
			t.Errorf("in doubt: %v", ids)
		}
	})
}
