package tell

import (
	"slices"
	"strings"
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

// TestHowFarAModelsClockWentOn: nobody has waited for it, so the step says how long
// it was, a part of a second as well.
func TestHowFarAModelsClockWentOn(t *testing.T) {
	for _, tt := range []struct {
		ms     int64
		en, zh string
	}{
		{200, "the model's clock goes on by 200 ms", "模型的时钟走了 200 毫秒"}, // a resend timer that is not calm
		{59_996, "the model's clock goes on by 60 s", "模型的时钟走了 60 秒"},  // TIME_WAIT, less the time of packets
		{119_998, "the model's clock goes on by 2 min", "模型的时钟走了 2 分钟"},
		{3_600_000, "the model's clock goes on by 60 min", "模型的时钟走了 60 分钟"},
	} {
		e := trace.Event{Kind: trace.EventClock, Millis: tt.ms}
		if got := EventText(nil, e, "en"); got != tt.en {
			t.Errorf("%d ms are told as %q, want %q", tt.ms, got, tt.en)
		}
		if got := EventText(nil, e, "zh"); got != tt.zh {
			t.Errorf("%d ms are told as %q, want %q", tt.ms, got, tt.zh)
		}
	}
}

// TestAWindowThatIsNotZeroIsNotCalledSo: the kernel runs the same timer if the
// other end's window is open, but too small.
func TestAWindowThatIsNotZeroIsNotCalledSo(t *testing.T) {
	window := 896
	sock := &trace.Socket{State: "ESTABLISHED", Owned: true, Timer: &trace.Timer{Kind: trace.TimerPersist, Millis: 18_000}, Info: &trace.Info{SendWindow: &window}}
	if got, want := TimerText("en", sock), "window probe 18 s"; got != want {
		t.Errorf("the text of the timer is %q, want %q", got, want)
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

// TestADropSaysWhatIsWaitedFor: after the drop of data or of a FIN only a timer
// brings it again. The text says when, and that there is more to do; if a copy
// is on the wire it says that instead.
func TestADropSaysWhatIsWaitedFor(t *testing.T) {
	lost := trace.Packet{ID: 7, From: "client", To: "server", Proto: "tcp", Name: "DATA 5", Flags: "AP", Src: "127.0.0.1:40000", Dst: "127.0.0.1:8001", Fate: trace.FateDropped}
	copied := lost
	copied.ID, copied.Of, copied.Fate = 8, 7, ""
	dropped := trace.Event{Kind: trace.EventDropped, Host: "client", To: "server", Name: "DATA 5", ID: 7, Packet: &lost}
	base := trace.Step{
		Move: lost.Move(trace.MoveDrop), Events: []trace.Event{dropped},
		Sockets: []trace.Socket{{Host: "client", Proto: "tcp", State: "ESTABLISHED", Owned: true, Local: lost.Src, Remote: lost.Dst,
			Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 119_500}}},
		Moves: []trace.Move{{Kind: trace.MoveCall, Host: "server", Name: "Read"}},
	}
	stays := base
	stays.Events = []trace.Event{dropped, {Kind: trace.EventCopy, Host: "client", To: "server", Name: "DATA 5", ID: 8, Packet: &copied}}
	stays.Held = []trace.Packet{copied}
	nothing := base
	nothing.Moves = []trace.Move{{Kind: trace.MoveWait}}
	ack, other := lost, base.Sockets[0]
	ack.Name, ack.Flags = "ACK", "A"
	other.Host, other.Local, other.Remote, other.Timer = "server", lost.Dst, lost.Src, &trace.Timer{Kind: trace.TimerRetransmit, Millis: 1_000}
	both := nothing
	both.Move, both.Events = ack.Move(trace.MoveDrop), []trace.Event{{Kind: trace.EventDropped, Host: "client", To: "server", Name: "ACK", ID: 7, Packet: &ack}}
	both.Sockets = append(both.Sockets[:1:1], other)
	for _, c := range []struct {
		why  string
		step trace.Step
		want string
	}{
		{"a timer runs, and the server may read", base, "client: resend 2 min (lab clock; usually 0.2 s). You need not wait for it: other moves are possible meanwhile."},
		{"nothing but the timer is left", nothing, "client: resend 2 min (lab clock; usually 0.2 s)."},
		{"both ends wait, and the server does for this ACK", both, "The timer: server: resend 1 s (lab clock; usually 0.2 s)."},
		{"a copy is there already", stays, "that copy is on the wire, as it would be on a real one."},
	} {
		s := &Scene{Header: &trace.Header{Usual: &trace.Usual{Resend: 200}}, Lang: "en", Step: c.step}
		if got := s.meaning(); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want it to end with %q", c.why, got, c.want)
		}
		if got := s.General().Lead; strings.Count(got, "on the wire") > 1 {
			t.Errorf("%s: %q tells of the copy twice", c.why, got)
		}
	}
}
