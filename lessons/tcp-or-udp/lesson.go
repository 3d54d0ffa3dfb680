package tcporudp

import (
	"embed"

	"tcplab/lab"
	"tcplab/lab/trace"
)

//go:embed *.go en.md zh.md
var files embed.FS

var Lesson = &lab.Lesson{
	Name:  "tcp-or-udp",
	Files: files,
	Hosts: []lab.Host{
		{Name: "tcp-client", Role: lab.Client, File: "tcp_client.go", Main: tcpClient},
		{Name: "tcp-server", Role: lab.Server, File: "tcp_server.go", Main: tcpServer},
		{Name: "udp-client", Role: lab.Client, File: "udp_client.go", Main: udpClient},
		{Name: "udp-server", Role: lab.Server, File: "udp_server.go", Main: udpServer},
	},
	Chapters: []string{"a"},
	Script:   script,
}

func row(id string, m trace.Move, then string) lab.Beat {
	return lab.Beat{ID: id, Move: m, Then: then, Chapter: "a"}
}

var script = []lab.Beat{
	row("l", lab.Call("tcp-server", "Listen"), ""),
	row("a", lab.Call("tcp-server", "Accept"), ""),
	row("d", lab.Call("tcp-client", "Dial"), ""),
	row("d1", lab.Deliver("tcp-client", "SYN"), ""),
	row("d2", lab.Deliver("tcp-server", "SYN ACK"), ""),
	row("d3", lab.Deliver("tcp-client", "ACK"), ""),
	row("r", lab.Call("tcp-server", "Read"), ""),
	row("w1", lab.Call("tcp-client", "Write"), ""),
	row("w2", lab.Call("tcp-client", "Write"), ""),
	row("w3", lab.Call("tcp-client", "Write"), ""),
	row("w4", lab.Call("tcp-client", "Write"), ""),
	row("w5", lab.Call("tcp-client", "Write"), ""),
	row("w6", lab.Call("tcp-client", "Write"), ""),
	row("w7", lab.Call("tcp-client", "Write"), ""),
	row("w8", lab.Call("tcp-client", "Write"), ""),
	row("one", lab.Deliver("tcp-client", "DATA 4"), ""),
	row("rr", lab.Call("tcp-server", "Read"), ""),
	row("two", lab.Deliver("tcp-client", "DATA 4"), ""),
	row("rrr", lab.Call("tcp-server", "Read"), ""),
	row("three", lab.Drop("tcp-client", "DATA 6"), ""),
	row("four", lab.Deliver("tcp-client", "DATA 5"), ""),
	row("five", lab.Duplicate("tcp-client", "DATA 5"), ""),
	row("five2", lab.Deliver("tcp-client", "DATA 5"), ""),
	row("seven", lab.Deliver("tcp-client", "DATA 6"), ""),
	row("six", lab.Deliver("tcp-client", "DATA 4"), ""),
	row("eight", lab.Deliver("tcp-client", "DATA 6"), ""),
}
