// Package ports is the lesson on what names a connection, and on a client that
// has run out of ports.
package ports

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has a kernel with two ports to lend. Two connections to one address
// take both, a third gets none, one to another address may share, and one that
// was closed first keeps its port in TIME_WAIT.
var Lesson = &lab.Lesson{
	Name:  "ports",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server, Args: []string{"127.0.0.1"}},
		{Name: "server-2", Role: lab.Server, File: "server.go", Main: server, Args: []string{"127.0.0.2"}},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork, // nobody may take ports away from the whole machine
		Sysctls: map[string]string{
			"net.ipv4.ip_local_port_range": "40000 40001",

			// On 127.0.0.1 Linux takes a port back from TIME_WAIT after a second, which
			// it does on no other address.
			"net.ipv4.tcp_tw_reuse": "0",
		},
	},
	Chapters: []string{two, sharing, waiting},
	Script:   script,
}

// The chapters.
const (
	two     = "two"
	sharing = "sharing"
	waiting = "waiting"
)

// late is a loop that is passed without a round, or gone through once. A class
// may talk for longer than TIME_WAIT lasts; then the port is free, and the other
// rows of the loop are told.
const late = "late"

// script has a row for each move. Handshakes and closing are told in other
// lessons, so n mostly does not stop at them.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: two,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "listen-2", Move: lab.Call("server-2", "Listen"), Chapter: two,
		Then: "server-2/listener LISTEN; server-2 ends Listen: 127.0.0.2; server/listener LISTEN",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: two,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: two, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: two,
		Then: "server SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: two,
		Then: "client ESTABLISHED; client ends Dial: 127.0.0.1:40000; client sends ACK",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: two, Stop: true,
		Then: "server ESTABLISHED; server ends Accept: 127.0.0.1:40000; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: two,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "accept-two", Move: lab.Call("server", "Accept"), Chapter: two,
		Then: "server runs Accept; server/listener LISTEN; server sends nothing",
	},
	{
		ID: "dial-two", Move: lab.Call("client", "Dial"), Chapter: two,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn-two", Move: lab.Deliver("client", "SYN"), Chapter: two,
		Then: "server SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack-two", Move: lab.Deliver("server", "SYN ACK"), Chapter: two,
		Then: "client ESTABLISHED; client ends Dial: 127.0.0.1:40001; client sends ACK",
	},
	{
		ID: "ack-two", Move: lab.Deliver("client", "ACK"), Chapter: two, Stop: true,
		Then: "server ESTABLISHED; server ends Accept: 127.0.0.1:40001; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "third", Move: lab.Call("client", "Dial"), Chapter: two, Stop: true,
		Then: "client ends Dial: EADDRNOTAVAIL; client prints EADDRNOTAVAIL; client sends nothing; server sends nothing; client ESTABLISHED; server ESTABLISHED", Look: `client: fmt.Println("a third one:", err)`,
	},

	{
		ID: "dial-far", Move: lab.Call("client", "Dial"), Chapter: sharing, Stop: true,
		Then: "client SYN_SENT; client runs Dial: 127.0.0.2; client sends SYN",
	},
	{
		ID: "syn-far", Move: lab.Deliver("client", "SYN"), Chapter: sharing,
		Then: "server-2 SYN_RCVD; server-2 sends SYN ACK; server sends nothing",
	},
	{
		ID: "syn-ack-far", Move: lab.Deliver("server-2", "SYN ACK"), Chapter: sharing, Stop: true,
		Then: "client ESTABLISHED; client ends Dial: 127.0.0.1:40000; client prints 127.0.0.1:40000 127.0.0.1:40001; client sends ACK",
	},
	{
		ID: "ack-far", Move: lab.Deliver("client", "ACK"), Chapter: sharing,
		Then: "server-2 ESTABLISHED; server-2/listener recv_q 1; client ESTABLISHED",
	},

	{
		ID: "read-two", Move: lab.Call("server", "Read"), Chapter: waiting,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "close", Move: lab.Call("client", "Close"), Chapter: waiting,
		Then: "client/server FIN_WAIT_1; client ends Close; client sends FIN ACK; server ESTABLISHED",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: waiting,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server sends ACK; client/server FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: waiting,
		Then: "client/server FIN_WAIT_2; client sends nothing; server CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: waiting,
		Then: "server LAST_ACK; server ends Close; server sends FIN ACK; client/server FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: waiting, Stop: true,
		Then: "client/server TIME_WAIT; client sends ACK; server LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: waiting, Stop: true,
		Then: "server CLOSED; server sends nothing; server/listener LISTEN",
	},
	{
		ID: "again", Move: lab.Call("client", "Dial"), Chapter: waiting, Stop: true, Loop: late,
		When: "client ends Dial: EADDRNOTAVAIL",
		Then: "client prints EADDRNOTAVAIL; client sends nothing; client/server unowned", Look: `client: fmt.Println("after the close:", err)`,
	},
	{
		ID: "again-late", Move: lab.Call("client", "Dial"), Chapter: waiting, Stop: true, Loop: late,
		When: "client sends SYN",
		Then: "client SYN_SENT; client runs Dial",
	},
	{
		ID: "syn-late", Move: lab.Deliver("client", "SYN"), Chapter: waiting, Loop: late,
		Then: "server SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack-late", Move: lab.Deliver("server", "SYN ACK"), Chapter: waiting, Loop: late,
		Then: "client ESTABLISHED; client ends Dial: 127.0.0.1:40001; client sends ACK",
	},
	{
		ID: "ack-late", Move: lab.Deliver("client", "ACK"), Chapter: waiting, Stop: true, Loop: late,
		Then: "server ESTABLISHED; server unowned; client ESTABLISHED",
	},
	{
		ID: "exit", Move: lab.Call("client", "exit"), Chapter: waiting, Stop: true,
		Then: "client exits 0; client sends FIN ACK; client/server-2 FIN_WAIT_1; server/listener LISTEN; server-2/listener LISTEN",
	},
}
