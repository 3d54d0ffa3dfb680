// Package udp is the first lesson on UDP: one datagram there and one back, and
// no other packet before, between and after them.
package udp

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is the teaching notes' UDP server, steps 1 to 5, and their client.
var Lesson = &lab.Lesson{
	Name:  "udp",
	Part:  lab.UDP,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{sockets, datagrams, end},
	Script:   script,
}

// The chapters.
const (
	sockets   = "sockets"
	datagrams = "datagrams"
	end       = "end"
)

// script claims again and again that nothing is sent, because that is the
// lesson's subject.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "ListenUDP"), Chapter: sockets, Stop: true,
		Then: "server/udp UNCONN; server ends ListenUDP; server sends nothing", Look: "server: net.ResolveUDPAddr",
	},
	{
		ID: "read-from", Move: lab.Call("server", "ReadFromUDP"), Chapter: sockets, Stop: true,
		Then: "server/udp UNCONN; server runs ReadFromUDP; server sends nothing", Look: "server: defer conn.Close()",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: sockets, Stop: true,
		Then: "client/udp ESTABLISHED; client ends Dial; client sends nothing; server/udp UNCONN; server runs ReadFromUDP",
	},

	{
		ID: "hello", Move: lab.Call("client", "Write"), Chapter: datagrams, Stop: true,
		Then: "client ends Write: 5; client sends UDP 5",
	},
	{
		ID: "hello-arrives", Move: lab.Deliver("client", "UDP 5"), Chapter: datagrams, Stop: true,
		Then: `server ends ReadFromUDP: 5; server prints said "hello"; server sends nothing; server/udp UNCONN`,
	},
	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: datagrams,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "answer", Move: lab.Call("server", "WriteToUDP"), Chapter: datagrams, Stop: true,
		Then: "server ends WriteToUDP: 10; server sends UDP 10; server/udp UNCONN",
	},
	{
		ID: "answer-arrives", Move: lab.Deliver("server", "UDP 10"), Chapter: datagrams, Stop: true,
		Then: `client ends Read: 10; client prints the server said "hi, client"; client sends nothing`,
	},

	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: end, Stop: true,
		Then: "client/udp CLOSED; client ends Close; client sends nothing; server/udp UNCONN", Look: "client: defer conn.Close()",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: end,
		Then: "client exits 0; client/udp CLOSED; server/udp UNCONN",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: end, Stop: true,
		Then: "server/udp CLOSED; server ends Close; server sends nothing", Look: "server: defer conn.Close()",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: end, Stop: true, After: "client-exit",
		Then: "server exits 0; server/udp CLOSED; client/udp CLOSED",
	},
}
