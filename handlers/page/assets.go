package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

//go:embed static layout third_party
var embedded embed.FS

// asset is one embedded file. Its address carries its hash, so that browsers
// keep it for good and a new release is seen at once.
type asset struct {
	body   []byte
	url    string
	mime   string
	packed func() []byte // gzip, made when first asked for
}

type assets struct {
	byName map[string]*asset // "console.css", "htmx.min.js"
	byURL  map[string]*asset
}

func loadAssets(files fs.FS) (*assets, error) {
	a := &assets{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	for _, root := range []string{"static", "third_party"} {
		err := fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !servable(name) {
				return err
			}
			return a.add(files, name)
		})
		if err != nil {
			return nil, fmt.Errorf("page: read embedded files: %w", err)
		}
	}
	return a, nil
}

// kinds is our own table: mime.TypeByExtension reads the machine's, which may
// call a script text/plain, and nosniff would then stop it.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// servable leaves out licences, package.json and the icons, which are inlined.
func servable(name string) bool {
	return kinds[path.Ext(name)] != "" && path.Base(name) != "icons.svg"
}

func (a *assets) add(files fs.FS, name string) error {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	base := path.Base(name)
	if a.byName[base] != nil {
		return fmt.Errorf("two embedded files are called %s", base)
	}
	sum := sha256.Sum256(body)
	f := &asset{body: body, mime: kinds[path.Ext(base)]}
	f.url = "/static/" + hex.EncodeToString(sum[:8]) + "/" + base
	f.packed = sync.OnceValue(func() []byte { return pack(body) })
	a.byName[base], a.byURL[f.url] = f, f
	return nil
}

func pack(body []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write(body) // into memory: cannot fail
	w.Close()
	return buf.Bytes()
}

// url is the template function "asset".
func (a *assets) url(name string) (string, error) {
	f := a.byName[name]
	if f == nil {
		return "", fmt.Errorf("no embedded file %q", name)
	}
	return f.url, nil
}

func (a *assets) serve(c *gin.Context) {
	f := a.byURL[c.Request.URL.Path]
	if f == nil {
		c.Status(http.StatusNotFound)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", f.mime)
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed()
	}
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(body))
}
