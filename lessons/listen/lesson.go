// Package listen is the lesson on Accept, which opens no connection: Listen
// makes the state LISTEN, and then the kernel opens connections by itself.
package listen

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson lets a client connect and speak before the server calls Accept. Accept
// then finds a finished connection, with 19 bytes in it, and sends nothing.
var Lesson = &lab.Lesson{
	Name:  "listen",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{queue, early, accepting},
	Script:   script,
}

// The chapters.
const (
	queue     = "queue"
	early     = "early"
	accepting = "accepting"
)

// script has a row for each move. The server's Accept comes as late as
// possible.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: queue, Stop: true,
		Then: "server/listener LISTEN; server ends Listen; server/listener recv_q 0; server sends nothing",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: queue, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; server/listener LISTEN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: queue, Stop: true,
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN; server/listener recv_q 0; client SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: queue, Stop: true,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD; server/listener recv_q 0",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: queue, Stop: true,
		Then: "server ESTABLISHED; server unowned; server/listener LISTEN; server/listener recv_q 1; server sends nothing",
	},

	{
		ID: "write", Move: lab.Call("client", "Write"), Chapter: early, Stop: true,
		Then: "client ends Write: 19; client sends DATA 19; client send_q 19; server unowned; server recv_q 0",
	},
	{
		ID: "data", Move: lab.Deliver("client", "DATA 19"), Chapter: early, Stop: true,
		Then: "server recv_q 19; server sends ACK; server ESTABLISHED; server unowned; server/listener recv_q 1",
	},
	{
		ID: "data-ack", Move: lab.Deliver("server", "ACK"), Chapter: early,
		Then: "client send_q 0; client ESTABLISHED; server ESTABLISHED; server unowned; server recv_q 19; server/listener recv_q 1",
	},

	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: accepting, Stop: true,
		Then: "server ends Accept; server owned; server sends nothing; server ESTABLISHED; server recv_q 19; server/listener LISTEN; server/listener recv_q 0; client ESTABLISHED",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: accepting, Stop: true,
		Then: `server ends Read: 19; server prints "hello before Accept"; server recv_q 0; server sends nothing`,
	},
	{
		ID: "read-eof", Move: lab.Call("server", "Read"), Chapter: accepting,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: accepting,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK; server ESTABLISHED",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: accepting,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server sends ACK; client FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: accepting,
		Then: "client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: accepting,
		Then: "server LAST_ACK; server ends Close; server sends FIN ACK; client FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: accepting,
		Then: "client TIME_WAIT; client sends ACK; server LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: accepting, Stop: true,
		Then: "server CLOSED; server/listener LISTEN; server/listener recv_q 0", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: accepting, Stop: true,
		Then: "server CLOSED; client TIME_WAIT; server/listener LISTEN; server/listener recv_q 0", Only: lab.HostNetwork,
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: accepting, Stop: true,
		Then: "server/listener CLOSED; server ends Close; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: accepting,
		Then: "server exits 0",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: accepting,
		Then: "client exits 0",
	},
}
