package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/officialaccount/material"
)

// maxUpload is the platform's largest temporary medium, in bytes.
const maxUpload = 10 << 20

const uploadPath = "/cgi-bin/media/upload"

var errNoValue = errors.New("answer lacks what was asked for")

// Download copies what a person sent to w, at most limit bytes, and returns its
// content type and length. The platform keeps it for three days. After an error
// w may hold a part. The address is never handed out: it contains the token.
//
// A video may come as a pointer to another server of the platform; that is
// followed, without the token, to Tencent's domains only.
func (c *Client) Download(ctx context.Context, mediaID string, w io.Writer, limit int64) (contentType string, n int64, err error) {
	r := request{method: http.MethodGet, path: "/cgi-bin/media/get", query: url.Values{"media_id": {mediaID}},
		withToken: true, timeout: mediaTimeout}
	var video string
	err = c.attempt(ctx, r, func(res *http.Response, secrets ...string) error {
		contentType = res.Header.Get("Content-Type")
		if !isMedia(contentType) {
			video, err = videoAddress(r, res, secrets...)
			return err
		}
		n, err = copyMedia(r, w, res, limit)
		return err
	})
	if err == nil && video != "" {
		return c.downloadVideo(ctx, video, w, limit)
	}
	return contentType, n, err
}

// isMedia: a failure comes with status 200 and JSON, in one of two types.
func isMedia(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind != "application/json" && !strings.HasPrefix(kind, "text/")
}

func copyMedia(r request, w io.Writer, res *http.Response, limit int64) (int64, error) {
	if res.ContentLength > limit {
		return 0, &CallError{Path: r.path, Err: ErrTooLarge}
	}
	n, err := io.Copy(w, io.LimitReader(res.Body, limit+1))
	if err == nil && n > limit {
		err = ErrTooLarge
	}
	if err != nil {
		return n, &CallError{Path: r.path, Err: bare(err)}
	}
	return n, nil
}

// notMedia reads the refusal that came in place of a medium.
func notMedia(r request, res *http.Response, secrets ...string) error {
	if _, err := readJSON(r, res, secrets...); err != nil {
		return err
	}
	return &CallError{Path: r.path, Err: errNoValue}
}

func videoAddress(r request, res *http.Response, secrets ...string) (string, error) {
	body, err := readJSON(r, res, secrets...)
	if err != nil {
		return "", err
	}
	var out struct {
		VideoURL string `json:"video_url"`
	}
	if json.Unmarshal(body, &out) != nil || out.VideoURL == "" {
		return "", &CallError{Path: r.path, Err: errNoValue}
	}
	return out.VideoURL, nil
}

func (c *Client) downloadVideo(ctx context.Context, address string, w io.Writer, limit int64) (string, int64, error) {
	r := request{method: http.MethodGet, path: "video_url"}
	u, err := url.Parse(address)
	if err != nil || !c.mayFetch(u) {
		return "", 0, &CallError{Path: r.path, Err: errors.New("video lies on a server that is not Tencent's")}
	}
	ctx, cancel := context.WithTimeout(ctx, max(mediaTimeout, c.timeout))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", 0, &CallError{Path: r.path, Err: errors.New("address of video is malformed")}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return "", 0, &CallError{Path: r.path, Err: bare(err)}
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return "", 0, &CallError{Path: r.path, Status: res.StatusCode}
	}
	n, err := copyMedia(r, w, res, limit)
	return res.Header.Get("Content-Type"), n, err
}

// mayFetch keeps a video's address from leading into our own network.
func (c *Client) mayFetch(u *url.URL) bool {
	if u.Host == c.hosts[apiHost].Host {
		return true
	}
	web := u.Port() == "" && (u.Scheme == "http" || u.Scheme == "https")
	return web && u.User == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".qq.com")
}

// Medium is the kind of a temporary medium.
type Medium string

// The media that Liaison sends.
const (
	MediumImage Medium = "image" // png, jpeg or gif
	MediumVoice Medium = "voice" // amr or mp3, 60 s
)

// Upload stores a medium at the platform for three days and returns its id.
// The name's ending tells the platform the format.
func (c *Client) Upload(ctx context.Context, kind Medium, name string, from io.Reader) (mediaID string, err error) {
	content := io.LimitReader(from, maxUpload+1)
	counted := &counter{from: content}
	var out material.Media
	err = c.viaSDK(ctx, func(s *sdk.Context) (err error) {
		out, err = material.NewMaterial(s).MediaUploadFromReader(material.MediaType(kind), name, counted)
		return err
	})
	if counted.n > maxUpload {
		return "", fmt.Errorf("%w: medium is larger than 10 MiB", ErrArgument)
	}
	if err == nil && out.MediaID == "" {
		err = &CallError{Path: uploadPath, Err: errNoValue}
	}
	return out.MediaID, err
}

// counter notices a medium that is too large, and then ends it with an error so
// that it is not sent.
type counter struct {
	from io.Reader
	n    int64
}

// Read counts.
func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	if c.n += int64(n); c.n > maxUpload {
		return 0, ErrTooLarge
	}
	return n, err
}
