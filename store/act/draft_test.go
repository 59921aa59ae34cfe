package act_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// steps sets how many steps a kind takes everywhere.
func (o *office) steps(name store.Setting, n string) {
	o.t.Helper()
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.root.ID, name, n) }))
}

// handed is an opinion that a deputy has, and the task.
func (o *office) handed() (store.Opinion, store.Actor, act.TaskRow) {
	o.t.Helper()
	deputy := o.bind("dep", o.zhang.ID)
	o.hear("voter", "村口路灯坏了三天")
	o.place("voter")
	it := o.first(o.clerk)
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		o.must(t.Triage(it.ID, store.TriageOurs, "", it.Version))
		return t.Forward(it.ID, o.zhang.ID, "", 0)
	}))
	return it, deputy, o.task(deputy)
}

func (o *office) lists(actor store.Actor) *act.DraftLists {
	o.t.Helper()
	l, err := o.DraftLists(o.t.Context(), actor)
	o.must(err)
	return l
}

func (o *office) stateOf(id string) store.OpinionState {
	o.t.Helper()
	d, err := o.Dossier(o.t.Context(), o.officer, id)
	o.must(err)
	return d.Opinion.State
}

// TestAnAnswerInThreeSteps: a clerk's pass is no release, and who passed it cannot
// sign it.
func TestAnAnswerInThreeSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsAnswer, "3")
		it, deputy, task := o.handed()
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task.ID, "已联系供电所"); return err }))
		l := o.lists(o.clerk)
		if len(l.Waiting) != 1 || l.Waiting[0].State != store.DraftInReview || l.Waiting[0].Summary != "村口路灯坏了三天" {
			t.Fatalf("for the clerk: %+v", l)
		}
		id := l.Waiting[0].ID
		doss, err := o.DraftDossier(t.Context(), o.clerk, id)
		o.must(err)
		if doss.Words != "已联系供电所" || doss.Deputy != "张三" || !doss.Can(store.StepPass) || doss.Can(store.StepSign) || doss.Can(store.StepEdit) {
			t.Errorf("the clerk's page: %+v", doss)
		}
		if _, err := o.DraftDossier(t.Context(), o.other, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town reads it: %v", err)
		}
		w, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Release(w.Waiting().ID, w.Opinion.Version) })) // the old form: one step on
		if got := o.stateOf(it.ID); got != store.OpinionChecked {
			t.Fatalf("after review the opinion is %s", got)
		}
		err = o.do(o.clerk, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err })
		if !errors.Is(err, store.ErrForbidden) {
			t.Errorf("the clerk signs: %v", err)
		}
		if l := o.lists(o.clerk); len(l.Waiting) != 0 || len(l.Going) != 1 {
			t.Errorf("for the clerk after review: %+v", l)
		}
		stale := doss.Version
		err = o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", stale); return err })
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("signed over a page that was old: %v", err)
		}
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err }))
		mine, err := o.Mine(t.Context(), o.person("voter"), it.ID)
		o.must(err)
		if mine.Opinion.State != store.OpinionAnswered || len(mine.Answers) != 1 {
			t.Errorf("signed, and the author sees %+v", mine.Answers)
		}
		doss, err = o.DraftDossier(t.Context(), o.clerk, id)
		o.must(err)
		if n := len(doss.Log); n != 3 || doss.Log[1].Who != "clerk" || doss.Log[2].Who != "leader" || doss.SignedBy != o.leader.ID {
			t.Errorf("the log: %+v", doss.Log)
		}
	})
}

// TestAnAnswerIsGivenBack goes to its deputy, and the next one is a new draft.
func TestAnAnswerIsGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsAnswer, "2")
		it, deputy, task := o.handed()
		answer := func() string {
			o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task.ID, "已反映"); return err }))
			return o.lists(o.leader).Waiting[0].ID
		}
		first := answer()
		err := o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(first, store.StepReturn, " ", 0); return err })
		if !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("given back without a reason: %v", err)
		}
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(first, store.StepReturn, "写明时间", 0); return err }))
		if got := o.stateOf(it.ID); got != store.OpinionAssigned || len(o.lists(o.leader).Waiting) != 0 {
			t.Fatalf("given back: %s", got)
		}
		second := answer()
		if second == first {
			t.Fatal("one draft for two answers")
		}
		w, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Recall(it.ID, "另转", w.Opinion.Version) }))
		if l := o.lists(o.leader); len(l.Waiting) != 0 {
			t.Error("an answer that was taken back still waits")
		}
		err = o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(second, store.StepSign, "", 0); return err })
		if !store.IsProblem(err, store.ProblemState) {
			t.Errorf("signed after the matter was taken back: %v", err)
		}
	})
}

