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
// have open (RLIMIT_NOFILE of getrlimit(2)). A number is 0 if it is not known: the
// process is another user's, it has ended, or the number has no bound.
func FilesOf(pid int) (open, allowed int) { return filesIn("/proc", pid) }

func filesIn(proc string, pid int) (open, allowed int) {
	dir := filepath.Join(proc, strconv.Itoa(pid))
	if fds, err := os.ReadDir(filepath.Join(dir, "fd")); err == nil {
		open = len(fds)
	}
	limits, err := os.ReadFile(filepath.Join(dir, "limits"))
	if err != nil {
		return open, 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(limits)); lines.Scan(); {
		// Max open files            1024                 524288               files
		if soft, ok := strings.CutPrefix(lines.Text(), "Max open files"); ok {
			if words := strings.Fields(soft); len(words) > 0 {
				allowed, _ = strconv.Atoi(words[0])
			}
		}
	}
	return open, allowed
}
