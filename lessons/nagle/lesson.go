// Package nagle is the lesson on small writes: Nagle's algorithm at the sender,
// delayed ACKs at the receiver, and the two together.
package nagle

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has a client that writes each line in three small pieces. With Go's
// default each piece leaves at once. With Nagle's algorithm the second and third
// wait for the ACK of the first. Here the wire holds that ACK; how long an
// ordinary kernel holds it, a test of the lessons' facts measures.
var Lesson = &lab.Lesson{
	Name:  "nagle",
	Part:  lab.Queues,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	// If packets flow by themselves, the ACK comes before the next Write.
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{direct, nagle, forty},
	Script:   script,
}

// The chapters.
const (
	direct = "direct"
	nagle  = "nagle"
	forty  = "forty"
)

// script has a row for each move. The opening is known from other lessons.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: direct,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: direct,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: direct,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: direct,
		Then: "server SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: direct,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: direct, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED",
	},
	{
		ID: "get", Move: lab.Call("client", "Write"), Chapter: direct, Stop: true,
		Then: "client ends Write: 4; client sends DATA 4; client send_q 4",
	},
	{
		ID: "path", Move: lab.Call("client", "Write"), Chapter: direct, Stop: true,
		Then: "client ends Write: 2; client sends DATA 2; client send_q 6; client held DATA 4",
	},
	{
		ID: "newline", Move: lab.Call("client", "Write"), Chapter: direct, Stop: true,
		Then: "client ends Write: 1; client sends DATA 1; client send_q 7; client held DATA 4; client held DATA 2",
	},
	{
		ID: "get-arrives", Move: lab.Deliver("client", "DATA 4"), Chapter: direct,
		Then: "server recv_q 4; server sends ACK ack 5",
	},
	{
		ID: "path-arrives", Move: lab.Deliver("client", "DATA 2"), Chapter: direct,
		Then: "server recv_q 6; server sends ACK ack 7",
	},
	{
		ID: "newline-arrives", Move: lab.Deliver("client", "DATA 1"), Chapter: direct,
		Then: "server recv_q 7; server sends ACK ack 8",
	},
	{
		ID: "get-ack", Move: lab.Deliver("server", "ACK"), Chapter: direct,
		Then: "client send_q 3; client sends nothing",
	},
	{
		ID: "path-ack", Move: lab.Deliver("server", "ACK"), Chapter: direct,
		Then: "client send_q 1; client sends nothing",
	},
	{
		ID: "newline-ack", Move: lab.Deliver("server", "ACK"), Chapter: direct,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: direct, Stop: true, After: "get-arrives path-arrives newline-arrives newline-ack",
		Then: "server ends Read: 7; server prints GET /a; server recv_q 0; server sends nothing; client send_q 0",
	},
	{
		ID: "read-on", Move: lab.Call("server", "Read"), Chapter: nagle,
		Then: "server runs Read; server sends nothing",
	},

	{
		ID: "first", Move: lab.Call("client", "Write"), Chapter: nagle, Stop: true,
		Then: "client ends Write: 4; client sends DATA 4; client send_q 4",
	},
	{
		ID: "second", Move: lab.Call("client", "Write"), Chapter: nagle, Stop: true,
		Then: "client ends Write: 2; client sends nothing; client send_q 6; client held DATA 4",
	},
	{
		ID: "third", Move: lab.Call("client", "Write"), Chapter: nagle, Stop: true,
		Then: "client ends Write: 1; client sends nothing; client send_q 7; client held DATA 4; server runs Read",
	},

	{
		ID: "first-arrives", Move: lab.Deliver("client", "DATA 4"), Chapter: forty,
		Then: "server ends Read: 4; server sends ACK ack 12; client send_q 7",
	},
	{
		ID: "read-more", Move: lab.Call("server", "Read"), Chapter: forty, Stop: true, After: "first-arrives",
		Then: "server runs Read; server sends nothing; server held ACK ack 12; client send_q 7; client sends nothing",
	},
	{
		ID: "first-ack", Move: lab.Deliver("server", "ACK"), Chapter: forty, Stop: true,
		Then: "client gets ACK ack 12; client sends DATA 3 seq 12; client send_q 3",
	},
	{
		ID: "rest-arrives", Move: lab.Deliver("client", "DATA 3"), Chapter: forty, Stop: true,
		Then: "server ends Read: 3; server prints GET /b; server sends ACK ack 15",
	},
	{
		ID: "rest-ack", Move: lab.Deliver("server", "ACK"), Chapter: forty,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "exit", Move: lab.Call("client", "exit"), Chapter: forty,
		Then: "client exits 0; client sends FIN ACK",
	},
	{
		ID: "end", Move: lab.Call("server", "Read"), Chapter: forty,
		Then: "server runs Read",
	},
	{
		ID: "end", Move: lab.Deliver("client", "FIN ACK"), Chapter: forty, After: "exit",
		Then: "server ends Read: EOF; server CLOSE_WAIT; server sends ACK",
	},
	{
		ID: "end", Move: lab.Deliver("server", "ACK"), Chapter: forty,
		Then: "client FIN_WAIT_2",
	},
	{
		ID: "end", Move: lab.Call("server", "exit"), Chapter: forty,
		Then: "server exits 0",
	},
}
