package act_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// cast makes a broadcast of the town's clerk and lays it before the leader.
func (o *office) cast(r store.Recipients, text string) (*store.Broadcast, *store.Draft, error) {
	var made *store.Broadcast
	var d *store.Draft
	err := o.do(o.clerk, func(t *act.Tx) (err error) {
		if made, err = t.AddBroadcast(store.Broadcast{OfficeID: o.town.ID, Recipients: r}, "会前通知", text); err != nil {
			return err
		}
		d, err = t.StepDraft(made.DraftID, store.StepSubmit, "", 0)
		return err
	})
	return made, d, err
}

func (o *office) sign(d *store.Draft) error {
	return o.do(o.leader, func(t *act.Tx) error {
		_, err := t.StepDraft(d.ID, store.StepSign, "", 0)
		return err
	})
}

// signAll signs several drafts in one moment.
func (o *office) signAll(drafts []*store.Draft) []error {
	o.t.Helper()
	deeds := make([]deed, len(drafts))
	for i, d := range drafts {
		deeds[i] = deed{o.leader, func(t *act.Tx) error { _, err := t.StepDraft(d.ID, store.StepSign, "", 0); return err }}
	}
	return o.atOnce(deeds...)
}

// queued puts what is released into the outbox and gives the recipients.
func (o *office) queued(id string) []string {
	o.t.Helper()
	_, err := o.QueueBroadcasts(o.t.Context())
	o.must(err)
	rows, err := o.BroadcastRecipients(o.t.Context(), o.clerk, id, act.RecipientFilter{Limit: 100})
	o.must(err)
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.DeputyID)
	}
	return ids
}

func (o *office) castNow(id string) *act.BroadcastView {
	o.t.Helper()
	v, err := o.Broadcast(o.t.Context(), o.clerk, id)
	o.must(err)
	return v
}

func (o *office) town1() store.Recipients { return store.Recipients{Offices: []string{o.town.ID}} }

func TestBroadcastGoesToWhoServes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		left := o.third(o.town.ID, "王五")
		b, draft, err := o.cast(o.town1(), "{称呼}，您好：请准时参加。")
		o.must(err)
		if draft.State != store.DraftToSign || len(o.queued(b.ID)) != 0 {
			t.Fatalf("before the signature: %s", draft.State)
		}
		o.end(left)
		o.must(o.sign(draft))
		want := []string{o.zhang.ID, o.li.ID}
		slices.Sort(want)
		if got := o.queued(b.ID); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v: a mandate ended", got, want)
		}
		if got := o.queued(b.ID); len(got) != 2 {
			t.Errorf("again: %v", got)
		}
		v := o.castNow(b.ID)
		if v.State != store.BroadcastSending || v.Tally.Total != 2 || v.Tally.Waiting != 2 || v.Tally.Done() != 0 || v.Title != "会前通知" {
			t.Errorf("%+v", v)
		}
		lease, list, err := o.Deliveries(t.Context(), 10)
		o.must(err)
		if len(list) != 2 || list[0].Broadcast == nil || list[0].Deputy == nil {
			t.Fatalf("%+v", list)
		}
		for i := range list {
			if got := list[i].Broadcast.WordsFor(list[i].Deputy, "", o.now); got != list[i].Deputy.Name+"代表，您好：请准时参加。" {
				t.Error(got)
			}
		}
		list[0].Notice.State, list[0].Notice.Channel = store.NoticeSent, store.ChannelTemplate
		list[1].Notice.State = store.NoticeUnknown
		o.must(o.Delivered(t.Context(), lease, []*store.Notice{&list[0].Notice, &list[1].Notice}))
		v = o.castNow(b.ID)
		if v.Tally.Gone[store.ChannelTemplate] != 1 || v.Tally.Doubt != 1 || v.Tally.Done() != 2 {
			t.Errorf("%+v", v.Tally)
		}
	})
}

// end ends a deputy's mandate.
func (o *office) end(deputyID string) {
	o.t.Helper()
	c, err := o.DeputyFile(o.t.Context(), o.clerk, deputyID)
	o.must(err)
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		return t.ChangeMandate(c.Mandates[0].ID, store.MandateChange{Verb: store.MandateEnd, Ground: "resigned", Day: "2026-11-22"}, c.Mandates[0].Version)
	}))
}

