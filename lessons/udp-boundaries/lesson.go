// Package udpboundaries is the lesson on UDP's promises. UDP keeps the
// boundaries of datagrams. It loses the end of one that does not fit, a whole
// one on the way, and one for a port on which nobody reads.
package udpboundaries

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is RFC 768 with its consequences.
var Lesson = &lab.Lesson{
	Name:  "udp-boundaries",
	Part:  lab.UDP,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{edges, size, loss, nobody},
	Script:   script,
}

// The chapters.
const (
	edges  = "edges"
	size   = "size"
	loss   = "loss"
	nobody = "nobody"
)

// allThree are beats that later ones need. Without them a later datagram would
// be read into another buffer, because the server chooses the buffer by how
// many it has read.
const allThree = "one-arrives two-arrives three-arrives"

// script lets datagrams wait in the server's kernel before they are read. A
// stream would run them together there.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "ListenUDP"), Chapter: edges,
		Then: "server/udp UNCONN; server ends ListenUDP; server sends nothing",
	},
	{
		ID: "dial", Move: lab.Call("client", "DialUDP"), Chapter: edges, Stop: true,
		Then: "client/udp ESTABLISHED; client ends DialUDP; client sends nothing",
	},
	{
		ID: "one", Move: lab.Call("client", "Write"), Chapter: edges,
		Then: "client ends Write: 3; client sends UDP 3; server runs nothing",
	},
	{
		ID: "two", Move: lab.Call("client", "Write"), Chapter: edges,
		Then: "client ends Write: 3; client sends UDP 3",
	},
	{
		ID: "three", Move: lab.Call("client", "Write"), Chapter: edges, Stop: true,
		Then: "client ends Write: 5; client sends UDP 5; server runs nothing",
	},
	{
		ID: "one-arrives", Move: lab.Deliver("client", "UDP 3"), Chapter: edges,
		Then: "server/udp recv_q grows; server sends nothing; server runs nothing",
	},
	{
		ID: "two-arrives", Move: lab.Deliver("client", "UDP 3"), Chapter: edges, After: "one-arrives",
		Then: "server/udp recv_q grows; server sends nothing",
	},
	{
		ID: "three-arrives", Move: lab.Deliver("client", "UDP 5"), Chapter: edges, Stop: true, After: "one-arrives two-arrives",
		Then: "server/udp recv_q grows; server sends nothing",
	},
	{
		ID: "read-one", Move: lab.Call("server", "ReadFromUDP"), Chapter: edges, Stop: true, After: "two-arrives three-arrives",
		Then: `server ends ReadFromUDP: 3 bytes "one"; server sends nothing`,
	},
	{
		ID: "read-two", Move: lab.Call("server", "ReadFromUDP"), Chapter: edges, After: "three-arrives",
		Then: `server ends ReadFromUDP: 3 bytes "two"`,
	},
	{
		ID: "read-three", Move: lab.Call("server", "ReadFromUDP"), Chapter: edges, Stop: true, After: "one-arrives two-arrives",
		Then: `server ends ReadFromUDP: 5 bytes "three"; server/udp recv_q 0`,
	},

	{
		ID: "ten", Move: lab.Call("client", "Write"), Chapter: size, After: allThree,
		Then: "client ends Write: 10; client sends UDP 10",
	},
	{
		ID: "ten-arrives", Move: lab.Deliver("client", "UDP 10"), Chapter: size, Stop: true, After: allThree,
		Then: "server/udp recv_q grows; server sends nothing",
	},
	{
		ID: "read-four", Move: lab.Call("server", "ReadFromUDP"), Chapter: size, Stop: true,
		Then: `server ends ReadFromUDP: 4 bytes "0123"; server prints error: <nil>; server/udp recv_q 0; server sends nothing`,
	},
	{
		ID: "empty", Move: lab.Call("client", "Write"), Chapter: size,
		Then: "client ends Write: 0; client sends UDP 0",
	},
	{
		ID: "empty-arrives", Move: lab.Deliver("client", "UDP 0"), Chapter: size, Stop: true, After: allThree + " ten-arrives",
		Then: "server/udp recv_q grows; server sends nothing",
	},
	{
		ID: "read-empty", Move: lab.Call("server", "ReadFromUDP"), Chapter: size, Stop: true,
		Then: `server ends ReadFromUDP: 0 bytes; server prints "", error: <nil>; server/udp recv_q 0`,
	},

	{
		ID: "wait", Move: lab.Call("server", "ReadFromUDP"), Chapter: loss,
		Then: "server runs ReadFromUDP; server/udp recv_q 0",
	},
	{
		ID: "lost", Move: lab.Call("client", "Write"), Chapter: loss, Stop: true, Only: lab.PrivateNetwork,
		Then: "client ends Write: 4; client sends UDP 4; client/udp send_q 0; server runs ReadFromUDP",
	},
	{
		ID: "drop", Move: lab.Drop("client", "UDP 4"), Chapter: loss, Stop: true, Only: lab.PrivateNetwork,
		Then: "client sends nothing; server sends nothing; server runs ReadFromUDP",
	},
	{
		ID: "not-lost", Move: lab.Call("client", "Write"), Chapter: loss, Stop: true, Only: lab.HostNetwork,
		Then: `client ends Write: 4; server ends ReadFromUDP: 4 bytes "lost"`,
	},
	{
		ID: "wait-again", Move: lab.Call("server", "ReadFromUDP"), Chapter: loss, Only: lab.HostNetwork,
		Then: "server runs ReadFromUDP",
	},
	{
		ID: "bye", Move: lab.Call("client", "Write"), Chapter: loss,
		Then: "client ends Write: 3; client sends UDP 3",
	},
	{
		ID: "bye-arrives", Move: lab.Deliver("client", "UDP 3"), Chapter: loss, Stop: true,
		Then: `server ends ReadFromUDP: 3 bytes "bye"; server prints "bye", error: <nil>; server sends nothing`,
	},

	{
		ID: "close", Move: lab.Call("server", "Close"), Chapter: nobody, Stop: true,
		Then: "server/udp CLOSED; server sends nothing; client/udp ESTABLISHED",
	},
	{
		ID: "first", Move: lab.Call("client", "Write"), Chapter: nobody, Stop: true,
		Then: "server/udp CLOSED; client ends Write: 5 bytes; client prints <nil>; client sends UDP 5",
	},
	{
		ID: "first-arrives", Move: lab.Deliver("client", "UDP 5"), Chapter: nobody, Stop: true,
		Then: "server sends ICMP port unreachable",
	},
	{
		ID: "unreachable", Move: lab.Deliver("server", "ICMP port unreachable"), Chapter: nobody, Stop: true,
		Then: "client gets ICMP port unreachable; client sends nothing; client runs nothing; client/udp ESTABLISHED",
	},
	{
		ID: "second", Move: lab.Call("client", "Write"), Chapter: nobody, Stop: true,
		Then: "client ends Write: ECONNREFUSED; client prints ECONNREFUSED; client sends nothing",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: nobody,
		Then: "client/udp CLOSED; server/udp CLOSED; client sends nothing",
	},
	{ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: nobody, Then: "client exits 0"},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: nobody, Stop: true, After: "client-exit",
		Then: "server exits 0; server/udp CLOSED; client/udp CLOSED",
	},
}
