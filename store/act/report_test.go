package act_test

import (
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// reported is the bot's work on the platform's delivery reports.
func reported(t *act.Tx, _ *store.Person, m *store.Kept) (string, error) {
	return "", t.Reported(m.JobID, m.Status)
}

// report keeps a delivery report and works on it.
func (o *office) report(openid string, job int64, status string) *store.Kept {
	o.t.Helper()
	k, err := o.Keep(o.t.Context(), &store.Message{From: openid, Kind: store.KindEvent, Event: store.EventTemplateDone,
		CreateTime: o.now.Unix(), JobID: job, Status: status})
	o.must(err)
	o.must(o.Work(o.t.Context(), []*store.Kept{k}, reported))
	return k
}

// dueAgain works on what is due, as the duty does.
func (o *office) dueAgain() int {
	o.t.Helper()
	list, err := o.Pending(o.t.Context(), 10)
	o.must(err)
	for i := range list {
		o.must(o.Work(o.t.Context(), []*store.Kept{&list[i]}, reported))
	}
	return len(list)
}

// The platform reports faster than the sender writes down what it sent: the
// report is put off and counts.
func TestReportBeforeItsJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.hear("o1", "路灯坏了")
		p := o.person("o1")
		o.must(o.DoFor(t.Context(), p.PersonID, func(t *act.Tx, p *store.Person) error {
			t.TellLater(p, "m1", "已收到")
			return nil
		}))
		lease, list, err := o.Deliveries(t.Context(), 10)
		o.must(err)
		if len(list) != 1 {
			t.Fatalf("%d notices", len(list))
		}
		if k := o.report("o1", 77, "failed:user block"); k.State != store.MessageKept || k.Tries != 1 {
			t.Errorf("the early report is %s after %d tries", k.State, k.Tries)
		}
		n := list[0].Notice
		n.State, n.Channel, n.JobID = store.NoticeSent, store.ChannelTemplate, 77
		o.must(o.Delivered(t.Context(), lease, []*store.Notice{&n}))
		if done := o.dueAgain(); done != 0 {
			t.Errorf("%d reports were due at once", done)
		}
		o.now = o.now.Add(time.Minute)
		if done := o.dueAgain(); done != 1 {
			t.Errorf("%d reports were due", done)
		}
		rows, err := o.Unreached(t.Context(), o.leader, 10)
		o.must(err)
		if len(rows) != 1 || rows[0].State != store.NoticeUnreached {
			t.Errorf("to telephone: %+v", rows)
		}
	})
}

// A report about what this program did not send is let go in the end; nobody need
// look at it.
func TestReportOfAnotherProgram(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		k := o.report("o1", 99, "success")
		tries := 1
		for ; k.State == store.MessageKept && tries < 20; tries++ {
			o.now = o.now.Add(time.Hour)
			list, err := o.Pending(t.Context(), 10)
			o.must(err)
			if len(list) != 1 {
				t.Fatalf("%d are due", len(list))
			}
			k = &list[0]
			o.must(o.Work(t.Context(), []*store.Kept{k}, reported))
		}
		if k.State != store.MessageAnswered || tries != 5 {
			t.Errorf("it is %s after %d tries", k.State, tries)
		}
	})
}
