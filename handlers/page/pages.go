package page

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Config says what all pages have in common.
type Config struct {
	// PublicURL is LIAISON_PUBLIC_URL. Its scheme decides over Secure
	// cookies and HSTS; its origin may post forms even where a proxy
	// rewrites the Host header.
	PublicURL string
	// Office returns the name on screen where a page's Chrome names none,
	// as on error pages. It is called for each page, so it must do no I/O.
	// Nil, or an empty name, is 人大代表联络平台.
	Office func() string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Log takes access and error lines; nil is slog.Default().
	Log *slog.Logger
	// Explain is asked, in order, to put an error into words before the
	// errors of store are tried. An audience adds its own errors here.
	Explain []func(error) (Problem, bool)
}

// Pages renders every HTML page of the program. It is safe for concurrent use
// once its sets are made.
type Pages struct {
	cfg    Config
	origin string
	assets *assets
	icons  map[string]icon
	sets   []*Set
	plain  *Set
}

// New reads the embedded files and the layouts. An error is a mistake in the
// program or in cfg.PublicURL.
func New(cfg Config) (*Pages, error) {
	u, err := url.Parse(cfg.PublicURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, errors.New("page: the public URL must be http(s)://host")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	p := &Pages{cfg: cfg, origin: u.Scheme + "://" + u.Host}
	if p.assets, err = loadAssets(embedded); err != nil {
		return nil, err
	}
	if p.icons, err = loadIcons(embedded, "static/icons.svg"); err != nil {
		return nil, err
	}
	p.plain, err = p.NewSet(SetConfig{Prefix: "/", Layout: Plain})
	if err != nil {
		return nil, fmt.Errorf("page: plain layout: %w", err)
	}
	return p, nil
}

// Secure says whether people reach the program over https, and so whether
// cookies may be Secure.
func (p *Pages) Secure() bool { return strings.HasPrefix(p.origin, "https://") }

// Mount serves the embedded files under /static.
func (p *Pages) Mount(r gin.IRoutes) {
	r.GET("/static/:hash/*name", p.assets.serve)
	r.HEAD("/static/:hash/*name", p.assets.serve)
}

func (p *Pages) office() string {
	if p.cfg.Office != nil {
		if name := p.cfg.Office(); name != "" {
			return name
		}
	}
	return "人大代表联络平台"
}

// setFor is the set whose prefix is the longest that fits the path.
func (p *Pages) setFor(path string) *Set {
	best := p.plain
	for _, s := range p.sets {
		if under(path, s.cfg.Prefix) && len(s.cfg.Prefix) > len(best.cfg.Prefix) {
			best = s
		}
	}
	return best
}

func under(path, prefix string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(prefix, "/"))
	return ok && (rest == "" || rest[0] == '/')
}
