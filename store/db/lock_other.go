//go:build !unix

package db

import (
	"fmt"
	"os"
)

// lockFile opens the file without sharing protection: on systems without flock
// the operator must see to it that one server runs.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock file: %w", err)
	}
	return f, nil
}
