// Package whytimewait is the lesson on what TIME_WAIT is for: the last ACK that
// may be lost, and old segments that may still be on their way.
package whytimewait

import (
	"embed"
	"slices"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson opens a connection, closes it and loses its last ACK. Then the same four
// numbers are to name another connection: while TIME_WAIT lasts, and after it was
// destroyed, when a copy of the first connection's data is still on its way.
var Lesson = &lab.Lesson{
	Name:  "why-time-wait",
	Part:  lab.Loss,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-3", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork, // elsewhere nothing is lost, and nothing is late
		Clock:   lab.Ordinary,
		Sysctls: map[string]string{
			// Old segments are told by their sequence numbers alone. Timestamps tell
			// them, too (RFC 7323, section 5).
			"net.ipv4.tcp_timestamps": "0",
			// The ACK of an old segment would have its number in it (RFC 2883), which is
			// another one in each run.
			"net.ipv4.tcp_sack": "0",
			// All is sent again by the timer of which the texts speak, and not by a
			// probe before it (RFC 8985, section 7).
			"net.ipv4.tcp_early_retrans": "0",
		},
	},
	Chapters: []string{lost, taken, old},
	Script:   slices.Concat(lostRows, takenRows, whereDestroyed(oldRows)),
}

// The chapters.
const (
	lost  = "lost"
	taken = "taken"
	old   = "old"
)

// opening returns the rows of a handshake, told as one beat because every lesson
// has it. also are further claims of the last one, on which its text rests.
func opening(id, chapter, from, also string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call("server", "Accept"), Chapter: chapter, Then: "server runs Accept"},
		{ID: id, Move: lab.Call(from, "Dial"), Chapter: chapter, Then: from + " SYN_SENT; " + from + " sends SYN"},
		{ID: id, Move: lab.Deliver(from, "SYN"), Chapter: chapter, Then: "server SYN_RCVD; server sends SYN ACK"},
		{ID: id, Move: lab.Deliver("server", "SYN ACK"), Chapter: chapter, Then: from + " ESTABLISHED; " + from + " ends Dial: 127.0.0.1:7001"},
		{ID: id, Move: lab.Deliver(from, "ACK"), Chapter: chapter, Stop: true, Then: "server ESTABLISHED; server ends Accept; " + from + " ESTABLISHED" + also},
	}
}

// whereDestroyed returns rows that are left out where TIME_WAIT cannot be
// destroyed.
func whereDestroyed(rows []lab.Beat) []lab.Beat {
	for i := range rows {
		rows[i].Only, rows[i].Needs = lab.PrivateNetwork, lab.NeedDestroy
	}
	return rows
}

