package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keeper holds the state's file and the directory of media beside it.
type keeper struct {
	path  string
	media string
	saved uint64 // the version last written
}

// saveEvery bounds how much a crash may forget.
const saveEvery = time.Second

func (k *keeper) mediaPath(id string) string { return filepath.Join(k.media, id) }

// restore reads the state, or begins a new account.
func (s *Sim) restore() error {
	s.acc = newAccount(s.cfg.AppID, s.cfg.Now())
	if s.cfg.State == "" {
		return nil
	}
	s.store = &keeper{path: s.cfg.State, media: s.cfg.State + ".media"}
	if err := os.MkdirAll(s.store.media, 0o700); err != nil {
		return fmt.Errorf("making the media directory: %w", err)
	}
	data, err := os.ReadFile(s.store.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the state: %w", err)
	}
	if err := json.Unmarshal(data, s.acc); err != nil {
		return fmt.Errorf("the state in %s is damaged: %w", s.store.path, err)
	}
	s.acc.repair()
	return nil
}

// repair ends deliveries that a stop cut off, and fills maps an older file lacks.
func (a *account) repair() {
	for _, p := range a.People {
		for _, item := range p.Items {
			if item.State == Sending {
				item.State = Failed
			}
		}
	}
	fresh := newAccount("", time.Time{})
	if a.Used == nil {
		a.Used = fresh.Used
	}
	if a.Cleared == nil {
		a.Cleared = fresh.Cleared
	}
	if a.Media == nil {
		a.Media = fresh.Media
	}
	if a.Pictures == nil {
		a.Pictures = fresh.Pictures
	}
	if a.People == nil {
		a.People = fresh.People
	}
}

func (s *Sim) saveNowAndThen() {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
			if err := s.save(); err != nil {
				s.cfg.Log.Error("saving the emulator's state", "err", err)
			}
		}
	}
}

// save writes a snapshot if anything changed, by renaming, so that a reader or a
// crash never meets half a file.
func (s *Sim) save() error {
	if s.store == nil {
		return nil
	}
	s.mu.Lock()
	version := s.version
	if version == s.store.saved {
		s.mu.Unlock()
		return nil
	}
	data, err := json.Marshal(s.acc)
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("encoding the state: %w", err)
	}
	if err := replaceFile(s.store.path, data); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	s.store.saved = version
	return nil
}

func replaceFile(path string, data []byte) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
