package main

import (
	"os"
	"syscall"
)

// roomNeeded is how much must be free in memory before tests keep their databases
// there: both engines, a browser's profile and the images of a run take a quarter
// of it.
const roomNeeded = 4 << 30

// memoryDir makes a directory in memory for what tests write, where there is room,
// and else gives temp. Tests commit many thousand times; on a disk most of a run
// is waiting for it, and what a test asks of a database is the same: what a kill
// leaves behind is in the kernel's hands either way.
func memoryDir(temp string) string {
	const shm = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(shm, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < roomNeeded {
		return temp
	}
	dir, err := os.MkdirTemp(shm, "liaison-check-")
	if err != nil {
		return temp
	}
	if err := os.Chmod(dir, 0o711); err != nil { // MariaDB passes through as another user
		_ = os.RemoveAll(dir)
		return temp
	}
	return dir
}