// lostRows lose the last ACK, and leave a copy of the client's data on its way if the
// story goes on to where that arrives.
var lostRows = slices.Concat(
	[]lab.Beat{{ID: "open", Move: lab.Call("server", "Listen"), Chapter: lost, Then: "server/listener LISTEN"}},
	opening("open", lost, "client", ""),
	[]lab.Beat{
		{ID: "hello", Move: lab.Call("server", "Read"), Chapter: lost, Then: "server runs Read"},
		{ID: "hello", Move: lab.Call("client", "Write"), Chapter: lost, Stop: true, Then: "client ends Write: 5; client sends DATA 5 seq 1"},
		{
			ID: "copied", Move: lab.Duplicate("client", "DATA 5"), Chapter: lost, Stop: true, Needs: lab.NeedDestroy,
			Then: `server ends Read: 5 bytes; server prints 127.0.0.1:7001 says "hello"; server sends ACK ack 6; client held DATA 5 seq 1`,
		},
		{ID: "acked", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, Needs: lab.NeedDestroy, Then: "client send_q 0; client ESTABLISHED"},
		{
			ID: "read-once", Move: lab.Deliver("client", "DATA 5"), Chapter: lost, Stop: true, Lacks: lab.NeedDestroy,
			Then: `server ends Read: 5 bytes; server prints 127.0.0.1:7001 says "hello"; server sends ACK ack 6; client sends nothing`,
		},
		{ID: "once-acked", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, Lacks: lab.NeedDestroy, Then: "client send_q 0; client ESTABLISHED"},
		{ID: "closing-first", Move: lab.Call("server", "Read"), Chapter: lost, Then: "server runs Read"},
		{ID: "closing-first", Move: lab.Call("client", "Close"), Chapter: lost, Stop: true, Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK"},
		{
			ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: lost, Stop: true,
			Then: "server CLOSE_WAIT; server ends Read: EOF; server prints the client has closed; server sends ACK",
		},
		{ID: "fin-acked", Move: lab.Deliver("server", "ACK"), Chapter: lost, Stop: true, Then: "client FIN_WAIT_2; server CLOSE_WAIT"},
		{ID: "second-fin", Move: lab.Call("server", "Close"), Chapter: lost, Stop: true, Then: "server LAST_ACK; server sends FIN ACK; server unowned; client FIN_WAIT_2"},
		{
			ID: "time-wait", Move: lab.Deliver("server", "FIN ACK"), Chapter: lost, Stop: true,
			Then: "client TIME_WAIT; client sends ACK; client timer time-wait; server LAST_ACK; server timer retransmit",
		},
		{
			ID: "lost-ack", Move: lab.Drop("client", "ACK"), Chapter: lost, Stop: true,
			Then: "server LAST_ACK; server timer retransmit; client timer time-wait; client sends nothing",
		},
		{
			ID: "fin-again", Move: lab.Wait(), Chapter: lost, Stop: true,
			Then: "server resends FIN ACK; server LAST_ACK; client timer time-wait",
		},
		{
			ID: "restarts", Move: lab.Deliver("server", "FIN ACK"), Chapter: lost, Stop: true, After: "lost-ack",
			Then: "client sends ACK; client timer time-wait; client timer restarts; server LAST_ACK",
		},
		{
			ID: "closed", Move: lab.Deliver("client", "ACK"), Chapter: lost, Stop: true,
			Then: "server CLOSED; server/listener LISTEN; client timer time-wait",
		},
	},
)

// takenRows call from the same port while TIME_WAIT lasts. The third client fares
// as the second if nobody destroys it, as on a student's own machine.
var takenRows = []lab.Beat{
	{
		ID: "exit", Move: lab.Call("client", "exit"), Chapter: taken, Stop: true,
		Then: "client exits 0; client timer time-wait; client unowned; client sends nothing",
	},
	{
		ID: "in-use", Move: lab.Call("client-2", "Dial"), Chapter: taken, Stop: true, After: "closed",
		Then: "client-2 ends Dial: EADDRINUSE; client-2 prints EADDRINUSE; client-2 exits 1; client-2 sends nothing; client timer time-wait",
	},
	{
		ID: "in-use-again", Move: lab.Call("client-3", "Dial"), Chapter: taken, Stop: true, Only: lab.HostNetwork,
		Then: "client-3 ends Dial: EADDRINUSE; client-3 prints EADDRINUSE; client-3 exits 1",
	},
}

// oldRows open a connection of the same four numbers too early, and let the copy
// arrive there.
var oldRows = slices.Concat(
	[]lab.Beat{{
		ID: "destroy", Move: lab.Destroy("client"), Chapter: old, Stop: true,
		Then: "client CLOSED; client sends nothing; server CLOSED; client held DATA 5 seq 1",
	}},
	opening("too-early", old, "client-3", "; client held DATA 5 seq 1"),
	[]lab.Beat{
		{ID: "read", Move: lab.Call("server", "Read"), Chapter: old, Then: "server runs Read"},
		{
			ID: "old-data", Move: lab.Deliver("client", "DATA 5"), Chapter: old, Stop: true, After: "copied destroy too-early",
			Then: "server gets DATA 5 seq 1; server runs Read; server recv_q 0; server sends ACK ack 1; server ESTABLISHED",
		},
		{
			ID: "old-ack", Move: lab.Deliver("server", "ACK"), Chapter: old, Stop: true, After: "old-data",
			Then: "client-3 gets ACK ack 1; client-3 sends nothing; client-3 ESTABLISHED; server runs Read",
		},
		{ID: "new-data", Move: lab.Call("client-3", "Write"), Chapter: old, Then: "client-3 ends Write: 5; client-3 sends DATA 5 seq 1"},
		{
			ID: "new-data", Move: lab.Deliver("client-3", "DATA 5"), Chapter: old, Stop: true, After: "old-data",
			Then: `server ends Read: 5 bytes; server prints 127.0.0.1:7001 says "hello"; server sends ACK ack 6`,
		},
		{ID: "farewell", Move: lab.Deliver("server", "ACK"), Chapter: old, Then: "client-3 send_q 0"},
		{ID: "farewell", Move: lab.Call("server", "Read"), Chapter: old, Then: "server runs Read"},
		{ID: "farewell", Move: lab.Call("client-3", "Close"), Chapter: old, Then: "client-3 FIN_WAIT_1; client-3 sends FIN ACK"},
		{ID: "farewell", Move: lab.Deliver("client-3", "FIN ACK"), Chapter: old, Then: "server CLOSE_WAIT; server ends Read: EOF"},
		{ID: "farewell", Move: lab.Deliver("server", "ACK"), Chapter: old, Then: "client-3 FIN_WAIT_2"},
		{ID: "farewell", Move: lab.Call("server", "Close"), Chapter: old, Then: "server LAST_ACK; server sends FIN ACK"},
		{ID: "farewell", Move: lab.Deliver("server", "FIN ACK"), Chapter: old, Stop: true, Then: "client-3 TIME_WAIT; client-3 sends ACK"},
		{ID: "end", Move: lab.Deliver("client-3", "ACK"), Chapter: old, Then: "server CLOSED; server/listener LISTEN"},
		{ID: "end", Move: lab.Call("client-3", "exit"), Chapter: old, Stop: true, Then: "client-3 exits 0"},
	},
)
