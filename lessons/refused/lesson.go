// Package refused is the lesson on every beginner's first error: a client dials
// a port where nobody listens.
package refused

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson runs one client program three times: before the server listens, while
// it does, and after it has ended. The same SYN is answered by RST, by SYN ACK,
// and by RST again.
var Lesson = &lab.Lesson{
	Name:  "refused",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-3", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{before, listening, after},
	Script:   script,
}

// The chapters.
const (
	before    = "before"
	listening = "listening"
	after     = "after"
)

// script has a row for each move. The opening and the closing of the second
// client's connection are told in another lesson, so n mostly does not stop at
// them.
var script = []lab.Beat{
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: before, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; server/listener CLOSED",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: before, Stop: true,
		Then: "server sends RST ACK; server CLOSED; server/listener CLOSED; client SYN_SENT; client runs Dial",
	},
	{
		ID: "rst", Move: lab.Deliver("server", "RST ACK"), Chapter: before, Stop: true,
		Then: "client ends Dial: ECONNREFUSED; client prints ECONNREFUSED; client exits 1; client CLOSED; client sends nothing; server CLOSED",
	},

	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: listening, Stop: true,
		Then: "server/listener LISTEN; server ends Listen; server sends nothing",
	},
	{
		ID: "dial-again", Move: lab.Call("client-2", "Dial"), Chapter: listening,
		Then: "client-2 SYN_SENT; client-2 runs Dial; client-2 sends SYN; server/listener LISTEN",
	},
	{
		ID: "syn-again", Move: lab.Deliver("client-2", "SYN"), Chapter: listening, Stop: true,
		Then: "server sends SYN ACK; server/client-2 SYN_RCVD; server/listener LISTEN; client-2 SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: listening, Stop: true,
		Then: "client-2 ends Dial; client-2 prints connected; client-2 ESTABLISHED; client-2 sends ACK",
	},
	{
		ID: "ack", Move: lab.Deliver("client-2", "ACK"), Chapter: listening,
		Then: "server/client-2 ESTABLISHED; server/client-2 unowned; server/listener LISTEN; client-2 ESTABLISHED",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: listening,
		Then: "server ends Accept; server sends nothing; server/client-2 ESTABLISHED",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: listening,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "client-close", Move: lab.Call("client-2", "Close"), Chapter: listening,
		Then: "client-2 FIN_WAIT_1; client-2 ends Close; client-2 sends FIN ACK",
	},
	{
		ID: "fin", Move: lab.Deliver("client-2", "FIN ACK"), Chapter: listening,
		Then: "server/client-2 CLOSE_WAIT; server ends Read: EOF; server sends ACK; client-2 FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: listening,
		Then: "client-2 FIN_WAIT_2; server/client-2 CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: listening,
		Then: "server/client-2 LAST_ACK; server ends Close; server sends FIN ACK; client-2 FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: listening,
		Then: "client-2 TIME_WAIT; client-2 sends ACK; server/client-2 LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client-2", "ACK"), Chapter: listening,
		Then: "server CLOSED; server/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client-2", "ACK"), Chapter: listening,
		Then: "server CLOSED; client-2 TIME_WAIT; server/listener LISTEN", Only: lab.HostNetwork,
	},
	{
		ID: "client-exit", Move: lab.Call("client-2", "exit"), Chapter: listening,
		Then: "client-2 exits 0",
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: listening, Stop: true,
		Then: "server/listener CLOSED; server ends Close; server sends nothing; server CLOSED",
	},

	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: after, Stop: true,
		Then: "server exits 0; server/listener CLOSED; server CLOSED",
	},
	{
		ID: "dial-late", Move: lab.Call("client-3", "Dial"), Chapter: after,
		Then: "client-3 SYN_SENT; client-3 runs Dial; client-3 sends SYN",
	},
	{
		ID: "syn-late", Move: lab.Deliver("client-3", "SYN"), Chapter: after, Stop: true,
		Then: "server sends RST ACK; server CLOSED; client-3 SYN_SENT; client-3 runs Dial; server/listener CLOSED",
	},
	{
		ID: "rst-late", Move: lab.Deliver("server", "RST ACK"), Chapter: after, Stop: true, After: "rst syn-ack",
		Then: "client-3 ends Dial: ECONNREFUSED; client-3 prints ECONNREFUSED; client-3 exits 1; client-3 CLOSED",
	},
}
