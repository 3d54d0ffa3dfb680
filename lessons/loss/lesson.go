// Package loss is the lesson on a segment with data that gets lost: it comes again
// by a timer, or before that, because of what comes behind it.
package loss

import (
	"embed"
	"slices"

	"tcplab/lab"
)

//go:embed client.go client_five.go server.go en.md zh.md
var files embed.FS

// Lesson loses the only segment of one connection, and one of five of another.
// The first is sent to an address for which the kernel's own timers hold. For the
// second no timer may run out, however long somebody looks, because it is about
// what needs none. n does not stop at the handshakes: the first one's round trip
// sets the timer for which somebody has to wait, and a look would lengthen it.
var Lesson = &lab.Lesson{
	Name:  "loss",
	Part:  lab.Loss,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client_five.go", Main: clientFive},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork, Brisk: "127.0.0.2",
		Model: map[string]string{
			"net.ipv4.tcp_sack": "1",
			// With more room the window would open at the first of the three ACKs, and an
			// ACK with another window is no duplicate (RFC 5681, section 2).
			"net.ipv4.tcp_rmem": "4096 32768 32768",
		},
	},
	Chapters: []string{timer, gap, twice},
	Script:   slices.Concat(timerRows, gapRows, twiceRows),
}

// The chapters.
const (
	timer = "timer"
	gap   = "gap"
	twice = "twice"
)

// opening returns the rows of a handshake, told as one beat because every lesson
// has it.
func opening(id, chapter, from string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call("server", "Accept"), Chapter: chapter, Then: "server runs Accept"},
		{ID: id, Move: lab.Call(from, "Dial"), Chapter: chapter, Then: from + " SYN_SENT; " + from + " sends SYN"},
		{ID: id, Move: lab.Deliver(from, "SYN"), Chapter: chapter, Then: "server SYN_RCVD; server sends SYN ACK"},
		{ID: id, Move: lab.Deliver("server", "SYN ACK"), Chapter: chapter, Then: from + " ESTABLISHED; " + from + " ends Dial"},
		{ID: id, Move: lab.Deliver(from, "ACK"), Chapter: chapter, Then: "server ESTABLISHED; server ends Accept"},
	}
}

// closing returns the rows of a close by the client, told as one beat.
func closing(id, chapter, from string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call(from, "Close"), Chapter: chapter, Then: from + " FIN_WAIT_1; " + from + " sends FIN ACK"},
		{ID: id, Move: lab.Deliver(from, "FIN ACK"), Chapter: chapter, Then: "server CLOSE_WAIT; server ends Read: EOF; server sends ACK"},
		{ID: id, Move: lab.Deliver("server", "ACK"), Chapter: chapter, Then: from + " FIN_WAIT_2"},
		{ID: id, Move: lab.Call("server", "Close"), Chapter: chapter, Then: "server LAST_ACK; server sends FIN ACK"},
		{ID: id, Move: lab.Deliver("server", "FIN ACK"), Chapter: chapter, Then: from + " TIME_WAIT; " + from + " sends ACK"},
		{ID: id, Move: lab.Deliver(from, "ACK"), Chapter: chapter, Then: "server CLOSED"},
		{ID: id, Move: lab.Call(from, "exit"), Chapter: chapter, Stop: true, Then: from + " exits 0"},
	}
}

// timerRows lose a segment behind which nothing comes.
var timerRows = slices.Concat(
	[]lab.Beat{
		{ID: "open", Move: lab.Call("server", "Listen"), Chapter: timer, Then: "server/listener LISTEN"},
		{ID: "open", Move: lab.Call("server", "Listen"), Chapter: timer, Then: "server/listener LISTEN"},
	},
	opening("open", timer, "client"),
	[]lab.Beat{
		{ID: "read", Move: lab.Call("server", "Read"), Chapter: timer, Then: "server runs Read"},
		{
			ID: "write", Move: lab.Call("client", "Write"), Chapter: timer, Stop: true,
			Then: "client ends Write: 4; client sends DATA 4 seq 1; client send_q 4; client timer retransmit; client ESTABLISHED; server runs Read",
		},
		{
			ID: "lost", Move: lab.Drop("client", "DATA 4"), Chapter: timer, Stop: true,
			Then: "client send_q 4; client timer retransmit; server runs Read; server recv_q 0; server sends nothing",
		},
		{
			ID: "again", Move: lab.Wait(), Chapter: timer, Stop: true, Only: lab.Kernel,
			Then: "client resends DATA 4 seq 1; client send_q 4; client cwnd falls; client cwnd 1; client ssthresh 5; server runs Read",
		},
		{
			// The model's threshold is half of what was on its way and 2 at least (reno.go,
			// reduceSlowStartThreshold), and Linux's half of its window. The text names neither.
			ID: "again", Move: lab.Wait(), Chapter: timer, Stop: true, Only: lab.NetstackNetwork,
			Then: "client resends DATA 4 seq 1; client send_q 4; client cwnd falls; client cwnd 1; client ssthresh 2; server runs Read",
		},
		{
			ID: "arrives", Move: lab.Deliver("client", "DATA 4"), Chapter: timer, Stop: true,
			Then: "server ends Read: 4 bytes; server prints one; server sends ACK ack 5",
		},
		{
			ID: "acked", Move: lab.Deliver("server", "ACK"), Chapter: timer, Stop: true,
			Then: "client gets ACK ack 5; client send_q 0; client timer none; client sends nothing",
		},
		{ID: "close", Move: lab.Call("server", "Read"), Chapter: timer, Then: "server runs Read"},
	},
	closing("close", timer, "client"),
)

