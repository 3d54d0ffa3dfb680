// Package lostpackets is the lesson on what becomes of a connection if one of
// the seven packets of its opening and its closing is lost.
package lostpackets

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has the programs of the lesson connection. Each of the seven packets is
// lost once, one after the other, and neither program notices.
var Lesson = &lab.Lesson{
	Name:  "lost-packets",
	Part:  lab.Loss,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork, // elsewhere nothing can be lost
		Clock:   lab.Ordinary,
		Sysctls: map[string]string{
			// A SYN that was sent twice waits for two seconds, and the server's SYN ACK
			// for one. So it is always the server that sends again when SYN ACK is lost.
			"net.ipv4.tcp_syn_linear_timeouts": "0",
			// Without timestamps no kernel measures how long the answer to a repeated
			// SYN took, which would make its timer longer for the rest of the connection.
			"net.ipv4.tcp_timestamps": "0",
			// All is sent again by the timer of which the texts speak, and not by a
			// probe before it (RFC 8985, section 7).
			"net.ipv4.tcp_early_retrans": "0",
		},
	},
	Chapters: []string{syn, synAck, ack, fin, finAck, secondFin, lastAck},
	Script:   script,
}

// The chapters, each with the packet that is lost in it.
const (
	syn       = "syn"
	synAck    = "syn-ack"
	ack       = "ack"
	fin       = "fin"
	finAck    = "fin-ack"
	secondFin = "second-fin"
	lastAck   = "last-ack"
)

