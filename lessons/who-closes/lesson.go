// Package whocloses is the lesson on the place of TIME_WAIT: it is always at
// the end that closes first.
package whocloses

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has the programs of the first lesson, save that the server is the
// first to close. FIN_WAIT_1, FIN_WAIT_2 and TIME_WAIT change sides with it.
var Lesson = &lab.Lesson{
	Name:  "who-closes",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{talking, closing, leaving},
	Script:   script,
}

// The chapters.
const (
	talking = "talking"
	closing = "closing"
	leaving = "leaving"
)

// script has a row for each move. Opening and data are those of the first
// lesson, and n does not stop at them. It stops at every step of the closing.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: talking,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: talking,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: talking,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: talking,
		Then: "server SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: talking,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: talking, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "server-read", Move: lab.Call("server", "Read"), Chapter: talking,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "hello", Move: lab.Call("client", "Write"), Chapter: talking,
		Then: "client ends Write: 5; client sends DATA 5",
	},
	{
		ID: "hello-arrives", Move: lab.Deliver("client", "DATA 5"), Chapter: talking,
		Then: `server ends Read: 5; server prints the client said "hello"; server sends ACK`,
	},
	{
		ID: "hello-ack", Move: lab.Deliver("server", "ACK"), Chapter: talking,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: talking,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "answer", Move: lab.Call("server", "Write"), Chapter: talking,
		Then: "server ends Write: 10; server sends DATA 10",
	},
	{
		ID: "answer-arrives", Move: lab.Deliver("server", "DATA 10"), Chapter: talking, Stop: true,
		Then: `client ends Read: 10; client prints the server said "hi, client"; client sends ACK; client ESTABLISHED; server ESTABLISHED`,
	},
	{
		ID: "answer-ack", Move: lab.Deliver("client", "ACK"), Chapter: talking,
		Then: "server send_q 0; client ESTABLISHED; server ESTABLISHED",
	},

	{
		ID: "wait-eof", Move: lab.Call("client", "Read"), Chapter: closing,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server FIN_WAIT_1; server unowned; server ends Close; server sends FIN ACK; server/listener LISTEN; client ESTABLISHED; client runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "client CLOSE_WAIT; client ends Read: EOF; client prints the server has closed; client sends ACK; server FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server FIN_WAIT_2; server unowned; server sends nothing; client CLOSE_WAIT; server/listener LISTEN",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: closing, Stop: true,
		Then: "client LAST_ACK; client ends Close; client sends FIN ACK; server FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "server TIME_WAIT; server sends ACK; server/listener LISTEN; client LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("server", "ACK"), Chapter: closing, Stop: true,
		Then: "client CLOSED; client sends nothing; server/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("server", "ACK"), Chapter: closing, Stop: true,
		Then: "client CLOSED; client sends nothing; server TIME_WAIT; server/listener LISTEN", Only: lab.HostNetwork,
	},

	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: leaving,
		Then: "client exits 0; client CLOSED",
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: leaving, Stop: true,
		Then: "server/listener CLOSED; server ends Close; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: leaving, Stop: true,
		Then: "server exits 0; server/listener CLOSED; client CLOSED",
	},
}
