package tell

import (
	"slices"
	"testing"

	"tcplab/lab/trace"
)

// TestTimerText: the word for a timer tells what it will do. 2MSL is for
// TIME_WAIT alone. A FIN_WAIT_2 without a program "ends" by the second of two
// timers.
func TestTimerText(t *testing.T) {
	for _, tt := range []struct {
		why, state, timer string
		owned             bool
		want              string
	}{
		{"the wait that the notes call 2MSL", "TIME_WAIT", "time-wait", false, "2MSL 60 s"},
		{"Linux keeps a closed FIN_WAIT_2 as it keeps a TIME_WAIT", "FIN_WAIT_2", "time-wait", false, "ends 60 s"},
		{"the keepalive timer is the first of two in a FIN_WAIT_2 that lasts longer than a TIME_WAIT", "FIN_WAIT_2", "keepalive", false, "ends in 60 s+"},
		{"a half-closed connection that a program holds is probed", "FIN_WAIT_2", "keepalive", true, "keepalive probe 60 s"},
		{"the receiver's window is closed", "ESTABLISHED", "persist", true, "zero-window probe 60 s"},
		{"a segment waits for its ACK", "ESTABLISHED", "retransmit", true, "resend 60 s"},
	} {
		sock := &trace.Socket{State: tt.state, Owned: tt.owned, Timer: &trace.Timer{Kind: tt.timer, Millis: 60_000}}
		if got := TimerText("en", sock); got != tt.want {
			t.Errorf("%s: the text of the timer is %q, want %q", tt.why, got, tt.want)
		}
	}
}

// TestAStretchedTimerSaysSo: the calm clock stretches what an open connection
// sends again, and what an orphan waits; it stretches no handshake and no
// TIME_WAIT. Older traces do not say what is stretched.
func TestAStretchedTimerSaysSo(t *testing.T) {
	calm := &trace.Usual{Resend: 200, FinWait2: 60_000}
	ordinary := &trace.Usual{FinWait2: 60_000}
	for _, c := range []struct {
		why   string
		usual *trace.Usual
		state string
		timer string
		owned bool
		want  string
	}{
		{"an older trace, or the kernel's own clock", nil, "ESTABLISHED", "retransmit", true, "resend 2 min"},
		{"data that wait for their ACK", calm, "ESTABLISHED", "retransmit", true, "resend 2 min (lab clock; usually 0.2 s)"},
		{"a FIN that waits for its ACK", calm, "LAST_ACK", "retransmit", false, "resend 2 min (lab clock; usually 0.2 s)"},
		{"a SYN is sent again as always", calm, "SYN_SENT", "retransmit", true, "resend 2 min"},
		{"a SYN ACK, too", calm, "SYN_RCVD", "retransmit", false, "resend 2 min"},
		{"a lesson on loss resends as always", ordinary, "ESTABLISHED", "retransmit", true, "resend 2 min"},
		{"a zero window is asked for by the same least time", calm, "ESTABLISHED", "persist", true, "zero-window probe 2 min (lab clock; usually 0.2 s)"},
		{"an orphan waits longer on both clocks", ordinary, "FIN_WAIT_2", "keepalive", false, "ends in 2 min+ (lab clock; usually 60 s)"},
		{"and for the rest of it", ordinary, "FIN_WAIT_2", "time-wait", false, "ends 2 min (lab clock; usually 60 s)"},
		{"a program's own keepalive is as it set it", calm, "ESTABLISHED", "keepalive", true, "keepalive probe 2 min"},
		{"nothing shortens or stretches TIME_WAIT", calm, "TIME_WAIT", "time-wait", false, "2MSL 2 min"},
	} {
		s := &Scene{Header: &trace.Header{Usual: c.usual}, Lang: "en"}
		sock := &trace.Socket{State: c.state, Owned: c.owned, Timer: &trace.Timer{Kind: c.timer, Millis: 120_000}}
		if got := s.Timer(sock); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

// TestClocksOfSeveralTimers: one * stands for all stretched timers of a table.
// If they usually run for different times, a reader must be able to tell which
// is whose.
func TestClocksOfSeveralTimers(t *testing.T) {
	resend := &trace.Socket{State: "LAST_ACK", Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 120_000}}
	orphan := &trace.Socket{State: "FIN_WAIT_2", Timer: &trace.Timer{Kind: trace.TimerKeepalive, Millis: 3_600_000}}
	calm := &trace.Socket{State: "TIME_WAIT", Timer: &trace.Timer{Kind: trace.TimerTimeWait, Millis: 60_000}}
	for _, c := range []struct {
		why   string
		lang  string
		socks []*trace.Socket
		want  string
	}{
		{"no timer is stretched", "en", []*trace.Socket{calm}, ""},
		{"one time needs no state", "en", []*trace.Socket{resend, calm}, "lab clock; usually 0.2 s"},
		{"nor do two timers of the same time", "en", []*trace.Socket{resend, resend}, "lab clock; usually 0.2 s"},
		{"two times do", "en", []*trace.Socket{orphan, resend}, "lab clock; usually 60 s in FIN_WAIT_2, 0.2 s in LAST_ACK"},
		{"in Chinese, too", "zh", []*trace.Socket{orphan, resend}, "实验时钟；通常 60 秒（FIN_WAIT_2）、0.2 秒（LAST_ACK）"},
	} {
		s := &Scene{Header: &trace.Header{Usual: &trace.Usual{Resend: 200, FinWait2: 60_000}}, Lang: c.lang}
		if got := s.LabClocks(c.socks); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

// TestAFINIsNoUnreadByte: Linux counts a FIN that was not read yet in Recv-Q.
func TestAFINIsNoUnreadByte(t *testing.T) {
	for _, c := range []struct {
		state string
		recvQ int
		want  []string
		why   string
	}{
		{"ESTABLISHED", 5, []string{"unread 5"}, "no FIN has come in"},
		{"CLOSE_WAIT", 6, []string{"unread 5"}, "five bytes and the FIN"},
		{"CLOSE_WAIT", 1, nil, "the FIN alone"},
		{"CLOSE_WAIT", 0, nil, "the program has read the FIN: it got io.EOF"},
		{"LAST_ACK", 1, nil, "the program closed and never read the FIN"},
	} {
		s := &Scene{Header: &trace.Header{}, Lang: "en"}
		if got := s.SocketNotes(&trace.Socket{State: c.state, RecvQ: c.recvQ}); !slices.Equal(got, c.want) {
			t.Errorf("%s with Recv-Q %d: %q, want %q: %s", c.state, c.recvQ, got, c.want, c.why)
		}
	}
}
