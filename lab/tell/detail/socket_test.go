package detail

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestWhatASocketSays: each sentence has a socket that proves it, and a near miss
// of which it must not be said.
func TestWhatASocketSays(t *testing.T) {
	end := func(state string, change func(s *trace.Socket)) trace.Socket {
		s := sentBy(client, state, 0)
		if change != nil {
			change(&s)
		}
		return s
	}
	listener := func(waiting, limit int) trace.Socket {
		return trace.Socket{ID: 3, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: server, State: "LISTEN", RecvQ: waiting, SendQ: limit, Owned: true}
	}
	udp := func(drops int) trace.Socket {
		return trace.Socket{ID: 4, Host: "server", Role: trace.RoleSocket, Proto: "udp", Local: server, State: "UNCONN", RecvQ: 768, Owned: true,
			Memory: &trace.Memory{RecvUsed: 768, RecvRoom: 212992, Drops: drops}}
	}
	bare := func(s *trace.Socket) { s.Info = nil }
	queuesOnly := func(s *trace.Socket) { s.Info, s.Timer, s.RecvQ, s.SendQ, s.QueuesOnly = nil, nil, 5, 5, true }
	timer := func(kind string, times int) func(s *trace.Socket) {
		return func(s *trace.Socket) { s.Timer = &trace.Timer{Kind: kind, Millis: 2000, Retransmits: times} }
	}
	for _, c := range []struct {
		why, says string
		is, miss  trace.Socket
	}{
		{"where it has been", "states | CLOSED → ~SYN_SENT → ESTABLISHED   (~ passed, not seen)",
			end("ESTABLISHED", func(s *trace.Socket) { s.Been, s.Passed = []string{"CLOSED", "SYN_SENT"}, []string{"SYN_SENT"} }),
			end("ESTABLISHED", func(s *trace.Socket) { s.Been = []string{"CLOSED", "SYN_SENT"} })},
		{"its program has refused IPv4", "IPV6_V6ONLY | it takes IPv6 alone", trace.Socket{ID: 3, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "[::]:8001", State: "LISTEN", Owned: true, V6Only: true},
			trace.Socket{ID: 3, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "[::]:8001", State: "LISTEN", Owned: true}},
		{"a connection over IPv4 to a listener on [::]", "IPv6 | it is an IPv6 socket that speaks IPv4", end("ESTABLISHED", func(s *trace.Socket) { s.Mapped = true }), end("ESTABLISHED", nil)},
		{"two programs hold it", "program | client: not alone, it is also held by server.py (8), server.py (9)",
			end("ESTABLISHED", func(s *trace.Socket) { s.Program, s.Also = "server.py (7)", []string{"server.py (8)", "server.py (9)"} }),
			end("ESTABLISHED", func(s *trace.Socket) { s.Program = "server.py (7)" })},
		{"no program holds it", "program | kernel alone: no program holds it any more", end("FIN_WAIT_1", func(s *trace.Socket) { s.Owned = false }), end("FIN_WAIT_1", nil)},
		{"nobody knows if a program has had it", "program | kernel alone: no program holds it, not yet or not any more", end("ESTABLISHED", func(s *trace.Socket) { s.Owned = false }),
			end("SYN_RCVD", func(s *trace.Socket) { s.Owned = false })},
		{"unread bytes and a FIN", "unread | 12 bytes and the FIN that no Read has taken",
			end("CLOSE_WAIT", func(s *trace.Socket) { s.RecvQ, s.FIN = 13, true }), end("ESTABLISHED", func(s *trace.Socket) { s.RecvQ = 13 })},
		{"the SYN is not acknowledged", "unacknowledged | the SYN sent", end("SYN_SENT", func(s *trace.Socket) { s.SendQ = 1 }), end("ESTABLISHED", func(s *trace.Socket) { s.SendQ = 1 })},
		{"bytes and the FIN are not acknowledged", "unacknowledged | 5 bytes and the FIN sent", end("FIN_WAIT_1", func(s *trace.Socket) { s.SendQ = 6 }),
			end("CLOSE_WAIT", func(s *trace.Socket) { s.SendQ = 6 })},
		{"what was never sent", "not sent | 100 bytes that were never sent yet", end("ESTABLISHED", func(s *trace.Socket) { s.SendQ, s.Info.NotSent = 105, number(100) }),
			end("ESTABLISHED", func(s *trace.Socket) { s.SendQ = 105 })},
		{"an older kernel does not tell what was never sent", "not sent | not known here", end("ESTABLISHED", func(s *trace.Socket) { s.Info.NotSent = nil }), end("ESTABLISHED", nil)},
		{"an older kernel does not tell a window", "peer's window | not known here", end("ESTABLISHED", func(s *trace.Socket) { s.Info.SendWindow = nil }), end("ESTABLISHED", nil)},
		{"a threshold that was set", "ssthresh 7 | segments: up to there", end("ESTABLISHED", func(s *trace.Socket) { s.Info.Ssthresh = 7 }), end("ESTABLISHED", nil)},
		{"lost segments", "in flight | segments not acknowledged: 4, 1 of them reported behind a gap, 2 taken for lost, 3 on the way a second time",
			end("ESTABLISHED", func(s *trace.Socket) {
				s.Info.Unacked, s.Info.Sacked, s.Info.Lost, s.Info.Resent = 4, 1, 2, 3
			}), end("ESTABLISHED", func(s *trace.Socket) { s.Info.Unacked = 4 })},
		{"what was sent again", "so far | segments sent again: 2, timeout doubled: 1", end("ESTABLISHED", func(s *trace.Socket) { s.Info.Resends, s.Info.Backoff = 2, 1 }), end("ESTABLISHED", nil)},
		{"the round trip", "RTT 45 µs | the round trip, smoothed", end("ESTABLISHED", nil), end("ESTABLISHED", func(s *trace.Socket) { s.Info.RTT = 0 })},
		{"a resend timer and how often it ran out", "timer | resend 2 s: if no ACK comes before, it sends again; so far it ran out ×3",
			end("ESTABLISHED", timer(trace.TimerRetransmit, 3)), end("ESTABLISHED", timer(trace.TimerPersist, 3))},
		{"a timer that ends FIN_WAIT_2 asks nobody", "if the peer is still there", end("FIN_WAIT_2", timer(trace.TimerKeepalive, 0)),
			end("FIN_WAIT_2", func(s *trace.Socket) { timer(trace.TimerKeepalive, 0)(s); s.Owned = false })},
		{"TIME_WAIT has a small row", "other numbers | queues, windows, cwnd, RTO: the kernel does not tell them in TIME_WAIT", end("TIME_WAIT", bare), end("ESTABLISHED", bare)},
		{"an older trace has no numbers", "other numbers | not known here", end("ESTABLISHED", bare), end("TIME_WAIT", bare)},
		{"a full accept queue is longer than its limit", "accept queue | 2 waiting for Accept, room for 2: full", listener(2, 1), listener(1, 1)},
		{"an accept queue", "accept queue | 1 waiting for Accept, room for 2", listener(1, 1), listener(1, 2)},
		{"datagrams are counted by their memory", "unread | 768 of 212992 bytes of memory", udp(0), end("ESTABLISHED", nil)},
		{"datagrams were thrown away", "thrown away 3 | packets that came in", udp(3), udp(2)},
		{"UNCONN is no state", "UNCONN | UDP has no states", udp(0), end("ESTABLISHED", nil)},
		{"a system that tells little", "not known here | this system tells the addresses and the state", end("ESTABLISHED", func(s *trace.Socket) { s.StateOnly = true }), end("ESTABLISHED", nil)},
		{"a system that tells who opened it", "program | process 400 opened it; whether it still holds it, this system does not tell", end("ESTABLISHED", func(s *trace.Socket) { s.StateOnly, s.PID = true, 400 }),
			end("ESTABLISHED", func(s *trace.Socket) { s.StateOnly = true })},
		{"a system that tells no word for UDP", "states | UDP has no states, and this system does not tell whether the socket has a peer",
			trace.Socket{ID: 4, Host: "server", Role: trace.RoleSocket, Proto: "udp", Local: server, StateOnly: true}, udp(0)},
		{"a system that tells no timers", "timer | not known here", end("ESTABLISHED", queuesOnly), end("ESTABLISHED", bare)},
		{"a system without small rows", "other numbers | not known here", end("TIME_WAIT", queuesOnly), end("TIME_WAIT", bare)},
		{"a FIN is none of the bytes there", "unread | 5 bytes that no Read", end("CLOSE_WAIT", queuesOnly), end("CLOSE_WAIT", func(s *trace.Socket) { s.RecvQ = 5 })},
		{"nor is a FIN that goes out", "unacknowledged | 5 bytes", end("FIN_WAIT_1", queuesOnly), end("FIN_WAIT_1", func(s *trace.Socket) { bare(s); s.SendQ = 5 })},
		{"a socket that is gone", "CLOSED | the kernel has no row", end("CLOSED", bare), end("ESTABLISHED", bare)},
	} {
		if got := said(Socket(scene(trace.Step{}), &c.is)); !strings.Contains(got, c.says) {
			t.Errorf("%s: want %q in\n%s", c.why, c.says, got)
		}
		if got := said(Socket(scene(trace.Step{}), &c.miss)); strings.Contains(got, c.says) {
			t.Errorf("%s: %q is said of a near miss:\n%s", c.why, c.says, got)
		}
	}
}

