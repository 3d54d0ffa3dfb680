package gate_test

import (
	"testing"

	"tcplab/lab/gate"
)

// TestPortOn is about programs with more than one port: a student who chooses
// another one because 8001 is taken may find that 8002 is, too.
func TestPortOn(t *testing.T) {
	for _, c := range []struct {
		own, chosen, want int
		why               string
	}{
		{8001, 0, 8001, "no port was chosen"},
		{8001, 8001, 8001, "the programs' own was chosen"},
		{8001, 9001, 9001, "the chosen one takes its place"},
		{8002, 9001, 9002, "the next one follows"},
		{8003, 9001, 9003, "so does the last one"},
		{8002, 8002, 8003, "a chosen port is not replaced again"},
		{8000, 9001, 8000, "it is none of the programs' ports"},
		{8004, 9001, 8004, "it is none of the programs' ports"},
		{80, 9001, 80, "it is none of the programs' ports"},
		{8003, 65533, 65535, "there still is a number"},
		{8001, 65534, 65534, "the chosen one is used in any case"},
		{8003, 65534, 65532, "there is no higher number, so the others come before it"},
	} {
		if got := gate.PortOn(c.own, c.chosen); got != c.want {
			t.Errorf("PortOn(%d, %d) is %d, want %d: %s", c.own, c.chosen, got, c.want, c.why)
		}
	}
	const text = "from 127.0.0.1:8001 to :8002 and 8003, not 8004, 18001, 80010 or 800"
	if got, want := gate.PortsOn(text, 9001), "from 127.0.0.1:9001 to :9002 and 9003, not 8004, 18001, 80010 or 800"; got != want {
		t.Errorf("PortsOn makes %q, want %q", got, want)
	}
}
