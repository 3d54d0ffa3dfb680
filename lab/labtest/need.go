package labtest

import (
	"os"
	"os/exec"
	"testing"
)

// Need skips a test if one of the programs is not installed with which it compares
// or which it steps. In CI, where TCPLAB_MUST_PRIVATE is set, it fails the test,
// because a comparison that nobody makes holds nothing.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("TCPLAB_MUST_PRIVATE") != "" {
			t.Fatalf("%s has to be installed here", p)
		}
		t.Skipf("%s is not installed here", p)
	}
}
