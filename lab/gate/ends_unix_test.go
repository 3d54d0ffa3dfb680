//go:build unix

package gate_test

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ends reports whether a process that is not our child ends within some
// seconds; one that is dead and merely not waited for has ended. There is no
// signal for it, so it looks again and again.
func ends(pid int) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
			return true
		}
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err == nil && strings.Contains(string(stat), ") Z ") {
			return true
		}
	}
	return false
}
