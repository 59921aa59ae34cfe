// Package handlers puts the program's HTTP together: which audience is served on
// which address, in which order the middleware stands, and how long a request may
// take.
//
// The callback and the checks of health stand before the middleware of pages:
// they answer machines, the callback thousands of times a second. All HTML comes
// after it, so that no page, not even an error, goes out without its headers.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot/wechat"
	"liaison/handlers/console"
	"liaison/handlers/page"
	"liaison/handlers/phone"
	"liaison/store/act"
)

// Config is what the handlers need. All fields down to Now are required.
type Config struct {
	Acts    *act.Acts
	Client  *wechat.Client
	Webhook func(gin.IRouter) // mounts the callback
	Ready   func(context.Context) error
	Base    string // LIAISON_PUBLIC_URL
	Now     func() time.Time

	// Office is what the office calls itself, for pages that must do without the
	// database: it must do no I/O.
	Office         func() string
	Duties         func() []console.Duty
	TrustedProxies []string
	VerifyFiles    map[string][]byte // MP_verify_*.txt by name, for WeChat's domain check
	// ConsoleApart takes the console off the public address; New gives it back as
	// a handler of its own.
	ConsoleApart bool
	// Emulator lets one browser play several people; never with real accounts.
	Emulator bool
	SMS      bool     // text messages go through a gateway
	Frames   []string // origins that may show phone pages in a frame
	Log      *slog.Logger
}

// quiet makes gin say nothing by itself: its debug mode prints routes, and its
// logger would print queries, which carry OAuth codes.
var quiet = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// New gives the handler for the public address, and the console's, which is nil
// unless it stands apart. An error is a mistake in the program or in Config.
func New(cfg Config) (public, apart http.Handler, err error) {
	quiet()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	pages, err := page.New(page.Config{PublicURL: cfg.Base, Office: cfg.Office, Now: cfg.Now, Log: cfg.Log,
		Explain: []func(error) (page.Problem, bool){explainMethod}})
	if err != nil {
		return nil, nil, err
	}
	outside, err := engine(cfg, pages, cfg.Webhook)
	if err != nil {
		return nil, nil, err
	}
	for name, text := range cfg.VerifyFiles {
		outside.GET("/"+name, func(c *gin.Context) { c.Data(http.StatusOK, "text/plain; charset=utf-8", text) })
	}
	if err := mountPhone(outside, cfg, pages); err != nil {
		return nil, nil, err
	}
	inside := outside
	if cfg.ConsoleApart {
		if inside, err = engine(cfg, pages, func(gin.IRouter) {}); err != nil {
			return nil, nil, err
		}
	}
	if err := mountConsole(inside, cfg, pages); err != nil {
		return nil, nil, err
	}
	if cfg.ConsoleApart {
		return outside, inside, nil
	}
	return outside, nil, nil
}

// engine makes a router with everything that every address has. first is mounted
// before the middleware.
func engine(cfg Config, pages *page.Pages, first func(gin.IRouter)) (*gin.Engine, error) {
	e := gin.New()
	e.HandleMethodNotAllowed = true
	if err := e.SetTrustedProxies(cfg.TrustedProxies); err != nil { // gin's own default trusts everybody
		return nil, fmt.Errorf("handlers: trusted proxies: %w", err)
	}
	first(e)
	e.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", readyz(cfg.Ready, cfg.Now, cfg.Log))
	e.Use(pages.Trace(), pages.Headers(), pages.Recover(), patience)
	e.NoRoute(pages.NotFound)
	e.NoMethod(func(c *gin.Context) { pages.Error(c, errMethod) })
	pages.Mount(e)
	return e, nil
}

func mountPhone(e *gin.Engine, cfg Config, pages *page.Pages) error {
	sessions, err := page.NewSessions(page.PhoneSessions(cfg.Acts.Sessions(), pages.Secure(), cfg.Now))
	if err != nil {
		return err
	}
	return phone.Mount(e, phone.Config{Pages: pages, Sessions: sessions, Acts: cfg.Acts, OAuth: cfg.Client, Scripts: cfg.Client,
		Base: cfg.Base, Emulator: cfg.Emulator, Frames: cfg.Frames, Log: cfg.Log})
}

func mountConsole(e *gin.Engine, cfg Config, pages *page.Pages) error {
	e.GET("/", func(c *gin.Context) { c.Redirect(http.StatusFound, "/console/") })
	return console.Mount(e, console.Config{Pages: pages, Acts: cfg.Acts, QR: cfg.Client, Base: cfg.Base,
		Duties: cfg.Duties, SMS: cfg.SMS, Now: cfg.Now, Log: cfg.Log})
}

// errMethod is a request whose address exists for other methods only.
var errMethod = errors.New("method not allowed")

func explainMethod(err error) (page.Problem, bool) {
	return page.Problem{Status: http.StatusMethodNotAllowed, Title: "不能这样打开",
		Advice: "请从平台的页面里进入这一项，不要直接打开这个地址。"}, errors.Is(err, errMethod)
}

// slow are the routes whose bodies are files: a phone on a bad line may take
// longer over them than the server's timeouts leave for a form.
var slow = map[string]time.Duration{
	"/h5/tasks/:id/answer": 3 * time.Minute,
	"/h5/files/:id":        3 * time.Minute,
	"/console/files/:id":   3 * time.Minute,

	"/console/roster/import":               3 * time.Minute,
	"/console/roster/imports/:id/findings": 3 * time.Minute,
	"/console/deputies/invitations":        3 * time.Minute, // a call to WeChat for each
	"/console/stations/sheets":             3 * time.Minute,
}

// patience gives the slow routes their time, before anything reads their body.
func patience(c *gin.Context) {
	if d, ok := slow[c.FullPath()]; ok {
		control := http.NewResponseController(c.Writer)
		began := time.Now() // a connection's deadlines are compared with the real clock
		// A connection that cannot change its deadlines keeps the server's.
		_ = control.SetReadDeadline(began.Add(d))
		_ = control.SetWriteDeadline(began.Add(d))
	}
}

// readyLife is how long an answer of readyz serves: a balancer of several
// replicas asks every second, and anybody may ask.
const readyLife = time.Second

// readyz answers whether the database can be used with this program. Why not is
// for the log, not for whoever asks.
func readyz(ready func(context.Context) error, now func() time.Time, log *slog.Logger) gin.HandlerFunc {
	var mu sync.Mutex
	var at time.Time
	var last error
	return func(c *gin.Context) {
		mu.Lock()
		defer mu.Unlock()
		if t := now(); at.IsZero() || t.Sub(at) >= readyLife || t.Before(at) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), 3*time.Second)
			defer cancel()
			if last = ready(ctx); last != nil {
				log.Warn("not ready", "err", last)
			}
			at = t
		}
		if last != nil {
			c.String(http.StatusServiceUnavailable, "not ready\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	}
}
