package gate

import (
	"errors"
	"syscall"
)

// brokenPipe reports whether err is what Windows says when nobody reads a pipe
// any more: ERROR_BROKEN_PIPE, ERROR_NO_DATA or ERROR_PIPE_NOT_CONNECTED.
func brokenPipe(err error) bool {
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, syscall.Errno(232)) || errors.Is(err, syscall.Errno(233))
}
