//go:build !windows

package main

import (
	"errors"
	"syscall"
)

// noReader reports whether a write failed because nobody reads any more.
func noReader(err error) bool { return errors.Is(err, syscall.EPIPE) }
