package sim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// mediaLife is how long temporary material lives, also what users send.
const mediaLife = 3 * 24 * time.Hour

// media is one stored file. Its bytes lie in memory, or in the state's directory
// when there is one.
type media struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Data    []byte    `json:"-"`
}

// mediaRules has what each kind of upload takes.
var mediaRules = map[string]struct {
	most int
	ext  []string
}{
	"image": {10 << 20, []string{"jpg", "jpeg", "png", "gif", "bmp"}},
	"voice": {2 << 20, []string{"amr", "mp3"}},
	"video": {10 << 20, []string{"mp4"}},
	"thumb": {64 << 10, []string{"jpg", "jpeg"}},
}

// upload is the file of a multipart request.
type upload struct {
	name string
	data []byte
}

func readUpload(contentType string, body []byte) (*upload, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["boundary"] == "" {
		return nil, refuse(41005)
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, refuse(41005)
		}
		if part.FormName() != "media" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil || len(data) == 0 {
			return nil, refuse(41005)
		}
		return &upload{filepath.Base(part.FileName()), data}, nil
	}
}

// fits refuses what the platform refuses: by size, by the name's ending, and by
// the content where that can be told.
func (u *upload) fits(kind string) error {
	rule, ok := mediaRules[kind]
	if !ok {
		return refuse(40004)
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(u.name), "."))
	if !slices.Contains(rule.ext, ext) || !looksLike(kind, u.data) {
		return refuse(40005)
	}
	if len(u.data) > rule.most {
		return refuse(40006)
	}
	return nil
}

func looksLike(kind string, data []byte) bool {
	found := http.DetectContentType(data)
	switch kind {
	case "image", "thumb":
		return strings.HasPrefix(found, "image/")
	case "video":
		return strings.HasPrefix(found, "video/")
	}
	return !strings.HasPrefix(found, "text/html") && !strings.HasPrefix(found, "image/")
}

func (s *Sim) mediaUpload(c *call) (any, error) {
	kind := c.query.Get("type")
	if err := c.file.fits(kind); err != nil {
		return nil, err
	}
	id, err := s.storeMedia(kind, c.file.name, c.file.data, c.now)
	if err != nil {
		return nil, refuse(-1)
	}
	name := "media_id"
	if kind == "thumb" {
		name = "thumb_media_id"
	}
	return map[string]any{"type": kind, name: id, "created_at": c.now.Unix()}, nil
}

// storeMedia keeps bytes for three days and drops what is older.
func (s *Sim) storeMedia(kind, name string, data []byte, now time.Time) (string, error) {
	for id, m := range s.acc.Media {
		if now.Sub(m.Created) >= mediaLife {
			delete(s.acc.Media, id)
			s.store.drop(id)
		}
	}
	m := &media{ID: random(64), Kind: kind, Name: name, Created: now, Data: slices.Clone(data)}
	if err := s.store.putMedia(m); err != nil {
		return "", err
	}
	s.acc.Media[m.ID] = m
	return m.ID, nil
}

// mediaAt returns what lives under an id, nil when unknown or expired.
func (a *account) mediaAt(id string, now time.Time) *media {
	m := a.Media[id]
	if m == nil || now.Sub(m.Created) >= mediaLife {
		return nil
	}
	return m
}

func (s *Sim) mediaGet(c *call) (any, error) {
	id := c.query.Get("media_id")
	if id == "" {
		return nil, refuse(41006)
	}
	m := s.acc.mediaAt(id, c.now)
	if m == nil {
		return nil, refuse(40007)
	}
	data, err := s.store.mediaData(m)
	if err != nil {
		s.cfg.Log.Error("reading stored media", "err", err)
		return nil, refuse(-1)
	}
	return file{
		contentType: m.contentType(), data: data,
		disposition: mime.FormatMediaType("attachment", map[string]string{"filename": m.Name}),
	}, nil
}

func (m *media) contentType() string {
	switch strings.ToLower(filepath.Ext(m.Name)) {
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".amr":
		return "audio/amr"
	case ".mp3":
		return "audio/mp3"
	case ".speex":
		return "audio/speex"
	case ".mp4":
		return "video/mp4"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	}
	return "application/octet-stream"
}

// pictureMost is the largest picture for articles.
const pictureMost = 1 << 20

func (s *Sim) pictureUpload(c *call) (any, error) {
	if err := c.file.fits("image"); err != nil {
		return nil, err
	}
	if len(c.file.data) > pictureMost {
		return nil, refuse(40006)
	}
	m := &media{ID: random(43), Kind: "image", Name: c.file.name, Created: c.now, Data: slices.Clone(c.file.data)}
	if err := s.store.putMedia(m); err != nil {
		return nil, refuse(-1)
	}
	s.acc.Pictures[m.ID] = m
	return map[string]any{"url": s.base + "/mmbiz_jpg/" + m.ID + "/0"}, nil
}

// picture serves PicUrl and the links of uploadimg, without a token. Pictures
// only: whatever else a user sent must not run in a browser.
func (s *Sim) picture(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	id := r.PathValue("id")
	m := s.acc.Pictures[id]
	if m == nil {
		m = s.acc.mediaAt(id, s.clock())
	}
	var data []byte
	err := errors.New("no such picture")
	if m != nil {
		data, err = s.store.mediaData(m)
	}
	s.mu.Unlock()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") && !strings.HasPrefix(kind, "video/") && !strings.HasPrefix(kind, "audio/") {
		kind = "application/octet-stream"
	}
	writeFile(w, file{contentType: kind, data: data})
}

// putMedia writes media into the state's directory; without a state they stay in
// memory.
func (k *keeper) putMedia(m *media) error {
	if k == nil {
		return nil
	}
	if err := os.WriteFile(k.mediaPath(m.ID), m.Data, 0o600); err != nil {
		return fmt.Errorf("keeping media: %w", err)
	}
	m.Data = nil
	return nil
}

func (k *keeper) mediaData(m *media) ([]byte, error) {
	if k == nil {
		return m.Data, nil
	}
	data, err := os.ReadFile(k.mediaPath(m.ID))
	if err != nil {
		return nil, fmt.Errorf("reading media: %w", err)
	}
	return data, nil
}

func (k *keeper) drop(id string) {
	if k != nil {
		os.Remove(k.mediaPath(id))
	}
}
