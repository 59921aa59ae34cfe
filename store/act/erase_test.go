package act_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// everything is the text of every row of every table.
func everything(t *testing.T, d *db.DB) string {
	t.Helper()
	var out bytes.Buffer
	must(t, d.Snapshot(t.Context(), func(q db.Q) error {
		tables, err := d.Layouts(t.Context(), q)
		if err != nil {
			return err
		}
		for _, l := range tables {
			if err := d.DumpTable(t.Context(), q, l, func(line []byte) error { _, err := out.Write(append(line, '\n')); return err }); err != nil {
				return err
			}
		}
		return nil
	}))
	return out.String()
}

// spoken lets somebody send a voice message that was fetched already.
func (o *office) spoken(d *db.DB, openid string, f media.File) {
	o.t.Helper()
	o.hear(openid, "听我说")
	who := o.person(openid)
	list, err := db.OpinionsOf(o.t.Context(), d.Read(), who.ID, 1)
	o.must(err)
	steps, err := db.EntriesOf(o.t.Context(), d.Read(), list[0].ID)
	o.must(err)
	o.must(d.Tx(o.t.Context(), func(q db.Q) error {
		b := db.Batch{Media: []*store.Media{{ID: store.NewID(o.now), Created: o.now, OpinionID: list[0].ID, EntryID: steps[0].ID,
			Kind: store.KindVoice, State: store.MediaFetched, Hash: f.Hash, Playable: f.Playable, Speech: "路灯坏了"}}}
		return b.Flush(o.t.Context(), q)
	}))
}

// Whoever is erased, by the own hand or by the desk, leaves the matter and nothing
// that leads back: no name, phone, chat or pseudonym in any table, and no voice.
func TestErasedLeavesTheMatterOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name  string
			erase func(o *office, who store.Actor, number string) error
		}{
			{"own", func(o *office, who store.Actor, _ string) error { return o.do(who, (*act.Tx).EraseSelf) }},
			{"desk", func(o *office, _ store.Actor, number string) error {
				return o.do(o.officer, func(t *act.Tx) error { return t.EraseAuthor(number) })
			}},
		} {
			t.Run(c.name, func(t *testing.T) {
				d := dbtest.New(t, d.Engine)
				o := open(t, d)
				o.hear("before", "别人的事")
				o.spoken(d, "chat-of-hers", o.voice())
				number := o.hear("chat-of-hers", "路灯坏了三天")
				o.identified(o.Acts, "chat-of-hers", "张桂兰", "13812345678")
				who := o.person("chat-of-hers")
				must(t, c.erase(o, who, number))
				all := everything(t, d)
				for _, s := range []string{"chat-of-hers", "张桂兰", "13812345678"} {
					if strings.Contains(all, s) {
						t.Errorf("%q is still there", s)
					}
				}
				if n := strings.Count(all, who.ID); n != 1 { // the empty person's own row
					t.Errorf("the pseudonym stands %d times", n)
				}
				if !strings.Contains(all, "路灯坏了三天") || !strings.Contains(all, number) {
					t.Error("the matter is gone too")
				}
				if _, err := o.DeleteDiscarded(t.Context()); err != nil {
					t.Error(err)
				}
				if n, _, err := o.Files().Usage(); err != nil || n != 0 {
					t.Errorf("%d files are left (%v)", n, err)
				}
				if o.hear("chat-of-hers", "我又来了"); o.person("chat-of-hers").ID == who.ID {
					t.Error("the chat is the same person again")
				}
			})
		}
	})
}

// voice keeps a file and gives it as a voice message's.
func (o *office) voice() media.File {
	o.t.Helper()
	f, err := o.Files().PutVoice(o.t.Context(), strings.NewReader("#!AMR\n"+strings.Repeat("\x04abcdefghijkl", 20)), "amr")
	o.must(err)
	return f
}

// What two persons sent alike stays as long as one of them has it.
func TestASharedFileStays(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	o := open(t, d)
	o.spoken(d, "one", o.voice())
	o.spoken(d, "two", o.voice())
	for i, want := range []bool{true, false} {
		must(t, o.do(o.person([]string{"one", "two"}[i]), (*act.Tx).EraseSelf))
		_, err := o.DeleteDiscarded(t.Context())
		must(t, err)
		if n, _, _ := o.Files().Usage(); (n > 0) != want {
			t.Errorf("after %d were erased %d files are left", i+1, n)
		}
	}
}

