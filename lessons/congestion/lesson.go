// Package congestion is the lesson on how fast a sender may send: slow start,
// congestion avoidance, fast retransmit and fast recovery.
package congestion

import (
	"embed"
	"slices"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson shows the congestion window of RFC 5681, as the kernel tells it. Ten
// segments leave and no more; each ACK lets two out. One is lost: three duplicate
// ACKs bring it again, and cwnd goes to half. After that each ACK lets out one.
var Lesson = &lab.Lesson{
	Name:  "congestion",
	Part:  lab.Queues,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		// Nobody sees a window if packets flow by themselves.
		Network: lab.PrivateNetwork,
		// Without SACK the third duplicate ACK decides, as RFC 5681 has it.
		// With it Linux looks at the time, too (RFC 8985).
		Sysctls: map[string]string{"net.ipv4.tcp_sack": "0"},
	},
	Chapters: []string{slow, lost, recovery, avoidance},
	Script:   script,
}

// The chapters.
const (
	slow      = "slow"
	lost      = "lost"
	recovery  = "recovery"
	avoidance = "avoidance"
)

// script has a row for each move; alike ones share a text. All bytes fit into the
// server's queue, so it reads at the end.
//
// The model, gVisor, has other rows from the first duplicate ACK on. It sends
// nothing new at the first two (snd.go, detectLoss), for it does not have RFC 3042.
// In recovery it makes cwnd larger with each duplicate (reno_recovery.go,
// DoRecovery), as in RFC 5681, and at its end counts the ACK that ends it once more
// (snd.go, handleRcvdSegment calls Update behind leaveRecovery).
var script = slices.Concat(starting, losing, recovering, going)

var starting = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: slow,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: slow,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: slow,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: slow,
		Then: "server SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: slow,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: slow, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED; client cwnd 10",
	},
	{
		ID: "write", Move: lab.Call("client", "Write"), Chapter: slow, Stop: true,
		Then: "client ends Write: 23168; client sends DATA 1448 seq 13033; client send_q 23168; client cwnd 10",
	},
	{
		ID: "first", Move: lab.Deliver("client", "DATA *"), Chapter: slow,
		Then: "server sends ACK ack 1449; client cwnd 10",
	},
	{
		ID: "first-ack", Move: lab.Deliver("server", "ACK"), Chapter: slow, Stop: true,
		Then: "client cwnd grows; client cwnd 11; client sends DATA 1448 seq 14481; client sends DATA 1448 seq 15929",
	},
	{
		ID: "second", Move: lab.Deliver("client", "DATA *"), Chapter: slow,
		Then: "server sends ACK ack 2897",
	},
	{
		ID: "second-ack", Move: lab.Deliver("server", "ACK"), Chapter: slow, Stop: true,
		Then: "client cwnd grows; client cwnd 12; client sends DATA 1448 seq 17377; client sends DATA 1448 seq 18825",
	},
}

var losing = slices.Concat([]lab.Beat{
	{
		ID: "drop", Move: lab.Drop("client", "DATA *"), Chapter: lost, Stop: true, After: "second-ack",
		Then: "client cwnd 12; client sends nothing; server sends nothing",
	},
}, times(3, lab.Beat{
	ID: "behind", Move: lab.Deliver("client", "DATA *"), Chapter: lost,
	Then: "server sends ACK ack 2897; client cwnd 12; client sends nothing",
}), []lab.Beat{
	{
		ID: "dup-1", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, After: "drop", Only: lab.Kernel,
		Then: "client gets ACK ack 2897; client cwnd 12; client sends DATA 1448 seq 20273",
	},
	{
		ID: "dup-2", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, After: "drop dup-1", Only: lab.Kernel,
		Then: "client gets ACK ack 2897; client cwnd 12; client sends DATA 1448 seq 21721",
	},
	{
		ID: "dup-3", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, After: "drop dup-2", Only: lab.Kernel,
		Then: "client gets ACK ack 2897; client resends DATA 1448 seq 2897; client ssthresh 6; client cwnd falls",
	},
	{
		ID: "dups-model", Move: lab.Deliver("server", "ACK"), Chapter: lost, After: "drop", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 2897; client cwnd 12; client sends nothing",
	},
	{
		ID: "dups-model", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, After: "drop", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 2897; client cwnd 12; client sends nothing",
	},
	{
		ID: "dup-3", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, After: "drop dups-model", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 2897; client resends DATA 1448 seq 2897; client ssthresh 6; client cwnd falls",
	},
})

