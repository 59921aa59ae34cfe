package act_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// vault is an office whose keys and files a test knows, to back up.
type vault struct {
	*office
	db   *db.DB
	keys *store.Keyring
	file string // hash of a file it has
}

const voice = "#!AMR\n" + "\x3c\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08"

func newVault(t *testing.T, d *db.DB) *vault {
	t.Helper()
	keys, err := store.ParseKeyring(store.GenerateKey("k2") + "\n" + store.GenerateKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := media.New(t.TempDir(), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := &vault{office: &office{t: t, now: monday}, db: d, keys: keys}
	kept, err := files.PutVoice(t.Context(), strings.NewReader(voice), "amr")
	v.must(err)
	v.file = kept.Hash
	v.Acts = act.New(act.Config{DB: d, Keys: keys, Media: files, Now: func() time.Time { return v.now }})
	t.Cleanup(v.Close)
	v.settle()
	v.hear("o1", "村口的路灯坏了🌙，\u202e请看看\t\"引号\" \\ ' ; --")
	v.hear("o2", strings.Repeat("长", 20000))
	return v
}

func (v *vault) backup() []byte {
	v.t.Helper()
	var b bytes.Buffer
	_, err := v.Backup(v.t.Context(), store.JobActor("test"), &b)
	v.must(err)
	return b.Bytes()
}

// bare is an empty database and an empty store of files.
func bare(t *testing.T, e db.Engine) (*db.DB, *media.Store) {
	t.Helper()
	files, err := media.New(t.TempDir(), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return dbtest.Open(t, dbtest.BareSpec(t, e)), files
}

// members unpacks a backup.
func members(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	m := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return m
		}
		if err != nil {
			t.Fatal(err)
		}
		if m[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBackupGoesFromEngineToEngine: what is restored on the same or the other
// engine has the same rows and files, byte by byte, and works on.
func TestBackupGoesFromEngineToEngine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := newVault(t, d)
		first := v.backup()
		for _, e := range dbtest.Engines {
			t.Run("to "+string(e), func(t *testing.T) {
				to, files := bare(t, e)
				end, err := act.Restore(t.Context(), bytes.NewReader(first), v.keys, to, files)
				if err != nil {
					t.Fatal(err)
				}
				if end.Files != 1 || end.Rows() < 20 {
					t.Errorf("restored %d rows and %d files", end.Rows(), end.Files)
				}
				o := &office{t: t, now: monday}
				o.Acts = act.New(act.Config{DB: to, Keys: v.keys, Media: files, Now: func() time.Time { return o.now }})
				t.Cleanup(o.Close)
				compare(t, members(t, first), members(t, (&vault{office: o, db: to, keys: v.keys}).backup()))
				if got := o.hear("o3", "另一件"); got != "YJ-2026-002001" {
					t.Errorf("the next number is %s: one given since the backup may be given again", got)
				}
			})
		}
	})
}

// changes are the tables that a restore, and the second backup's own audit row,
// change on purpose.
var changes = []string{"audit", "number_block", "notice"}

func compare(t *testing.T, was, is map[string][]byte) {
	t.Helper()
	for name, want := range was {
		table := path.Base(path.Dir(name))
		switch {
		case strings.HasSuffix(name, ".json"):
		case table == "audit":
			if !bytes.HasPrefix(is[name], want) {
				t.Errorf("%s is another one after the restore", name)
			}
		case strings.HasPrefix(name, "tables/") && slices.Contains(changes, table):
		case !bytes.Equal(want, is[name]):
			t.Errorf("%s is another one after the restore:\n%.300q\n%.300q", name, want, is[name])
		}
	}
}

// TestBackupHoldsNoSecret: neither keys nor sealed data nor sessions leave.
func TestBackupHoldsNoSecret(t *testing.T) {
	v := newVault(t, dbtest.New(t, db.SQLite))
	v.must(v.Sessions().PutSession(t.Context(), store.Session{ID: "token-of-a-session", Data: []byte("x"), Expires: v.now.AddDate(0, 0, 1)}, true))
	for name, content := range members(t, v.backup()) {
		for _, secret := range []string{"13800000001", "token-of-a-session"} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

// TestRestoreRefuses: each wrong restore says why, and changes nothing.
func TestRestoreRefuses(t *testing.T) {
	v := newVault(t, dbtest.New(t, db.SQLite))
	good := v.backup()
	other, _ := store.ParseKeyring(store.GenerateKey("k2") + "\n" + store.GenerateKey("k1"))
	fewer, _ := store.ParseKeyring(store.GenerateKey("k9"))
	for _, c := range []struct {
		name  string
		file  []byte
		keys  *store.Keyring
		words string
	}{
		{"no archive", []byte("PK\x03\x04"), v.keys, "no .tar.gz"},
		{"cut off", good[:len(good)/2], v.keys, "cut off or damaged"},
		{"without its end", rewrite(t, good, "end.json", nil), v.keys, "cut off"},
		{"newer", rewrite(t, good, "manifest.json", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"schema": `), []byte(`"schema": 9`), 1)
		}), v.keys, "newer program"},
		{"other format", rewrite(t, good, "manifest.json", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 2`), 1)
		}), v.keys, "format 2"},
		{"changed row", rewrite(t, good, "tables/opinion/000001", func(b []byte) []byte {
			return bytes.Replace(b, []byte("路灯"), []byte("路牌"), 1)
		}), v.keys, "not as it was written"},
		{"changed file", rewrite(t, good, "files/"+v.file, func(b []byte) []byte { return append(b[:len(b)-1:len(b)-1], 9) }), v.keys, "damaged"},
		{"a file that is a path", rewrite(t, good, "files/"+v.file, nil, "files/../../evil"), v.keys, "does not name"},
		{"missing file", rewrite(t, good, "files/"+v.file, nil), v.keys, "missing"},
		{"wrong keys", good, other, "another one than the backup's"},
		{"missing keys", good, fewer, "lacks the key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			to, _ := bare(t, db.SQLite)
			_, _, err := act.CheckBackup(t.Context(), bytes.NewReader(c.file), c.keys, to)
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v", err)
			}
			if v, err := to.Version(t.Context()); v != 0 || err != nil {
				t.Errorf("checking wrote a schema: %d, %v", v, err)
			}
		})
	}
}

