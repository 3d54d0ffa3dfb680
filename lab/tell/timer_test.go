package tell

import (
	"testing"

	"tcplab/lab/trace"
)

// TestTimerText: the word for a timer tells what it will do. 2MSL is for
// TIME_WAIT alone. A FIN_WAIT_2 without a program "ends", by whichever timer.
func TestTimerText(t *testing.T) {
	for _, tt := range []struct {
		why, state, timer string
		owned             bool
		want              string
	}{
		{"the wait that the notes call 2MSL", "TIME_WAIT", "time-wait", false, "2MSL 60 s"},
		{"Linux keeps a closed FIN_WAIT_2 as it keeps a TIME_WAIT", "FIN_WAIT_2", "time-wait", false, "ends 60 s"},
		{"the keepalive timer ends a FIN_WAIT_2 that may last longer than a TIME_WAIT", "FIN_WAIT_2", "keepalive", false, "ends 60 s"},
		{"a half-closed connection that a program holds is probed", "FIN_WAIT_2", "keepalive", true, "probe 60 s"},
		{"a segment waits for its ACK", "ESTABLISHED", "retransmit", true, "resend 60 s"},
	} {
		sock := &trace.Socket{State: tt.state, Owned: tt.owned, Timer: &trace.Timer{Kind: tt.timer, Millis: 60_000}}
		if got := TimerText("en", sock); got != tt.want {
			t.Errorf("%s: the text of the timer is %q, want %q", tt.why, got, tt.want)
		}
	}
}