var recovering = slices.Concat(times(8, lab.Beat{
	ID: "flight", Move: lab.Deliver("client", "DATA *"), Chapter: recovery,
	Then: "server sends ACK ack 2897; client ssthresh 6",
}), times(2, lab.Beat{ // those that left at the first two duplicate ACKs
	ID: "flight", Move: lab.Deliver("client", "DATA *"), Chapter: recovery, Only: lab.Kernel,
	Then: "server sends ACK ack 2897; client ssthresh 6",
}), []lab.Beat{
	{
		ID: "resent", Move: lab.Deliver("client", "DATA *"), Chapter: recovery, Stop: true, After: "dup-3", Only: lab.Kernel,
		Then: "server sends ACK ack 23169; client ssthresh 6",
	},
}, times(10, lab.Beat{
	ID: "more-dups", Move: lab.Deliver("server", "ACK"), Chapter: recovery, Only: lab.Kernel,
	Then: "client gets ACK ack 2897; client ssthresh 6; client sends nothing",
}), []lab.Beat{
	{
		ID: "recovered", Move: lab.Deliver("server", "ACK"), Chapter: recovery, Stop: true, After: "dup-3 resent", Only: lab.Kernel,
		Then: "client gets ACK ack 23169; client send_q 0; client cwnd 6; client ssthresh 6",
	},
}, []lab.Beat{
	{
		ID: "resent-model", Move: lab.Deliver("client", "DATA *"), Chapter: recovery, Stop: true, After: "dup-3", Only: lab.NetstackNetwork,
		Then: "server sends ACK ack 20273; client cwnd 9; client ssthresh 6",
	},
}, times(3, inflated), []lab.Beat{
	{
		ID: "new-model", Move: lab.Deliver("server", "ACK"), Chapter: recovery, Stop: true, After: "dup-3", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 2897; client cwnd grows; client sends DATA 1448 seq 20273",
	},
	{
		ID: "new-model", Move: lab.Deliver("server", "ACK"), Chapter: recovery, After: "dup-3", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 2897; client cwnd grows; client sends DATA 1448 seq 21721",
	},
}, times(3, inflated), []lab.Beat{
	{
		ID: "recovered-model", Move: lab.Deliver("server", "ACK"), Chapter: recovery, Stop: true, After: "dup-3 resent-model", Only: lab.NetstackNetwork,
		Then: "client gets ACK ack 20273; client send_q 2896; client cwnd falls; client cwnd 8; client ssthresh 6; client sends nothing",
	},
})

// inflated is a duplicate ACK in the model's recovery: cwnd grows by one with each.
// A segment leaves with it only if cwnd is above what is not acknowledged.
var inflated = lab.Beat{
	ID: "inflated-model", Move: lab.Deliver("server", "ACK"), Chapter: recovery, After: "dup-3", Only: lab.NetstackNetwork,
	Then: "client gets ACK ack 2897; client cwnd grows; client ssthresh 6; client sends nothing",
}

