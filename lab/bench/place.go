package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// equip puts the files that a host brings into its directory place, and returns
// its arguments. file is the student's own file, or "".
func (r *Run) equip(h lab.Host, place, file string) ([]string, error) {
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
		args = append(args, strings.ReplaceAll(a, lab.FilePlace, file))
	}
	return args, nil
}

// broughtTo returns the path at which a host finds a file of the lesson's
// folder.
func broughtTo(place, name string) string {
	return filepath.Join(place, filepath.Base(name))
}

// cleanUp removes the hosts' directories. If the lesson keeps the files that
// its hosts wrote, cleanUp removes only the files that the hosts were given,
// and directories that are empty then. If the story was left in the middle it
// removes everything, so that nobody takes half a file for a whole one.
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
		os.Remove(place) // fails if something is in it, as it should
	}
	os.Remove(r.dir)
	return nil
}
