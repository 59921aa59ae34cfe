// Package console serves the pages of the desk under /console: what came in, who
// gets it, what goes out, and the few things an office must set up.
//
// Every address stands in one table (Routes) with the act of store's permission
// table that it serves. The middleware refuses whoever may do that act nowhere;
// the act itself then looks at its target. Handlers decide nothing: they read a
// form, call an act under the form's once-only id, and put what it refuses into
// words (words.go).
//
// Who is signed in is read anew at every request, so that somebody whose access
// was ended, or whose password was reset, is out at the next click. A person with
// a first password, or without a second factor, gets to see nothing but the page
// that sets them.
//
// All pages work without a script. A form about an opinion carries the version
// its reader saw: when somebody was faster, the reader gets the fresh page and is
// told so, and nothing is done.
package console

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot/wechat"
	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// QR makes codes that lead to the account; *wechat.Client is one.
type QR interface {
	TemporaryQR(ctx context.Context, scene string, life time.Duration) (wechat.QR, error)
	PermanentQR(ctx context.Context, scene string) (wechat.QR, error)
}

// Duty is something the program does by itself, as an operator reads it.
type Duty struct {
	Name     string // as in the table of runs
	Label    string // on screen: 发送通知
	Schedule string // on screen: 每分钟
	Next     time.Time
}

// Config is what the console needs. QR, Duties and Log may be left out.
type Config struct {
	Pages *page.Pages
	Acts  *act.Acts
	// QR draws the codes of invitations and stations. Without it, or when WeChat
	// cannot be reached, a page shows the code to type alone.
	QR     QR
	Base   string        // LIAISON_PUBLIC_URL; its host names the second factor
	Duties func() []Duty // nil: the page of duties is not there
	SMS    bool          // text messages go through a gateway; else they leave as a file
	Now    func() time.Time
	Log    *slog.Logger
}

//go:embed all:template
var files embed.FS

// handler serves the pages.
type handler struct {
	cfg     Config
	host    string
	pages   *page.Pages
	acts    *act.Acts
	set     *page.Set // the console's frame
	plain   *page.Set // nobody signed in: no navigation
	wall    *page.Set // wall screens
	venue   *page.Set // screens of a meeting
	signIns *page.Limiter
	codes   codes
	log     *slog.Logger
	routes  []Route
}

// Mount adds the console to a router that runs Pages.Trace, Headers and Recover
// already. An error is a mistake in the program or its configuration.
func Mount(r gin.IRouter, cfg Config) error {
	h, err := newHandler(cfg)
	if err != nil {
		return err
	}
	sessions, err := page.NewSessions(page.ConsoleSessions(cfg.Acts.Sessions(), cfg.Pages.Secure(), cfg.Now))
	if err != nil {
		return err
	}
	protect, err := cfg.Pages.Protect(uploads())
	if err != nil {
		return err
	}
	g := r.Group("", sessions.Middleware(cfg.Pages), h.recognise)
	for _, route := range h.routes {
		g.Handle(route.Method, route.Path, append(h.gates(route), protect, func(c *gin.Context) { route.serve(h, c) })...)
	}
	return nil
}

