package main

import (
	"errors"

	"golang.org/x/sys/windows"
)

// noReader reports whether a write failed because nobody reads any more. Windows
// says it in three ways, by how far the reader had gone.
func noReader(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA) || errors.Is(err, windows.ERROR_PIPE_NOT_CONNECTED)
}
