//go:build !windows

package trace

import "os"

// createUnnamed makes a file that has no name, so that it is gone whenever the
// process ends, even by a crash.
func createUnnamed() (*os.File, error) {
	file, err := os.CreateTemp("", "tcplab-*.jsonl")
	if err != nil {
		return nil, err
	}
	return file, os.Remove(file.Name())
}
