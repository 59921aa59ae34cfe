package db

import (
	"context"
	"errors"
	"net"
)

func isNet(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, context.DeadlineExceeded)
}
