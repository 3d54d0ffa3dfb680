package proc

import (
	"io/fs"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// links reads the links of one folder of /proc that has one for each descriptor of
// a process. The folder is opened once, because its path takes longer than a link.
type links struct {
	path   string
	dir    int
	opened bool
	buffer [64]byte
}

// read returns where the link of a descriptor leads. The end is missing if that is
// long, as of a file; of a socket it never is.
func (l *links) read(name string) (string, error) {
	if !l.opened {
		dir, err := unix.Open(l.path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return "", &fs.PathError{Op: "open", Path: l.path, Err: err}
		}
		l.dir, l.opened = dir, true
	}
	n, err := unix.Readlinkat(l.dir, name, l.buffer[:])
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: l.path + "/" + name, Err: err}
	}
	return string(l.buffer[:n]), nil
}

func (l *links) close() {
	if l.opened {
		unix.Close(l.dir)
		l.opened = false
	}
}

// socketInode returns the inode of a socket from the link of a descriptor; ok is
// false if the link is of something else.
func socketInode(link string) (inode uint32, ok bool) {
	text, ok := strings.CutPrefix(link, "socket:[")
	n, err := strconv.ParseUint(strings.TrimSuffix(text, "]"), 10, 32)
	return uint32(n), ok && err == nil
}