func newHandler(cfg Config) (*handler, error) {
	if cfg.Pages == nil || cfg.Acts == nil || cfg.Now == nil {
		return nil, errors.New("console: pages, acts and a clock are required")
	}
	base, err := url.Parse(cfg.Base)
	if err != nil || base.Host == "" {
		return nil, errors.New("console: the public URL must be http(s)://host")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &handler{cfg: cfg, host: base.Host, pages: cfg.Pages, acts: cfg.Acts, log: cfg.Log,
		signIns: page.NewLimiter(signInEvery, signInBurst, signInKeys, cfg.Now)}
	h.routes = slices.DeleteFunc(Routes(), func(r Route) bool { return r.duties && cfg.Duties == nil })
	return h, h.parse()
}

// parse reads the templates: pages in the console's frame, and those for nobody
// yet in plain/.
func (h *handler) parse() error {
	for _, s := range []struct {
		to     **page.Set
		dir    string
		prefix string
		layout page.Layout
		chrome func(*gin.Context) page.Chrome
	}{
		{&h.set, "template", "/console", page.Console, h.chrome},
		{&h.plain, "template/plain", "/console/signin", page.Plain, nil},
		{&h.wall, "template/wall", screenPath, page.Wall, nil},
		{&h.venue, "template/venue", doorPath, page.Venue, nil},
	} {
		dir, err := fs.Sub(files, s.dir)
		if err != nil {
			return fmt.Errorf("console: templates: %w", err)
		}
		*s.to, err = h.pages.NewSet(page.SetConfig{Prefix: s.prefix, Layout: s.layout, Files: dir,
			Chrome: s.chrome, Funcs: funcs(h.cfg.Now)})
		if err != nil {
			return err
		}
	}
	return nil
}

// funcs is what only the console's templates call.
func funcs(now func() time.Time) template.FuncMap {
	return template.FuncMap{
		"activityName": store.ActivityName, "handoverKind": handoverKind, "handoverColour": func(h store.Handover, now time.Time) string { return handoverColour(&h, now) }, "handoverState": func(h store.Handover, now time.Time) string { return handoverState(&h, now) },
		"verdictWord": verdictWord, "yuan": store.Yuan, "quarterWord": func(n int) string { return []string{"一季度", "二季度", "三季度", "四季度"}[n] },
		"month": func(i int) string { return fmt.Sprintf("%d月", i+1) },
		"state": stateWord, "colour": stateColour, "triage": triageWord, "role": roleWord, "why": whyWord,
		"noticeKind": noticeWord, "noticeState": noticeStateWord, "channel": channelWord, "notifier": reasonWord,
		"draftKind": draftKindWord, "draftState": draftStateWord, "draftColour": draftStateColour, "stepWord": stepVerbWord,
		"quorumSaid": quorumSentence, "votes": func(m store.Minutes) string {
			return fmt.Sprintf("赞成%d票，反对%d票，弃权%d票", m.For, m.Against, m.Abstain)
		},
		"quorum": func(s string) string { return quorumWord(store.QuorumRule(s)) }, "quorums": func() []store.QuorumRule { return store.QuorumRules },
		"meetingKind": meetingKindWord, "meetingState": meetingStateWord, "meetingColour": meetingStateColour, "reportStep": reportStepWord, "replyWord": replyWord, "coordinate": coordinateWord,
		"minus":  func(a, b int) int { return a - b },
		"spoken": store.SpokenTime, "spokenSpan": store.SpokenSpan,
		"score": scoreWord, "recipient": func(n store.Notice) string { return recipientWord(&n) }, "level": levelWord, "cannedUse": cannedUseWord, "group4": group4,
		"castState": broadcastState, "castColour": broadcastColour, "castLink": castLink, "left": func(most, used int) int { return max(0, most-used) }, "recipientWhy": func(r act.RecipientRow) string { return recipientWhy(&r) },
		"alike": alikeWord, "isoDay": func(t time.Time) string { return t.In(store.ChinaTime).Format(time.DateOnly) },
		"bookingState": func(s store.BookingState) string { return bookingWords[s] },
		"callOutcome":  func(o store.CallOutcome) string { return callWords[o] },
		"groupKind":    groupKindWord, "lineState": func(s act.LineState) string { return lineWords[s].word }, "lineColour": func(s act.LineState) string { return lineWords[s].colour },
		"status": statusWord, "statusColour": statusColour, "civil": dayWord, "officeKind": officeKind, "relation": relationWord, "grade": gradeWord,
		"auditWho": auditWho, "auditWord": auditWord, "auditDetail": auditDetail, "auditFault": auditFault,
		"auditTarget": func(r act.AuditLine) string { return auditTarget(&r) },
		"runState":    func(r store.Run) stateMark { return runState(&r) }, "runNote": func(r store.Run) string { return runNote(&r) },
		"holidayFault": holidayFault, "holidayGood": holidayGood,
		"runClass": func(r store.Run) string { return runClass(&r) }, "took": func(r store.Run) string { return tookWords(&r) },
		"past":  func(t time.Time) bool { return !t.IsZero() && now().After(t) },
		"pick":  func(o store.Opinion) string { return pickOf(&o) },
		"order": func(o store.ListOrder) string { return orderWords[o] }, "summary": summaryWord,
	}
}
