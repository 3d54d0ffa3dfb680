package bench

import (
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestCutOutputSaysSo has a host print more than the bench keeps.
func TestCutOutputSaysSo(t *testing.T) {
	b := open(t, "talks") // 2.5 MB, of which the bench gets the last 64 KiB
	step := do(t, b, lab.Call("client", "Work"))
	found := false
	for _, e := range step.Events {
		if e.Kind != trace.EventOutput {
			continue
		}
		found = true
		if !strings.HasPrefix(e.Text, "…") || !strings.HasSuffix(e.Text, "…") {
			t.Errorf("the event begins %.20q and ends with %q; want … at both ends, because it is a piece out of the middle", e.Text, e.Text[max(0, len(e.Text)-20):])
		}
	}
	if !found {
		t.Fatal("the host has printed, but there is no event of output")
	}
	if out := step.Hosts[0].Output; !strings.HasPrefix(out, "…") || !strings.HasSuffix(out, "long\n") {
		t.Errorf("the host's output begins %.20q and ends with %q; want … and then the end of the output", out, out[max(0, len(out)-20):])
	}
}
