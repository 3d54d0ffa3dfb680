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

	"tcplab/lab/trace"
)

// filePlace stands in a host's arguments for the file that the lesson sends.
const filePlace = "{file}"

// SendsFile tells whether the lesson sends a file, which may be a student's own.
func (l *Lesson) SendsFile() bool {
	return slices.ContainsFunc(l.Hosts, func(h Host) bool {
		return slices.ContainsFunc(h.Args, func(a string) bool { return strings.Contains(a, filePlace) })
	})
}

// FileToSend checks a student's own file before anything is started, and
// returns its absolute path: every host works in a directory of its own. The
// error says why the lesson cannot send it.
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

// equip puts the files that a host brings into its directory, and returns its
// arguments. File is the student's own, or "".
func (r *Run) equip(h Host, place, file string) ([]string, error) {
	for _, name := range h.Brings {
		content, err := fs.ReadFile(r.lesson.Files, name)
		if err != nil {
			return nil, fmt.Errorf("lesson %s lacks the file that %s brings: %w", r.lesson.Name, h.Name, err)
		}
		brought := broughtTo(place, name)
		if err := os.WriteFile(brought, content, 0o644); err != nil {
			return nil, fmt.Errorf("host %s cannot be given its file: %w", h.Name, err)
		}
		if file == "" {
			file = brought
		}
	}
	var args []string
	for _, a := range h.Args {
		args = append(args, strings.ReplaceAll(a, filePlace, file))
	}
	return args, nil
}

// broughtTo is where a host finds a file of the lesson's folder.
func broughtTo(place, name string) string {
	return filepath.Join(place, filepath.Base(name))
}

// cleanUp removes the hosts' directories. Where the lesson keeps what its hosts
// wrote, it removes only what they were given, and directories that are empty
// then. A story that was left in the middle has written half a file, which
// nobody is to take for a whole one.
func (r *Run) cleanUp() error {
	if r.dir == "" {
		return nil
	}
	if !r.lesson.Keep || r.last.Done != trace.DoneTold {
		return os.RemoveAll(r.dir)
	}
	for _, h := range r.lesson.Hosts {
		place := filepath.Join(r.dir, h.Name)
		for _, name := range h.Brings {
			if err := os.Remove(broughtTo(place, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		os.Remove(place) // fails where something is in it, as it should
	}
	os.Remove(r.dir)
	return nil
}
