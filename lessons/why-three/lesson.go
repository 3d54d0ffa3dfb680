// Package whythree is the lesson on the third packet of the handshake: it tells
// a SYN that comes too late from one that somebody waits behind.
package whythree

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is RFC 9293's reason for three packets (section 3.5, figure 8), with a
// client that has gone before its SYN arrives. Then the same program opens a
// connection, so that the same two packets have another third one, and a copy of
// its SYN arrives when the connection is open.
var Lesson = &lab.Lesson{
	Name:  "why-three",
	Part:  lab.Loss,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	// Elsewhere no SYN can be late, and none comes twice.
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{late, wanted, twice},
	Script:   script,
}

// The chapters.
const (
	late   = "late"
	wanted = "wanted"
	twice  = "twice"
)

// script has a row for each move. The close at the end is told as one beat,
// because other lessons are about it.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: late,
		Then: "server/listener LISTEN; server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: late, Stop: true,
		Then: "server runs Accept; server/listener LISTEN; server sends nothing",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: late, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; server/listener LISTEN; server CLOSED",
	},
	{
		ID: "kill", Move: lab.Kill("client"), Chapter: late, Stop: true,
		Then: "client exits killed; client CLOSED; client sends nothing; client held SYN; server CLOSED; server runs Accept",
	},
	{
		ID: "late-syn", Move: lab.Deliver("client", "SYN"), Chapter: late, Stop: true, After: "kill",
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN; server runs Accept; client CLOSED",
	},
	{
		ID: "no", Move: lab.Deliver("server", "SYN ACK"), Chapter: late, Stop: true, After: "kill",
		Then: "client gets SYN ACK; client sends RST; client CLOSED; server SYN_RCVD; server runs Accept",
	},
	{
		ID: "gone", Move: lab.Deliver("client", "RST"), Chapter: late, Stop: true,
		Then: "server CLOSED; server/listener LISTEN; server runs Accept; server sends nothing; client CLOSED",
	},

	{
		ID: "dial-2", Move: lab.Call("client-2", "Dial"), Chapter: wanted, Stop: true,
		Then: "client-2 SYN_SENT; client-2 runs Dial; client-2 sends SYN; server/listener LISTEN",
	},
	{
		ID: "syn-2", Move: lab.Duplicate("client-2", "SYN"), Chapter: wanted, Stop: true,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK; server/listener LISTEN; server runs Accept; client-2 held SYN",
	},
	{
		ID: "yes", Move: lab.Deliver("server", "SYN ACK"), Chapter: wanted, Stop: true,
		Then: "client-2 ESTABLISHED; client-2 ends Dial; client-2 prints connected; client-2 sends ACK; server/client-2 SYN_RCVD; server runs Accept",
	},
	{
		ID: "agreed", Move: lab.Deliver("client-2", "ACK"), Chapter: wanted, Stop: true,
		Then: "server/client-2 ESTABLISHED; server ends Accept; server prints a client is here; server/listener LISTEN; server sends nothing",
	},

	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: twice,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "copy", Move: lab.Deliver("client-2", "SYN"), Chapter: twice, Stop: true, After: "syn-2 agreed",
		Then: "server gets SYN; server/client-2 ESTABLISHED; server sends ACK ack 1; server/listener LISTEN; server runs Read; client-2 ESTABLISHED",
	},
	{
		ID: "challenge", Move: lab.Deliver("server", "ACK"), Chapter: twice, Stop: true, After: "copy",
		Then: "client-2 gets ACK ack 1; client-2 sends nothing; client-2 ESTABLISHED; server/client-2 ESTABLISHED; server runs Read",
	},
	{ID: "farewell", Move: lab.Call("client-2", "Close"), Chapter: twice, Then: "client-2 FIN_WAIT_1; client-2 sends FIN ACK"},
	{
		ID: "farewell", Move: lab.Deliver("client-2", "FIN ACK"), Chapter: twice,
		Then: "server/client-2 CLOSE_WAIT; server ends Read: EOF; server sends ACK",
	},
	{ID: "farewell", Move: lab.Deliver("server", "ACK"), Chapter: twice, Then: "client-2 FIN_WAIT_2"},
	{ID: "farewell", Move: lab.Call("server", "Close"), Chapter: twice, Then: "server/client-2 LAST_ACK; server sends FIN ACK"},
	{ID: "farewell", Move: lab.Deliver("server", "FIN ACK"), Chapter: twice, Stop: true, Then: "client-2 TIME_WAIT; client-2 sends ACK"},
	{ID: "end", Move: lab.Deliver("client-2", "ACK"), Chapter: twice, Then: "server CLOSED; server/listener LISTEN"},
	{ID: "end", Move: lab.Call("client-2", "exit"), Chapter: twice, Then: "client-2 exits 0"},
	{
		ID: "end", Move: lab.Call("server", "Accept"), Chapter: twice, Stop: true, After: "gone agreed copy farewell",
		Then: "server runs Accept; server/listener LISTEN; server CLOSED; server sends nothing",
	},
}
