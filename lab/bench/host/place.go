package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tcplab/lab"
	"tcplab/lab/words"
)

// Place is a directory among the temporary files in which the hosts of a lesson
// work, each in a directory of its own.
type Place struct {
	lesson *lab.Lesson
	dir    string // "" if it was not made
}

// NewPlace makes a place below parent; "" is the system's directory for temporary
// files. Without hosts it makes no directory: if tcplab were killed, nobody would
// remove it.
func NewPlace(l *lab.Lesson, parent string) (*Place, error) {
	if len(l.Hosts) == 0 {
		return &Place{lesson: l}, nil
	}
	dir, err := os.MkdirTemp(parent, "tcplab-")
	if err != nil {
		return nil, words.Errorf("the hosts have no place to work in (%w): set TMPDIR to a directory with room that you may write to",
			"主机没有工作目录：%w。请把 TMPDIR 设成一个你能写、有空间的目录", err)
	}
	if dir, err = filepath.Abs(dir); err != nil { // hosts work elsewhere
		return nil, words.Errorf("the hosts have no place to work in: %w", "主机没有工作目录：%w", err)
	}
	return &Place{l, dir}, nil
}

// equip makes a host's directory, puts the files into it that the host brings,
// and returns it with the host's arguments. file is the student's own, or "";
// port stands in the arguments instead of 8001.
func (p *Place) equip(h lab.Host, file string, port int) (dir string, args []string, err error) {
	dir = filepath.Join(p.dir, h.Name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", nil, words.Errorf("host %s has no place to work in: %w", "主机 %s 没有工作目录：%w", h.Name, err)
	}
	for _, name := range h.Brings {
		content, err := fs.ReadFile(p.lesson.Files, name)
		if err != nil {
			return "", nil, words.Errorf("lesson %s lacks the file that %s brings: %w",
				"课程 %s 缺少 %s 带来的文件：%w", p.lesson.Name, h.Name, err)
		}
		brought := broughtTo(dir, name)
		if err := os.WriteFile(brought, content, 0o644); err != nil {
			return "", nil, words.Errorf("host %s cannot be given its file: %w", "没能把文件交给主机 %s：%w", h.Name, err)
		}
		if file == "" {
			file = brought
		}
	}
	for _, a := range h.Args {
		args = append(args, h.ArgOn(strings.ReplaceAll(a, lab.FilePlace, file), port))
	}
	return dir, args, nil
}

// broughtTo returns where in its directory a host finds a file that it brings.
func broughtTo(dir, name string) string {
	return filepath.Join(dir, filepath.Base(name))
}

// CleanUp removes the hosts' directories. If the lesson keeps the files that its
// hosts wrote, CleanUp removes only the files that the hosts were given, and
// directories that are empty then. told says that the story has come to its end;
// if it was left in the middle CleanUp removes everything, so that nobody takes
// half a file for a whole one. A nil place has nothing to remove.
func (p *Place) CleanUp(told bool) error {
	if p == nil || p.dir == "" {
		return nil
	}
	if !p.lesson.Keep || !told {
		return os.RemoveAll(p.dir)
	}
	for _, h := range p.lesson.Hosts {
		dir := filepath.Join(p.dir, h.Name)
		for _, name := range h.Brings {
			if err := os.Remove(broughtTo(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		os.Remove(dir) // fails if something is in it, as it should
	}
	os.Remove(p.dir)
	return nil
}
