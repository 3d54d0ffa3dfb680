// Package simultaneousclose is the lesson on two FINs that cross, and on a close
// that takes three packets instead of four.
package simultaneousclose

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is RFC 9293's figure 13 and note 2 of its figure 5. Two FINs cross, and
// both ends go through CLOSING to TIME_WAIT. Then the ACK between the two FINs is
// lost, the second FIN brings the same acknowledgement, and its receiver goes
// from FIN_WAIT_1 to TIME_WAIT in one step.
var Lesson = &lab.Lesson{
	Name:  "simultaneous-close",
	Part:  lab.Curious,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	// Two FINs cross only if both wait on the wire.
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{crossing, three},
	Script:   script,
}

// The chapters.
const (
	crossing = "crossing"
	three    = "three"
)

// script has a row for each move. The openings are known from other lessons, and
// n does not stop within them.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: crossing,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: crossing,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: crossing,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: crossing,
		Then: "server/client SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: crossing,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server/client SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: crossing, Stop: true,
		Then: "server/client ESTABLISHED; server ends Accept; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: crossing, Stop: true,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK; server/client ESTABLISHED",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: crossing, Stop: true,
		Then: "server/client FIN_WAIT_1; server ends Close; server sends FIN ACK; client FIN_WAIT_1; client held FIN ACK; server held FIN ACK",
	},
	{
		ID: "client-fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: crossing, Stop: true,
		Then: "server/client CLOSING; server sends ACK ack 2; client FIN_WAIT_1; server held FIN ACK",
	},
	{
		ID: "server-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: crossing, Stop: true,
		Then: "client CLOSING; client sends ACK ack 2; server/client CLOSING; server held ACK ack 2",
	},
	{
		ID: "server-ack", Move: lab.Deliver("server", "ACK"), Chapter: crossing, Stop: true,
		Then: "client TIME_WAIT; client sends nothing; server/client CLOSING",
	},
	{
		ID: "client-ack", Move: lab.Deliver("client", "ACK"), Chapter: crossing, Stop: true, After: "server-ack",
		Then: "server/client TIME_WAIT; server sends nothing; server/listener LISTEN",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: crossing,
		Then: "client exits 0",
	},

	{
		ID: "accept-again", Move: lab.Call("server", "Accept"), Chapter: three,
		Then: "server runs Accept; server/listener LISTEN; server sends nothing",
	},
	{
		ID: "dial-again", Move: lab.Call("client-2", "Dial"), Chapter: three,
		Then: "client-2 SYN_SENT; client-2 runs Dial; client-2 sends SYN",
	},
	{
		ID: "syn-again", Move: lab.Deliver("client-2", "SYN"), Chapter: three,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack-again", Move: lab.Deliver("server", "SYN ACK"), Chapter: three,
		Then: "client-2 ESTABLISHED; client-2 ends Dial; client-2 sends ACK",
	},
	{
		ID: "ack-again", Move: lab.Deliver("client-2", "ACK"), Chapter: three,
		Then: "server/client-2 ESTABLISHED; server ends Accept; client-2 ESTABLISHED",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: three,
		Then: "server runs Read; server sends nothing; server/client-2 ESTABLISHED; client-2 ESTABLISHED",
	},
	{
		ID: "close-again", Move: lab.Call("client-2", "Close"), Chapter: three, Stop: true, After: "client-close",
		Then: "client-2 FIN_WAIT_1; client-2 ends Close; client-2 sends FIN ACK; server/client-2 ESTABLISHED; server runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("client-2", "FIN ACK"), Chapter: three, Stop: true,
		Then: "server/client-2 CLOSE_WAIT; server ends Read: EOF; server sends ACK ack 2; client-2 FIN_WAIT_1",
	},
	{
		ID: "lost", Move: lab.Drop("server", "ACK"), Chapter: three, Stop: true,
		Then: "client-2 FIN_WAIT_1; server/client-2 CLOSE_WAIT; server sends nothing; client-2 sends nothing",
	},
	{
		ID: "second-fin", Move: lab.Call("server", "Close"), Chapter: three, Stop: true, After: "lost",
		Then: "server/client-2 LAST_ACK; server ends Close; server sends FIN ACK ack 2; client-2 FIN_WAIT_1",
	},
	{
		ID: "both-in-one", Move: lab.Deliver("server", "FIN ACK"), Chapter: three, Stop: true, After: "lost",
		Then: "client-2 TIME_WAIT; client-2 sends ACK ack 2; server/client-2 LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client-2", "ACK"), Chapter: three, Stop: true, After: "lost both-in-one",
		Then: "server/client-2 CLOSED; server sends nothing; server/listener LISTEN",
	},
	{
		ID: "client-2-exit", Move: lab.Call("client-2", "exit"), Chapter: three,
		Then: "client-2 exits 0",
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: three,
		Then: "server/listener CLOSED; server ends Close; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: three, After: "client-exit client-2-exit",
		Then: "server exits 0",
	},
}
