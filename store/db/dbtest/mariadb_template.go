package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// ErrNotInstalled is the error where MariaDB's server programs are missing, or
// where the harness cannot run them.
var ErrNotInstalled = errors.New("MariaDB is not installed (Debian: apt-get install mariadb-server)")

// installation is MariaDB as found on this machine, and the cache of the
// template that data directories are copied from: mariadb-install-db takes
// most of a second, a copy a twentieth of one.
type installation struct {
	server    string // path of mariadbd
	installer string // path of mariadb-install-db
	user      *account
	cache     string // directory of template, lock and data directories
	version   string // names the template: another version needs another
}

// findInstallation looks once per process.
var findInstallation = sync.OnceValues(func() (*installation, error) {
	in := &installation{}
	var err error
	if in.server, err = lookUp("mariadbd"); err != nil {
		return nil, err
	}
	if in.installer, err = lookUp("mariadb-install-db"); err != nil {
		return nil, err
	}
	if in.user, err = serverAccount(); err != nil {
		return nil, err
	}
	out, err := exec.Command(in.server, "--no-defaults", "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("ask mariadbd for its version: %w", err)
	}
	sum := sha256.Sum256(out)
	in.version = hex.EncodeToString(sum[:6])
	in.cache, err = cacheDir()
	return in, err
})

// lookUp finds a program on PATH, or where Debian keeps servers, which is not
// on the PATH of an ordinary user.
func lookUp(program string) (string, error) {
	for _, name := range []string{program, "/usr/sbin/" + program, "/usr/local/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: no %s", ErrNotInstalled, program)
}

// cacheDir is this user's directory for templates and data. The server's
// account must be able to enter it, nobody else needs to list it.
func cacheDir() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("liaison-mariadb-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o711); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make the cache for MariaDB: %w", err)
	}
	// The name can be guessed: somebody else may have made it first.
	return dir, checkOwner(dir)
}

// newDataDir makes a copy of the template, and returns it with its owner's
// lock: as long as this process or the server holds the lock, the directory is
// in use.
func (in *installation) newDataDir(opts Options) (dir string, owner *os.File, err error) {
	unlock, err := lock(filepath.Join(in.cache, "lock"))
	if err != nil {
		return "", nil, err
	}
	defer unlock()
	in.sweep()
	template, err := in.template()
	if err != nil {
		return "", nil, err
	}
	parent := opts.Dir
	if parent == "" {
		parent = in.cache
	}
	if dir, err = os.MkdirTemp(parent, "srv-"); err != nil {
		return "", nil, err
	}
	if owner, err = in.fill(dir, template, opts.Preallocated); err != nil {
		_ = os.RemoveAll(dir)
		return "", nil, err
	}
	return dir, owner, nil
}

// fill makes dir a data directory and locks it.
func (in *installation) fill(dir, template string, preallocated bool) (*os.File, error) {
	sparse := "--sparse=always"
	if preallocated {
		sparse = "--sparse=never"
	}
	out, err := exec.Command("cp", "-a", sparse, template+"/.", dir).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("copy the template: %w: %s", err, out)
	}
	return holdLock(filepath.Join(dir, "owner.lock"))
}

// template returns the data directory to copy, built if there is none for this
// version. The caller holds the cache's lock.
func (in *installation) template() (string, error) {
	done := filepath.Join(in.cache, "template-"+in.version)
	if _, err := os.Stat(done); err == nil {
		return done, nil
	}
	// Built aside and renamed, so that one cut off half-way is never used.
	draft := filepath.Join(in.cache, "draft")
	if err := os.RemoveAll(draft); err != nil {
		return "", err
	}
	if err := os.Mkdir(draft, 0o700); err != nil {
		return "", err
	}
	if err := in.user.own(draft); err != nil {
		return "", err
	}
	cmd := exec.Command(in.installer, "--no-defaults", "--datadir="+draft,
		"--skip-test-db", "--auth-root-authentication-method=normal")
	cmd.Dir = draft
	cmd.Env = append(os.Environ(), "TMPDIR="+draft) // see args
	in.user.runAs(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("mariadb-install-db: %w: %s", err, out)
	}
	return done, os.Rename(draft, done)
}

// sweep removes data directories whose owner and server are both gone. The
// caller holds the cache's lock, so none is half made.
func (in *installation) sweep() {
	entries, err := os.ReadDir(in.cache)
	if err != nil {
		return // sweeping is a courtesy
	}
	for _, e := range entries {
		dir := filepath.Join(in.cache, e.Name())
		if strings.HasPrefix(e.Name(), "srv-") && isFree(filepath.Join(dir, "owner.lock")) {
			_ = os.RemoveAll(dir)
		}
	}
}
