// Command wechatsim runs an emulated WeChat official account for any program
// that serves one: point its API address here and its callback comes to life.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"liaison/bot/wechat/sim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "wechatsim:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, env func(string) string) error {
	opts, err := parse(args, env)
	if err != nil {
		return err
	}
	opts.sim.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := sim.New(opts.sim)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", opts.addr)
	if err != nil {
		return errors.Join(fmt.Errorf("listening: %w", err), s.Close())
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	opts.sim.Log.Info("WeChat emulator is ready", "page", "http://"+listener.Addr().String()+"/", "callback", opts.sim.Callback)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	return errors.Join(err, s.Close(), shutdown(server))
}

// shutdown follows Close, which has let go of requests that wait for news.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
