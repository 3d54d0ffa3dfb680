package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestNothingElseHappened: that may be said only if the sockets before the step
// are known, and if no queue, timer and program shows otherwise.
func TestNothingElseHappened(t *testing.T) {
	sock := func(change func(*trace.Socket)) []trace.Socket {
		s := trace.Socket{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001",
			State: "ESTABLISHED", SendQ: 3010, Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 100_000}}
		change(&s)
		return []trace.Socket{s}
	}
	timer := func(kind string, ms int64) *trace.Timer { return &trace.Timer{Kind: kind, Millis: ms} }
	waits := trace.Event{Kind: trace.EventWaiting, Host: "client", Name: "Read", Text: "Read"}
	for _, tt := range []struct {
		why    string
		after  func(*trace.Socket)
		events []trace.Event
		en, zh string
	}{
		{"all is as before, and the timer runs on", func(s *trace.Socket) { s.Timer = timer(trace.TimerRetransmit, 90_000) }, nil,
			"Nothing else was seen.", "此外什么也没有看到。"},
		{"an ACK took bytes off the queue", func(s *trace.Socket) { s.SendQ = 1562 }, nil,
			"client: Send-Q 3010 → 1562.", "客户端：Send-Q 3010 → 1562。"},
		{"bytes came in behind a gap that is filled", func(s *trace.Socket) { s.RecvQ = 5 }, nil,
			"client: Recv-Q 0 → 5.", "客户端：Recv-Q 0 → 5。"},
		{"a datagram of 4 bytes came in: of UDP the kernel counts the memory", func(s *trace.Socket) { s.Proto, s.RecvQ = "udp", 832 }, nil,
			"client: Recv-Q 0 → 832 (memory, not bytes).", "客户端：Recv-Q 0 → 832（占用的内存，不是字节数）。"},
		{"a connection waits for Accept", func(s *trace.Socket) { s.Role, s.State, s.RecvQ = trace.RoleListener, "LISTEN", 1 }, nil,
			"client listener: Recv-Q 0 → 1.", "客户端监听套接字：Recv-Q 0 → 1。"},
		{"all is acknowledged", func(s *trace.Socket) { s.Timer = nil }, nil, "client: its timer has stopped.", "客户端：定时器停了。"},
		{"the window is closed", func(s *trace.Socket) { s.Timer = timer(trace.TimerPersist, 5_000) }, nil,
			"client: a timer runs now (zero-window probe 5 s).", "客户端：定时器开始计时（零窗口探测 5 秒）。"},
		{"the next segment is waited for", func(s *trace.Socket) { s.Timer = timer(trace.TimerRetransmit, 119_000) }, nil,
			"client: its timer begins anew (resend 2 min).", "客户端：定时器重新计时（重传 2 分钟）。"},
		{"a program came to its next gate", func(*trace.Socket) {}, []trace.Event{waits}, "client: next is Read.", "客户端：下一个是 Read。"},
		{"the system tells no queues, so that theirs are 0 means nothing", func(s *trace.Socket) { s.StateOnly, s.SendQ, s.Timer = true, 0, nil }, nil, "", ""},
		{"the system tells no timers, so that nobody can say that nothing changed", func(s *trace.Socket) { s.QueuesOnly = true }, nil, "", ""},
	} {
		for lang, want := range map[string]string{"en": tt.en, "zh": tt.zh} {
			s := &Scene{Header: &trace.Header{Open: true}, Lang: lang, Before: &trace.Step{Sockets: sock(func(*trace.Socket) {})}, Step: trace.Step{
				Move: trace.Move{Kind: trace.MoveDeliver, Host: "server", Name: "ACK"}, Events: tt.events, Sockets: sock(tt.after),
			}}
			if got := strings.ReplaceAll(s.General().Lead, `\`, ""); got != want {
				t.Errorf("%s: the lead is %q, want %q", tt.why, got, want)
			}
		}
	}
	s := &Scene{Header: &trace.Header{Open: true}, Lang: "en", Step: trace.Step{Move: trace.Move{Kind: trace.MoveDeliver, Name: "ACK"}}}
	if got := s.General().Lead; got != "" {
		t.Errorf("the step before is not known, and the lead is %q: nobody knows that nothing happened", got)
	}
}
