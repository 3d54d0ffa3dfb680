package gate_test

import (
	"os"
	"time"
)

// ends reports whether a process that is not our child ends within ten seconds.
func ends(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	done := make(chan bool, 1)
	go func() { p.Wait(); done <- true }()
	select {
	case <-done:
		return true
	case <-time.After(10 * time.Second):
		return false
	}
}
