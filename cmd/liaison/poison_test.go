package main_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// acts opens the deployment's database beside the program, as a command does.
func (d *deployment) acts() *act.Acts {
	t := d.t
	t.Helper()
	text, err := os.ReadFile(d.keys)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.ParseKeyring(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	base, err := db.Open(context.Background(), d.database, db.Options{Conns: 4})
	if err != nil {
		t.Fatal(err)
	}
	files, err := media.New(filepath.Join(d.dir, "data"), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := act.New(act.Config{DB: base, Keys: keys, Media: files, Now: time.Now})
	t.Cleanup(func() {
		a.Close()
		files.Close()
		base.Close()
	})
	return a
}

// nasty is a photo whose id is longer than any the platform has ever given out,
// and than its column: the work on it fails each time.
func nasty() *message {
	m := newMessage("nasty")
	m.fields = "<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[http://mmbiz.qpic.cn/a]]></PicUrl><MediaId><![CDATA[" +
		strings.Repeat("m", 300) + "]]></MediaId>"
	return m
}

// Messages that cannot be worked on are parked after five tries and shown; the
// others flow.
func TestPoison(t *testing.T) {
	const poisoned, limit = 50, 2 * time.Second
	spec := dbtest.Spec(t, db.MySQL)
	d := deploy(t, spec)
	d.emulate(1)
	p, rows := d.replica(), openRows(t, spec)
	l := startLoad(t, d.platform, 8, 1, p.addr)
	for range poisoned {
		a, err := d.platform.send(t.Context(), p.addr, nasty())
		if err != nil || !a.taken() || a.words != "" {
			t.Fatalf("a nasty message got status %d, error %v", a.status, err)
		}
	}
	const waiting = "SELECT COUNT(*) FROM message WHERE state = 'kept' AND openid LIKE 'onasty%'"
	await(t, time.Minute, "the nasty ones are parked", func() bool {
		// The pauses between the tries are passed over, the tries are not.
		rows.exec(t, "UPDATE message SET next_at = received WHERE state = 'kept' AND openid LIKE 'onasty%'")
		return rows.count(t, waiting) == 0
	})
	l.endAfter(t, 200)
	l.check(t, rows)
	if n := rows.count(t, "SELECT COUNT(*) FROM message WHERE state = 'parked' AND tries = 5"); n != poisoned {
		t.Errorf("%d are parked after five tries", n)
	}
	parked, err := d.acts().Parked(t.Context(), store.Actor{Kind: store.ActorStaff, ID: "admin",
		Grants: []store.Grant{{Role: store.RoleSystem}}}, 100)
	if err != nil || len(parked) != poisoned {
		t.Fatalf("%d are shown, error %v", len(parked), err)
	}
	for _, k := range parked {
		if k.Failure == "" || k.From != "" || k.MediaID != "" || strings.Contains(k.Failure, "mmm") {
			t.Errorf("shown as %q, sender %q", k.Failure, k.From)
		}
	}
	took := l.times(t)
	p99 := percentile99(took)
	if p99 >= limit {
		t.Errorf("p99 of the good ones is %v", p99)
	}
	t.Logf("%d nasty ones parked after 5 tries as %q; p99 of %d good ones meanwhile %v",
		len(parked), parked[0].Failure, len(took), p99.Round(time.Millisecond))
}
