package tell

import (
	"testing"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestArrowsOfPassedStates: nobody saw SYN_SENT on the host network, so nobody
// saw the way into it or out of it.
func TestArrowsOfPassedStates(t *testing.T) {
	dialled := MachineOf(&trace.Step{}, &trace.Socket{State: "ESTABLISHED", Been: []string{"CLOSED", "SYN_SENT"}, Passed: []string{"SYN_SENT"}})
	closing := &trace.Socket{ID: 1, State: "TIME_WAIT", Been: []string{"CLOSED", "SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"}, Passed: []string{"FIN_WAIT_1"}}
	closed := MachineOf(&trace.Step{}, closing)
	moved := trace.Event{Kind: trace.EventState, ID: 1, From: "FIN_WAIT_2", To: "TIME_WAIT"}
	changing := MachineOf(&trace.Step{Events: []trace.Event{moved}}, closing)
	for _, tt := range []struct {
		why  string
		m    Machine
		a, b tcp.State
		want Mark
	}{
		{"SYN_SENT was passed", dialled, tcp.Closed, tcp.SynSent, MarkPassed},
		{"FIN_WAIT_1 was passed", closed, tcp.FinWait1, tcp.FinWait2, MarkPassed},
		{"both ends were seen", closed, tcp.FinWait2, tcp.TimeWait, MarkBeen},
		{"this step took that way", changing, tcp.FinWait2, tcp.TimeWait, MarkNow},
		{"it never went there", closed, tcp.CloseWait, tcp.LastAck, MarkNever},
	} {
		if got := tt.m.Way(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: the arrow %s → %s has mark %d, want %d", tt.why, tt.a, tt.b, got, tt.want)
		}
	}
}
