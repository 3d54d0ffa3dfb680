package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestTheHeaderNamesStretchedTimers: a view says of a timer that it is
// stretched only where the lesson's network does that.
func TestTheHeaderNamesStretchedTimers(t *testing.T) {
	for _, c := range []struct {
		why     string
		clock   lab.Clock
		network string
		want    *trace.Usual
	}{
		{"a calm clock", lab.Calm, trace.PrivateNetwork, &trace.Usual{Resend: 200, FinWait2: 60_000}},
		{"a lesson on loss has the kernel's resends", lab.Ordinary, trace.PrivateNetwork, &trace.Usual{FinWait2: 60_000}},
		{"an open lab stretches nothing", lab.Own, trace.PrivateNetwork, nil},
		{"nothing is set on the host network", lab.Calm, trace.HostNetwork, nil},
	} {
		h, err := header(&lab.Lesson{Settings: lab.Settings{Clock: c.clock}}, Options{}, c.network)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, h.Usual); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}