// script drops a packet, waits until a kernel sends again, and goes on. If
// somebody has looked for long before a packet is dropped, its copies are on the
// wire already. Then there is nothing to wait for, and other copies may be there
// as well: the rows of the loops are for these.
var script = []lab.Beat{
	{ID: "listen", Move: lab.Call("server", "Listen"), Chapter: syn, Stop: true, Then: "server/listener LISTEN"},
	{ID: "accept", Move: lab.Call("server", "Accept"), Chapter: syn, Then: "server runs Accept"},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: syn, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; client timer retransmit; server CLOSED",
	},
	{
		ID: "lost-syn", Move: lab.Drop("client", "SYN"), Chapter: syn, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client timer retransmit; server CLOSED; server sends nothing",
	},
	{
		ID: "syn-again", Move: lab.Wait(), Chapter: syn, Stop: true,
		Then: "client resends SYN; client SYN_SENT; client runs Dial",
	},

	{
		ID: "syn-arrives", Move: lab.Deliver("client", "SYN"), Chapter: synAck, Stop: true,
		Then: "server SYN_RCVD; server sends SYN ACK; client SYN_SENT; client timer retransmit; server timer retransmit",
	},
	{
		ID: "lost-syn-ack", Move: lab.Drop("server", "SYN ACK"), Chapter: synAck, Stop: true,
		Then: "server SYN_RCVD; client SYN_SENT; client timer retransmit; server timer retransmit; client runs Dial",
	},
	{
		ID: "syn-ack-again", Move: lab.Wait(), Chapter: synAck, Stop: true,
		Then: "server resends SYN ACK; server SYN_RCVD; client SYN_SENT",
	},
	{
		ID: "syn-copy", Move: lab.Deliver("client", "SYN"), Chapter: synAck, Loop: "syn-copy", Stop: true,
		Then: "server SYN_RCVD; client SYN_SENT",
	},

	{
		ID: "syn-ack-arrives", Move: lab.Deliver("server", "SYN ACK"), Chapter: ack, Stop: true,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; client timer none; server SYN_RCVD; server runs Accept",
	},
	{
		ID: "lost-ack", Move: lab.Drop("client", "ACK"), Chapter: ack, Stop: true,
		Then: "client ESTABLISHED; client timer none; server SYN_RCVD; server timer retransmit; server runs Accept",
	},
	{
		ID: "hello", Move: lab.Call("client", "Write"), Chapter: ack, Stop: true,
		Then: "client ends Write: 5; client sends DATA 5 ack 1; client ESTABLISHED; server SYN_RCVD; server runs Accept",
	},
	{
		ID: "hello-arrives", Move: lab.Deliver("client", "DATA 5"), Chapter: ack, Stop: true, After: "lost-ack",
		Then: "server gets DATA 5 ack 1; server ESTABLISHED; server ends Accept; server recv_q 5; server sends ACK ack 6; client ESTABLISHED",
	},
	{
		ID: "syn-ack-copy", Move: lab.Deliver("server", "SYN ACK"), Chapter: ack, Loop: "syn-ack-copy",
		Then: "client ESTABLISHED; server ESTABLISHED",
	},
	{
		ID: "syn-ack-copy", Move: lab.Deliver("client", "ACK"), Chapter: ack, Loop: "syn-ack-copy", Stop: true,
		Then: "client ESTABLISHED; server ESTABLISHED",
	},
	{ID: "talk", Move: lab.Deliver("server", "ACK"), Chapter: ack, Then: "client send_q 0; client ESTABLISHED; server ESTABLISHED"},
	{ID: "talk", Move: lab.Call("server", "Read"), Chapter: ack, Then: `server ends Read: 5 bytes; server prints the client said "hello"`},
	{ID: "talk", Move: lab.Call("client", "Read"), Chapter: ack, Then: "client runs Read"},
	{ID: "talk", Move: lab.Call("server", "Write"), Chapter: ack, Then: "server ends Write: 10; server sends DATA 10"},
	{ID: "talk", Move: lab.Deliver("server", "DATA 10"), Chapter: ack, Then: `client ends Read: 10 bytes; client prints the server said "hi, client"; client sends ACK`},
	{ID: "talk", Move: lab.Deliver("client", "ACK"), Chapter: ack, Stop: true, Then: "server send_q 0; client ESTABLISHED; server ESTABLISHED"},

	{ID: "wait-eof", Move: lab.Call("server", "Read"), Chapter: fin, Then: "server runs Read"},
	{
		ID: "close", Move: lab.Call("client", "Close"), Chapter: fin, Stop: true,
		Then: "client FIN_WAIT_1; client ends Close; client unowned; client sends FIN ACK; client timer retransmit; server ESTABLISHED; server runs Read",
	},
	{
		ID: "lost-fin", Move: lab.Drop("client", "FIN ACK"), Chapter: fin, Stop: true,
		Then: "client FIN_WAIT_1; client unowned; client timer retransmit; server ESTABLISHED; server runs Read; server sends nothing",
	},
	{
		ID: "fin-again", Move: lab.Wait(), Chapter: fin, Stop: true,
		Then: "client resends FIN ACK; client FIN_WAIT_1; server ESTABLISHED",
	},

	{
		ID: "fin-arrives", Move: lab.Deliver("client", "FIN ACK"), Chapter: finAck, Stop: true,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server prints the client has closed; server sends ACK; server timer none; client FIN_WAIT_1",
	},
	{
		ID: "lost-fin-ack", Move: lab.Drop("server", "ACK"), Chapter: finAck, Stop: true,
		Then: "client FIN_WAIT_1; client timer retransmit; server CLOSE_WAIT; server timer none",
	},
	{
		ID: "fin-third", Move: lab.Wait(), Chapter: finAck, Stop: true,
		Then: "client resends FIN ACK; client FIN_WAIT_1; server CLOSE_WAIT",
	},
	{
		ID: "fin-twice", Move: lab.Deliver("client", "FIN ACK"), Chapter: finAck, Stop: true, After: "lost-fin-ack",
		Then: "server CLOSE_WAIT; server sends ACK; client FIN_WAIT_1",
	},
	{
		ID: "fin-acked", Move: lab.Deliver("server", "ACK"), Chapter: finAck, Stop: true,
		Then: "client FIN_WAIT_2; server CLOSE_WAIT; client sends nothing",
	},

	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: secondFin, Stop: true,
		Then: "server LAST_ACK; server ends Close; server unowned; server sends FIN ACK; server timer retransmit; client FIN_WAIT_2",
	},
	{
		ID: "lost-second-fin", Move: lab.Drop("server", "FIN ACK"), Chapter: secondFin, Stop: true,
		Then: "server LAST_ACK; server timer retransmit; client FIN_WAIT_2; client sends nothing",
	},
	{
		ID: "second-fin-again", Move: lab.Wait(), Chapter: secondFin, Stop: true,
		Then: "server resends FIN ACK; server LAST_ACK; client FIN_WAIT_2",
	},

	{
		ID: "second-fin-arrives", Move: lab.Deliver("server", "FIN ACK"), Chapter: lastAck, Stop: true,
		Then: "client TIME_WAIT; client sends ACK; server LAST_ACK",
	},
	{
		ID: "lost-last-ack", Move: lab.Drop("client", "ACK"), Chapter: lastAck, Stop: true,
		Then: "server LAST_ACK; server timer retransmit; client timer time-wait",
	},
	{
		ID: "last-fin-again", Move: lab.Wait(), Chapter: lastAck, Stop: true,
		Then: "server resends FIN ACK; server LAST_ACK",
	},
	{
		ID: "last-fin-twice", Move: lab.Deliver("server", "FIN ACK"), Chapter: lastAck, Stop: true, After: "lost-last-ack",
		Then: "client sends ACK; client timer time-wait; server LAST_ACK",
	},
	{
		ID: "last-ack-arrives", Move: lab.Deliver("client", "ACK"), Chapter: lastAck, Stop: true,
		Then: "server CLOSED; server/listener LISTEN; server sends nothing",
	},
	{ID: "end", Move: lab.Call("server", "Close"), Chapter: lastAck, Then: "server/listener CLOSED"},
	{ID: "end", Move: lab.Call("server", "exit"), Chapter: lastAck, Then: "server exits 0"},
	{ID: "end", Move: lab.Call("client", "exit"), Chapter: lastAck, Stop: true, Then: "client exits 0"},
}