func TestBroadcastIsRefused(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	for name, c := range map[string]struct {
		b           store.Broadcast
		title, text string
		want        store.Problem
	}{
		"nobody is chosen":     {store.Broadcast{}, "通知", "您好", store.ProblemEmpty},
		"nobody has the level": {store.Broadcast{Recipients: store.Recipients{Offices: []string{o.town.ID}, Levels: []store.Level{store.LevelCity}}}, "通知", "您好", store.ProblemNobody},
		"no title":             {store.Broadcast{Recipients: o.town1()}, "", "您好", store.ProblemEmpty},
		"no words":             {store.Broadcast{Recipients: o.town1()}, "通知", " \n", store.ProblemEmpty},
		"strange words":        {store.Broadcast{Recipients: o.town1()}, "通知", "{电话}", store.ProblemPlaceholder},
		"a name in the title":  {store.Broadcast{Recipients: o.town1()}, "{姓名}", "您好", store.ProblemPlaceholder},
		"a strange link":       {store.Broadcast{Recipients: o.town1(), Link: "javascript:alert(1)"}, "通知", "您好", store.ProblemMalformed},
		"a link without TLS":   {store.Broadcast{Recipients: o.town1(), Link: "http://example.org"}, "通知", "您好", store.ProblemMalformed},
	} {
		c.b.OfficeID = o.town.ID
		err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddBroadcast(c.b, c.title, c.text); return err })
		if !store.IsProblem(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	foreign := store.Broadcast{OfficeID: o.town.ID, Recipients: store.Recipients{Offices: []string{o.root.ID}}}
	if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddBroadcast(foreign, "通知", "您好"); return err }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an office above: %v", err)
	}
	if err := o.do(o.other, func(t *act.Tx) error {
		_, err := t.AddBroadcast(store.Broadcast{OfficeID: o.town.ID, Recipients: o.town1()}, "通知", "您好")
		return err
	}); !errors.Is(err, store.ErrForbidden) {
		t.Errorf("a clerk of another town: %v", err)
	}
	var crowd store.Broadcast
	if err := crowd.CheckCount(store.BroadcastMost + 1); !store.IsProblem(err, store.ProblemTooMany) {
		t.Errorf("too many: %v", err)
	}
	if list, err := o.Broadcasts(t.Context(), o.clerk); err != nil || len(list) != 0 {
		t.Errorf("something is left of what was refused: %+v %v", list, err)
	}
}

func TestBroadcastTwiceNeedsASecondYes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		first, draft, err := o.cast(o.town1(), "您好")
		o.must(err)
		second, waits, err := o.cast(o.town1(), "您好") // the first has not gone out yet
		o.must(err)
		o.must(o.sign(draft))
		if err := o.sign(waits); !store.IsProblem(err, store.ProblemAgain) {
			t.Fatalf("the same twice: %v", err)
		}
		if _, _, err := o.cast(o.town1(), "您好"); !store.IsProblem(err, store.ProblemAgain) {
			t.Fatalf("laid before others again: %v", err)
		}
		if _, _, err := o.cast(o.town1(), "您好，"); err != nil {
			t.Errorf("other words: %v", err)
		}
		if _, _, err := o.cast(store.Recipients{Deputies: []string{o.zhang.ID}}, "您好"); err != nil {
			t.Errorf("other people: %v", err)
		}
		v := o.castNow(second.ID)
		if v.Before == nil || v.Before.ID != first.ID {
			t.Fatalf("the page knows of no earlier one: %+v", v.Before)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RepeatBroadcast(second.ID, first.ID, v.Version) }))
		o.must(o.sign(waits))
		o.now = o.now.AddDate(0, 0, 7)
		_, later, err := o.cast(o.town1(), "您好")
		o.must(err)
		o.must(o.sign(later)) // after the days of the setting
	})
}

// TestBroadcastsReleasedAtOnce: of two alike that are released in one moment only
// one goes out.
func TestBroadcastsReleasedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var drafts []*store.Draft
		for range 4 {
			_, draft, err := o.cast(o.town1(), "您好")
			o.must(err)
			drafts = append(drafts, draft)
		}
		o.oneOf(o.signAll(drafts), store.ProblemAgain)
	})
}

func TestBroadcastPausedAndCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for i := range 4 {
			o.third(o.town.ID, fmt.Sprintf("代表%d", i))
		}
		b, draft, err := o.cast(o.town1(), "您好")
		o.must(err)
		o.must(o.sign(draft))
		o.queued(b.ID)
		run := func(v store.BroadcastVerb) error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.RunBroadcast(b.ID, v) })
		}
		lease, held, err := o.Deliveries(t.Context(), 2) // a sender has two of the six
		o.must(err)
		o.must(run(store.BroadcastPause))
		if _, list, err := o.Deliveries(t.Context(), 10); err != nil || len(list) != 0 {
			t.Errorf("paused, and %d are sent: %v", len(list), err)
		}
		held[0].Notice.State = store.NoticeSent
		held[1].Notice.NextAt, held[1].Notice.Tries = o.now.Add(time.Second), 1 // it failed, and waits
		o.must(o.Delivered(t.Context(), lease, []*store.Notice{&held[0].Notice, &held[1].Notice}))
		o.now = o.now.Add(time.Minute)
		if _, list, err := o.Deliveries(t.Context(), 10); err != nil || len(list) != 0 {
			t.Errorf("what a sender gave back is sent while paused: %d %v", len(list), err)
		}
		if v := o.castNow(b.ID); v.Tally.Held != 5 || v.Tally.Sent() != 1 || !v.Can(store.BroadcastResume) || v.Can(store.BroadcastPause) {
			t.Errorf("%+v", v.Tally)
		}
		if err := run(store.BroadcastPause); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("paused twice: %v", err)
		}
		o.must(run(store.BroadcastResume))
		o.queued(b.ID)
		lease, list, err := o.Deliveries(t.Context(), 2)
		if err != nil || len(list) != 2 {
			t.Fatalf("after the pause: %d %v", len(list), err)
		}
		list[0].Notice.Outcome = "in doubt" // it may have gone, and is to be tried once more
		o.must(o.Delivered(t.Context(), lease, []*store.Notice{&list[0].Notice, &list[1].Notice}))
		o.must(run(store.BroadcastCancel))
		v := o.castNow(b.ID)
		if v.Tally.Cancelled != 4 || v.Tally.Doubt != 1 || v.Tally.Sent() != 1 || v.Tally.Done() != 6 {
			t.Errorf("%+v", v.Tally)
		}
		if err := run(store.BroadcastResume); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("resumed after it was cancelled: %v", err)
		}
		if err := o.do(o.other, func(t *act.Tx) error { return t.RunBroadcast(b.ID, store.BroadcastPause) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("by another town: %v", err)
		}
	})
}

// TestBroadcastQueuedInPieces: a duty that died goes on where it was, also when it
// was paused meanwhile.
func TestBroadcastQueuedInPieces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.crowd(d, 1500)
		b, draft, err := o.cast(o.town1(), "您好")
		o.must(err)
		o.must(o.sign(draft))
		for range 3 { // three replicas at once
			go o.QueueBroadcasts(t.Context()) //nolint:errcheck // looked at by what it did
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RunBroadcast(b.ID, store.BroadcastPause) }))
		v := o.castNow(b.ID)
		if v.State != store.BroadcastPaused || v.Tally.Total != 1502 || v.Tally.Unqueued+v.Tally.Held != 1502 {
			t.Errorf("%s %+v", v.State, v.Tally)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RunBroadcast(b.ID, store.BroadcastResume) }))
		deadline := time.Now().Add(time.Minute)
		for o.castNow(b.ID).State != store.BroadcastSending && time.Now().Before(deadline) {
			_, err := o.QueueBroadcasts(t.Context())
			o.must(err)
		}
		if v := o.castNow(b.ID); v.Tally.Total != 1502 || v.Tally.Waiting != 1502 || v.Queued != 1502 {
			t.Errorf("%+v %+v", v.Broadcast, v.Tally)
		}
	})
}

// crowd adds deputies of the town who serve.
func (o *office) crowd(d *db.DB, n int) {
	o.t.Helper()
	var batch db.Batch
	for i := range n {
		id := store.NewID(o.now)
		batch.Deputies = append(batch.Deputies, &store.Deputy{ID: id, OfficeID: o.town.ID, Name: fmt.Sprintf("众%d", i), Created: o.now, Version: 1})
		batch.Mandates = append(batch.Mandates, &store.Mandate{ID: store.NewID(o.now), DeputyID: id, OfficeID: o.town.ID,
			Level: store.LevelTownship, Status: store.MandateActive, Version: 1})
	}
	o.must(d.Tx(o.t.Context(), func(q db.Q) error { return batch.Flush(o.t.Context(), q) }))
}

func TestReceivedBroadcast(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	b, draft, err := o.cast(store.Recipients{Deputies: []string{o.zhang.ID}}, "{称呼}，{机构}请您来。")
	o.must(err)
	o.must(o.sign(draft))
	o.queued(b.ID)
	zhang := o.bind("dep-zhang", o.zhang.ID)
	if got, err := o.ReceivedBroadcast(t.Context(), zhang, b.ID); err != nil || got.Text != "张三代表，甲镇人大请您来。" {
		t.Errorf("%+v %v", got, err)
	}
	li := o.bind("dep-li", o.li.ID)
	if _, err := o.ReceivedBroadcast(t.Context(), li, b.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody else: %v", err)
	}
	if err := o.do(o.clerk, func(t *act.Tx) error { return t.PreviewBroadcast(b.ID) }); !store.IsProblem(err, store.ProblemUnreachable) {
		t.Errorf("a clerk without WeChat: %v", err)
	}
}
