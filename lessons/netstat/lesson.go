// Package netstat is the lesson in which students see the same states with
// their own tools: netstat and ss in a second terminal.
package netstat

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson runs on the host network, where every terminal of the machine sees its
// sockets. It stops in each state until a key is pressed, so that there is time
// to type a command. Only TIME_WAIT ends by itself.
var Lesson = &lab.Lesson{
	Name:  "netstat",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{Network: lab.HostNetwork},
	Chapters: []string{listening, connected, closing},
	Script:   script,
}

// The chapters.
const (
	listening = "listening"
	connected = "connected"
	closing   = "closing"
)

// script has a row for each move. n stops at every call, with something to look
// at. On a private network it also stops at every packet that changes a state.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: listening, Stop: true,
		Then: "server/listener LISTEN; server/listener recv_q 0; server ends Listen; client CLOSED",
	},

	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: connected, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN; server/listener LISTEN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: connected, Stop: true,
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN; client SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: connected, Stop: true,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: connected, Stop: true,
		Then: "server ESTABLISHED; server unowned; client ESTABLISHED; server/listener LISTEN; server/listener recv_q 1",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: connected, Stop: true,
		Then: "server ends Accept; server owned; server ESTABLISHED; client ESTABLISHED; server/listener LISTEN; server/listener recv_q 0",
	},
	{
		ID: "write", Move: lab.Call("client", "Write"), Chapter: connected, Stop: true,
		Then: "client ends Write: 5; client sends DATA 5; client send_q 5",
	},
	{
		ID: "data", Move: lab.Deliver("client", "DATA 5"), Chapter: connected, Stop: true,
		Then: "server recv_q 5; server sends ACK; client send_q 5; server ESTABLISHED",
	},
	{
		ID: "data-ack", Move: lab.Deliver("server", "ACK"), Chapter: connected,
		Then: "client send_q 0; server recv_q 5; client ESTABLISHED; server ESTABLISHED",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: connected, Stop: true,
		Then: "server ends Read: 5; server recv_q 0; server ESTABLISHED; client ESTABLISHED",
	},

	{
		ID: "close-write", Move: lab.Call("client", "CloseWrite"), Chapter: closing, Stop: true,
		Then: "client FIN_WAIT_1; client ends CloseWrite; client sends FIN ACK; server ESTABLISHED",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSE_WAIT; server recv_q 1; server sends ACK; client FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: closing, Stop: true,
		Then: "client FIN_WAIT_2; server CLOSE_WAIT; server recv_q 1; server/listener LISTEN",
	},
	{
		ID: "read-eof", Move: lab.Call("server", "Read"), Chapter: closing,
		Then: "server ends Read: EOF; server recv_q 0; server CLOSE_WAIT; client FIN_WAIT_2",
	},
	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: closing,
		Then: "client runs Read; client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server LAST_ACK; server ends Close; server sends FIN ACK; client FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "client TIME_WAIT; client unowned; client ends Read: EOF; client sends ACK; server LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSED; server/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "client TIME_WAIT; client unowned; server CLOSED; server/listener LISTEN", Only: lab.HostNetwork,
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server/listener CLOSED; server ends Close; server CLOSED",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: closing,
		Then: "client ends Close; client sends nothing",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: closing,
		Then: "client exits 0",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: closing, Stop: true,
		Then: "server exits 0; server CLOSED",
	},
}
