package panel

import (
	"testing"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestArrowsOfPassedStates: on the host network nobody saw SYN_SENT, so nobody
// saw the way into it or out of it either.
func TestArrowsOfPassedStates(t *testing.T) {
	dialled := machineOf(&trace.Step{}, &trace.Socket{State: "ESTABLISHED", Been: []string{"CLOSED", "SYN_SENT"}, Passed: []string{"SYN_SENT"}})
	closing := &trace.Socket{ID: 1, State: "TIME_WAIT", Been: []string{"CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"}, Passed: []string{"FIN_WAIT_1"}}
	closed := machineOf(&trace.Step{}, closing)
	moved := trace.Event{Kind: trace.EventState, ID: 1, From: "FIN_WAIT_2", To: "TIME_WAIT"}
	changing := machineOf(&trace.Step{Events: []trace.Event{moved}}, closing)
	for _, tt := range []struct {
		why  string
		m    machine
		a, b tcp.State
		want mark
	}{
		{"SYN_SENT was passed", dialled, tcp.Closed, tcp.SynSent, markPassed},
		{"FIN_WAIT_1 was passed", closed, tcp.FinWait1, tcp.FinWait2, markPassed},
		{"both ends were seen", closed, tcp.FinWait2, tcp.TimeWait, markBeen},
		{"and in this step", changing, tcp.FinWait2, tcp.TimeWait, markNow},
		{"it never went there", closed, tcp.CloseWait, tcp.LastAck, markNever},
	} {
		if got := tt.m.way(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: the arrow %s → %s has mark %d, want %d", tt.why, tt.a, tt.b, got, tt.want)
		}
	}
}
