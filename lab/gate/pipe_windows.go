package gate

import (
	"errors"
	"syscall"
)

// brokenPipe reports whether err is what Windows says when nobody reads a pipe
// any more: ERROR_BROKEN_PIPE or ERROR_NO_DATA.
func brokenPipe(err error) bool {
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, syscall.Errno(232))
}