var going = slices.Concat([]lab.Beat{
	{
		ID: "write-again", Move: lab.Call("client", "Write"), Chapter: avoidance, Stop: true, After: "recovered", Only: lab.Kernel,
		Then: "client ends Write: 10136; client sends DATA 1448 seq 30409; client send_q 10136; client cwnd 6",
	},
	{
		ID: "third", Move: lab.Deliver("client", "DATA *"), Chapter: avoidance, Only: lab.Kernel,
		Then: "server sends ACK ack 24617; client cwnd 6",
	},
	{
		ID: "third-ack", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Stop: true, After: "write-again", Only: lab.Kernel,
		Then: "client cwnd 6; client ssthresh 6; client sends DATA 1448 seq 31857",
	},
}, times(6, lab.Beat{
	ID: "rest", Move: lab.Deliver("client", "DATA *"), Chapter: avoidance, Only: lab.Kernel,
	Then: "server sends ACK; server recv_q grows",
}), times(4, lab.Beat{
	ID: "rest-ack", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Only: lab.Kernel,
	Then: "client cwnd 6; client sends nothing; client ssthresh 6",
}), []lab.Beat{
	{
		ID: "grown", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Stop: true, After: "third-ack rest-ack", Only: lab.Kernel,
		Then: "client cwnd grows; client cwnd 7; client ssthresh 6",
	},
}, goingModel, []lab.Beat{
	{
		ID: "all-ack", Move: lab.Deliver("server", "ACK"), Chapter: avoidance,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: avoidance,
		Then: "client exits 0; client sends FIN ACK",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: avoidance,
		Then: "server CLOSE_WAIT; server sends ACK",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: avoidance,
		Then: "client FIN_WAIT_2; client sends nothing",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: avoidance, Stop: true,
		Then: "server ends Read: 33304; server prints read: 33304",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: avoidance,
		Then: "server exits 0",
	},
})

// goingModel are the same moves on the model. Two segments are still on their way
// from its recovery, and cwnd is 8. It counts wrong: what is left over of a window
// is reckoned with the cwnd that has just grown (reno.go, updateCongestionAvoidance).
// So four segments of its recovery count once more, and behind the first window
// each ACK makes cwnd larger.
var goingModel = slices.Concat([]lab.Beat{
	{
		ID: "write-again-model", Move: lab.Call("client", "Write"), Chapter: avoidance, Stop: true, After: "recovered-model", Only: lab.NetstackNetwork,
		Then: "client ends Write: 10136; client sends DATA 1448 seq 30409; client send_q 13032; client cwnd 8",
	},
	{
		ID: "third-model", Move: lab.Deliver("client", "DATA *"), Chapter: avoidance, Only: lab.NetstackNetwork,
		Then: "server sends ACK ack 21721; client cwnd 8",
	},
	{
		ID: "third-ack-model", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Stop: true, After: "write-again-model", Only: lab.NetstackNetwork,
		Then: "client cwnd 8; client ssthresh 6; client sends DATA 1448 seq 31857",
	},
}, times(8, lab.Beat{
	ID: "rest-model", Move: lab.Deliver("client", "DATA *"), Chapter: avoidance, Only: lab.NetstackNetwork,
	Then: "server sends ACK; server recv_q grows",
}), times(2, lab.Beat{
	ID: "rest-ack-model", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Only: lab.NetstackNetwork,
	Then: "client cwnd 8; client sends nothing; client ssthresh 6",
}), []lab.Beat{
	{
		ID: "grown-model", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Stop: true, After: "third-ack-model rest-ack-model", Only: lab.NetstackNetwork,
		Then: "client cwnd grows; client cwnd 9; client ssthresh 6",
	},
	{
		ID: "each-model", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, Stop: true, After: "grown-model", Only: lab.NetstackNetwork,
		Then: "client cwnd grows; client sends nothing; client ssthresh 6",
	},
}, times(3, lab.Beat{
	ID: "each-model", Move: lab.Deliver("server", "ACK"), Chapter: avoidance, After: "grown-model", Only: lab.NetstackNetwork,
	Then: "client cwnd grows; client sends nothing; client ssthresh 6",
}))

// times returns so many rows that are alike.
func times(n int, b lab.Beat) []lab.Beat { return slices.Repeat([]lab.Beat{b}, n) }
