package trace

import (
	"os"

	"golang.org/x/sys/windows"
)

// createUnnamed makes a file that is gone once it is closed, even by a crash.
// Windows removes no name of an open file, but does both at once if it is asked
// for that when the file is opened.
func createUnnamed() (*os.File, error) {
	made, err := os.CreateTemp("", "tcplab-*.jsonl")
	if err != nil {
		return nil, err
	}
	made.Close()
	file, err := os.OpenFile(made.Name(), os.O_RDWR|windows.FILE_FLAG_DELETE_ON_CLOSE, 0o600)
	if err != nil {
		os.Remove(made.Name())
	}
	return file, err
}