// rewrite changes one member of a backup, or leaves it out, and may add another.
func rewrite(t *testing.T, b []byte, name string, change func([]byte) []byte, more ...string) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	w := tar.NewWriter(zw)
	put := func(name string, content []byte) {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	found := false
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		content, err2 := io.ReadAll(r)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if h.Name == name {
			found = true
			if change == nil {
				for _, m := range more {
					put(m, content)
				}
				continue
			}
			content = change(content)
		}
		put(h.Name, content)
	}
	if !found {
		t.Fatalf("the backup has no %s", name)
	}
	if err := errors.Join(w.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRestoreHalfDone: a restore that died leaves a database nobody serves, and
// one with anything in it is not restored into.
func TestRestoreHalfDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := newVault(t, d)
		b := v.backup()
		to, files := bare(t, d.Engine)
		if _, err := act.Restore(t.Context(), bytes.NewReader(b[:len(b)-200]), v.keys, to, files); err == nil {
			t.Fatal("half a backup was restored")
		}
		if err := to.CheckSchema(t.Context()); !errors.Is(err, db.ErrRestoring) {
			t.Errorf("a half restored database is served: %v", err)
		}
		if err := to.Migrate(t.Context()); !errors.Is(err, db.ErrRestoring) {
			t.Errorf("a half restored database is migrated: %v", err)
		}
		if _, err := act.Restore(t.Context(), bytes.NewReader(b), v.keys, d, files); err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("a restore over an office: %v", err)
		}
	})
}

// TestRestoreDoubtsWhatWaited: a notice that waited at the backup may have gone
// out since; it is shown and not sent again.
func TestRestoreDoubtsWhatWaited(t *testing.T) {
	v := newVault(t, dbtest.New(t, db.SQLite))
	v.bind("o9", v.zhang.ID)
	v.place("o1")
	v.must(v.do(v.clerk, func(t *act.Tx) error {
		it := v.first(v.clerk)
		if err := t.Triage(it.ID, store.TriageOurs, "", 0); err != nil {
			return err
		}
		return t.Forward(it.ID, v.zhang.ID, "", 0)
	}))
	if n := notices(t, v.backup(), store.NoticeWaiting); n == 0 {
		t.Fatal("no notice waits in this office")
	}
	to, files := bare(t, db.SQLite)
	if _, err := act.Restore(t.Context(), bytes.NewReader(v.backup()), v.keys, to, files); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: monday}
	o.Acts = act.New(act.Config{DB: to, Keys: v.keys, Media: files, Now: func() time.Time { return o.now }})
	t.Cleanup(o.Close)
	b := (&vault{office: o}).backup()
	if waiting, doubtful := notices(t, b, store.NoticeWaiting), notices(t, b, store.NoticeUnknown); waiting != 0 || doubtful == 0 {
		t.Errorf("%d notices wait and %d are in doubt after a restore", waiting, doubtful)
	}
}

// notices counts a backup's notices in a state.
func notices(t *testing.T, b []byte, s store.NoticeState) int {
	t.Helper()
	return bytes.Count(members(t, b)["tables/notice/000001"], []byte(`"`+string(s)+`"`))
}
