package proc

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// FilesOf returns how many descriptors a process has open, and how many it may
// have open (RLIMIT_NOFILE of getrlimit(2)). The limit is on the descriptors'
// numbers, so one that lies above it does not count: it was opened before the limit
// was lowered, or inherited, and takes no other's place. A number is 0 if it is not
// known: the process is another user's, it has ended, or the number has no bound.
func FilesOf(pid int) (open, allowed int) { return filesIn("/proc", pid) }

func filesIn(proc string, pid int) (open, allowed int) {
	dir := filepath.Join(proc, strconv.Itoa(pid))
	allowed = limitIn(dir)
	fds, err := os.ReadDir(filepath.Join(dir, "fd"))
	if err != nil {
		return 0, allowed
	}
	for _, fd := range fds {
		if n, err := strconv.Atoi(fd.Name()); err == nil && (allowed == 0 || n < allowed) {
			open++
		}
	}
	return open, allowed
}

// limitIn returns the soft limit of a process's descriptors, from its directory in
// /proc; 0 if that is not known, or if there is none.
func limitIn(dir string) int {
	limits, err := os.ReadFile(filepath.Join(dir, "limits"))
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(limits)); lines.Scan(); {
		// Max open files            1024                 524288               files
		if soft, ok := strings.CutPrefix(lines.Text(), "Max open files"); ok {
			if words := strings.Fields(soft); len(words) > 0 {
				n, _ := strconv.Atoi(words[0])
				return n
			}
		}
	}
	return 0
}
