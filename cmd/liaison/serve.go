package main

import (
	"context"
	"errors"
	"flag"
)

const serveAbout = `Serves the callback /wechat, the phone pages /h5/… and the console /console/….
The configuration is in the environment (the README has the table); a value that
is missing or wrong is named, and nothing is started. SIGTERM ends it: requests
under way are finished first.

On SQLite the database is brought up to date by itself. On MySQL, where other
replicas may be running, run liaison migrate first, or pass --migrate.`

func (t *terminal) serve(ctx context.Context, f *flag.FlagSet, args []string) error {
	m := Main{Now: t.now}
	if err := m.ParseFlags(t, f, args); err != nil {
		return err
	}
	for _, name := range unknown(t.environ) {
		m.Log.Warn("this variable is not one of Liaison's; is it misspelt?", "variable", name)
	}
	if err := m.Run(ctx); err != nil {
		return err
	}
	m.Log.Info("serving", "address", m.public.Addr(), "public_url", m.Config.PublicURL, "database", m.db.Engine)
	return m.wait(ctx)
}

// ParseFlags reads serve's flags and the environment, and checks both.
func (m *Main) ParseFlags(t *terminal, f *flag.FlagSet, args []string) error {
	f.BoolVar(&m.Migrate, "migrate", false, "also bring a MySQL database up to date")
	if err := t.parse(f, args, 0); err != nil {
		return err
	}
	var err error
	m.Config, err = t.config(needDB | needKeys | needData | needWeChat | needServe)
	m.Log = t.logger(m.Config)
	return err
}

// wait serves until ctx ends or a listener fails, and closes everything.
func (m *Main) wait(ctx context.Context) error {
	var err error
	select {
	case <-ctx.Done():
		m.Log.Info("stopping")
	case err = <-m.Failed():
	}
	return errors.Join(err, m.Close())
}