// gapRows lose the second of five segments, and two of the three ACKs that tell
// of it. The ACK that is left tells of three segments behind the gap; with fewer
// a kernel would wait a little, for as long as depends on how fast keys are
// pressed (RFC 8985, section 6.2).
//
// The model gets all three ACKs. One is not enough for it, since it counts the
// bytes behind a gap and the ranges, as in RFC 6675, and not the segments
// (sack_scoreboard.go, IsRangeLost). The third duplicate ACK is (snd.go, detectLoss).
var gapRows = slices.Concat(
	opening("open-2", gap, "client-2"),
	[]lab.Beat{
		{ID: "five", Move: lab.Call("server", "Read"), Chapter: gap, Then: "server runs Read"},
		{ID: "five", Move: lab.Call("client-2", "Write"), Chapter: gap, Then: "client-2 sends DATA 4 seq 1"},
		{ID: "five", Move: lab.Call("client-2", "Write"), Chapter: gap, Then: "client-2 sends DATA 4 seq 5"},
		{ID: "five", Move: lab.Call("client-2", "Write"), Chapter: gap, Then: "client-2 sends DATA 6 seq 9"},
		{ID: "five", Move: lab.Call("client-2", "Write"), Chapter: gap, Then: "client-2 sends DATA 5 seq 15"},
		{
			ID: "five", Move: lab.Call("client-2", "Write"), Chapter: gap, Stop: true,
			Then: "client-2 sends DATA 5 seq 20; client-2 send_q 24; client-2 timer retransmit; server runs Read",
		},
		{
			ID: "one", Move: lab.Deliver("client-2", "DATA 4"), Chapter: gap, Stop: true,
			Then: "server gets DATA 4 seq 1; server ends Read: 4 bytes; server prints one; server sends ACK ack 5",
		},
		{ID: "one-acked", Move: lab.Deliver("server", "ACK"), Chapter: gap, Then: "client-2 gets ACK ack 5; client-2 send_q 20; client-2 sends nothing"},
		{ID: "read-on", Move: lab.Call("server", "Read"), Chapter: gap, Then: "server runs Read"},
		{
			ID: "lost-two", Move: lab.Drop("client-2", "DATA 4"), Chapter: gap, Stop: true,
			Then: "client-2 send_q 20; client-2 timer retransmit; client-2 held DATA 6 seq 9; client-2 held DATA 5 seq 15; client-2 held DATA 5 seq 20; server runs Read; server sends nothing",
		},
		{
			ID: "three", Move: lab.Deliver("client-2", "DATA 6"), Chapter: gap, Stop: true, After: "one lost-two",
			Then: "server gets DATA 6 seq 9; server runs Read; server recv_q 0; server sends ACK ack 5 sack 9-15",
		},
		{
			ID: "four", Move: lab.Deliver("client-2", "DATA 5"), Chapter: gap, Stop: true, After: "three",
			Then: "server gets DATA 5 seq 15; server runs Read; server recv_q 0; server sends ACK ack 5 sack 9-20",
		},
		{
			ID: "five-arrives", Move: lab.Deliver("client-2", "DATA 5"), Chapter: gap, Stop: true, After: "four", Only: lab.Kernel,
			Then: "server gets DATA 5 seq 20; server runs Read; server recv_q 0; server sends ACK ack 5 sack 9-25; client-2 send_q 20",
		},
		{
			ID: "five-arrives-model", Move: lab.Deliver("client-2", "DATA 5"), Chapter: gap, Stop: true, After: "four", Only: lab.NetstackNetwork,
			Then: "server gets DATA 5 seq 20; server runs Read; server recv_q 0; server sends ACK ack 5 sack 9-25; client-2 send_q 20",
		},
		{
			ID: "acks-lost", Move: lab.Drop("server", "ACK"), Chapter: gap, Only: lab.Kernel,
			Then: "client-2 sends nothing; server held ACK ack 5 sack 9-25",
		},
		{
			ID: "acks-lost", Move: lab.Drop("server", "ACK"), Chapter: gap, Stop: true, Only: lab.Kernel,
			Then: "client-2 sends nothing; client-2 send_q 20; server held ACK ack 5 sack 9-25; server sends nothing",
		},
		{
			ID: "dups-model", Move: lab.Deliver("server", "ACK"), Chapter: gap, After: "lost-two three four", Only: lab.NetstackNetwork,
			Then: "client-2 gets ACK ack 5 sack 9-15; client-2 sends nothing; client-2 send_q 20; server sends nothing",
		},
		{
			ID: "dups-model", Move: lab.Deliver("server", "ACK"), Chapter: gap, Stop: true, After: "lost-two three four", Only: lab.NetstackNetwork,
			Then: "client-2 gets ACK ack 5 sack 9-20; client-2 sends nothing; client-2 send_q 20; server sends nothing",
		},
		{
			ID: "fast", Move: lab.Deliver("server", "ACK"), Chapter: gap, Stop: true, After: "lost-two three four five-arrives", Only: lab.Kernel,
			Then: "client-2 gets ACK ack 5 sack 9-25; client-2 resends DATA 4 seq 5; client-2 send_q 20; client-2 ssthresh 5; server runs Read",
		},
		{
			ID: "fast-model", Move: lab.Deliver("server", "ACK"), Chapter: gap, Stop: true, After: "lost-two five-arrives-model dups-model", Only: lab.NetstackNetwork,
			Then: "client-2 gets ACK ack 5 sack 9-25; client-2 resends DATA 4 seq 5; client-2 send_q 20; client-2 cwnd falls; client-2 cwnd 5; client-2 ssthresh 2; server runs Read",
		},
	},
)

