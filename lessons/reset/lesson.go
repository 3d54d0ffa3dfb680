// Package reset is the lesson on the abrupt end of a connection: on the errors
// connection reset by peer and broken pipe.
package reset

import (
	"embed"
	"slices"

	"tcplab/lab"
)

//go:embed *.go en.md zh.md
var files embed.FS

// Lesson ends three connections with a RST: by a Close that leaves bytes unread,
// by a Close that was told not to linger, and by a Write to an end that has
// closed. It needs held packets, since an answer has to be lost on its way.
var Lesson = &lab.Lesson{
	Name:  "reset",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "abort.go", Main: abort},
		{Name: "client-3", Role: lab.Client, File: "late.go", Main: late},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{unread, linger, tooLate},
	Script:   slices.Concat(unreadRows, lingerRows, lateRows),
}

// The chapters.
const (
	unread  = "unread"
	linger  = "linger"
	tooLate = "too-late"
)

// opening returns the rows of a handshake, told as one beat. n stops at its end.
func opening(id, chapter, client string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call("server", "Accept"), Chapter: chapter, Then: "server runs Accept; server/listener LISTEN"},
		{ID: id, Move: lab.Call(client, "Dial"), Chapter: chapter, Then: client + " SYN_SENT; " + client + " sends SYN"},
		{ID: id, Move: lab.Deliver(client, "SYN"), Chapter: chapter, Then: "server/" + client + " SYN_RCVD; server sends SYN ACK"},
		{ID: id, Move: lab.Deliver("server", "SYN ACK"), Chapter: chapter, Then: client + " ESTABLISHED; " + client + " ends Dial"},
		{ID: id, Move: lab.Deliver(client, "ACK"), Chapter: chapter, Stop: true, Then: "server/" + client + " ESTABLISHED; " + client + " ESTABLISHED; server ends Accept"},
	}
}

// unreadRows have the server close while 8 bytes wait to be read. Its answer gets
// lost on the way, and nobody is left who could send it again.
var unreadRows = slices.Concat(
	[]lab.Beat{
		{ID: "listen", Move: lab.Call("server", "Listen"), Chapter: unread, Then: "server/listener LISTEN"},
	},
	opening("open-1", unread, "client"),
	[]lab.Beat{
		{
			ID: "request", Move: lab.Call("client", "Write"), Chapter: unread,
			Then: "client ends Write: 13; client sends DATA 13",
		},
		{
			ID: "request-arrives", Move: lab.Deliver("client", "DATA 13"), Chapter: unread,
			Then: "server sends ACK ack 14; server recv_q 13",
		},
		{
			ID: "request-ack", Move: lab.Deliver("server", "ACK"), Chapter: unread,
			Then: "client send_q 0",
		},
		{
			ID: "read-5", Move: lab.Call("server", "Read"), Chapter: unread, Stop: true,
			Then: `server ends Read: 5 bytes "hello"; server recv_q 8; server sends nothing`,
		},
		{
			ID: "client-read", Move: lab.Call("client", "Read"), Chapter: unread,
			Then: "client runs Read; client sends nothing",
		},
		{
			ID: "answer", Move: lab.Call("server", "Write"), Chapter: unread, Stop: true,
			Then: "server ends Write: 7; server sends DATA 7 seq 1; server send_q 7; server recv_q 8; client runs Read",
		},
		{
			ID: "close", Move: lab.Call("server", "Close"), Chapter: unread, Stop: true,
			Then: "server ends Close; server CLOSED; server sends RST ACK seq 8; client ESTABLISHED; client runs Read; server held DATA 7", Look: "server: defer conn.Close()",
		},
		{
			ID: "lost", Move: lab.Drop("server", "DATA 7"), Chapter: unread, Stop: true,
			Then: "server CLOSED; client ESTABLISHED; client runs Read",
		},
		{
			ID: "doubt", After: "lost", Move: lab.Deliver("server", "RST ACK"), Chapter: unread, Stop: true,
			Then: "client sends ACK ack 1; client ESTABLISHED; client runs Read; server CLOSED",
		},
		{
			ID: "unknown", After: "lost", Move: lab.Deliver("client", "ACK"), Chapter: unread, Stop: true,
			Then: "server sends RST seq 1; server CLOSED; client ESTABLISHED; client runs Read",
		},
		{
			ID: "reset", After: "lost", Move: lab.Deliver("server", "RST"), Chapter: unread, Stop: true,
			Then: "client CLOSED; client ends Read: ECONNRESET; client prints the server said \"\"; client prints ECONNRESET; client exits 1; client sends nothing",
		},
	},
)

// lingerRows have a client close with nothing unread, but with SO_LINGER 0.
var lingerRows = slices.Concat(
	opening("open-2", linger, "client-2"),
	[]lab.Beat{
		{
			ID: "read-2", Move: lab.Call("server", "Read"), Chapter: linger, Stop: true,
			Then: "server runs Read; server sends nothing; client-2 ESTABLISHED; client-2 recv_q 0; server/client-2 ESTABLISHED",
		},
		{
			ID: "abort", Move: lab.Call("client-2", "Close"), Chapter: linger, Stop: true,
			Then: "client-2 ends Close; client-2 CLOSED; client-2 sends RST ACK seq 1; server/client-2 ESTABLISHED; server runs Read", Look: "client-2: err = conn.Close()",
		},
		{
			ID: "abort-arrives", Move: lab.Deliver("client-2", "RST ACK"), Chapter: linger, Stop: true,
			Then: "server/client-2 CLOSED; server gets RST ACK seq 1; server ends Read: ECONNRESET; server prints ECONNRESET; server sends nothing; client-2 CLOSED; server/listener LISTEN",
		},
		{
			ID: "close-2", Move: lab.Call("server", "Close"), Chapter: linger,
			Then: "server ends Close; server sends nothing",
		},
		{
			ID: "exit-2", Move: lab.Call("client-2", "exit"), Chapter: linger,
			Then: "client-2 exits 0",
		},
	},
)

