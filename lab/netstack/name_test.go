package netstack

import (
	"os"
	"regexp"
	"testing"
)

// TestTheNameHasTheVersion: a trace says which stack was shown. Its versions have no
// numbers, so the day stands for one.
func TestTheNameHasTheVersion(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`gvisor\.dev/gvisor v0\.0\.0-(\d{4})(\d\d)(\d\d)\d{6}-`).FindSubmatch(mod)
	if m == nil {
		t.Fatal("go.mod names no version of gVisor")
	}
	if want := "gVisor " + string(m[1]) + "-" + string(m[2]) + "-" + string(m[3]); Name != want {
		t.Errorf("the stack is called %q, want %q, as go.mod has it", Name, want)
	}
}
