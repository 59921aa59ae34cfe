package act

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// ErrBackup is the error of a file that is no whole backup of Liaison.
var ErrBackup = errors.New("this is not a whole backup")

// CheckBackup reads a backup to its end and compares every table and file with
// what the backup says of itself. Keys that cannot open what is in it, and a
// backup of a newer program, are refused. It changes nothing.
func CheckBackup(ctx context.Context, r io.Reader, keys *store.Keyring, d *db.DB) (*BackupManifest, *BackupEnd, error) {
	known, err := d.Known()
	if err != nil {
		return nil, nil, err
	}
	return readBackup(ctx, r, reader{
		manifest: func(m *BackupManifest) error { return acceptable(m, keys, known) },
		rows:     func(db.Layout, [][]byte) error { return nil },
		file:     checkFile,
	})
}

// Restore writes a backup that CheckBackup passed into an empty database and a
// store of files, and brings it up to this program. A restore that ends early
// leaves a database that no server accepts. Files are added: those that are there
// already are the same, being named by their content.
func Restore(ctx context.Context, r io.Reader, keys *store.Keyring, d *db.DB, files *media.Store) (*BackupEnd, error) {
	known, err := d.Known()
	if err != nil {
		return nil, err
	}
	_, end, err := readBackup(ctx, r, reader{
		manifest: func(m *BackupManifest) error {
			if err := acceptable(m, keys, known); err != nil {
				return err
			}
			return d.BeginLoad(ctx, m.Schema)
		},
		rows: func(l db.Layout, lines [][]byte) error { return d.Load(ctx, l, lines) },
		file: files.Put,
	})
	if err != nil {
		return nil, err
	}
	if err := d.EndLoad(ctx); err != nil {
		return nil, err
	}
	return end, d.Tx(ctx, func(q db.Q) error { return afterwards(ctx, q) })
}

// NoteRestore notes in the audit that the office was restored from a backup of that
// time: what is between the two is missing.
func (a *Acts) NoteRestore(ctx context.Context, actor store.Actor, made time.Time) error {
	return a.Do(ctx, actor, "", func(t *Tx) error {
		if err := t.may(store.ActRestore, store.Target{}); err != nil {
			return err
		}
		t.audit(store.ActRestore, "backup", "", "", "made="+made.UTC().Format(time.RFC3339), "")
		return nil
	})
}

// afterwards allows for what happened between the backup and its restore, which
// nobody knows any more: numbers that were given out are not given again, and a
// notice that waited then may have gone out since, so that it is shown to staff
// and not sent a second time.
func afterwards(ctx context.Context, q db.Q) error {
	if err := db.SkipNumbers(ctx, q); err != nil {
		return err
	}
	return db.DoubtNotices(ctx, q)
}

// acceptable refuses a backup that this program cannot restore.
func acceptable(m *BackupManifest, keys *store.Keyring, known int64) error {
	switch {
	case m.Format != backupFormat:
		return fmt.Errorf("the backup has format %d, this program knows %d; use the program that made it, or a newer one", m.Format, backupFormat)
	case db.MigrationFile(m.Schema) > db.MigrationFile(known):
		return fmt.Errorf("the backup is of a newer program (schema %d, this one knows %d); use that one", m.Schema, known)
	}
	have := keys.Fingerprints()
	for id, print := range m.Keys {
		switch {
		case have[id] == "":
			return fmt.Errorf("LIAISON_KEYS lacks the key %q, without which personal data in the backup cannot be read", id)
		case have[id] != print:
			return fmt.Errorf("the key %q in LIAISON_KEYS is another one than the backup's", id)
		}
	}
	return nil
}

// reader is what is done with the parts of a backup, in the order they come.
type reader struct {
	manifest func(*BackupManifest) error
	rows     func(db.Layout, [][]byte) error
	file     func(hash string, r io.Reader) error
}

// reading is a backup being read.
type reading struct {
	reader
	m    *BackupManifest
	end  *BackupEnd
	sums map[string]hash.Hash
	got  BackupEnd
}

