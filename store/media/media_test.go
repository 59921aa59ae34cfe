package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// newStore opens a store in an empty directory, without ffmpeg.
func newStore(t testing.TB, opt Options) (*Store, string) {
	t.Helper()
	if opt.FFmpeg == "" {
		opt.FFmpeg = "none"
	}
	dir := t.TempDir()
	s, err := New(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, filepath.Join(dir, "media")
}

func contentOf(t testing.TB, s *Store, hash string) ([]byte, Info) {
	t.Helper()
	f, info, err := s.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content, info
}

// wantRefused checks the reason and that no byte stays on the disk.
func wantRefused(t testing.TB, dir string, err error, want Reason) {
	t.Helper()
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok || refused.Reason != want {
		t.Errorf("got %v, want a refusal for %s", err, want)
	}
	wantFiles(t, dir, 0)
}

// wantFiles counts every file under the store, drafts included.
func wantFiles(t testing.TB, dir string, want int) {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, name)
		}
		return err
	})
	if err != nil || len(found) != want {
		t.Errorf("%d files on disk, want %d: %v %v", len(found), want, found, err)
	}
}

// quarters is a picture whose corners are red, green, blue and white, from the
// top left in reading order.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, quarterColors[x*2/w+y*2/h*2])
		}
	}
	return m
}

var quarterColors = []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tinyWebP is one pixel.
func tinyWebP(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hugePNG claims a size in its header, with the right checksum, and holds next
// to nothing.
func hugePNG(w, h uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	header = binary.BigEndian.AppendUint32(header, h)
	header = append(header, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = binary.BigEndian.AppendUint32(append(b, header...), crc32.ChecksumIEEE(header))
	return append(b, "\x00\x00\x00\x00IDAT"...)
}

// withExif puts an EXIF segment with an orientation and a place into a JPEG.
func withExif(picture []byte, orientation uint16, order binary.AppendByteOrder) []byte {
	tiff := []byte("MM\x00*")
	if order == binary.LittleEndian {
		tiff = []byte("II*\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint16(order.AppendUint16(tiff, 0x010f), 2) // the maker, to be skipped
	tiff = order.AppendUint32(order.AppendUint32(tiff, 4), 0)
	tiff = order.AppendUint16(order.AppendUint16(tiff, 0x0112), 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(order.AppendUint16(tiff, orientation), 0)
	tiff = append(tiff, gpsMark...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, picture[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), picture[2:]...)
}

const gpsMark = "GPSLatitude 30.2741 N GPSLongitude 120.1551 E"

// brokenReader gives some bytes and then fails.
type brokenReader struct{ r io.Reader }

var errBroken = errors.New("connection reset")

func (b *brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = errBroken
	}
	return n, err
}

func put(s *Store, content []byte) (File, error) {
	return s.PutImage(context.Background(), bytes.NewReader(content))
}

func TestNewRefusesAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(name, Options{}); err == nil {
		t.Error("a file was taken for the data directory")
	}
}
