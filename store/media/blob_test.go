package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store"
)

// mp3 is a byte sequence that passes for an MP3, unlike every other n.
func mp3(n int) []byte {
	return append([]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), bytes.Repeat([]byte{byte(n), byte(n >> 8)}, n+1)...)
}

func putVoice(t testing.TB, s *Store, content []byte) File {
	t.Helper()
	f, err := s.PutVoice(context.Background(), bytes.NewReader(content), "mp3")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestKeptByContent(t *testing.T) {
	s, dir := newStore(t, Options{})
	content := mp3(5)
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	first, second := putVoice(t, s, content), putVoice(t, s, content)
	if first.Hash != hash || second != first {
		t.Errorf("kept as %v and %v, want %s", first, second, hash)
	}
	wantFiles(t, dir, 1)
	got, info := contentOf(t, s, hash)
	if !bytes.Equal(got, content) || info.Size != int64(len(content)) || info.MIME != "audio/mpeg" || info.Time.IsZero() {
		t.Errorf("read back %d bytes, %+v", len(got), info)
	}
	stat, err := os.Stat(filepath.Join(dir, hash[:2], hash[2:4], hash))
	if err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("on disk: %v, %v", stat, err)
	}
}

func TestOpenSeeks(t *testing.T) {
	s, _ := newStore(t, Options{})
	content := mp3(50)
	f, _, err := s.Open(putVoice(t, s, content).Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(-4, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(f); err != nil || !bytes.Equal(rest, content[len(content)-4:]) {
		t.Errorf("the last four bytes are %q, %v", rest, err)
	}
}

func TestDamagedFileIsMended(t *testing.T) {
	s, dir := newStore(t, Options{})
	content := mp3(9)
	hash := putVoice(t, s, content).Hash
	if err := os.WriteFile(filepath.Join(dir, hash[:2], hash[2:4], hash), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	putVoice(t, s, content)
	if got, _ := contentOf(t, s, hash); !bytes.Equal(got, content) {
		t.Errorf("after keeping it again it holds %q", got)
	}
}

func TestNoNameLeadsOut(t *testing.T) {
	s, dir := newStore(t, Options{})
	secret := filepath.Join(filepath.Dir(dir), "keys")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	hash := strings.Repeat("ab", 32)
	names := []string{
		"", ".", "..", "../keys", "../../etc/passwd", "/etc/passwd", secret, "tmp", hash[:63], hash + "0",
		strings.ToUpper(hash), hash[:61] + "/..", strings.Repeat("../", 21) + "x", hash[:63] + "\x00", "..\\" + hash[3:],
		strings.Repeat("․", 21) + "x",
	}
	// A link somebody put where a hash lives must not be followed out either.
	if err := os.MkdirAll(filepath.Join(dir, "ab", "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "ab", "ab", hash)); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, hash) {
		f, _, err := s.Open(name)
		if err == nil {
			f.Close()
			t.Errorf("%q was opened", name)
		}
		if name != hash && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "passwd") {
			t.Errorf("the error repeats the name: %v", err)
		}
		if name != hash {
			if err := s.Remove(name); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("remove %q: %v", name, err)
			}
		}
	}
	if err := s.Walk(func(found string, _ int64, _ time.Time) error { t.Errorf("walk visits %s", found); return nil }); err != nil {
		t.Error(err)
	}
	if kept, err := os.ReadFile(secret); err != nil || string(kept) != "secret" {
		t.Errorf("the file outside: %q, %v", kept, err)
	}
}

func TestRemove(t *testing.T) {
	s, dir := newStore(t, Options{})
	hash := putVoice(t, s, mp3(1)).Hash
	for range 2 { // the second time there is nothing left to do
		if err := s.Remove(hash); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Open(hash); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("open after remove: %v", err)
	}
	wantFiles(t, dir, 0)
}

func TestWalkAndUsage(t *testing.T) {
	s, dir := newStore(t, Options{})
	want, total := map[string]int64{}, int64(0)
	for n := range 20 {
		f := putVoice(t, s, mp3(n))
		want[f.Hash] = f.Size
		total += f.Size
	}
	for _, stray := range []string{"tmp/half", "ab.txt", "README", strings.Repeat("ab", 32)} {
		if err := os.WriteFile(filepath.Join(dir, stray), []byte("stray"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var order []string
	err := s.Walk(func(hash string, size int64, _ time.Time) error {
		order = append(order, hash)
		if want[hash] != size {
			t.Errorf("%s has %d bytes, want %d", hash, size, want[hash])
		}
		return nil
	})
	if err != nil || len(order) != 20 || !slices.IsSorted(order) {
		t.Errorf("visited %d in order %v: %v", len(order), slices.IsSorted(order), err)
	}
	if files, bytes, err := s.Usage(); files != 20 || bytes != total || err != nil {
		t.Errorf("usage %d files, %d bytes, %v; want 20, %d", files, bytes, err, total)
	}
	stop := errors.New("stop")
	visits := 0
	if err := s.Walk(func(string, int64, time.Time) error { visits++; return stop }); !errors.Is(err, stop) || visits != 1 {
		t.Errorf("after an error: %d visits, %v", visits, err)
	}
}

func TestFailedUploadLeavesNothing(t *testing.T) {
	s, dir := newStore(t, Options{MaxVoiceBytes: 100})
	_, err := s.PutVoice(context.Background(), &brokenReader{bytes.NewReader(mp3(10))}, "mp3")
	if !errors.Is(err, errBroken) {
		t.Errorf("broken: %v", err)
	}
	wantFiles(t, dir, 0)
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.PutVoice(done, bytes.NewReader(mp3(10)), "mp3"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	wantFiles(t, dir, 0)
}

func TestSizeCap(t *testing.T) {
	s, dir := newStore(t, Options{MaxVoiceBytes: 100, MaxImageBytes: 100, MaxVideoBytes: 100})
	exact := append(mp3(10), make([]byte, 100-len(mp3(10)))...)
	over := append(slices.Clone(exact), 0)
	_, err := s.PutVoice(t.Context(), bytes.NewReader(over), "mp3")
	wantRefused(t, dir, err, ReasonTooBig)
	_, err = s.PutImage(t.Context(), bytes.NewReader(over))
	wantRefused(t, dir, err, ReasonTooBig)
	_, err = s.PutVideo(t.Context(), bytes.NewReader(over))
	wantRefused(t, dir, err, ReasonTooBig)
	if _, err := s.PutVoice(t.Context(), bytes.NewReader(exact), "mp3"); err != nil {
		t.Errorf("exactly at the limit: %v", err)
	}
}

func TestSweep(t *testing.T) {
	s, dir := newStore(t, Options{})
	putVoice(t, s, mp3(1))
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		path := filepath.Join(dir, tempDir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Sweep(now.Add(-24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, 2)
	if _, err := os.Stat(filepath.Join(dir, tempDir, "new")); err != nil {
		t.Errorf("an upload on its way was swept: %v", err)
	}
}

func TestConcurrentUploads(t *testing.T) {
	s, dir := newStore(t, Options{})
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			f, err := s.PutVoice(context.Background(), bytes.NewReader(mp3(n%4)), "mp3")
			if err != nil {
				t.Error(err)
				return
			}
			if got, _ := contentOf(t, s, f.Hash); !bytes.Equal(got, mp3(n%4)) {
				t.Errorf("upload %d came back changed", n)
			}
		})
	}
	wg.Wait()
	wantFiles(t, dir, 4)
}
