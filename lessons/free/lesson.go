// Package free is the lesson that is the student's: two programs that do what
// they are told, at both ends.
package free

import (
	"embed"

	"tcplab/lab"
)

//go:embed peer.go en.md zh.md
var files embed.FS

// Lesson runs one program at both ends. It listens, dials, accepts, reads,
// writes and closes in whatever order the student says.
var Lesson = &lab.Lesson{
	Name:  "free",
	Part:  lab.Curious,
	Files: files,
	Free:  true,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "peer.go", Main: peer, Args: []string{"127.0.0.1:8002", "127.0.0.1:8001"}, Lines: lines},
		{Name: "server", Role: lab.Server, File: "peer.go", Main: peer, Args: []string{"127.0.0.1:8001", "127.0.0.1:8002"}, Lines: lines},
	},
	Settings: lab.Settings{Network: lab.PrivateNetwork, Quiet: true},
	Chapters: []string{opening, reset},
	Script:   script,
}

// The chapters.
const (
	opening = "opening"
	reset   = "reset"
)

// lines are what either program may be told, in the order of a connection's life.
var lines = []lab.Line{
	{Text: "listen", When: lab.Deaf},
	{Text: "accept", When: lab.Listening},
	{Text: "unlisten", When: lab.Listening},
	{Text: "dial", When: lab.Silent},
	{Text: "write", When: lab.Connected},
	{Text: "read", When: lab.Connected},
	{Text: "closewrite", When: lab.Connected},
	{Text: "close", When: lab.Connected},
	{Text: "reset", When: lab.Connected},
	{Text: "exit"},
}

// script shows how a program is told something, and how one packet ends a
// connection. At its end the listener is there and both ports are free, so that
// everything can be tried from here.
var script = []lab.Beat{
	{ID: "listen", Move: lab.Tell("server", "listen"), Chapter: opening, Then: "server sends nothing"},
	{
		ID: "listen", Move: lab.Call("server", "ListenTCP"), Chapter: opening, Stop: true,
		Then: "server/listener LISTEN; server ends ListenTCP; server sends nothing",
	},
	{ID: "dial", Move: lab.Tell("client", "dial"), Chapter: opening, Then: "client sends nothing"},
	{
		ID: "dial", Move: lab.Call("client", "DialTCP"), Chapter: opening, Stop: true,
		Then: "client SYN_SENT; client runs DialTCP; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: opening, Stop: true,
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN; client SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: opening, Stop: true,
		Then: "client ESTABLISHED; client ends DialTCP; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: opening, Stop: true,
		Then: "server ESTABLISHED; server unowned; server/listener recv_q 1; server sends nothing",
	},
	{ID: "accept", Move: lab.Tell("server", "accept"), Chapter: opening, Then: "server sends nothing"},
	{
		ID: "accept", Move: lab.Call("server", "AcceptTCP"), Chapter: opening, Stop: true,
		Then: "server owned; server ends AcceptTCP; server sends nothing; server/listener recv_q 0; server ESTABLISHED; client ESTABLISHED",
	},

	{ID: "write", Move: lab.Tell("server", "write"), Chapter: reset, Then: "server sends nothing"},
	{
		ID: "write", Move: lab.Call("server", "Write"), Chapter: reset, Stop: true,
		Then: "server ends Write: 5; server sends DATA 5; server send_q 5; client ESTABLISHED",
	},
	{
		ID: "lost", Move: lab.Drop("server", "DATA 5"), Chapter: reset, Stop: true,
		Then: "server send_q 5; server ESTABLISHED; server sends nothing; client sends nothing",
	},
	{ID: "reset", Move: lab.Tell("server", "reset"), Chapter: reset, Then: "server sends nothing"},
	{
		ID: "reset", Move: lab.Call("server", "Close"), Chapter: reset, Stop: true,
		Then: "server CLOSED; server ends Close; server sends RST ACK seq 6; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "asks-back", Move: lab.Deliver("server", "RST ACK"), Chapter: reset, Stop: true,
		Then: "client ESTABLISHED; client sends ACK ack 1; server CLOSED",
	},
	{
		ID: "again", Move: lab.Deliver("client", "ACK"), Chapter: reset, Stop: true,
		Then: "server sends RST seq 1; server CLOSED; client ESTABLISHED",
	},
	{
		ID: "rst", Move: lab.Deliver("server", "RST"), Chapter: reset, Stop: true,
		Then: "client CLOSED; client sends nothing; client runs nothing",
	},
	{ID: "read", Move: lab.Tell("client", "read"), Chapter: reset, Then: "client sends nothing"},
	{
		ID: "read", Move: lab.Call("client", "Read"), Chapter: reset, Stop: true,
		Then: "client ends Read: ECONNRESET; client prints ECONNRESET; client sends nothing; server/listener LISTEN",
	},
	{ID: "close", Move: lab.Tell("client", "close"), Chapter: reset, After: "read", Then: "client sends nothing"},
	{
		ID: "close", Move: lab.Call("client", "Close"), Chapter: reset, Stop: true, After: "read",
		Then: "client CLOSED; client ends Close; client sends nothing; server/listener LISTEN",
	},
}
