package act_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestAssign gives a matter to a colleague, who is told, and to oneself, who is not.
func TestAssign(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a := o.heard("va", "路灯坏了")
		given := func(who, to store.Actor) error {
			return o.do(who, func(t *act.Tx) error { return t.Assign(a.ID, to.ID, 0) })
		}
		o.must(given(o.clerk, o.clerk))
		o.must(given(o.clerk, o.leader))
		got := o.fresh(a.ID)
		var told []string
		for _, n := range got.Notices {
			if n.Kind == store.NoticeGiven {
				told = append(told, n.StaffID)
			}
		}
		if got.Opinion.AssigneeID != o.leader.ID || !slices.Equal(told, []string{o.leader.ID}) {
			t.Errorf("assignee %s, told %v", got.Opinion.AssigneeID, told)
		}
		if err := given(o.clerk, o.other); !store.IsProblem(err, store.ProblemNotOffered) {
			t.Errorf("given to another town: %v", err)
		}
		if err := given(o.other, o.other); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("taken by another town: %v", err)
		}
		list, err := o.Colleagues(t.Context(), o.leader, &got.Opinion)
		o.must(err)
		if len(list) != 3 || list[0].ID != o.leader.ID || slices.ContainsFunc(list, func(s store.Staff) bool { return s.Password != "" }) {
			t.Errorf("the colleagues are %+v", list)
		}
	})
}

// TestSnooze puts a matter off; its author's words bring it back.
func TestSnooze(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a := o.heard("va", "路灯坏了")
		day := func(days int) time.Time { return time.Date(2026, 11, 22+days, 16, 0, 0, 0, time.UTC) } // midnight in China
		snooze := func(at time.Time) error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.Snooze(a.ID, at, "等施工队", 0) })
		}
		for _, bad := range []time.Time{day(0), day(-3), day(200)} {
			if err := snooze(bad); !store.IsProblem(err, store.ProblemMalformed) {
				t.Errorf("put off to %s: %v", bad, err)
			}
		}
		o.must(snooze(day(3)))
		if got := o.fresh(a.ID).Opinion; !got.Snoozed.Equal(day(3).Add(8*time.Hour)) || !got.Asleep(o.now) {
			t.Errorf("asleep until %s", got.Snoozed)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Wait(a.ID, true, "等供电所回话", 0) }))
		o.hear("va", "还没修")
		if got := o.fresh(a.ID).Opinion; got.Asleep(o.now) || got.Pending {
			t.Error("its author's words do not bring it back")
		}
		o.must(snooze(day(3)))
		o.must(snooze(time.Time{}))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Close(a.ID, "办好了", 0) }))
		if err := snooze(day(3)); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("a closed one is put off: %v", err)
		}
	})
}

func TestSortAndUrge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a := o.heard("va", "路灯坏了")
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Urge(a.ID, true, 0))
			return t.Sort(a.ID, "道路交通", 0)
		}))
		if got := o.fresh(a.ID).Opinion; got.Category != "道路交通" || !got.Danger {
			t.Errorf("%+v", got)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Sort(a.ID, "随便", 0) }); !store.IsProblem(err, store.ProblemMalformed) {
			t.Errorf("an unknown category: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.CloseAs(a.ID, "随便", "x", 0) }); !store.IsProblem(err, store.ProblemMalformed) {
			t.Errorf("an unknown reason: %v", err)
		}
	})
}

// TestSplit takes the second of two matters out of one item.
func TestSplit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a := o.heard("va", "路灯坏了")
		o.hear("va", "还有，公交车末班太早")
		o.must(o.do(o.person("va"), func(t *act.Tx) error { return t.KeepFrom(a.ID, o.li.ID) }))
		said := slices.DeleteFunc(o.fresh(a.ID).Steps, func(s act.Step) bool { return s.Kind != store.EntrySaid })
		var made *store.Opinion
		split := func(who store.Actor, key string, ids ...string) error {
			return o.DoOpening(t.Context(), who, key, func(t *act.Tx) (err error) {
				made, err = t.Split(a.ID, ids, 0)
				return err
			})
		}
		if err := split(o.clerk, ""); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("nothing chosen: %v", err)
		}
		if err := split(o.other, "", said[1].ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town splits: %v", err)
		}
		for range 2 { // one form, twice
			o.must(split(o.clerk, "form:split", said[1].ID))
		}
		got := o.asAuthor("va", made.ID)
		if got.Opinion.Number == a.Number || got.Opinion.Summary != "还有，公交车末班太早" || len(got.Exclusions) != 1 || !strings.Contains(says(got), "公交车") {
			t.Errorf("the new one is %+v", got.Opinion)
		}
		if s := says(o.asAuthor("va", a.ID)); !strings.Contains(s, "公交车") || !strings.Contains(s, made.Number) {
			t.Errorf("the original says %s", s)
		}
		if !slices.Contains(o.told(made.ID), store.NoticeSplit) {
			t.Errorf("the author was told %v", o.told(made.ID))
		}
		list, _ := o.MyOpinions(t.Context(), o.person("va"), 10)
		if len(list) != 2 {
			t.Errorf("%d opinions", len(list))
		}
	})
}

