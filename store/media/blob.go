package media

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"liaison/store"
)

// tempDir holds uploads on their way. It lies on the same file system as the
// files, or the rename would not be atomic.
const tempDir = "tmp"

// Info is what can be said of a kept file without a database.
type Info struct {
	MIME string // by the content: image/jpeg, audio/amr, audio/mpeg, …
	Size int64
	Time time.Time // when it was last written
}

// blobName is where a hash lives, ab/cd/abcd…: two levels keep directories small.
// Any other text than a hash has no place, so no name from outside reaches the disk.
func blobName(hash string) (string, bool) {
	if len(hash) != 2*sha256.Size {
		return "", false
	}
	for _, c := range []byte(hash) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", false
		}
	}
	return path.Join(hash[:2], hash[2:4], hash), true
}

// Open opens a kept file for reading. The error wraps store.ErrNotFound when
// there is none, also for a hash that is none. The content came from
// strangers: serve it under Info.MIME with X-Content-Type-Options: nosniff.
func (s *Store) Open(hash string) (io.ReadSeekCloser, Info, error) {
	name, ok := blobName(hash)
	if !ok {
		return nil, Info{}, fmt.Errorf("open media: %w", store.ErrNotFound)
	}
	f, err := s.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Info{}, fmt.Errorf("open media: %w", store.ErrNotFound)
	}
	if err != nil {
		return nil, Info{}, fmt.Errorf("open media: %w", err)
	}
	info, err := describe(f)
	if err != nil {
		f.Close()
		return nil, Info{}, fmt.Errorf("open media: %w", err)
	}
	return f, info, nil
}

func describe(f *os.File) (Info, error) {
	stat, err := f.Stat()
	if err != nil {
		return Info{}, err
	}
	head, err := readHead(f)
	if err != nil {
		return Info{}, err
	}
	return Info{MIME: sniff(head).mime(), Size: stat.Size(), Time: stat.ModTime()}, nil
}

// Remove deletes a kept file; one that is not there is no error. Equal uploads
// share a file: the caller must know that nothing else names the hash.
func (s *Store) Remove(hash string) error {
	name, ok := blobName(hash)
	if !ok {
		return fmt.Errorf("remove media: %w", store.ErrNotFound)
	}
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove media: %w", err)
	}
	return nil
}

// Put keeps a file under a hash it was kept under elsewhere, as a restore does. A
// content that has another hash is refused, and nothing is kept.
func (s *Store) Put(hash string, r io.Reader) error {
	d, err := s.newDraft()
	if err != nil {
		return err
	}
	defer d.discard()
	if _, err := io.Copy(d, r); err != nil {
		return fmt.Errorf("write media: %w", err)
	}
	if hex.EncodeToString(d.hash.Sum(nil)) != hash {
		return fmt.Errorf("write media: the content of %s is damaged", hash)
	}
	_, err = d.keep()
	return err
}

// RemoveOld is Remove for a file that was last written, or touched, before a time;
// it reports whether there was one. The file is looked at once its name is taken
// away, so that an equal upload that came a moment ago stays.
func (s *Store) RemoveOld(hash string, before time.Time) (bool, error) {
	name, ok := blobName(hash)
	if !ok {
		return false, fmt.Errorf("remove media: %w", store.ErrNotFound)
	}
	aside := path.Join(tempDir, rand.Text())
	if err := s.root.Rename(name, aside); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("remove media: %w", err)
	}
	stat, err := s.root.Stat(aside)
	if err != nil || !stat.ModTime().Before(before) {
		return false, errors.Join(err, s.root.Rename(aside, name))
	}
	if err := s.root.Remove(aside); err != nil {
		return false, fmt.Errorf("remove media: %w", err)
	}
	return true, nil
}

// Touch makes a kept file as young as one written at now, for a caller who is about to
// name it. The error wraps store.ErrNotFound when there is none.
func (s *Store) Touch(hash string, now time.Time) error {
	name, ok := blobName(hash)
	if !ok {
		return fmt.Errorf("touch media: %w", store.ErrNotFound)
	}
	if err := s.root.Chtimes(name, now, now); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("touch media: %w", store.ErrNotFound)
	} else if err != nil {
		return fmt.Errorf("touch media: %w", err)
	}
	return nil
}

