package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestTimerText: a timer's word tells what it will do. 2MSL is TIME_WAIT's
// alone; a FIN_WAIT_2 without a program ends, whichever timer ends it.
func TestTimerText(t *testing.T) {
	for _, tt := range []struct {
		why, state, timer string
		owned             bool
		want              string
	}{
		{"the wait that the notes call 2MSL", "TIME_WAIT", "time-wait", false, "2MSL 60 s"},
		{"Linux keeps a closed FIN_WAIT_2 as it keeps a TIME_WAIT", "FIN_WAIT_2", "time-wait", false, "ends 60 s"},
		{"where it may last longer, the keepalive timer ends it", "FIN_WAIT_2", "keepalive", false, "ends 60 s"},
		{"a half-closed connection that a program holds is probed", "FIN_WAIT_2", "keepalive", true, "probe 60 s"},
		{"a segment waits for its ACK", "ESTABLISHED", "retransmit", true, "resend 60 s"},
	} {
		sock := &trace.Socket{State: tt.state, Owned: tt.owned, Timer: &trace.Timer{Kind: tt.timer, Millis: 60_000}}
		if got := timerText("en", sock); got != tt.want {
			t.Errorf("%s: the timer says %q, want %q", tt.why, got, tt.want)
		}
	}
}

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

// TestAPresentStateNobodySaw: no bench of tcplab writes one, but the format of
// a trace allows for it; it is never drawn like a state that was observed.
func TestAPresentStateNobodySaw(t *testing.T) {
	w := paneltest.Connection()
	p := still(w, 6, true)
	for i := range p.step.Sockets {
		p.step.Sockets[i].Source = trace.SourcePassed
	}
	for _, tt := range []struct {
		w, h int
		want []string
	}{
		{80, 24, []string{"[~", "~ passed"}},
		{120, 40, []string{"[~", "~ passed", "  ~"}},
		{50, 15, []string{"~E S T A B"}},
	} {
		got := p.frame(tt.w, tt.h, false).String()
		for _, part := range tt.want {
			if !strings.Contains(got, part) {
				t.Errorf("%d×%d: no %q on the screen:\n%s", tt.w, tt.h, part, got)
			}
		}
	}
	m := machineOf(&p.step, &p.step.Sockets[1])
	if c := stateCell(m, tcp.State(m.state)); c.style != passed {
		t.Errorf("%s has style %d, want that of states that were passed", c.text, c.style)
	}
}
