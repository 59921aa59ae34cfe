package act_test

import (
	"errors"
	"sync"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// given is a matter of "voter" that a deputy has.
func (o *office) given(text, deputyID string) store.Opinion {
	o.t.Helper()
	o.hear("voter", text)
	o.place("voter")
	it := o.first(o.clerk)
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
		return t.Forward(it.ID, deputyID, "", 0)
	}))
	return it
}

// A delivery report arrives in the name of somebody who has left: it must not
// make the openid known again.
func TestAReportMakesNobodyKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.must(o.do(o.person("voter"), func(t *act.Tx) error {
			p, err := t.LockSelf()
			o.must(err)
			return t.Unfollow(p)
		}))
		for _, event := range []string{store.EventTemplateDone, store.EventUnsubscribe} {
			k, err := o.Keep(t.Context(), &store.Message{From: "voter", Kind: store.KindEvent, Event: event, CreateTime: o.now.Unix(), JobID: 9})
			o.must(err)
			o.must(o.Work(t.Context(), []*store.Kept{k}, func(t *act.Tx, p *store.Person, m *store.Kept) (string, error) {
				if m.Event == store.EventUnsubscribe {
					return "", t.Unfollow(p)
				}
				return "", nil
			}))
			if k.State != store.MessageAnswered {
				t.Errorf("%s is %s", event, k.State)
			}
			if _, err := o.PersonByOpenid(t.Context(), "voter"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("after %s the openid leads to a person: %v", event, err)
			}
		}
	})
}

// A deputy who passed a matter on adds nothing to it any more: it would stand
// under the name of who has it now.
func TestWhoPassedOnIsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		it := o.given("路灯坏了", o.zhang.ID)
		old := o.task(zhang)
		o.must(o.do(zhang, func(t *act.Tx) error { return t.PassOn(old.ID, "不在本选区") }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Forward(it.ID, o.li.ID, "", 0) }))
		for name, fn := range map[string]func(*act.Tx) error{
			"visit": func(t *act.Tx) error { return t.Visit(old.ID, "去过了") },
			"ask":   func(t *act.Tx) error { return t.Ask(old.ID, "谁在办？") },
		} {
			if err := o.do(zhang, fn); !store.IsProblem(err, store.ProblemState) {
				t.Errorf("%s after passing on: %v", name, err)
			}
		}
		task := o.task(li)
		o.must(o.do(li, func(t *act.Tx) error { return t.Visit(task.ID, "去过了") }))
		d1, _, err := o.Task(t.Context(), zhang, old.ID)
		o.must(err)
		if len(d1.Steps) != 0 || len(d1.Answers) != 0 {
			t.Errorf("who passed on reads %d steps", len(d1.Steps))
		}
	})
}

// A matter that was taken up anew and given to another is no longer the first
// deputy's to follow, although the answer was.
func TestWhoAnsweredBeforeIsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		it := o.given("路灯坏了", o.zhang.ID)
		old := o.task(zhang)
		var ans *store.Answer
		o.must(o.do(zhang, func(t *act.Tx) (err error) { ans, err = t.Answer(old.ID, "已修好"); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { o.must(t.Release(ans.ID, 0)); return t.Close(it.ID, "办结", 0) }))
		o.must(o.do(o.person("voter"), func(t *act.Tx) error { return t.KeepFrom(it.ID, o.zhang.ID) }))
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Reopen(it.ID, "又坏了", 0))
			o.must(t.Triage(it.ID, store.TriageOurs, "", 0))
			return t.Forward(it.ID, o.li.ID, "", 0)
		}))
		o.hear("voter", "这位代表和施工队是亲戚")
		d1, _, err := o.Task(t.Context(), zhang, old.ID)
		o.must(err)
		for _, s := range d1.Steps {
			if s.Kind == store.EntrySaid {
				t.Errorf("the deputy it is kept from reads %q", s.Text)
			}
		}
		if err := o.do(zhang, func(t *act.Tx) error { return t.Ask(old.ID, "什么情况？") }); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("asks about it: %v", err)
		}
	})
}

// The photos of an answer that did not go out are their deputy's and the desk's.
func TestFilesOfAnotherDeputysAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		it := o.given("路灯坏了", o.zhang.ID)
		task := o.task(zhang)
		o.must(o.do(zhang, func(t *act.Tx) error {
			_, err := t.Answer(task.ID, "见照片", store.Media{Kind: store.KindImage, State: store.MediaFetched, Hash: "h"})
			return err
		}))
		doss, err := o.Dossier(t.Context(), o.clerk, it.ID)
		o.must(err)
		var file string
		for _, s := range doss.Steps {
			for _, m := range s.Media {
				file = m.ID
			}
		}
		if _, err := o.FileFor(t.Context(), zhang, file); err != nil {
			t.Fatalf("the own photo: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { o.must(t.Recall(it.ID, "换人", 0)); return nil }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Forward(it.ID, o.li.ID, "", 0) }))
		for name, who := range map[string]store.Actor{"the next deputy": li, "the deputy who lost it": zhang, "the author": o.person("voter")} {
			if _, err := o.FileFor(t.Context(), who, file); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s opens it: %v", name, err)
			}
		}
	})
}

