package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/media"
)

// openDB opens the database, for a server alone or for a command beside one.
func openDB(ctx context.Context, cfg Config, exclusive bool) (*db.DB, error) {
	return db.Open(ctx, string(cfg.DB), db.Options{Exclusive: exclusive})
}

// office is what every command works with: the database, the files, and the acts
// over both.
type office struct {
	db    *db.DB
	files *media.Store
	acts  *act.Acts
}

// openOffice opens the database, which must have this program's schema, and the
// files.
func openOffice(ctx context.Context, cfg Config, d *db.DB, now func() time.Time, log *slog.Logger) (*office, error) {
	if err := d.CheckSchema(ctx); err != nil {
		return nil, err
	}
	keys, err := store.ParseKeyring(string(cfg.Keys))
	if err != nil {
		return nil, err
	}
	files, err := media.New(cfg.Data, media.Options{Log: log})
	if err != nil {
		return nil, err
	}
	return &office{db: d, files: files, acts: act.New(act.Config{DB: d, Keys: keys, Media: files, Now: now, Log: log,
		Anchors: anchorFile(cfg), Texts: cfg.SMSURL != ""})}, nil
}

// anchorFile is where the ends of the audit's chain are written down.
func anchorFile(cfg Config) *media.Journal { return media.OpenJournal(cfg.Data, "audit-anchors.txt") }

// close takes down what openOffice made, and the database.
func (o *office) close() error {
	o.acts.Close()
	return errors.Join(o.files.Close(), o.db.Close())
}

// office opens everything for a command that runs beside a server, or without
// one.
func (t *terminal) office(ctx context.Context, cfg Config) (*office, error) {
	d, err := openDB(ctx, cfg, false)
	if err != nil {
		return nil, err
	}
	o, err := openOffice(ctx, cfg, d, t.now, t.logger(cfg))
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return o, nil
}

// operator is the actor of the commands: the program itself, on behalf of who
// may start it.
var operator = store.JobActor("command line")
