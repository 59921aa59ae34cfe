package act_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// keyed is the office's acts with those keys.
func (o *office) keyed(d *db.DB, lines ...string) *act.Acts {
	o.t.Helper()
	keys, err := store.ParseKeyring(strings.Join(lines, "\n"))
	o.must(err)
	a := act.New(act.Config{DB: d, Keys: keys, Media: o.Files(), Now: o.Acts.Now})
	o.t.Cleanup(a.Close)
	return a
}

// Interrupted after a batch, written to meanwhile by a server that still seals
// with the old key, and gone on with: at the end everything opens with the new key
// alone, and is found by its new index.
func TestRotateMayBeInterrupted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		const people = 450
		old, fresh := store.GenerateKey("k_1"), store.GenerateKey("k2")
		before, both, after := o.keyed(d, old), o.keyed(d, fresh, old), o.keyed(d, fresh)
		o.Acts = before
		exec(t, d, "UPDATE deputy SET phone = '', phone_index = ''") // under the key of the office's making
		for i := range people {
			o.identified(before, fmt.Sprint("v", i), fmt.Sprint("张", i), fmt.Sprint(13800000000+i))
		}
		ctx, stop := context.WithCancel(t.Context())
		r, err := both.Rotate(ctx, store.JobActor("test"), func(act.Rotation) { stop() })
		if !errors.Is(err, context.Canceled) || r.Done == 0 || r.Done >= people {
			t.Fatalf("interrupted after %d: %v", r.Done, err)
		}
		o.allRead(both, people)
		o.identified(before, "v0", "张0", "13800000000") // a server that was not restarted yet
		r, err = both.Rotate(t.Context(), store.JobActor("test"), func(act.Rotation) {})
		if err != nil || r.Left > 0 || r.Unreadable > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		o.allRead(after, people)
		if left, err := after.UnderOtherKeys(t.Context()); err != nil || len(left) > 0 {
			t.Errorf("left %v, %v", left, err)
		}
		var n int
		must(t, d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM person WHERE phone_index = ?",
			mustKeys(t, fresh).BlindIndex("phone", "13800000007")).Scan(&n))
		if n != 1 {
			t.Errorf("found %d times by the new index", n)
		}
	})
}

func mustKeys(t *testing.T, line string) *store.Keyring {
	t.Helper()
	keys, err := store.ParseKeyring(line)
	must(t, err)
	return keys
}

// identified lets somebody leave a name and a phone.
func (o *office) identified(a *act.Acts, openid, name, phone string) {
	o.t.Helper()
	if _, err := a.PersonByOpenid(o.t.Context(), openid); err != nil {
		o.hear(openid, "路灯")
	}
	p, err := a.PersonByOpenid(o.t.Context(), openid)
	o.must(err)
	o.must(a.Do(o.t.Context(), store.PersonActor(p, "test"), "", func(t *act.Tx) error {
		p, err := t.LockSelf()
		if err != nil {
			return err
		}
		return t.Identify(p, name, phone)
	}))
}

func (o *office) allRead(a *act.Acts, people int) {
	o.t.Helper()
	for i := range people {
		p, err := a.PersonByOpenid(o.t.Context(), fmt.Sprint("v", i))
		o.must(err)
		self, err := a.Self(o.t.Context(), store.PersonActor(p, "test"))
		if err != nil || self.Name != fmt.Sprint("张", i) || self.Phone != fmt.Sprint(13800000000+i) {
			o.t.Fatalf("%d reads %q (%v)", i, self.Name, err)
		}
	}
}

// A key that is missing leaves its values as they are, and is named.
func TestRotateWithoutTheOldKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.identified(o.Acts, "v", "张三", "13800000000")
		wrong := o.keyed(d, store.GenerateKey("k9"))
		r, err := wrong.Rotate(t.Context(), store.JobActor("test"), func(act.Rotation) {})
		if err != nil || r.Done != 0 || r.Unreadable == 0 {
			t.Errorf("%+v, %v", r, err)
		}
		missing, err := wrong.MissingKeys(t.Context())
		if err != nil || !slices.Equal(missing, []string{"k1"}) {
			t.Errorf("missing %v, %v", missing, err)
		}
	})
}

// TestEverySealIsRotated reads the source: what is sealed anywhere must be in the
// list that rotation goes through.
func TestEverySealIsRotated(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	known := map[string]bool{}
	for _, c := range db.SealedColumns {
		known[c.Table+"."+c.Column] = true
	}
	call := regexp.MustCompile(`eys\.Seal\("(\w+)", ("?\w+"?)`)
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		must(t, err)
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			found++
			if column := strings.Trim(m[2], `"`); m[2][0] == '"' && !known[m[1]+"."+column] {
				t.Errorf("%s seals %s.%s, which is not in db.SealedColumns", name, m[1], column)
			}
		}
	}
	if found < 7 {
		t.Errorf("found %d calls only: does the pattern still fit?", found)
	}
}
