package tell

import (
	"fmt"
	"slices"
	"testing"

	"tcplab/lab/trace"
)

// usualTries are Linux's own settings (tcp(7), and tcp_syn_linear_timeouts).
var usualTries = trace.Tries{SYN: 6, Linear: 4, SYNACK: 5, Data: 15}

// TestGiveUp holds the schedules beside the times that Linux's documentation names
// (ip-sysctl.rst). TestAKernelGivesUpWhenItIsSaid in cmd/tcplab holds them beside a
// kernel.
func TestGiveUp(t *testing.T) {
	older := usualTries
	older.Linear = 0
	few := trace.Tries{SYN: 2, Linear: 4, SYNACK: 1, Data: 3, Orphan: 3}
	closed := 0
	for _, c := range []struct {
		why    string
		tries  trace.Tries
		state  string
		owned  bool
		again  int
		left   int64 // of the timer
		rto    int64
		want   int64 // ms; 0 if it is not known
		latest bool
	}{
		{"a SYN: five seconds of one second each, then 2, 4, 8, 16, 32 and 64", usualTries, "SYN_SENT", true, 0, 1000, 1000, 131_000, false},
		{"the same later: 64 s of it have gone by", usualTries, "SYN_SENT", true, 9, 29_000, 32_000, 29_000 + 64_000, false},
		{"the last timer of a SYN", usualTries, "SYN_SENT", true, 10, 500, 64_000, 500, false},
		{"before Linux 6.5: ip-sysctl.rst has 127 s", older, "SYN_SENT", true, 0, 1000, 1000, 127_000, false},
		{"few tries: the time that two doubled waits take is over first", few, "SYN_SENT", true, 0, 1000, 1000, 7000, false},
		{"a first timeout that a setting has changed", usualTries, "SYN_SENT", true, 0, 300, 300, 0, false},
		{"a SYN ACK: ip-sysctl.rst has 63 s", usualTries, "SYN_RCVD", false, 0, 1000, 0, 63_000, false},
		{"the last timer of a SYN ACK", usualTries, "SYN_RCVD", false, 5, 700, 0, 700, false},
		{"data: 924.6 s after the first resend, when the next timer runs out", usualTries, "ESTABLISHED", true, 0, 200, 200, 200 + 400 + 800 + 1600 + 3200 + 6400 + 12_800 + 25_600 + 51_200 + 102_400 + 7*120_000, false},
		{"the same after five resends", usualTries, "ESTABLISHED", true, 5, 6400, 6400, 6400 + 12_800 + 25_600 + 51_200 + 102_400 + 7*120_000, false},
		{"a connection that nobody has accepted is no orphan", few, "ESTABLISHED", false, 0, 200, 200, 200 + 400 + 800 + 1600 + 3200, false},
		{"an orphan: eight doubled waits, which ip-sysctl.rst calls 100 s", usualTries, "LAST_ACK", false, 0, 200, 200, 200 + 400 + 800 + 1600 + 3200 + 6400 + 12_800 + 25_600 + 51_200 + 102_400 - 0, false},
		{"a half-closed connection has its program", few, "FIN_WAIT_1", true, 0, 200, 200, 200 + 400 + 800 + 1600 + 3200, false},
		{"the longest waits hide how long the earlier ones were", usualTries, "ESTABLISHED", true, 12, 60_000, 120_000, 60_000 + 4*120_000, true},
		{"a timer that has run out", usualTries, "SYN_RCVD", false, 5, -3, 0, 0, false},
	} {
		sock := &trace.Socket{State: c.state, Owned: c.owned, Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: c.left, Retransmits: c.again}}
		if c.rto != 0 {
			sock.Info = &trace.Info{RTO: c.rto}
		}
		got, latest, ok := GiveUp(&c.tries, sock)
		if got != c.want || latest != c.latest || ok != (c.want != 0 || c.left < 0) {
			t.Errorf("%s: %d ms, a bound: %v, known: %v; want %d, %v", c.why, got, latest, ok, c.want, c.latest)
		}
	}
	window := &trace.Socket{State: "ESTABLISHED", Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 200}, Info: &trace.Info{RTO: 200, SendWindow: &closed}}
	if _, _, ok := GiveUp(&usualTries, window); ok {
		t.Error("a closed window is asked for by other rules, so the end is not known")
	}
	both := &trace.Socket{State: "SYN_RCVD", Been: []string{"SYN_SENT"}, Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 200}}
	if _, _, ok := GiveUp(&usualTries, both); ok {
		t.Error("of a simultaneous open the schedule is not known")
	}
}

