package dbtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"strconv"
	"syscall"
)

// account is whom the server runs as; nil is whoever runs the tests.
type account struct{ uid, gid uint32 }

// serverAccount is mysql for root, because mariadbd refuses to run as root.
func serverAccount() (*account, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("mysql")
	if err != nil {
		return nil, fmt.Errorf("%w: no user mysql, as whom root must run it", ErrNotInstalled)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the uid of mysql: %w", err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the gid of mysql: %w", err)
	}
	return &account{uint32(uid), uint32(gid)}, nil
}

func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

func (a *account) runAs(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
}

// process is a running server.
type process struct {
	signal func(os.Signal) error
	exited <-chan struct{}
}

// launch starts mariadbd so that it cannot outlive this process: the kernel
// kills it when the thread that started it ends, hence a goroutine that keeps
// its thread to itself and waits on it for the server's end. The server is
// started as its user and not told to change to it (--user), for a change of
// user clears the request to be killed. It has a process group of its own, so
// that Ctrl-C in a terminal reaches the tests, not the server beneath them.
func launch(in *installation, args []string, owner *os.File) (*process, error) {
	cmd := exec.Command(in.server, args...)
	cmd.Dir = "/"
	cmd.ExtraFiles = []*os.File{owner} // the server holds the lock, too
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	in.user.runAs(cmd)
	started, exited := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in its log
			close(exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return &process{cmd.Process.Signal, exited}, nil
}

// checkOwner refuses a directory that belongs to somebody else.
func checkOwner(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the cache for MariaDB: %w", err)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("the cache for MariaDB, %s, belongs to somebody else; remove it or set TMPDIR", dir)
	}
	return nil
}

// lock takes the lock of a file and waits for it; the function returned lets
// it go.
func lock(path string) (unlock func(), err error) {
	f, err := holdLock(path)
	if err != nil {
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

// holdLock opens a file and takes its lock, which lasts until every copy of
// the returned file, in whatever process, is closed.
func holdLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// isFree tells whether nobody holds the lock of a file. A file that is missing
// is held by nobody.
func isFree(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return os.IsNotExist(err)
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