// lateRows have a client write to a server that has closed in good order.
var lateRows = slices.Concat(
	opening("open-3", tooLate, "client-3"),
	[]lab.Beat{
		{
			ID: "request-3", Move: lab.Call("client-3", "Write"), Chapter: tooLate,
			Then: "client-3 ends Write: 5; client-3 sends DATA 5",
		},
		{
			ID: "request-3", Move: lab.Deliver("client-3", "DATA 5"), Chapter: tooLate,
			Then: "server sends ACK ack 6; server/client-3 recv_q 5",
		},
		{
			ID: "request-3", Move: lab.Deliver("server", "ACK"), Chapter: tooLate,
			Then: "client-3 send_q 0",
		},
		{
			ID: "request-3", Move: lab.Call("server", "Read"), Chapter: tooLate, Stop: true,
			Then: `server ends Read: 5 bytes "hello"; server/client-3 recv_q 0`,
		},
		{
			ID: "answer-3", Move: lab.Call("server", "Write"), Chapter: tooLate,
			Then: "server ends Write: 7; server sends DATA 7",
		},
		{
			ID: "answer-3", Move: lab.Deliver("server", "DATA 7"), Chapter: tooLate,
			Then: "client-3 sends ACK ack 8; client-3 recv_q 7",
		},
		{
			ID: "answer-3", Move: lab.Deliver("client-3", "ACK"), Chapter: tooLate,
			Then: "server/client-3 send_q 0",
		},
		{
			ID: "answer-3", Move: lab.Call("client-3", "Read"), Chapter: tooLate, Stop: true,
			Then: `client-3 ends Read: 7 bytes "goodbye"; client-3 prints the server said "goodbye"`,
		},
		{
			ID: "close-3", Move: lab.Call("server", "Close"), Chapter: tooLate, Stop: true,
			Then: "server ends Close; server/client-3 FIN_WAIT_1; server sends FIN ACK; client-3 ESTABLISHED",
		},
		{
			ID: "fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: tooLate, Stop: true,
			Then: "client-3 CLOSE_WAIT; client-3 sends ACK; client-3 runs nothing; server/client-3 FIN_WAIT_1",
		},
		{
			ID: "fin-ack", Move: lab.Deliver("client-3", "ACK"), Chapter: tooLate,
			Then: "server/client-3 FIN_WAIT_2; server/client-3 unowned; client-3 CLOSE_WAIT",
		},
		{
			ID: "once", Move: lab.Call("client-3", "Write"), Chapter: tooLate, Stop: true,
			Then: "client-3 ends Write: 4; client-3 prints once: <nil>; client-3 sends DATA 4; client-3 CLOSE_WAIT; server/client-3 FIN_WAIT_2; server/client-3 unowned", Look: `client-3: fmt.Println("once:", err)`,
		},
		{
			ID: "once-arrives", Move: lab.Deliver("client-3", "DATA 4"), Chapter: tooLate, Stop: true, Only: lab.Kernel,
			Then: "server sends RST; server/client-3 CLOSED; client-3 CLOSE_WAIT",
		},
		// gVisor aborts the connection here (handleRcvdSegmentClosing in tcp/rcv.go), and
		// resetConnectionLocked in tcp/connect.go sends every reset with an ACK.
		{
			ID: "once-arrives-model", Move: lab.Deliver("client-3", "DATA 4"), Chapter: tooLate, Stop: true, Only: lab.NetstackNetwork,
			Then: "server sends RST ACK seq 9 ack 6; server/client-3 CLOSED; client-3 CLOSE_WAIT",
		},
		{
			ID: "rst-3", Move: lab.Deliver("server", "RST"), Chapter: tooLate, Stop: true, Only: lab.Kernel,
			Then: "client-3 CLOSED; client-3 sends nothing; client-3 runs nothing",
		},
		{
			ID: "rst-3", Move: lab.Deliver("server", "RST ACK"), Chapter: tooLate, Stop: true, Only: lab.NetstackNetwork,
			Then: "client-3 CLOSED; client-3 sends nothing; client-3 runs nothing",
		},
		{
			ID: "twice", Move: lab.Call("client-3", "Write"), Chapter: tooLate, Stop: true,
			Then: "client-3 ends Write: EPIPE; client-3 prints EPIPE; client-3 sends nothing", Look: `client-3: fmt.Println("twice:", err)`,
		},
		{
			ID: "end", Move: lab.Call("client-3", "Close"), Chapter: tooLate,
			Then: "client-3 ends Close; client-3 sends nothing",
		},
		{
			ID: "end", Move: lab.Call("client-3", "exit"), Chapter: tooLate,
			Then: "client-3 exits 0",
		},
		{
			ID: "end", Move: lab.Call("server", "Close"), Chapter: tooLate,
			Then: "server ends Close; server/listener CLOSED; server sends nothing",
		},
		{
			ID: "end", Move: lab.Call("server", "exit"), Chapter: tooLate, Stop: true,
			Then: "server exits 0",
		},
	},
)
