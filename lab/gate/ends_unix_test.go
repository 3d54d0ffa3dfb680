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

// ends reports whether a process that is not our child ends within ten seconds.
// A zombie has ended. The system sends no notice of such an end, so ends looks
// again and again.
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
