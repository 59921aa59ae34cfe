package act

import (
	"archive/tar"
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
	"time"

	"liaison/store"
	"liaison/store/db"
)

// A backup is a .tar.gz that either engine can be restored from:
//
//	manifest.json          what it is, and the layout of every table
//	tables/NAME/NNNNNN     rows, one JSON array a line, at most partSize of them
//	files/HASH             photos, voices, videos and documents
//	end.json               counts and digests; without it the file was cut off
//
// The rows are one snapshot, taken while everybody works on. Files are never
// changed once written, so those that stand there afterwards hold all the rows
// name. Sealed personal data stays sealed, and the keys are never in it.
const (
	backupFormat   = 1
	backupManifest = "manifest.json"
	backupEnd      = "end.json"
	backupTables   = "tables"
	backupFiles    = "files"
	partSize       = 1 << 20
)

// BackupManifest begins a backup.
type BackupManifest struct {
	Format int               `json:"format"`
	Schema int64             `json:"schema"` // version of the migrations
	Engine db.Engine         `json:"engine"` // it was made on; any can restore it
	Made   time.Time         `json:"made"`
	Keys   map[string]string `json:"keys"` // fingerprints, by the keys' ids
	Tables []db.Layout       `json:"tables"`
}

// BackupEnd ends a backup: what a reader compares with what was read.
type BackupEnd struct {
	Tables map[string]BackupTable `json:"tables"`
	Files  int                    `json:"files"`
	Bytes  int64                  `json:"bytes"` // of the files
}

// BackupTable is how much a table held, and the SHA-256 of its lines.
type BackupTable struct {
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Rows counts all rows.
func (e *BackupEnd) Rows() int {
	n := 0
	for _, t := range e.Tables {
		n += t.Rows
	}
	return n
}

// Backup writes everything the office has to w, while the work goes on, and notes
// in the audit that it was done. Memory does not grow with the office. What is
// written is a backup only when the error is nil.
func (a *Acts) Backup(ctx context.Context, actor store.Actor, w io.Writer) (*BackupEnd, error) {
	err := a.Do(ctx, actor, "", func(t *Tx) error {
		if err := t.may(store.ActBackup, store.Target{}); err != nil {
			return err
		}
		t.audit(store.ActBackup, "backup", "", "", "", "")
		return nil
	})
	if err != nil {
		return nil, err
	}
	z := gzip.NewWriter(w)
	b := &backup{acts: a, tar: tar.NewWriter(z), now: a.Now(), end: BackupEnd{Tables: map[string]BackupTable{}}}
	if err := a.db.Snapshot(ctx, func(q db.Q) error { return b.rows(ctx, q) }); err != nil {
		return nil, err
	}
	if err := b.files(ctx); err != nil {
		return nil, err
	}
	if err := b.json(backupEnd, b.end); err != nil {
		return nil, err
	}
	if err := b.tar.Close(); err != nil {
		return nil, fmt.Errorf("ending the backup: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("ending the backup: %w", err)
	}
	return &b.end, nil
}

// backup is one being written.
type backup struct {
	acts *Acts
	tar  *tar.Writer
	now  time.Time
	end  BackupEnd
}

// add writes one member of the archive.
func (b *backup) add(name string, size int64, from io.Reader) error {
	h := &tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: b.now, Typeflag: tar.TypeReg}
	if err := b.tar.WriteHeader(h); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	if _, err := io.Copy(b.tar, from); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	return nil
}

func (b *backup) json(name string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	return b.add(name, int64(len(text)), bytes.NewReader(text))
}

// rows writes the manifest and every table, out of one snapshot.
func (b *backup) rows(ctx context.Context, q db.Q) error {
	d := b.acts.db
	m := BackupManifest{Format: backupFormat, Engine: d.Engine, Made: b.now, Keys: b.acts.keys.Fingerprints()}
	var err error
	if m.Schema, err = d.Version(ctx); err != nil {
		return err
	}
	if m.Tables, err = d.Layouts(ctx, q); err != nil {
		return err
	}
	if err := b.json(backupManifest, m); err != nil {
		return err
	}
	for _, l := range m.Tables {
		if err := b.table(ctx, q, l); err != nil {
			return err
		}
	}
	return nil
}

// table writes a table in parts: a tar must know a member's size before it.
func (b *backup) table(ctx context.Context, q db.Q, l db.Layout) error {
	var part bytes.Buffer
	sum, rows, parts := sha256.New(), 0, 0
	flush := func() error {
		if part.Len() == 0 {
			return nil
		}
		parts++
		err := b.add(path.Join(backupTables, l.Name, fmt.Sprintf("%06d", parts)), int64(part.Len()), &part)
		part.Reset()
		return err
	}
	err := b.acts.db.DumpTable(ctx, q, l, func(line []byte) error {
		part.Write(line)
		part.WriteByte('\n')
		digestLine(sum, line)
		rows++
		if part.Len() < partSize {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	b.end.Tables[l.Name] = BackupTable{Rows: rows, SHA256: hex.EncodeToString(sum.Sum(nil))}
	return err
}

func digestLine(sum hash.Hash, line []byte) {
	sum.Write(line)
	sum.Write([]byte{'\n'})
}

// files writes every kept file. One that retention takes away meanwhile is no
// longer wanted.
func (b *backup) files(ctx context.Context) error {
	if b.acts.media == nil {
		return nil
	}
	return b.acts.media.Walk(func(hash string, _ int64, _ time.Time) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, info, err := b.acts.media.Open(hash)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		defer f.Close()
		b.end.Files++
		b.end.Bytes += info.Size
		return b.add(path.Join(backupFiles, hash), info.Size, f)
	})
}
