package act

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"liaison/store"
)

// Names of the backups that the program names itself: they sort by their time.
const (
	backupPrefix = "liaison-"
	backupSuffix = ".tar.gz"
)

// BackupName is the path of a backup made at a time, in China's time.
func BackupName(dir string, made time.Time) string {
	return filepath.Join(dir, backupPrefix+made.In(store.ChinaTime).Format("20060102-150405")+backupSuffix)
}

// BackupTo writes a backup into a file, which has its name only once it is whole
// and on the disk. Its directory is made if need be.
func (a *Acts) BackupTo(ctx context.Context, actor store.Actor, path string) (end *BackupEnd, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the directory of backups: %w", err)
	}
	part, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("writing the backup: %w", err)
	}
	defer os.Remove(part.Name()) //nolint:errcheck // after the rename it is gone
	end, err = a.Backup(ctx, actor, part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return nil, err
	}
	return end, os.Rename(part.Name(), path)
}

// Backups lists the paths of the backups in a directory that have a name of
// BackupName's, the oldest first. A directory that is not there has none.
func Backups(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("looking for backups: %w", err)
	}
	var list []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), backupPrefix) && strings.HasSuffix(e.Name(), backupSuffix) {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(list)
	return list, nil
}

// PruneBackups removes all but the newest backups of a directory; keep 0 removes
// none.
func PruneBackups(dir string, keep int) error {
	list, err := Backups(dir)
	if err != nil || keep <= 0 {
		return err
	}
	for _, path := range list[:max(0, len(list)-keep)] {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("removing an old backup: %w", err)
		}
	}
	return nil
}
