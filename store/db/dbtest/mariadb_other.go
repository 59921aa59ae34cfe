//go:build !linux

package dbtest

import (
	"fmt"
	"os"
	"os/exec"
)

// Only Linux kills a child with its parent, and the harness promises to leave
// no server behind; elsewhere tests run on SQLite alone.
var errNotLinux = fmt.Errorf("%w: the harness starts it on Linux only", ErrNotInstalled)

type account struct{}

func serverAccount() (*account, error) { return nil, errNotLinux }

func (*account) own(string) error { return errNotLinux }

func (*account) runAs(*exec.Cmd) {}

type process struct {
	signal func(os.Signal) error
	exited <-chan struct{}
}

func launch(*installation, []string, *os.File) (*process, error) { return nil, errNotLinux }

func checkOwner(string) error { return errNotLinux }

func lock(string) (func(), error) { return nil, errNotLinux }

func holdLock(string) (*os.File, error) { return nil, errNotLinux }

func isFree(string) bool { return false }