// twiceRows fill the gap, and deliver the same segment once more. The model's
// receiver says nothing of it (rcv.go, handleRcvdSegment, sends an ACK without a
// SACK), so its sender cannot take its conclusion back.
var twiceRows = slices.Concat(
	[]lab.Beat{
		{
			ID: "filled", Move: lab.Duplicate("client-2", "DATA 4"), Chapter: twice, Stop: true, After: "fast", Only: lab.Kernel,
			Then: "server gets DATA 4 seq 5; server ends Read: 20 bytes; server prints two\nthree\nfour\nfive; server sends ACK ack 25; client-2 held DATA 4 seq 5",
		},
		{
			ID: "filled", Move: lab.Duplicate("client-2", "DATA 4"), Chapter: twice, Stop: true, After: "fast-model", Only: lab.NetstackNetwork,
			Then: "server gets DATA 4 seq 5; server ends Read: 20 bytes; server prints two\nthree\nfour\nfive; server sends ACK ack 25; client-2 held DATA 4 seq 5",
		},
		{ID: "read-more", Move: lab.Call("server", "Read"), Chapter: twice, Then: "server runs Read"},
		{
			ID: "all-acked", Move: lab.Deliver("server", "ACK"), Chapter: twice, Stop: true, Only: lab.Kernel,
			Then: "client-2 gets ACK ack 25; client-2 send_q 0; client-2 cwnd 5; client-2 timer none; client-2 sends nothing; client-2 held DATA 4 seq 5; server runs Read",
		},
		{
			ID: "all-acked-model", Move: lab.Deliver("server", "ACK"), Chapter: twice, Stop: true, After: "fast-model", Only: lab.NetstackNetwork,
			Then: "client-2 gets ACK ack 25; client-2 send_q 0; client-2 cwnd 2; client-2 timer none; client-2 sends nothing; client-2 held DATA 4 seq 5; server runs Read",
		},
		{
			ID: "copy", Move: lab.Deliver("client-2", "DATA 4"), Chapter: twice, Stop: true, After: "filled", Only: lab.Kernel,
			Then: "server gets DATA 4 seq 5; server runs Read; server recv_q 0; server sends ACK ack 25 sack 5-9",
		},
		{
			ID: "copy-model", Move: lab.Deliver("client-2", "DATA 4"), Chapter: twice, Stop: true, After: "filled", Only: lab.NetstackNetwork,
			Then: "server gets DATA 4 seq 5; server runs Read; server recv_q 0; server sends ACK ack 25",
		},
		{
			ID: "d-sack", Move: lab.Deliver("server", "ACK"), Chapter: twice, Stop: true, After: "copy", Only: lab.Kernel,
			Then: "client-2 gets ACK ack 25 sack 5-9; client-2 sends nothing; client-2 send_q 0; client-2 cwnd 10; server runs Read",
		},
		{
			ID: "no-d-sack-model", Move: lab.Deliver("server", "ACK"), Chapter: twice, Stop: true, After: "copy-model", Only: lab.NetstackNetwork,
			Then: "client-2 gets ACK ack 25; client-2 sends nothing; client-2 send_q 0; client-2 cwnd 2; server runs Read",
		},
	},
	closing("close-2", twice, "client-2"),
	[]lab.Beat{{ID: "end", Move: lab.Call("server", "exit"), Chapter: twice, Stop: true, Then: "server exits 0"}},
)