// TestTheLabClockIsSaid: a timeout that the lab's network stretches must not be
// taken for the kernel's own. While a connection opens it is the kernel's own.
func TestTheLabClockIsSaid(t *testing.T) {
	const says = "(lab clock; usually from 200 ms)"
	s := scene(trace.Step{})
	sock := sentBy(client, "ESTABLISHED", 0)
	if got := said(Socket(s, &sock)); strings.Contains(got, says) {
		t.Errorf("no clock is stretched here:\n%s", got)
	}
	s.Header.Usual = &trace.Usual{Resend: 200}
	if got := said(Socket(s, &sock)); !strings.Contains(got, says) {
		t.Errorf("want %q in\n%s", says, got)
	}
	sock.State = "SYN_SENT"
	if got := said(Socket(s, &sock)); strings.Contains(got, says) {
		t.Errorf("the timer of a SYN is not stretched:\n%s", got)
	}
}

// TestOnlyLinuxIsKnown: another system may count a queue as full in another way,
// so only its numbers are told.
func TestOnlyLinuxIsKnown(t *testing.T) {
	s := scene(trace.Step{})
	s.Header.Stack = "Windows 11"
	sock := trace.Socket{Role: trace.RoleListener, Proto: "tcp", Local: server, State: "LISTEN", RecvQ: 2, SendQ: 1, Owned: true}
	got := said(Socket(s, &sock))
	if want := "accept queue | 2 waiting for Accept; the limit is 1\n"; !strings.Contains(got, want) {
		t.Errorf("want %q in\n%s", want, got)
	}
}

// TestBars: a bar has the parts that the numbers have.
func TestBars(t *testing.T) {
	sock := sentBy(client, "ESTABLISHED", 1500)
	sock.Info.NotSent, sock.Info.SendWindow = number(500), number(4000)
	sock.RecvQ = 100
	for _, f := range Socket(scene(trace.Step{}), &sock).Facts {
		switch {
		case f.Name == "unread" && *f.Bar != (Bar{Used: 100, Total: 65636}):
			t.Errorf("unread: %+v: what is unread and the window announced make the whole", *f.Bar)
		case f.Name == "unacknowledged" && *f.Bar != (Bar{Used: 1000, Waiting: 500, Total: 4000}):
			t.Errorf("unacknowledged: %+v: of the peer's window 1000 are on their way, and 500 wait", *f.Bar)
		}
	}
}
