package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/handlers"
	"liaison/handlers/console"
	"liaison/handlers/webhook"
	"liaison/jobs"
	"liaison/store/act"
	"liaison/store/db"
)

// Main is the server: everything wired together. Run starts it, Close takes it
// down in reverse order. The fields are set before Run; addresses with port 0
// take a free one.
type Main struct {
	Config  Config
	Now     func() time.Time // nil means time.Now
	Log     *slog.Logger     // nil means slog.Default
	Migrate bool             // also on MySQL, where replicas of the last release may be running
	Frames  []string         // origins that may show phone pages in a frame: the demo's emulator

	// Acts is there after Run, for the demo and for tests.
	Acts *act.Acts
	// Client calls the platform; it is there after Run.
	Client *wechat.Client

	db      *db.DB
	bot     *bot.Bot
	jobs    *jobs.Runner
	figures *figures
	skew    atomic.Int64 // seconds our clock is ahead of the platform's
	name    atomic.Value // string: what the office calls itself
	public  net.Listener
	apart   net.Listener
	scraped net.Listener
	closers []func() error
	failed  chan error
}

// Run opens everything in order and serves. It returns when requests are
// answered; Failed tells when a listener ends later. After an error nothing is
// left open.
func (m *Main) Run(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, m.Close())
		}
	}()
	if m.Now == nil {
		m.Now = time.Now
	}
	if m.Log == nil {
		m.Log = slog.Default()
	}
	m.failed, m.figures = make(chan error, 3), newFigures()
	for _, step := range []func(context.Context) error{m.listen, m.openDB, m.openOffice, m.openWeChat, m.startBot, m.startJobs, m.serve} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Close ends everything that Run started, the last first: no new requests, those
// under way finished, calls to the platform written down, the database closed.
func (m *Main) Close() error {
	var errs []error
	for len(m.closers) > 0 {
		last := len(m.closers) - 1
		errs = append(errs, m.closers[last]())
		m.closers = m.closers[:last]
	}
	return errors.Join(errs...)
}

// Failed gives the error of a listener that ended by itself.
func (m *Main) Failed() <-chan error { return m.failed }

// later has something closed when its turn comes.
func (m *Main) later(closer func() error) { m.closers = append(m.closers, closer) }

// listen takes the addresses before anything else: that another program has them
// is the commonest mistake, and nothing is to be undone yet.
func (m *Main) listen(ctx context.Context) error {
	for _, l := range []struct {
		to             *net.Listener
		addr, variable string
	}{
		{&m.public, m.Config.Addr, "LIAISON_ADDR"}, {&m.apart, m.Config.ConsoleAddr, "LIAISON_CONSOLE_ADDR"},
		{&m.scraped, m.Config.MetricsAddr, "LIAISON_METRICS_ADDR"},
	} {
		if l.addr == "" || *l.to != nil { // the demo listens before it knows the rest
			continue
		}
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp", l.addr)
		if err != nil {
			return fmt.Errorf("%s: cannot listen on %s (%w); stop the other program, or choose another port", l.variable, l.addr, reason(err))
		}
		*l.to = listener
		m.later(func() error { return ignoreClosed(listener.Close()) })
	}
	return nil
}

