// Package deadlines is the lesson on deadlines: what runs out, what does not, and
// what a deadline does in the middle of a message.
package deadlines

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has a client that sends a sign of life when nothing else is to be said,
// a server that loses the half of a message which it had read when its deadline
// came, and a client that loses nothing.
//
// A deadline runs while its call is under way. Each Read that meets its deadline
// begins when nothing is on its way to it, so that it ends in the same way however
// long somebody looks.
var Lesson = &lab.Lesson{
	Name:  "deadlines",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{Network: lab.PrivateNetwork}, // elsewhere both halves of a message arrive at once
	Chapters: []string{beat, half, whole},
	Script:   script,
}

// The chapters.
const (
	beat  = "beat"
	half  = "half"
	whole = "whole"
)

// script has a row for each move. A row in which a Read begins that meets its
// deadline is no stop: its text would be gone again before it is read.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: beat,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: beat,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: beat,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: beat,
		Then: "server SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: beat,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: beat, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED",
	},
	{
		ID: "idle", Move: lab.Call("client", "Read"), Chapter: beat,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "idle-over", Move: lab.Wait(), Chapter: beat, Stop: true,
		Then: "client ends Read: i/o timeout; client sends nothing; server sends nothing; client ESTABLISHED; server ESTABLISHED; server runs nothing",
	},
	{
		ID: "alive", Move: lab.Call("client", "Write"), Chapter: beat, Stop: true,
		Then: "client ends Write: 2; client sends DATA 2; client ESTABLISHED",
	},
	{
		ID: "alive-arrives", Move: lab.Deliver("client", "DATA 2"), Chapter: beat,
		Then: "server recv_q 2; server sends ACK; server runs nothing; server ESTABLISHED",
	},
	{
		ID: "alive-ack", Move: lab.Deliver("server", "ACK"), Chapter: beat,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "alive-read", Move: lab.Call("server", "Read"), Chapter: beat, Stop: true,
		Then: `server ends Read: 2; server prints "" <nil>; server recv_q 0; server sends nothing`,
	},

	{
		ID: "part", Move: lab.Call("client", "Write"), Chapter: half, Stop: true,
		Then: "client ends Write: 11; client sends DATA 11",
	},
	{
		ID: "part-arrives", Move: lab.Deliver("client", "DATA 11"), Chapter: half,
		Then: "server recv_q 11; server sends ACK",
	},
	{
		ID: "part-ack", Move: lab.Deliver("server", "ACK"), Chapter: half,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "head", Move: lab.Call("server", "Read"), Chapter: half,
		Then: "server ends Read: 2; server recv_q 9; server sends nothing",
	},
	{
		ID: "body", Move: lab.Call("server", "Read"), Chapter: half, Stop: true,
		Then: "server ends Read: 9; server recv_q 0; server sends nothing",
	},
	{
		ID: "rest-waits", Move: lab.Call("server", "Read"), Chapter: half,
		Then: "server runs Read: buf[2]; server sends nothing",
	},
	{
		ID: "struck", Move: lab.Wait(), Chapter: half, Stop: true,
		Then: `server ends Read: i/o timeout; server prints "hello wor"; server prints i/o timeout; server sends nothing; client sends nothing; server ESTABLISHED; client ESTABLISHED`,
	},
	{
		ID: "rest", Move: lab.Call("client", "Write"), Chapter: half,
		Then: "client ends Write: 2; client sends DATA 2",
	},
	{
		ID: "rest-arrives", Move: lab.Deliver("client", "DATA 2"), Chapter: half, Stop: true,
		Then: "server recv_q 2; server sends ACK",
	},
	{
		ID: "rest-ack", Move: lab.Deliver("server", "ACK"), Chapter: half,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "wrong", Move: lab.Call("server", "Read"), Chapter: half, Stop: true,
		Then: "server ends Read: 2; server prints a length of 27748; server recv_q 0; server ESTABLISHED; client ESTABLISHED",
	},

	{
		ID: "answer", Move: lab.Call("server", "Write"), Chapter: whole,
		Then: "server ends Write: 4; server sends DATA 4",
	},
	{
		ID: "answer-arrives", Move: lab.Deliver("server", "DATA 4"), Chapter: whole,
		Then: "client recv_q 4; client sends ACK",
	},
	{
		ID: "answer-ack", Move: lab.Deliver("client", "ACK"), Chapter: whole,
		Then: "server send_q 0; server sends nothing",
	},
	{
		ID: "peek", Move: lab.Call("client", "Read"), Chapter: whole, Stop: true,
		Then: "client ends Read: 4; client recv_q 0; client sends nothing",
	},
	{
		ID: "peek-waits", Move: lab.Call("client", "Read"), Chapter: whole,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "struck-too", Move: lab.Wait(), Chapter: whole, Stop: true,
		Then: `client ends Read: i/o timeout; client prints "" read; client sends nothing; server sends nothing; client ESTABLISHED; server ESTABLISHED`,
	},
	{
		ID: "answer-rest", Move: lab.Call("server", "Write"), Chapter: whole,
		Then: "server ends Write: 3; server sends DATA 3",
	},
	{
		ID: "answer-rest-arrives", Move: lab.Deliver("server", "DATA 3"), Chapter: whole,
		Then: "client recv_q 3; client sends ACK",
	},
	{
		ID: "answer-rest-ack", Move: lab.Deliver("client", "ACK"), Chapter: whole,
		Then: "server send_q 0; server sends nothing",
	},
	{
		ID: "whole", Move: lab.Call("client", "Read"), Chapter: whole, Stop: true,
		Then: "client ends Read: 3; client prints what?; client sends nothing",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: whole,
		Then: "client exits 0; client FIN_WAIT_1; client sends FIN ACK",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: whole,
		Then: "server CLOSE_WAIT; server sends ACK",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: whole,
		Then: "client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: whole,
		Then: "server exits 0; server sends FIN ACK; server/listener CLOSED",
	},
}
