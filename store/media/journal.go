package media

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"liaison/store"
)

// Journal is a file of lines beside the media, to which is only ever added. The
// directory may be given to an append-only file system, or the file may be made
// append-only (chattr +a): nothing here needs more.
type Journal struct{ path string }

// OpenJournal names a journal directly under dir (LIAISON_DATA). Nothing is made
// before the first line.
func OpenJournal(dir, name string) *Journal { return &Journal{filepath.Join(dir, name)} }

// Path is where the file is, for an operator.
func (j *Journal) Path() string { return j.path }

// SetAside renames the file under the time now, so that a new one begins, and gives
// its new path; without a file it does nothing and gives "".
func (j *Journal) SetAside(now time.Time) (string, error) {
	ext := filepath.Ext(j.path)
	aside := strings.TrimSuffix(j.path, ext) + "-until-" + now.In(store.ChinaTime).Format("20060102-150405") + ext
	switch err := os.Rename(j.path, aside); {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("set journal aside: %w", err)
	}
	return aside, nil
}

// Append adds a line and returns when it is on the disk. Several processes may
// append to one file: a line is one write.
func (j *Journal) Append(line string) error {
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	whole, err := endsLine(f)
	if err == nil {
		text := line + "\n"
		if !whole { // a process died while it wrote
			text = "\n" + text
		}
		_, err = f.WriteString(text)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	return nil
}

// endsLine reports whether a file is empty or its last line is whole.
func endsLine(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return last[0] == '\n', nil
}

// Lines reads the file from its beginning; one that is not there has none. Empty
// lines are left out, and so is a last line that is not whole.
func (j *Journal) Lines() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		f, err := os.Open(j.path)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield("", fmt.Errorf("open journal: %w", err))
			return
		}
		defer f.Close()
		for r := bufio.NewReader(f); ; {
			line, err := r.ReadString('\n')
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("read journal: %w", err))
				return
			}
			if line = strings.TrimSpace(line); line != "" && !yield(line, nil) {
				return
			}
		}
	}
}