func TestNobodyErasesOrSeesWhatIsNotTheirs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		number := o.hear("v", "路灯坏了")
		deputy := o.bind("dep", o.zhang.ID)
		for name, err := range map[string]error{
			"another town": o.do(o.other, func(t *act.Tx) error { return t.EraseAuthor(number) }),
			"no number":    o.do(o.officer, func(t *act.Tx) error { return t.EraseAuthor("YJ-2026-999999") }),
			"bound":        o.do(deputy, (*act.Tx).EraseSelf),
		} {
			if err == nil {
				t.Errorf("%s: erased", name)
			}
		}
		if _, err := o.HeldOf(t.Context(), o.other, number); err == nil {
			t.Error("another town sees what is held")
		}
	})
}

// Having a name and phone on the screen, or a sealed matter, is in the audit, once
// an hour.
func TestSeeingIsAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		number := o.hear("v", "路灯坏了")
		item, err := db.OpinionByNumber(t.Context(), d.Read(), number)
		must(t, err)
		seen := func() (n int) {
			must(t, d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE fields = 'seen' AND object_id = ?", item.ID).Scan(&n))
			return n
		}
		look := func(who store.Actor) { _, err := o.Dossier(t.Context(), who, item.ID); must(t, err) }
		if look(o.leader); seen() != 0 {
			t.Error("noted though there was nothing to see")
		}
		o.identified(o.Acts, "v", "张桂兰", "13812345678")
		look(o.leader)
		if look(o.leader); seen() != 1 {
			t.Errorf("noted %d times in an hour", seen())
		}
		o.now = o.now.Add(61 * 60e9)
		if look(o.leader); seen() != 2 {
			t.Errorf("noted %d times in two", seen())
		}
		if strings.Contains(fmt.Sprint(auditTexts(t, d)), "桂兰") {
			t.Error("the audit holds the name")
		}
	})
}

func auditTexts(t *testing.T, d *db.DB) []store.AuditRow {
	t.Helper()
	rows, err := db.Audits(t.Context(), d.Read(), db.AuditFilter{Offices: []string{""}, Limit: 1000})
	must(t, err)
	return rows
}

// What is kept longer than set goes, and nothing else; a second run finds nothing.
func TestRetention(t *testing.T) {
	later := 0
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		later += 20 // ids never go back within one process: each engine has a time of its own
		o.now = monday.AddDate(later, 0, 0)
		o.hear("old", "老问题")
		o.identified(o.Acts, "old", "张桂兰", "13812345678")
		o.spoken(d, "old", o.voice())
		old := o.person("old")
		exec(t, d, "UPDATE opinion SET state = 'closed', closed = ? WHERE person_id = ?", o.now.Format("2006-01-02 15:04:05.000000"), old.ID)
		o.hear("open", "还没办的")
		none, err := o.RetentionDue(t.Context())
		if must(t, err); none.Sum() != 0 {
			t.Errorf("due at once: %+v", none)
		}
		o.now = o.now.AddDate(3, 1, 0)
		o.hear("new", "新问题")
		o.anchored(d, media.OpenJournal(t.TempDir(), "a"))
		o.sealAll()
		due, err := o.RetentionDue(t.Context())
		must(t, err)
		done, err := o.Retain(t.Context(), store.JobActor("retain"))
		must(t, err)
		if due.Messages != 3 || due.Voices != 1 || due.Authors != 1 || due.Audit == 0 || done.Messages != due.Messages ||
			done.Voices != due.Voices || done.Authors != due.Authors || done.Notices != due.Notices || done.Audit != due.Audit {
			t.Errorf("due %+v, done %+v", due, done)
		}
		all := everything(t, d)
		if strings.Contains(all, old.ID+`"`) && strings.Count(all, old.ID) > 1 {
			t.Errorf("the old author stands %d times", strings.Count(all, old.ID))
		}
		if !strings.Contains(all, "还没办的") || !strings.Contains(all, "老问题") {
			t.Error("a matter is gone")
		}
		p, err := db.Person(t.Context(), d.Read(), old.ID)
		if err != nil || p.Name != "" || p.Phone != "" {
			t.Errorf("%+v, %v", p, err)
		}
		if again, err := o.Retain(t.Context(), store.JobActor("retain")); err != nil || again.Sum() != 0 {
			t.Errorf("again %+v, %v", again, err)
		}
		o.sealAll()
		if got := o.faults(); got != "" {
			t.Errorf("the chain: %s", got)
		}
	})
}
