// Package concurrentserver is the lesson on a server with several clients at a
// time: one listener, and for each connection a goroutine and a TCP state
// machine.
package concurrentserver

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson connects two clients at once. The second is served to its end while
// the first is still silent: each connection has a machine and a goroutine of
// its own, and the listener stays in LISTEN.
var Lesson = &lab.Lesson{
	Name:  "concurrent-server",
	Part:  lab.Programs,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client, Args: []string{"Ann"}},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client, Args: []string{"Bo"}},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{arriving, serving, leaving},
	Script:   script,
}

// The chapters.
const (
	arriving = "arriving"
	serving  = "serving"
	leaving  = "leaving"
)

// script has a row for each move. The first client's handshake and the closings
// are known from other lessons, so n mostly does not stop at them.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: arriving,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: arriving,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: arriving,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: arriving,
		Then: "server/client SYN_RCVD; server sends SYN ACK; server/listener LISTEN",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: arriving,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server/client SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: arriving, Stop: true,
		Then: "server/client ESTABLISHED; server ends Accept; client ESTABLISHED; server/client-2 CLOSED; server/listener LISTEN", Look: "server: go serve(conn)",
	},
	{
		ID: "accept-again", Move: lab.Call("server", "Accept"), Chapter: arriving, Stop: true,
		Then: "server runs Accept; server/listener LISTEN; server/client ESTABLISHED; server sends nothing",
	},
	{
		ID: "read", Move: lab.CallFor("server", "Read", "client"), Chapter: arriving, Stop: true,
		Then: "server runs Read; server runs Accept; server sends nothing",
	},
	{
		ID: "dial-2", Move: lab.Call("client-2", "Dial"), Chapter: arriving, Stop: true,
		Then: "client-2 SYN_SENT; client-2 runs Dial; client-2 sends SYN; client ESTABLISHED; server/client ESTABLISHED",
	},
	{
		ID: "syn-2", Move: lab.Deliver("client-2", "SYN"), Chapter: arriving, Stop: true,
		Then: "server/client-2 SYN_RCVD; server/client ESTABLISHED; server/listener LISTEN; server sends SYN ACK; client-2 SYN_SENT",
	},
	{
		ID: "syn-ack-2", Move: lab.Deliver("server", "SYN ACK"), Chapter: arriving,
		Then: "client-2 ESTABLISHED; client-2 ends Dial; client-2 sends ACK; server/client-2 SYN_RCVD; server/client ESTABLISHED",
	},
	{
		ID: "ack-2", Move: lab.Deliver("client-2", "ACK"), Chapter: arriving, Stop: true,
		Then: "server ends Accept; server/client-2 ESTABLISHED; server/client ESTABLISHED; server/listener LISTEN; client ESTABLISHED; client-2 ESTABLISHED; server runs Read", Look: "server: go serve(conn)",
	},
	{
		ID: "accept-third", Move: lab.Call("server", "Accept"), Chapter: arriving,
		Then: "server runs Accept; server runs Read; server/listener LISTEN",
	},
	{
		ID: "read-2", Move: lab.CallFor("server", "Read", "client-2"), Chapter: arriving,
		Then: "server runs Read; server runs Accept; server sends nothing",
	},

	{
		ID: "write-2", Move: lab.Call("client-2", "Write"), Chapter: serving, Stop: true,
		Then: "client-2 ends Write: 2; client-2 sends DATA 2",
	},
	{
		ID: "data-2", Move: lab.Deliver("client-2", "DATA 2"), Chapter: serving, Stop: true,
		Then: `server ends Read: "Bo"; server sends ACK; server runs Read; server runs Accept; server/client ESTABLISHED; server/client-2 ESTABLISHED`,
	},
	{
		ID: "data-ack-2", Move: lab.Deliver("server", "ACK"), Chapter: serving,
		Then: "client-2 send_q 0; server runs Read",
	},
	{
		ID: "client-read-2", Move: lab.Call("client-2", "Read"), Chapter: serving,
		Then: "client-2 runs Read; client-2 sends nothing",
	},
	{
		ID: "greet-2", Move: lab.CallFor("server", "Write", "client-2"), Chapter: serving,
		Then: "server ends Write: 9; server sends DATA 9; server/client ESTABLISHED",
	},
	{
		ID: "greeting-2", Move: lab.Deliver("server", "DATA 9"), Chapter: serving, Stop: true,
		Then: "client-2 ends Read: 9; client-2 prints hello, Bo; client-2 sends ACK; server runs Read; server runs Accept",
	},
	{
		ID: "greeting-ack-2", Move: lab.Deliver("client-2", "ACK"), Chapter: serving,
		Then: "server/client-2 send_q 0; server/client ESTABLISHED",
	},
	{
		ID: "read-on-2", Move: lab.CallFor("server", "Read", "client-2"), Chapter: serving,
		Then: "server runs Read; server runs Accept; server sends nothing",
	},

	{
		ID: "close-2", Move: lab.Call("client-2", "Close"), Chapter: leaving,
		Then: "client-2 FIN_WAIT_1; client-2 ends Close; client-2 sends FIN ACK; server/client-2 ESTABLISHED",
	},
	{
		ID: "fin-2", Move: lab.Deliver("client-2", "FIN ACK"), Chapter: leaving, Stop: true,
		Then: "server/client-2 CLOSE_WAIT; server/client ESTABLISHED; server/listener LISTEN; server ends Read: EOF; server prints EOF; server sends ACK; server runs Read; server runs Accept; client ESTABLISHED",
	},
	{
		ID: "fin-ack-2", Move: lab.Deliver("server", "ACK"), Chapter: leaving,
		Then: "client-2 FIN_WAIT_2; server/client-2 CLOSE_WAIT; server/client ESTABLISHED",
	},
	{
		ID: "server-close-2", Move: lab.CallFor("server", "Close", "client-2"), Chapter: leaving,
		Then: "server/client-2 LAST_ACK; client-2 FIN_WAIT_2; server/client ESTABLISHED; server ends Close; server sends FIN ACK",
	},
	{
		ID: "last-fin-2", Move: lab.Deliver("server", "FIN ACK"), Chapter: leaving,
		Then: "client-2 TIME_WAIT; client-2 sends ACK; server/client-2 LAST_ACK; server/client ESTABLISHED",
	},
	{
		ID: "last-ack-2", Move: lab.Deliver("client-2", "ACK"), Chapter: leaving, Stop: true,
		Then: "server/client-2 CLOSED; server/client ESTABLISHED; client ESTABLISHED; server/listener LISTEN; server runs Read; server runs Accept", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack-2", Move: lab.Deliver("client-2", "ACK"), Chapter: leaving, Stop: true,
		Then: "server/client-2 CLOSED; client-2 TIME_WAIT; server/client ESTABLISHED; client ESTABLISHED; server/listener LISTEN; server runs Read; server runs Accept", Only: lab.HostNetwork,
	},
	{
		ID: "exit-2", Move: lab.Call("client-2", "exit"), Chapter: leaving,
		Then: "client-2 exits 0; client ESTABLISHED; server/client ESTABLISHED",
	},
	{
		ID: "write", Move: lab.Call("client", "Write"), Chapter: leaving, Stop: true,
		Then: "client ends Write: 3; client sends DATA 3; server/client owned; server runs Read",
	},
	{
		ID: "data", Move: lab.Deliver("client", "DATA 3"), Chapter: leaving,
		Then: `server ends Read: "Ann"; server sends ACK; server runs Accept; server/client ESTABLISHED`,
	},
	{
		ID: "data-ack", Move: lab.Deliver("server", "ACK"), Chapter: leaving,
		Then: "client send_q 0",
	},
	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: leaving,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "greet", Move: lab.CallFor("server", "Write", "client"), Chapter: leaving,
		Then: "server ends Write: 10; server sends DATA 10",
	},
	{
		ID: "greeting", Move: lab.Deliver("server", "DATA 10"), Chapter: leaving, Stop: true,
		Then: "client ends Read: 10; client prints hello, Ann; client sends ACK; server runs Accept",
	},
	{
		ID: "greeting-ack", Move: lab.Deliver("client", "ACK"), Chapter: leaving,
		Then: "server/client send_q 0",
	},
	{
		ID: "read-on", Move: lab.CallFor("server", "Read", "client"), Chapter: leaving,
		Then: "server runs Read; server runs Accept",
	},
	{
		ID: "close", Move: lab.Call("client", "Close"), Chapter: leaving,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK; server/client ESTABLISHED",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: leaving,
		Then: "server/client CLOSE_WAIT; server ends Read: EOF; server prints EOF; server sends ACK",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: leaving,
		Then: "client FIN_WAIT_2; server/client CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.CallFor("server", "Close", "client"), Chapter: leaving,
		Then: "server/client LAST_ACK; client FIN_WAIT_2; server ends Close; server sends FIN ACK",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: leaving,
		Then: "client TIME_WAIT; client sends ACK; server/client LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: leaving, Stop: true,
		Then: "server/client CLOSED; server/client-2 CLOSED; server/listener LISTEN; server runs Accept", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: leaving, Stop: true,
		Then: "server/client CLOSED; server/client-2 CLOSED; client TIME_WAIT; server/listener LISTEN; server runs Accept", Only: lab.HostNetwork,
	},
	{
		ID: "exit", Move: lab.Call("client", "exit"), Chapter: leaving,
		Then: "client exits 0; server/listener LISTEN; server runs Accept",
	},
}