// TestGivingUpIsSaidWhereItHelps: whoever looks at a held packet of a connection
// in an open lab makes its program wait. In a lesson nobody gives up, and what a
// kernel does about a packet that is not held is no matter of looking.
func TestGivingUpIsSaidWhereItHelps(t *testing.T) {
	sock := trace.Socket{
		Host: "client", Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8080", State: "SYN_SENT",
		Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 1000}, Info: &trace.Info{RTO: 1000},
	}
	own := []trace.Packet{{Proto: "tcp", Name: "SYN", Src: sock.Local, Dst: sock.Remote}}
	for _, c := range []struct {
		why    string
		lang   string
		header trace.Header
		held   []trace.Packet
		want   string
		now    *trace.Tries // at this step, if they have changed
	}{
		{"its SYN is held", "en", trace.Header{Open: true, Tries: &usualTries}, own, "its kernel gives up in about 2 min", nil},
		{"the answer for which it waits is held, so it sends its SYN again", "en", trace.Header{Open: true, Tries: &usualTries}, []trace.Packet{{Proto: "tcp", Name: "SYN ACK", Src: sock.Remote, Dst: sock.Local}}, "its kernel gives up in about 2 min", nil},
		{"in Chinese", "zh", trace.Header{Open: true, Tries: &usualTries}, own, "内核大约 2 分钟后放弃", nil},
		{"few tries", "en", trace.Header{Open: true, Tries: &trace.Tries{SYN: 2, Linear: 4}}, own, "its kernel gives up in about 7 s", nil},
		{"a lesson", "en", trace.Header{Tries: &usualTries}, own, "", nil},
		{"an older trace", "en", trace.Header{Open: true}, own, "", nil},
		{"its SYN is dropped or on its way", "en", trace.Header{Open: true, Tries: &usualTries}, nil, "", nil},
		{"another connection's SYN is held", "en", trace.Header{Open: true, Tries: &usualTries}, []trace.Packet{{Proto: "tcp", Name: "SYN", Src: "127.0.0.1:40002", Dst: sock.Remote}}, "", nil},
		{"somebody has changed the settings since the lab began", "en", trace.Header{Open: true, Tries: &usualTries}, own, "its kernel gives up in about 7 s", &trace.Tries{SYN: 2, Linear: 4}},
	} {
		s := &Scene{Header: &c.header, Lang: c.lang, Step: trace.Step{Held: c.held, Tries: c.now}}
		if got := s.GivesUp(&sock); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

// TestALimitOfAProgramNeedsAProgram: a connection whose program has closed it or
// ended waits for its kernel alone.
func TestALimitOfAProgramNeedsAProgram(t *testing.T) {
	s := &Scene{Header: &trace.Header{Open: true}, Lang: "en"}
	if got := s.NoLimitKnown(&trace.Socket{State: "ESTABLISHED", Owned: true}); got == "" {
		t.Error("a program that holds the connection may have a limit of its own")
	}
	if got := s.NoLimitKnown(&trace.Socket{State: "FIN_WAIT_1"}); got != "" {
		t.Errorf("no program holds the connection, so %q is about nobody", got)
	}
}

// TestManyThatGiveUpAreOneSentence: fifty connections that wait alike are one sentence,
// and two ends at one address are told apart by their other ends.
func TestManyThatGiveUpAreOneSentence(t *testing.T) {
	step := trace.Step{}
	add := func(local, remote, state, program string) {
		step.Sockets = append(step.Sockets, trace.Socket{
			Host: "client", Proto: "tcp", Local: local, Remote: remote, State: state, Program: program, Owned: program != "",
			Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 1000}, Info: &trace.Info{RTO: 1000},
		})
		step.Held = append(step.Held, trace.Packet{Proto: "tcp", Src: local, Dst: remote})
	}
	const server = "127.0.0.1:8080"
	for port := range 50 {
		add(fmt.Sprint("127.0.0.1:", 40001+port), server, "SYN_SENT", "python3 (7)")
	}
	add("127.0.0.1:41001", server, "SYN_SENT", "curl (8)")
	add(server, "127.0.0.1:42001", "SYN_RCVD", "")
	for lang, want := range map[string][]string{
		"en": {"127.0.0.1:40001 → 127.0.0.1:8080 … 127.0.0.1:40050 → 127.0.0.1:8080 (×50): its kernel gives up in about 2 min; its program's limit: not known here",
			"127.0.0.1:41001 → 127.0.0.1:8080: its kernel gives up in about 2 min; its program's limit: not known here",
			"127.0.0.1:8080 → 127.0.0.1:42001: its kernel gives up in about 63 s"},
		"zh": {"127.0.0.1:40001 → 127.0.0.1:8080 …… 127.0.0.1:40050 → 127.0.0.1:8080（×50）：内核大约 2 分钟后放弃；程序自己的时限：此处不知道",
			"127.0.0.1:41001 → 127.0.0.1:8080：内核大约 2 分钟后放弃；程序自己的时限：此处不知道",
			"127.0.0.1:8080 → 127.0.0.1:42001：内核大约 63 秒后放弃"},
	} {
		s := &Scene{Header: &trace.Header{Open: true, Tries: &usualTries}, Lang: lang, Step: step}
		if got := s.GivingUp(); !slices.Equal(got, want) {
			t.Errorf("%s: %q\nwant %q", lang, got, want)
		}
	}
}
