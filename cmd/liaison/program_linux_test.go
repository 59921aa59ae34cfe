package main_test

import (
	"os/exec"
	"runtime"
	"syscall"
)

// run starts a program and closes exited when it has ended. The kernel ends the
// program when its parent dies; by that it means the thread that started it, so
// that thread stays until the program has ended.
func run(cmd *exec.Cmd, exited chan<- struct{}) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is its log's to tell
		}
		close(exited)
	}()
	return <-started
}
