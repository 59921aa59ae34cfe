//go:build !linux

package main_test

import "os/exec"

// run starts a program and closes exited when it has ended.
func run(cmd *exec.Cmd, exited chan<- struct{}) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = cmd.Wait() // how it ended is its log's to tell
		close(exited)
	}()
	return nil
}
