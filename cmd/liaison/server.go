package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits of a connection. A delivery is given up by the platform after 5 s, a
// form is small; routes with files ask for more time themselves.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 15 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeaders    = 32 << 10
	// stopTimeout is how long requests under way may take to finish at the end.
	stopTimeout = 10 * time.Second
)

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaders, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
}

// serve answers on every address.
func (m *Main) serve(context.Context) error {
	public, apart, err := m.router()
	if err != nil {
		return err
	}
	m.start(m.public, public)
	if apart != nil {
		m.start(m.apart, apart)
	}
	if m.scraped != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", m.figures)
		m.start(m.scraped, mux)
	}
	m.background(m.watchClock)
	m.background(m.watchName)
	return nil
}

// background runs a watch until Close.
func (m *Main) background(watch func(context.Context)) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); watch(ctx) }()
	m.later(func() error { stop(); <-done; return nil })
}

// start serves on a listener until Close.
func (m *Main) start(l net.Listener, h http.Handler) {
	server := newServer(h, m.Log)
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			m.failed <- err
		}
	}()
	m.later(func() error { return shutDown(server) })
}

// shutDown lets requests under way finish, and ends those that do not.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// The callback's gate refuses what is five minutes off; a minute is left to
// notice.
const (
	clockTolerance = 4 * time.Minute
	clockInterval  = 10 * time.Minute
)

// watchClock compares our clock with the platform's now and then. When the
// platform cannot be reached, nothing is known and nothing changes.
func (m *Main) watchClock(ctx context.Context) {
	every(ctx, clockInterval, func() {
		theirs, err := m.Client.ServerDate(ctx)
		if err != nil {
			return
		}
		skew := m.Now().Sub(theirs)
		m.skew.Store(int64(skew / time.Second))
		if skew.Abs() > clockTolerance/4 {
			m.Log.Warn("the clock differs from WeChat's; deliveries are refused when it is 5 minutes", "ahead", skew.Round(time.Second))
		}
	})
}

// nameInterval is how soon a new name of the office is on the pages that must do
// without the database.
const nameInterval = 15 * time.Second

// watchName keeps the office's name for error pages and the sign-in page, which
// must come up while the database is away.
func (m *Main) watchName(ctx context.Context) {
	every(ctx, nameInterval, func() {
		if view, err := m.Acts.View(ctx); err == nil {
			m.name.Store(view.Name(""))
		}
	})
}

// every does something now and after each interval, until ctx ends.
func every(ctx context.Context, interval time.Duration, do func()) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		do()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
