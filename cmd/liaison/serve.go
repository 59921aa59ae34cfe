package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"liaison/store/act"
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
	if err := t.first(ctx, m.Acts); err != nil {
		return errors.Join(err, m.Close())
	}
	m.Log.Info("serving", "address", m.public.Addr(), "public_url", m.Config.PublicURL, "database", m.db.Engine)
	return m.wait(ctx)
}

// first makes the first administrator where nobody can sign in yet, and prints the
// one-time password: once, to the terminal and not the log.
func (t *terminal) first(ctx context.Context, acts *act.Acts) error {
	if any, err := acts.AnyStaff(ctx); err != nil || any {
		return err
	}
	password := onceOnly()
	hash, err := acts.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	made, err := acts.AddFirst(ctx, fromHere(), hash)
	if err != nil || !made {
		return err
	}
	fmt.Fprintf(t.out, "Nobody can sign in yet, so here is a first administrator for /console/:\n\n  login     %s\n  password  %s\n\n"+
		"The password is shown once, serves three days and must be changed at the first sign-in. This account\n"+
		"gives access to others and does nothing else. Where one person does everything, use liaison staff add.\n\n", act.FirstLogin, password)
	return nil
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