// Walk calls visit with every kept file in the order of the hashes and with when it
// was written, and stops at its first error. Files that are added or removed
// meanwhile may be missed.
func (s *Store) Walk(visit func(hash string, size int64, written time.Time) error) error {
	return fs.WalkDir(s.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("walk media: %w", err)
		case name == tempDir:
			return fs.SkipDir
		}
		if own, ok := blobName(path.Base(name)); !ok || own != name || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("walk media: %w", err)
		}
		return visit(entry.Name(), info.Size(), info.ModTime())
	})
}

// Usage counts the kept files and their bytes.
func (s *Store) Usage() (files, bytes int64, err error) {
	err = s.Walk(func(_ string, size int64, _ time.Time) error {
		files++
		bytes += size
		return nil
	})
	return files, bytes, err
}

// Sweep deletes what dead processes left half written before the given time,
// which must be longer ago than any upload takes.
func (s *Store) Sweep(before time.Time) error {
	entries, err := fs.ReadDir(s.root.FS(), tempDir)
	if err != nil {
		return fmt.Errorf("sweep media: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue // gone, or in use
		}
		if err := s.root.Remove(path.Join(tempDir, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("sweep media: %w", err)
		}
	}
	return nil
}

// draft is a file on its way: it takes bytes, hashes them, and either becomes
// a kept file or vanishes.
type draft struct {
	store *Store
	file  *os.File
	name  string
	size  int64
	hash  interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (s *Store) newDraft() (*draft, error) {
	name := path.Join(tempDir, rand.Text())
	file, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write media: %w", err)
	}
	return &draft{store: s, file: file, name: name, hash: sha256.New()}, nil
}

// Write appends to the draft.
func (d *draft) Write(p []byte) (int, error) {
	n, err := d.file.Write(p)
	d.hash.Write(p[:n])
	d.size += int64(n)
	return n, err
}

// discard removes the draft; after keep it does nothing.
func (d *draft) discard() {
	d.file.Close()
	if d.name != "" {
		d.store.root.Remove(d.name)
	}
}

// keep makes the draft a file that survives a power cut: the content first,
// then the name, then the directories that lead to it. A file of the same hash
// is replaced by itself, which also mends one that a disk has damaged.
func (d *draft) keep() (hash string, err error) {
	hash = hex.EncodeToString(d.hash.Sum(nil))
	name, _ := blobName(hash)
	if err := d.file.Sync(); err != nil {
		return "", fmt.Errorf("write media: %w", err)
	}
	dir := path.Dir(name)
	if err := d.store.root.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("write media: %w", err)
	}
	if err := d.store.root.Rename(d.name, name); err != nil {
		return "", fmt.Errorf("write media: %w", err)
	}
	d.name = ""
	for ; ; dir = path.Dir(dir) {
		if err := d.store.syncDir(dir); err != nil {
			return "", fmt.Errorf("write media: %w", err)
		}
		if dir == "." {
			return hash, nil
		}
	}
}

func (s *Store) syncDir(name string) error {
	dir, err := s.root.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// spool takes an upload to disk, at most limit bytes, and returns its
// beginning. The draft stands at its start, to be read.
func (s *Store) spool(ctx context.Context, r io.Reader, limit int64) (*draft, []byte, error) {
	d, err := s.newDraft()
	if err != nil {
		return nil, nil, err
	}
	head, err := d.receive(contextReader{ctx, r}, limit)
	if err != nil {
		d.discard()
		return nil, nil, err
	}
	return d, head, nil
}

func (d *draft) receive(r io.Reader, limit int64) (head []byte, err error) {
	n, err := io.Copy(d, io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("receive media: %w", err)
	case n == 0:
		return nil, refuse(ReasonEmpty)
	case n > limit:
		return nil, refuse(ReasonTooBig)
	}
	if head, err = readHead(d.file); err != nil {
		return nil, fmt.Errorf("receive media: %w", err)
	}
	return head, nil
}

// readHead reads what sniff wants to see and goes back to the start.
func readHead(f io.ReadSeeker) ([]byte, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, sniffSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return head[:n], err
}
