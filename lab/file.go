package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// FilePlace stands in a host's arguments for the file that the lesson sends.
const FilePlace = "{file}"

// SendsFile reports whether the lesson sends a file, which may be a student's
// own.
func (l *Lesson) SendsFile() bool {
	return slices.ContainsFunc(l.Hosts, func(h Host) bool {
		return slices.ContainsFunc(h.Args, func(a string) bool { return strings.Contains(a, FilePlace) })
	})
}

// FileToSend checks a student's own file before anything is started. It returns
// the file's absolute path, because every host works in a directory of its own.
// The error says why the lesson cannot send the file.
func (l *Lesson) FileToSend(path string) (string, error) {
	if !l.SendsFile() {
		return "", fmt.Errorf("lesson %s sends no file: leave --file away, or run the lesson file-transfer", l.Name)
	}
	if !utf8.ValidString(path) {
		return "", fmt.Errorf("the name %q is not UTF-8: give the file another name and try again", path)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("it is not clear where %q is (%w): give --file its whole path", path, err)
	}
	info, err := os.Stat(absolute)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no file %q: give --file the path of one", path)
	case err != nil:
		return "", fmt.Errorf("%q cannot be looked up (%w): give --file another file", path, err)
	case info.IsDir():
		return "", fmt.Errorf("%q is a directory: give --file a file in it", path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%q is a device or a pipe and has no end: give --file a plain file", path)
	}
	f, err := os.Open(absolute)
	if err != nil {
		return "", fmt.Errorf("%q cannot be read (%w): give --file one that you may read", path, err)
	}
	return absolute, f.Close()
}