// reason is what the system said, without the address a second time.
func reason(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (m *Main) openDB(ctx context.Context) error {
	d, err := openDB(ctx, m.Config, true)
	if err != nil {
		return err
	}
	m.db = d
	m.later(d.Close)
	if d.Engine == db.SQLite || m.Migrate { // nobody else uses an SQLite file that we have locked
		if err := d.Migrate(ctx); err != nil {
			return err
		}
	}
	durable, err := d.Durable(ctx)
	if err != nil {
		return err
	}
	if !durable {
		m.Log.Warn("the database may lose the last second at a power cut, and with it opinions that were given a number; set innodb_flush_log_at_trx_commit=1")
	}
	return nil
}

func (m *Main) openOffice(ctx context.Context) error {
	o, err := openOffice(ctx, m.Config, m.db, m.Now, m.Log)
	if err != nil {
		return err
	}
	m.Acts = o.acts
	m.later(o.files.Close)
	m.later(func() error { o.acts.Close(); return nil })
	return nil
}

func (m *Main) openWeChat(context.Context) error {
	var err error
	if m.Client, err = newClient(m.Config, m.Now, m.Log); err != nil {
		return err
	}
	m.later(func() error { m.Client.Close(); return nil })
	return nil
}

func newClient(cfg Config, now func() time.Time, log *slog.Logger) (*wechat.Client, error) {
	return wechat.NewClient(wechat.ClientConfig{AppID: cfg.AppID, Secret: string(cfg.AppSecret), Base: cfg.API, Now: now, Log: log})
}

// lanes is how many workers answer messages: SQLite writes one transaction at a
// time, MySQL commits several at once.
var lanes = map[db.Engine]int{db.SQLite: 1, db.MySQL: 4}

func (m *Main) startBot(context.Context) error {
	m.bot = bot.New(bot.Config{Acts: m.Acts, Log: m.Log, Base: m.Config.PublicURL, Lanes: lanes[m.db.Engine]})
	m.later(func() error { m.bot.Close(); return nil })
	return nil
}

func (m *Main) startJobs(ctx context.Context) error {
	cfg := jobs.Config{Acts: m.Acts, Client: m.Client, Bot: m.bot, Base: m.Config.PublicURL, Now: m.Now, Log: m.Log, Backups: backups(m.Config)}
	if m.Config.SMSURL != "" {
		gateway := jobs.NewHTTPGateway(m.Config.SMSURL, string(m.Config.SMSKey), 0, m.Now)
		m.later(func() error { gateway.Close(); return nil })
		cfg.Gateway = gateway
	}
	var err error
	if m.jobs, err = jobs.New(cfg); err != nil {
		return err
	}
	m.figures.watch(m.jobs.Counters)
	m.jobs.Start(context.WithoutCancel(ctx)) // Stop ends them, after the requests
	m.later(func() error { m.jobs.Stop(); return nil })
	return nil
}

// router makes the handlers of the public address and of the console apart.
func (m *Main) router() (public, apart http.Handler, err error) {
	callback, err := wechat.NewCallback(wechat.CallbackConfig{AppID: m.Config.AppID, Token: string(m.Config.Token),
		AESKey: string(m.Config.AESKey), Plain: m.Config.Plain, Now: m.Now})
	if err != nil {
		return nil, nil, err
	}
	files, err := readVerifyFiles(m.Config.VerifyFiles)
	if err != nil {
		return nil, nil, err
	}
	return handlers.New(handlers.Config{
		Acts: m.Acts, Client: m.Client, Ready: m.ready, Base: m.Config.PublicURL, Now: m.Now, Log: m.Log,
		Webhook: func(r gin.IRouter) {
			webhook.Mount(r, webhook.Config{Callback: callback, Bot: m.bot, Acts: m.Acts, Log: m.Log, Count: m.figures})
		},
		Duties: m.duties, TrustedProxies: m.Config.TrustedProxies, VerifyFiles: files,
		ConsoleApart: m.Config.ConsoleAddr != "", Emulator: m.Config.emulated(), SMS: m.Config.SMSURL != "",
		Frames: m.Frames,
		Office: func() string { name, _ := m.name.Load().(string); return name },
	})
}

// duties lists the duties for the console.
func (m *Main) duties() []console.Duty {
	var list []console.Duty
	for _, d := range m.jobs.Duties() {
		list = append(list, console.Duty{Name: d.Name, Label: d.Title, Schedule: d.Schedule, Next: d.Next})
	}
	return list
}

// ready says whether this replica can do its work.
func (m *Main) ready(ctx context.Context) error {
	if s := time.Duration(m.skew.Load()) * time.Second; s.Abs() > clockTolerance {
		return fmt.Errorf("the clock is %v off WeChat's: every delivery is refused; set the clock", s)
	}
	return m.Acts.Ready(ctx)
}