// Words of danger in an accusation reach the petition officer, and nobody else.
func TestDangerInASealedMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "有人收了钱")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "", 0) }))
		o.must(o.do(o.person("voter"), func(t *act.Tx) error {
			p, err := t.LockSelf()
			o.must(err)
			_, joined, err := t.Say(p, act.Said{Text: "他要来杀我", Danger: true})
			if !joined {
				t := o.t
				t.Error("opened a matter of its own")
			}
			return err
		}))
		_, due, err := o.Deliveries(t.Context(), 50)
		o.must(err)
		told := map[string]bool{}
		for _, x := range due {
			if x.Notice.Kind == store.NoticeDanger {
				told[x.Notice.StaffID] = true
			}
		}
		if len(told) != 1 || !told[o.officer.ID] {
			t.Errorf("told %v, want the petition officer %s alone", told, o.officer.ID)
		}
	})
}

// What the author wishes while a clerk forwards: one of the two must see the
// other.
func TestKeptFromWhileForwarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "路灯坏了")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageOurs, "", 0) }))
		seen := o.first(o.clerk).Version
		o.must(o.do(o.person("voter"), func(t *act.Tx) error { return t.KeepFrom(it.ID, o.zhang.ID) }))
		if now := o.first(o.clerk).Version; now == seen {
			t.Error("a wish leaves the version as it was: a forward under way would not notice it")
		}
	})
}

// race runs only where transactions run side by side.
func TestKeptFromInTheMiddleOfForwarding(t *testing.T) {
	d := dbtest.New(t, db.MySQL)
	o := open(t, d)
	o.hear("voter", "路灯坏了")
	o.place("voter")
	it := o.first(o.clerk)
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageOurs, "", 0) }))
	voter := o.person("voter")
	err := o.do(o.clerk, func(tx *act.Tx) error {
		o.must(tx.Forward(it.ID, o.zhang.ID, "", 0))
		o.must(o.do(voter, func(t *act.Tx) error { return t.KeepFrom(it.ID, o.zhang.ID) }))
		return nil
	})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("forwarded to the deputy it is kept from: %v", err)
	}
}

// How many of a sealed matter's notices nobody could deliver is not the desk's to
// count.
func TestUnreachedCountsNothingSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("voter", "有人收了钱")
		o.place("voter")
		it := o.first(o.clerk)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(it.ID, store.TriageAccusation, "已收到", 0) }))
		lease, due, err := o.Deliveries(t.Context(), 50)
		o.must(err)
		if len(due) != 1 {
			t.Fatalf("%d notices", len(due))
		}
		n := due[0].Notice
		n.State, n.Channel = store.NoticeUnreached, store.ChannelPhone
		o.must(o.Delivered(t.Context(), lease, []*store.Notice{&n}))
		c, err := o.Counts(t.Context(), o.clerk)
		o.must(err)
		if c.Unreached != 0 {
			t.Errorf("the clerk counts %d", c.Unreached)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Phoned(n.ID) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the clerk ticks it off: %v", err)
		}
	})
}

// Every failure counts, also of those that are tried side by side.
func TestFailuresSideBySideAllCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		hash, err := o.HashPassword(t.Context(), "the right words")
		o.must(err)
		o.must(o.do(store.JobActor("test"), func(t *act.Tx) error {
			_, err := t.AddStaff(store.Staff{OfficeID: o.town.ID, Login: "victim", Name: "某", Roles: []store.Role{store.RoleClerk}}, hash)
			return err
		}))
		var tries sync.WaitGroup
		for range 5 {
			tries.Go(func() {
				if _, err := o.SignIn(t.Context(), act.Attempt{Login: "victim", Password: "wrong words", From: "test"}); !store.IsProblem(err, store.ProblemSignIn) {
					t.Errorf("a wrong password: %v", err)
				}
			})
		}
		tries.Wait()
		if _, err := o.SignIn(t.Context(), act.Attempt{Login: "victim", Password: "the right words", From: "test"}); !store.IsProblem(err, store.ProblemSignIn) {
			t.Errorf("after five failures at once: %v", err)
		}
	})
}

// Who brought up very much is detached from all of it.
func TestUnfollowDetachesEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		const many = 1203 // more than two statements' worth
		var batch []*store.Kept
		for i := range many {
			k, err := o.Keep(t.Context(), &store.Message{From: "voter", Kind: store.KindText, MsgID: int64(1e6 + i), CreateTime: o.now.Unix(), Text: "路灯坏了"})
			o.must(err)
			batch = append(batch, k)
		}
		o.must(o.Work(t.Context(), batch, func(t *act.Tx, p *store.Person, k *store.Kept) (string, error) {
			p.OpenID = ""
			return say(t, p, k)
		}))
		voter := o.person("voter")
		before, err := o.MyOpinions(t.Context(), voter, 2*many)
		o.must(err)
		o.must(o.do(voter, func(t *act.Tx) error {
			p, err := t.LockSelf()
			o.must(err)
			return t.Unfollow(p)
		}))
		if len(before) != many {
			t.Fatalf("%d opinions", len(before))
		}
		for _, i := range []int{0, detached, many / 2, many - 1} {
			steps, err := db.EntriesOf(t.Context(), d.Read(), before[i].ID)
			o.must(err)
			if len(steps) == 0 || steps[0].ActorID != "" {
				t.Fatalf("opinion %d: %d steps, of %q", i, len(steps), steps[0].ActorID)
			}
		}
	})
}

// detached is where the second statement begins.
const detached = 500
