package act_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// What identifies somebody is in no table in the clear, and neither it nor what
// people wrote is in the log or in an error, whatever goes wrong.
func TestPersonalDataIsSealedAndUnsaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var log bytes.Buffer
		keys, err := store.ParseKeyring(store.GenerateKey("k1"))
		must(t, err)
		o.Acts = act.New(act.Config{DB: d, Keys: keys, Media: o.Files(), Now: o.Acts.Now,
			Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		t.Cleanup(o.Close)
		const name, phone, deputyPhone, words = "张桂兰", "13812345678", "13987654321", "村口的路灯坏了三天"
		number := o.hear("chat", words)
		o.identified(o.Acts, "chat", name, phone)
		must(t, o.do(store.JobActor("test"), func(t *act.Tx) error {
			_, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "王五", Phone: deputyPhone}, store.Mandate{Level: store.LevelTownship, Title: "甲镇人大代表"})
			return err
		}))
		all := everything(t, d)
		for _, s := range []string{name, phone, deputyPhone} {
			if strings.Contains(all, s) {
				t.Errorf("%q is in the database in the clear", s)
			}
		}
		if !strings.Contains(all, words) {
			t.Error("the dump does not hold what was said: does it hold anything?")
		}
		_, _, _ = o.SealAudit(t.Context(), 100)
		broken := []error{
			o.do(o.other, func(t *act.Tx) error { return t.EraseAuthor(number) }),
			o.do(o.person("chat"), func(t *act.Tx) error {
				p, err := t.LockSelf()
				return errors.Join(err, t.Identify(p, strings.Repeat(name, 50), phone))
			}),
			d.Tx(t.Context(), func(q db.Q) error {
				_, err := q.ExecContext(t.Context(), "INSERT INTO person (id, openid, seq) VALUES (?, 'chat', ?)", name, phone+words)
				return err
			}),
		}
		for i, err := range broken {
			if err == nil {
				t.Errorf("%d did not fail", i)
				continue
			}
			for _, s := range []string{name, phone, words, "chat"} {
				if strings.Contains(err.Error(), s) {
					t.Errorf("an error says %q: %v", s, err)
				}
			}
		}
		for _, s := range []string{name, phone, deputyPhone, words} {
			if strings.Contains(log.String(), s) {
				t.Errorf("the log says %q", s)
			}
		}
	})
}
