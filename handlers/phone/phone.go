// Package phone serves the H5 pages that voters and deputies open in WeChat,
// under /h5. Who a browser is comes from WeChat's OAuth (snsapi_base: an openid
// and no question); a session then remembers the person, whose row is read anew
// at every request, so that who unfollows or is unbound loses the pages at once.
//
// Every address stands in one table (Routes) with the act of store's permission
// table it serves, or the reason why it serves anybody. Handlers decide nothing:
// they read a form, call an act under the form's once-only id, and put what it
// refuses into words (words.go). Somebody else's id and one that never was give
// the same page.
//
// Acts get the request's context, never gin's: a transaction looks at its context
// after the handler is gone, when gin has given its own to another request.
//
// All pages work without a script: a script only keeps drafts, asks before what
// cannot be undone, and previews photos.
package phone

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/bot/wechat"
	"liaison/handlers/page"
	"liaison/store/act"
)

// OAuth is WeChat's way to learn whose browser it is; *wechat.Client is one.
type OAuth interface {
	AuthorizeURL(redirect, state string) (string, error)
	Exchange(ctx context.Context, code string) (wechat.Identity, error)
}

var _ OAuth = (*wechat.Client)(nil)

// Scripts signs pages that load WeChat's JS-SDK; *wechat.Client does.
type Scripts interface {
	PageConfig(ctx context.Context, address string) (wechat.PageConfig, error)
}

var _ Scripts = (*wechat.Client)(nil)

// Config is what the phone pages need. All fields but Scripts, Emulator, Frames and Log
// are required.
type Config struct {
	Pages    *page.Pages
	Sessions *page.Sessions // page.PhoneSessions
	Acts     *act.Acts
	OAuth    OAuth
	Scripts  Scripts // nil: pages go without WeChat's script
	Base     string  // LIAISON_PUBLIC_URL: WeChat sends browsers back to an address under it
	// Emulator adds GET /h5/as?next=PATH, which forgets who the browser was: the
	// emulator opens pages as several people in one browser. Never with real
	// accounts.
	Emulator bool
	Frames   []string // origins that may show the pages in a frame: the emulator's
	Log      *slog.Logger
}

//go:embed template/*.html
var files embed.FS

// handler serves the pages.
type handler struct {
	cfg  Config
	base string
	acts *act.Acts
	set  *page.Set
	log  *slog.Logger
}

// Mount adds the phone pages to a router that runs Pages.Trace, Headers and
// Recover already. An error is a mistake in the program or its configuration.
func Mount(r gin.IRouter, cfg Config) error {
	h, err := newHandler(cfg)
	if err != nil {
		return err
	}
	protect, err := cfg.Pages.Protect(uploads())
	if err != nil {
		return err
	}
	r = r.Group("", cfg.Sessions.Middleware(cfg.Pages))
	for _, route := range Routes() {
		if route.emulator && !cfg.Emulator {
			continue
		}
		chain := []gin.HandlerFunc{h.recognise}
		switch {
		case route.desk:
			chain = append(chain, h.signedIn, h.onDuty(route.Act))
		case route.Open == "":
			chain = append(chain, h.signedIn, h.allowed(route.Act))
		}
		chain = append(chain, protect) // reads the form: of somebody known alone, or anybody could fill the disk
		r.Handle(route.Method, route.Path, append(chain, func(c *gin.Context) { route.serve(h, c) })...)
	}
	return nil
}

func newHandler(cfg Config) (*handler, error) {
	if cfg.Pages == nil || cfg.Sessions == nil || cfg.Acts == nil || cfg.OAuth == nil {
		return nil, errors.New("phone: pages, sessions, acts and OAuth are required")
	}
	base, err := url.Parse(cfg.Base)
	if err != nil || base.Host == "" {
		return nil, errors.New("phone: the public URL must be http(s)://host")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{cfg: cfg, base: strings.TrimSuffix(cfg.Base, "/"), acts: cfg.Acts, log: cfg.Log}
	templates, err := fs.Sub(files, "template")
	if err != nil {
		return nil, fmt.Errorf("phone: templates: %w", err)
	}
	h.set, err = cfg.Pages.NewSet(page.SetConfig{Prefix: "/h5", Layout: page.Phone, Files: templates,
		Chrome: h.chrome, Frames: cfg.Frames})
	return h, err
}
