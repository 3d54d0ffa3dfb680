// Package connection is the course's first lesson: a connection is opened, used
// and closed, and both ends go through their states one packet at a time.
package connection

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is RFC 9293's figures 6 and 12, with programs in front of the kernels:
// a three-way handshake, one message each way, and a close by the client.
var Lesson = &lab.Lesson{
	Name:  "connection",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{opening, data, closing},
	Script:   script,
}

// The chapters.
const (
	opening = "opening"
	data    = "data"
	closing = "closing"
)

// script has a row for each move. n does not stop at Reads that begin to wait
// and at the acknowledgements of plain data. Behind the last FIN no row claims
// TIME_WAIT if packets are held: a class that talks about it for a minute sees it
// end.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: opening, Stop: true,
		Then: "server/listener LISTEN; server ends Listen; server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: opening, Stop: true,
		Then: "server runs Accept; server/listener LISTEN; server sends nothing",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: opening, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; server/listener LISTEN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: opening, Stop: true,
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN; server runs Accept; client SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: opening, Stop: true,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD; server runs Accept",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: opening, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; server/listener LISTEN; server sends nothing",
	},

	{
		ID: "server-read", Move: lab.Call("server", "Read"), Chapter: data,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "hello", Move: lab.Call("client", "Write"), Chapter: data, Stop: true,
		Then: "client ends Write: 5; client sends DATA 5; client send_q 5; server runs Read",
	},
	{
		ID: "hello-arrives", Move: lab.Deliver("client", "DATA 5"), Chapter: data, Stop: true,
		Then: `server ends Read: 5; server prints the client said "hello"; server sends ACK; client send_q 5; client ESTABLISHED; server ESTABLISHED`,
	},
	{
		ID: "hello-ack", Move: lab.Deliver("server", "ACK"), Chapter: data,
		Then: "client send_q falls; client send_q 0; client sends nothing",
	},
	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: data,
		Then: "client runs Read; client sends nothing; client ESTABLISHED; server ESTABLISHED",
	},
	{
		ID: "answer", Move: lab.Call("server", "Write"), Chapter: data, Stop: true,
		Then: "server ends Write: 10; server sends DATA 10; server send_q 10; client runs Read",
	},
	{
		ID: "answer-arrives", Move: lab.Deliver("server", "DATA 10"), Chapter: data, Stop: true,
		Then: `client ends Read: 10; client prints the server said "hi, client"; client sends ACK; server send_q 10; client ESTABLISHED; server ESTABLISHED`,
	},
	{
		ID: "answer-ack", Move: lab.Deliver("client", "ACK"), Chapter: data,
		Then: "server send_q 0; client send_q 0; client ESTABLISHED; server ESTABLISHED",
	},

	{
		ID: "wait-eof", Move: lab.Call("server", "Read"), Chapter: closing,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: closing, Stop: true,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK; server ESTABLISHED; server runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server prints the client has closed; server sends ACK; client FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: closing, Stop: true,
		Then: "client FIN_WAIT_2; client sends nothing; server CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server LAST_ACK; server ends Close; server sends FIN ACK; server/listener LISTEN; client FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "client TIME_WAIT; client sends ACK; server LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSED; server/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSED; client TIME_WAIT; server/listener LISTEN", Only: lab.HostNetwork,
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server/listener CLOSED; server ends Close; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: closing,
		Then: "server exits 0",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: closing, Stop: true,
		Then: "client exits 0",
	},
}
