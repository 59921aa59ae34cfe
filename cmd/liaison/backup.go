package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

const backupAbout = `Writes the whole office, database and files, into one .tar.gz, while the server
goes on working. Without FILE it is written into LIAISON_DATA/backups under the
time it was made; - writes it to the standard output. The keys of personal data
(LIAISON_KEYS) are not in it: keep them elsewhere, and keep them, for without them
names and phones in the backup stay unreadable. The texts of opinions are in it as
they are: keep it as you keep the database.`

func (t *terminal) backup(ctx context.Context, f *flag.FlagSet, args []string) error {
	keep := f.Int("keep", 0, "afterwards leave only this many of the newest in LIAISON_DATA/backups; 0 leaves all")
	if err := t.parseUpTo(f, args, 1); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData)
	if err != nil {
		return err
	}
	o, err := t.office(ctx, cfg)
	if err != nil {
		return err
	}
	defer o.close() //nolint:errcheck // nothing of it is lost
	if f.Arg(0) == "-" {
		_, err := o.acts.Backup(ctx, operator, t.out)
		return err
	}
	path := f.Arg(0)
	if path == "" {
		path = act.BackupName(backups(cfg), t.now())
	}
	end, err := o.acts.BackupTo(ctx, operator, path)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s: %d rows, %d files.\n", path, end.Rows(), end.Files)
	return act.PruneBackups(backups(cfg), *keep)
}

// backups is the directory of the backups that the program names itself.
func backups(cfg Config) string { return filepath.Join(cfg.Data, "backups") }

const restoreAbout = `Restores a backup: the database that LIAISON_DB names must be empty, and may be of
the other engine than the one the backup was made on, which is also how an office
moves from SQLite to MySQL. LIAISON_KEYS must hold the keys the backup was made
under. The backup is read once from end to end before anything is written. Stop
the server first. People of the desk sign in anew afterwards; numbers that may have
been given since the backup are skipped, and notices that waited are listed as
perhaps sent.`

func (t *terminal) restore(ctx context.Context, f *flag.FlagSet, args []string) error {
	check := f.Bool("check", false, "read the backup and say whether it is whole; write nothing")
	if err := t.parse(f, args, 1); err != nil {
		return err
	}
	cfg, err := t.config(needDB | needKeys | needData)
	if err != nil {
		return err
	}
	keys, err := store.ParseKeyring(string(cfg.Keys))
	if err != nil {
		return err
	}
	file, err := os.Open(f.Arg(0))
	if err != nil {
		return fmt.Errorf("opening the backup: %w", err)
	}
	defer file.Close()
	return t.restoreFrom(ctx, cfg, keys, file, *check)
}

func (t *terminal) restoreFrom(ctx context.Context, cfg Config, keys *store.Keyring, file io.ReadSeeker, checkOnly bool) error {
	d, err := openDB(ctx, cfg, true)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // what was written is committed
	m, end, err := act.CheckBackup(ctx, file, keys, d)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "The backup of %s is whole: %d rows, %d files.\n", m.Made.In(store.ChinaTime).Format("2006-01-02 15:04"), end.Rows(), end.Files)
	if checkOnly {
		return nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("reading the backup again: %w", err)
	}
	files, err := media.New(cfg.Data, media.Options{Log: t.logger(cfg)})
	if err != nil {
		return err
	}
	defer files.Close() //nolint:errcheck // every file is synced
	if _, err := act.Restore(ctx, file, keys, d, files); err != nil {
		return err
	}
	aside, err := anchorFile(cfg).SetAside(t.now())
	if err != nil {
		return err
	}
	if aside != "" {
		fmt.Fprintf(t.out, "The anchors of the audit that was here are in %s now; the restored one begins its own.\n", aside)
	}
	acts := act.New(act.Config{DB: d, Keys: keys, Media: files, Now: t.now, Log: t.logger(cfg)})
	defer acts.Close()
	if err := acts.NoteRestore(ctx, operator, m.Made); err != nil {
		return err
	}
	fmt.Fprintln(t.out, "Restored. Start the server, then run liaison doctor.")
	return nil
}