// TestTransfer goes to the other town and back.
func TestTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a, b := o.heard("va", "路灯坏了"), o.heard("vb", "灯不亮")
		o.merge(b.ID, a.ID)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Assign(a.ID, o.clerk.ID, 0))
			o.must(t.Sort(a.ID, "道路交通", 0))
			return t.Transfer(a.ID, o.other.OfficeID, "在乙镇地界", 0)
		}))
		if _, err := o.Dossier(t.Context(), o.clerk, a.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the old desk reads it: %v", err)
		}
		got, err := o.Dossier(t.Context(), o.other, a.ID)
		o.must(err)
		if got.Handed() != o.town.ID || got.Opinion.Category != "道路交通" || got.Opinion.AssigneeID != "" || got.Opinion.DistrictID != "" || len(got.Voices) != 1 {
			t.Errorf("it came as %+v from %s", got.Opinion, got.Handed())
		}
		for v, id := range map[string]string{"va": a.ID, "vb": b.ID} {
			m := o.asAuthor(v, id)
			if s := says(m); !strings.Contains(s, string(store.EntryTransfer)) || strings.Contains(s, "地界") {
				t.Errorf("%s reads %s", v, s)
			}
			if !slices.ContainsFunc(got.Notices, func(n store.Notice) bool { return n.Kind == store.NoticeMoved && n.OpinionID == id }) {
				t.Errorf("%s was not told", v)
			}
		}
		o.must(o.do(o.other, func(t *act.Tx) error { return t.Transfer(a.ID, got.Handed(), "查过，是甲镇的", 0) }))
		if back := o.fresh(a.ID); back.Handed() != o.other.OfficeID {
			t.Errorf("back from %s", back.Handed())
		}
		for _, to := range []string{"", "nowhere", o.town.ID} {
			if err := o.do(o.clerk, func(t *act.Tx) error { return t.Transfer(a.ID, to, "x", 0) }); !store.IsProblem(err, store.ProblemMalformed) {
				t.Errorf("to %q: %v", to, err)
			}
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Transfer(a.ID, o.root.ID, " ", 0) }); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("without a reason: %v", err)
		}
	})
}

// TestTransferTakesBackWhatWaits: a reply drafted in the old office's name waits
// for nobody after the item went to another office.
func TestTransferTakesBackWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.must(o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.town.ID, store.SetStepsReply, "2") }))
		a := o.heard("va", "路灯坏了")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(a.ID, "甲镇正在核实。") }))
		waits := func(who store.Actor) int {
			t.Helper()
			list, err := o.DraftsAbout(t.Context(), who, a.ID)
			o.must(err)
			return len(list)
		}
		if n := waits(o.clerk); n != 1 {
			t.Fatalf("%d drafts wait before the transfer", n)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Transfer(a.ID, o.other.OfficeID, "在乙镇地界", 0) }))
		if n := waits(o.other); n != 0 {
			t.Errorf("%d drafts of the old office wait", n)
		}
	})
}

func TestSimilar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a, b := o.heard("va", "村口路灯坏了三天，晚上很黑"), o.heard("vb", "村口的路灯坏了，晚上太黑")
		o.heard("vc", "医保卡不能用")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Note(b.ID, "x") }))
		list, err := o.Similar(t.Context(), o.clerk, &b)
		o.must(err)
		if len(list) != 1 || list[0].ID != a.ID {
			t.Errorf("similar: %+v", list)
		}
		if list, _ := o.Similar(t.Context(), o.other, &b); len(list) != 0 {
			t.Error("another town is offered them")
		}
	})
}

// TestWhoSawIt notes each reader once, with the first and the last time.
func TestWhoSawIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a := o.heard("va", "路灯坏了")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(a.ID, "您好") }))
		if doss := o.fresh(a.ID); doss.Read(&doss.Notices[0]) {
			t.Error("read before anybody looked")
		}
		for range 3 {
			o.must(o.Saw(t.Context(), o.clerk, o.fresh(a.ID), store.ReaderStaff))
			o.must(o.Saw(t.Context(), o.person("va"), o.asAuthor("va", a.ID), store.ReaderAuthor))
			o.now = o.now.Add(10 * time.Minute)
		}
		doss := o.fresh(a.ID)
		looks := doss.Looks()
		if len(looks) != 2 || !doss.Read(&doss.Notices[0]) {
			t.Fatalf("looks %+v", looks)
		}
		for _, l := range looks {
			if l.Last.Sub(l.First) != 20*time.Minute || l.Kind == store.ReaderStaff && l.Name != "clerk" || l.Kind == store.ReaderAuthor && l.ReaderID != "" {
				t.Errorf("%+v", l)
			}
		}
	})
}

// TestTwoActsAtOnce: of two people of the desk who act on what both saw, one wins and
// the other is told of a conflict; nothing of the second is left behind.
func TestTwoActsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for range 5 {
			a := o.heard("v"+store.NewSecret(), "路灯坏了")
			seen := o.fresh(a.ID).Opinion.Version
			errs := o.atOnce(
				deed{o.clerk, func(t *act.Tx) error { return t.Triage(a.ID, store.TriageSpam, "", seen) }},
				deed{o.leader, func(t *act.Tx) error { return t.Close(a.ID, "办好了", seen) }})
			o.oneOf(errs, "")
			got, err := o.Dossier(t.Context(), o.leader, a.ID)
			o.must(err)
			closed := slices.ContainsFunc(got.Steps, func(s act.Step) bool { return s.Kind == store.EntryClosed })
			sorted := slices.ContainsFunc(got.Steps, func(s act.Step) bool { return s.Kind == store.EntryTriaged })
			if closed == sorted || closed != (errs[1] == nil) {
				t.Errorf("closed %t, triaged %t, %v", closed, sorted, errs)
			}
		}
	})
}