func readBackup(ctx context.Context, from io.Reader, with reader) (*BackupManifest, *BackupEnd, error) {
	z, err := gzip.NewReader(from)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: it is no .tar.gz", ErrBackup)
	}
	r := &reading{reader: with, sums: map[string]hash.Hash{}, got: BackupEnd{Tables: map[string]BackupTable{}}}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return r.m, r.end, r.complete()
		case err != nil:
			return nil, nil, fmt.Errorf("%w: it is cut off or damaged", ErrBackup)
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		}
		if err := r.member(h.Name, t); err != nil {
			return nil, nil, err
		}
	}
}

// member reads one member. The manifest comes first and the end last; a name that
// no backup has is refused, and none ever becomes a path.
func (r *reading) member(name string, from io.Reader) error {
	dir, base := path.Split(name)
	switch {
	case r.m == nil:
		if name != backupManifest {
			return fmt.Errorf("%w: it does not begin with %s", ErrBackup, backupManifest)
		}
		r.m = &BackupManifest{}
		if err := readJSON(from, r.m); err != nil {
			return err
		}
		return r.manifest(r.m)
	case r.end != nil:
		return fmt.Errorf("%w: something follows its end", ErrBackup)
	case name == backupEnd:
		r.end = &BackupEnd{}
		return readJSON(from, r.end)
	case dir == backupFiles+"/":
		return r.blob(base, from)
	}
	return r.part(strings.TrimPrefix(path.Clean(dir), backupTables+"/"), from)
}

// jsonMost bounds the two descriptions, which are small.
const jsonMost = 4 << 20

func readJSON(from io.Reader, into any) error {
	if err := json.NewDecoder(io.LimitReader(from, jsonMost)).Decode(into); err != nil {
		return fmt.Errorf("%w: a description in it cannot be read", ErrBackup)
	}
	return nil
}

func (r *reading) blob(hash string, from io.Reader) error {
	count := &counter{from: from}
	if err := r.file(hash, count); err != nil {
		return err
	}
	r.got.Files++
	r.got.Bytes += count.n
	return nil
}

// counter counts what is read through it.
type counter struct {
	from io.Reader
	n    int64
}

// Read reads on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// lineMost bounds a row: a message is at most 256 KiB, a text 16 MiB.
const lineMost = 64 << 20

func (r *reading) part(table string, from io.Reader) error {
	i := slices.IndexFunc(r.m.Tables, func(l db.Layout) bool { return l.Name == table })
	if i < 0 {
		return fmt.Errorf("%w: it holds rows of a table it does not name", ErrBackup)
	}
	if r.sums[table] == nil {
		r.sums[table] = sha256.New()
	}
	scan := bufio.NewScanner(from)
	scan.Buffer(make([]byte, 64<<10), lineMost)
	var lines [][]byte
	for scan.Scan() {
		lines = append(lines, bytes.Clone(scan.Bytes()))
		digestLine(r.sums[table], scan.Bytes())
	}
	if scan.Err() != nil {
		return fmt.Errorf("%w: it is cut off or damaged", ErrBackup)
	}
	was := r.got.Tables[table]
	was.Rows += len(lines)
	r.got.Tables[table] = was
	return r.rows(r.m.Tables[i], lines)
}

// complete compares what was read with what the backup says it holds.
func (r *reading) complete() error {
	if r.end == nil {
		return fmt.Errorf("%w: it is cut off", ErrBackup)
	}
	for table, want := range r.end.Tables {
		got := r.got.Tables[table]
		sum := r.sums[table]
		if sum == nil {
			sum = sha256.New()
		}
		if got.Rows != want.Rows || hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
			return fmt.Errorf("%w: the table %q is not as it was written", ErrBackup, table)
		}
	}
	if len(r.end.Tables) != len(r.m.Tables) || r.got.Files != r.end.Files || r.got.Bytes != r.end.Bytes {
		return fmt.Errorf("%w: something is missing in it", ErrBackup)
	}
	return nil
}

// checkFile reads a file and compares its content with its name.
func checkFile(name string, from io.Reader) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, from); err != nil || hex.EncodeToString(sum.Sum(nil)) != name {
		return fmt.Errorf("%w: a file in it is damaged", ErrBackup)
	}
	return nil
}
