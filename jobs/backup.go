package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Backup writes the whole office into a file every night and leaves as many of the
// newest as the setting says. It is no protection against a machine that is lost:
// somebody must copy the files elsewhere, and keep the keys apart from them.
type Backup struct {
	acts *act.Acts
	dir  string
}

// RunOnce makes one backup, unless the setting wants none.
func (b *Backup) RunOnce(ctx context.Context, now time.Time) (done int, err error) {
	view, err := b.acts.View(ctx)
	if err != nil {
		return 0, err
	}
	keep := view.Settings.Int(view.Offices.Root().ID, store.SetBackupKeep)
	if keep == 0 || b.dir == "" {
		return 0, nil
	}
	if _, err := b.acts.BackupTo(ctx, store.JobActor("backup"), act.BackupName(b.dir, now)); err != nil {
		return 0, err
	}
	return 1, act.PruneBackups(b.dir, keep)
}
