// Package media keeps pictures, voice and video as files under one root, named
// by the SHA-256 of their content. What a stranger sent is never kept as it
// came where it can be made anew: pictures are decoded and written again, which
// drops EXIF (the place where they were taken) and anything hidden behind the
// picture. Voice and video are kept as they are, after a check of their form.
//
// Pictures are scaled by code of our own and not by x/image/draw: its good
// scalers hold a float copy of the source, 450 MB for a picture of 40 megapixels.
package media

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sync/semaphore"
)

// File is what was kept of one upload. Hashes are 64 hex characters.
type File struct {
	Hash      string
	MIME      string
	Size      int64 // bytes
	Width     int   // pixels, pictures only, upright
	Height    int
	ThumbHash string // a small JPEG of a picture; Hash itself when that is small
	Playable  string // the MP3 of a voice, which every browser plays; empty when there is none
}

// Options are the limits of a Store; zero fields take the default named.
type Options struct {
	MaxImageBytes int64 // 20 MiB; WeChat's own limit is 10
	MaxVoiceBytes int64 // 4 MiB; WeChat's own limit is 2
	MaxVideoBytes int64 // 20 MiB
	// MaxPixels of one picture, and of all that are decoded at once: 40
	// million. A decoder takes 2 to 8 bytes a pixel, 12 for the rarest kind
	// of JPEG, so this bounds memory. At most four are decoded at once.
	MaxPixels int64
	MaxEdge   int // 2560 pixels; larger pictures are scaled down
	ThumbEdge int // 400 pixels

	// FFmpeg is the program that turns voice into MP3. Empty looks in PATH
	// once; "none" does without, and voice is kept but not playable.
	FFmpeg string
	Log    *slog.Logger // slog.Default()
}

func (o Options) withDefaults() Options {
	o.MaxImageBytes = cmp.Or(o.MaxImageBytes, 20<<20)
	o.MaxVoiceBytes = cmp.Or(o.MaxVoiceBytes, 4<<20)
	o.MaxVideoBytes = cmp.Or(o.MaxVideoBytes, 20<<20)
	o.MaxPixels = cmp.Or(o.MaxPixels, 40_000_000)
	o.MaxEdge = cmp.Or(o.MaxEdge, 2560)
	o.ThumbEdge = cmp.Or(o.ThumbEdge, 400)
	o.FFmpeg = findFFmpeg(o.FFmpeg)
	o.Log = cmp.Or(o.Log, slog.Default())
	return o
}

// Store keeps files. It is safe for concurrent use, also by several processes
// on one shared directory.
type Store struct {
	root   *os.Root
	opt    Options
	pixels *semaphore.Weighted // of the pictures being decoded
	voices *semaphore.Weighted // ffmpeg processes
}

// New opens the store in the directory media under dir (LIAISON_DATA), making
// it when it is not there. Every later access goes through an os.Root, which
// no name and no symbolic link leads out of.
func New(dir string, opt Options) (*Store, error) {
	path := filepath.Join(dir, "media")
	if err := os.MkdirAll(filepath.Join(path, tempDir), 0o700); err != nil {
		return nil, fmt.Errorf("make media directory: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open media directory: %w", err)
	}
	opt = opt.withDefaults()
	return &Store{root: root, opt: opt, pixels: semaphore.NewWeighted(opt.MaxPixels), voices: semaphore.NewWeighted(2)}, nil
}

// Close gives the directory back. Files already opened stay readable.
func (s *Store) Close() error { return s.root.Close() }

// CanConvert reports whether ffmpeg was found, for doctor to say so.
func (s *Store) CanConvert() bool { return s.opt.FFmpeg != "" }

// contextReader ends a slow upload when its request is over.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
