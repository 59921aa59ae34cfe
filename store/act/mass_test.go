package act_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// shout makes a mass message of the town and lays it before the leader.
func (o *office) shout(text string) (*store.Broadcast, *store.Draft, error) {
	var made *store.Broadcast
	var d *store.Draft
	err := o.do(o.clerk, func(t *act.Tx) (err error) {
		made, err = t.AddBroadcast(store.Broadcast{OfficeID: o.town.ID, Way: store.WayMass, Recipients: o.town1()}, "公告", text)
		if err == nil {
			d, err = t.StepDraft(made.DraftID, store.StepSubmit, "", 0)
		}
		return err
	})
	return made, d, err
}

// follow makes followers of the town, and one of the county.
func (o *office) follow(d *db.DB, n int) (openids []string) {
	o.t.Helper()
	batch := db.Batch{Persons: []*store.Person{{ID: store.NewID(o.now), Openid: "of-the-county", OfficeID: o.root.ID, Created: o.now, Followed: o.now}}}
	for i := range n {
		openids = append(openids, fmt.Sprintf("of-the-town-%d", i))
		batch.Persons = append(batch.Persons, &store.Person{ID: store.NewID(o.now), Openid: openids[i], OfficeID: o.town.ID, Created: o.now, Followed: o.now})
	}
	o.must(d.Tx(o.t.Context(), func(q db.Q) error { return batch.Flush(o.t.Context(), q) }))
	return openids
}

// goOut sends what is queued, under a job's number.
func (o *office) goOut(job int64) *store.Notice {
	o.t.Helper()
	_, err := o.QueueBroadcasts(o.t.Context())
	o.must(err)
	lease, list, err := o.Deliveries(o.t.Context(), 10)
	o.must(err)
	if len(list) != 1 || list[0].Broadcast == nil || !list[0].Broadcast.Mass() {
		o.t.Fatalf("%d notices: %+v", len(list), list)
	}
	n := list[0].Notice
	n.State, n.Channel, n.JobID, n.Sent = store.NoticeSent, store.ChannelMass, job, o.now
	o.must(o.Delivered(o.t.Context(), lease, []*store.Notice{&n}))
	return &n
}

func TestMassMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		want := o.follow(d, 3)
		for text, problem := range map[string]store.Problem{"{称呼}，您好": store.ProblemMassWords} {
			if _, _, err := o.shout(text); !store.IsProblem(err, problem) {
				t.Errorf("%s: %v", text, err)
			}
		}
		b, draft, err := o.shout("周五接待群众。")
		o.must(err)
		if v := o.castNow(b.ID); v.People != 3 || v.Quotas.Mass.Left() != 4 || v.Everybody {
			t.Errorf("before: %d people, %+v", v.People, v.Quotas.Mass)
		}
		o.must(o.sign(draft))
		if v := o.castNow(b.ID); v.Chosen != 3 || v.Tally.Total != 1 || v.Tally.Unqueued != 1 || v.Quotas.Mass.Month != 1 {
			t.Errorf("released: %+v %+v", v.Tally, v.Quotas.Mass)
		}
		o.goOut(77)
		if n, err := o.QueueBroadcasts(t.Context()); err != nil || n != 0 {
			t.Errorf("queued again: %d %v", n, err)
		}
		got, err := o.MassAudience(t.Context(), b)
		o.must(err)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("for %v", got)
		}
		if ids, err := o.MassAudience(t.Context(), &store.Broadcast{OfficeID: o.root.ID}); err != nil || ids != nil {
			t.Errorf("from the county, everybody: %v %v", ids, err)
		}
		k, err := o.Keep(t.Context(), &store.Message{From: "mphelper", Kind: store.KindEvent, Event: store.EventMassDone, CreateTime: o.now.Unix(),
			JobID: 77, Status: "send success", Mass: store.MassResult{Total: 3, Sent: 2, Failed: 1}})
		o.must(err)
		o.must(o.Work(t.Context(), []*store.Kept{k}, func(t *act.Tx, _ *store.Person, m *store.Kept) (string, error) {
			result := m.Mass
			result.Status = m.Status
			return "", t.MassReported(m.JobID, result)
		}))
		if v := o.castNow(b.ID); v.Result != (store.MassResult{Status: "send success", Total: 3, Sent: 2, Failed: 1}) || v.Sent.State != store.NoticeDelivered {
			t.Errorf("reported: %+v %+v", v.Result, v.Sent)
		}
	})
}

// TestFifthMassMessage: four a month, counted as they go out; what was cancelled or
// refused has used nothing.
func TestFifthMassMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.follow(d, 2)
		for i := range 3 {
			_, draft, err := o.shout(fmt.Sprintf("第%d条", i))
			o.must(err)
			o.must(o.sign(draft))
			o.goOut(int64(100 + i))
		}
		off, draft, err := o.shout("取消的")
		o.must(err)
		o.must(o.sign(draft))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RunBroadcast(off.ID, store.BroadcastCancel) }))
		var drafts []*store.Draft
		for i := range 3 {
			_, d, err := o.shout(fmt.Sprintf("最后%d", i))
			o.must(err)
			drafts = append(drafts, d)
		}
		o.oneOf(o.signAll(drafts), store.ProblemMassMonth) // one of the month's four is left
		if _, _, err := o.shout("第五条"); !store.IsProblem(err, store.ProblemMassMonth) {
			t.Errorf("the fifth: %v", err)
		}
		list, err := o.Broadcasts(t.Context(), o.clerk)
		o.must(err)
		if len(list) != 7 { // the fifth left nothing
			t.Errorf("%d broadcasts", len(list))
		}
		o.now = o.now.AddDate(0, 1, 0).Add(time.Hour)
		_, next, err := o.shout("下个月的")
		o.must(err)
		o.must(o.sign(next))
	})
}

func TestMassMessageNeedsFollowers(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	if _, _, err := o.shout("您好"); !store.IsProblem(err, store.ProblemMassFew) {
		t.Errorf("nobody follows: %v", err)
	}
}