// TestAnAnswerSignedInBetween: MySQL shows what others commit between two reads, so
// that an answer may wait still and its draft be signed already. Somebody was faster;
// the matter is in no wrong state.
func TestAnAnswerSignedInBetween(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		it, deputy, task := o.handed()
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task.ID, "已反映"); return err }))
		w, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		answer := w.Waiting().ID
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			_, err := q.ExecContext(t.Context(), "UPDATE draft SET state = ? WHERE ref = ?", string(store.DraftReleased), answer)
			return err
		}))
		for name, step := range map[string]func(*act.Tx) error{
			"released": func(t *act.Tx) error { return t.Release(answer, w.Opinion.Version) },
			"returned": func(t *act.Tx) error { return t.Return(answer, "写明时间", w.Opinion.Version) },
		} {
			if err := o.do(o.clerk, step); !errors.Is(err, store.ErrConflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestAReplyWaitsForItsSignature and is not said before.
func TestAReplyWaitsForItsSignature(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsReply, "2")
		o.hear("voter", "村口路灯坏了三天")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(it.ID, "您好，已看到。") }))
		told := func() int {
			m, err := o.Mine(t.Context(), o.person("voter"), it.ID)
			o.must(err)
			n := 0
			for _, s := range m.Steps {
				if s.Kind == store.EntryTold {
					n++
				}
			}
			return n
		}
		if told() != 0 {
			t.Fatal("said before it was signed")
		}
		id := o.lists(o.leader).Waiting[0].ID
		o.must(o.do(o.leader, func(t *act.Tx) error {
			return t.EditDraft(id, "", "", "您好，已看到，正在转请代表。", 0)
		}))
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err }))
		if told() != 1 {
			t.Error("signed, and not said")
		}
		doss, err := o.DraftDossier(t.Context(), o.clerk, id)
		o.must(err)
		if len(doss.Log) != 3 || doss.Log[1].Verb != store.StepEdit || doss.Log[1].Text != "您好，已看到。" {
			t.Errorf("what was changed is not kept: %+v", doss.Log)
		}
	})
}

// TestAClosingWaitsForItsSignature: until then the matter is open, and a second one
// is refused; signed, it is closed as the clerk said.
func TestAClosingWaitsForItsSignature(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsClose, "2")
		o.hear("voter", "村口路灯坏了三天")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CloseAs(it.ID, "已经解决", "路灯已修好。", 0) }))
		if got := o.stateOf(it.ID); got != store.OpinionNew {
			t.Fatalf("before it is signed the matter is %s", got)
		}
		err := o.do(o.clerk, func(t *act.Tx) error { return t.Close(it.ID, "再写一份", 0) })
		if !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("a second reason for closing: %v", err)
		}
		id := o.lists(o.leader).Waiting[0].ID
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("the clerk signs: %v", err)
		}
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err }))
		m, err := o.Mine(t.Context(), o.person("voter"), it.ID)
		o.must(err)
		if last := m.Steps[len(m.Steps)-1]; m.Opinion.State != store.OpinionClosed || last.Kind != store.EntryClosed || last.Text != "路灯已修好。" || last.Ref != "已经解决" {
			t.Errorf("signed: %s %+v", m.Opinion.State, last)
		}
	})
}

// TestWordsOfTriageThatWereChangedAreSigned, while those of the setting and a
// warning of danger go out at once.
func TestWordsOfTriageThatWereChangedAreSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsReply, "2")
		for i, c := range []struct {
			kind  store.Triage
			reply string // empty: the approved one
			waits int
		}{{store.TriageNotOurs, "", 0}, {store.TriageEmergency, "请马上打110。", 0}, {store.TriageNotOurs, "请找住建局。", 1}} {
			who := fmt.Sprint("voter", i)
			o.hear(who, "村口路灯坏了三天")
			o.place(who)
			it := o.first(o.clerk)
			o.must(o.do(o.clerk, func(t *act.Tx) error {
				return t.Triage(it.ID, c.kind, cmp.Or(c.reply, t.View().ApprovedReply(it.OfficeID, c.kind)), 0)
			}))
			m, err := o.Mine(t.Context(), o.person(who), it.ID)
			o.must(err)
			told := slices.ContainsFunc(m.Steps, func(s act.Step) bool { return s.Kind == store.EntryTold })
			if got := len(o.lists(o.leader).Waiting); got != c.waits || told == (c.waits > 0) {
				t.Errorf("%s %q: %d wait, told %t", c.kind, c.reply, got, told)
			}
		}
	})
}

