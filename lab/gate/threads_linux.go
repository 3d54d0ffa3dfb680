package gate

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// threadsRun reports whether another thread of this process runs, waits for a
// processor, or sleeps where no signal wakes it (the states R and D of proc(5)).
// On a busy machine a thread may wait for a processor for long inside a system
// call that does not block at all.
func threadsRun() bool {
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return false // nobody can say, and the time alone decides
	}
	self := strconv.Itoa(unix.Gettid())
	for _, task := range tasks {
		if task.Name() == self {
			continue
		}
		stat, err := os.ReadFile("/proc/self/task/" + task.Name() + "/stat")
		if err != nil {
			continue // it has just ended
		}
		// The name stands in parentheses and may hold any byte.
		if end := bytes.LastIndexByte(stat, ')'); end >= 0 && len(stat) > end+2 && bytes.IndexByte([]byte("RD"), stat[end+2]) >= 0 {
			return true
		}
	}
	return false
}