// TestASealedMatterHasNoDrafts: what waited is withdrawn, and no list, page or
// step shows it.
func TestASealedMatterHasNoDrafts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsReply, "3")
		o.hear("voter", "举报某某受贿")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(it.ID, "您好，已看到。") }))
		id := o.lists(o.leader).Waiting
		if len(id) != 1 {
			t.Fatalf("a leader may review: %+v", id)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "", 0) }))
		for _, who := range []store.Actor{o.clerk, o.leader, o.officer} {
			if l := o.lists(who); len(l.Waiting)+len(l.Mine)+len(l.Going)+len(l.Done) != 0 {
				t.Errorf("%s still lists it", who.Name)
			}
			if _, err := o.DraftDossier(t.Context(), who, id[0].ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads it: %v", who.Name, err)
			}
			if err := o.do(who, func(t *act.Tx) error { _, err := t.StepDraft(id[0].ID, store.StepPass, "", 0); return err }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s passes it: %v", who.Name, err)
			}
		}
		o.must(o.do(o.officer, func(t *act.Tx) error { return t.Tell(it.ID, "已由专人办理。") })) // at once, whatever the setting
		m, err := o.Mine(t.Context(), o.person("voter"), it.ID)
		o.must(err)
		if last := m.Steps[len(m.Steps)-1]; last.Text != "已由专人办理。" {
			t.Errorf("the officer's words did not go out: %+v", last)
		}
	})
}

// TestSealedWhileItsAnswerWaits: the answer and the reply are withdrawn together.
func TestSealedWhileItsAnswerWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsAnswer, "2")
		o.steps(store.SetStepsReply, "2")
		it, deputy, task := o.handed()
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task.ID, "已反映"); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(it.ID, "您好。") }))
		if n := len(o.lists(o.leader).Waiting); n != 2 {
			t.Fatalf("%d drafts wait", n)
		}
		o.must(o.do(o.officer, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "", 0) }))
		if l := o.lists(o.leader); len(l.Waiting)+len(l.Going)+len(l.Done) != 0 {
			t.Errorf("sealed, and listed: %+v", l)
		}
	})
}

// TestWhoIsAwaitedIsTold: a leader with a bound phone, and not the drafter.
func TestWhoIsAwaitedIsTold(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	o.steps(store.SetStepsReply, "2")
	o.hear("voter", "村口路灯坏了三天")
	o.place("voter")
	it := o.first(o.clerk)
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(it.ID, "您好，已看到。") }))
	d, err := o.DraftsAbout(t.Context(), o.clerk, it.ID)
	o.must(err)
	if len(d) != 1 || len(d[0].Awaited) != 1 || d[0].Awaited[0] != "leader" {
		t.Fatalf("awaited: %+v", d)
	}
	kinds := func() map[store.NoticeKind]int {
		doss, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		n := map[store.NoticeKind]int{}
		for _, x := range doss.Notices {
			if x.State == store.NoticeWaiting {
				n[x.Kind]++
			}
		}
		return n
	}
	if n := kinds(); n[store.NoticeToSign] != 1 {
		t.Errorf("told: %v", n)
	}
	o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(d[0].ID, store.StepReturn, "太短", 0); return err }))
	if n := kinds(); n[store.NoticeToSign] != 0 || n[store.NoticeDraftBack] != 1 {
		t.Errorf("given back, told: %v", n)
	}
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		o.must(t.EditDraft(d[0].ID, "", "", "您好，已看到，正在转请代表。", 0))
		_, err := t.StepDraft(d[0].ID, store.StepSubmit, "", 0)
		return err
	}))
	if n := kinds(); n[store.NoticeToSign] != 1 || n[store.NoticeDraftBack] != 0 {
		t.Errorf("laid down again, told: %v", n)
	}
}
