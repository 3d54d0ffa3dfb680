// Package closewait is the lesson on connections that a program forgets to
// close: on the state CLOSE_WAIT, and on FIN_WAIT_2 at the other end.
package closewait

import (
	"embed"

	"tcplab/lab"
)

//go:embed *.go en.md zh.md
var files embed.FS

// Lesson has a server that hears that its client has closed, and does not close.
// The client's kernel forgets the connection after a while, and the server finds
// out when it writes. On the private network that while is short; the calm
// clock would stretch it, since Linux takes 3.5 times the RTO if that is longer.
var Lesson = &lab.Lesson{
	Name:  "close-wait",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "guest.go", Main: guest},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork,
		Clock:   lab.Ordinary,
		Sysctls: map[string]string{"net.ipv4.tcp_fin_timeout": "1"},
	},
	Chapters: []string{leak, alone, noticed},
	Script:   script,
}

// The chapters.
const (
	leak    = "leak"
	alone   = "alone"
	noticed = "noticed"
)

// script has a row for each move. Behind the row in which the client comes to
// FIN_WAIT_2 stands the one that waits for its end: if somebody looks for long,
// it comes by itself. No row claims which timer runs for it: the kernel takes its
// keepalive timer for what is left beyond 60 s, and a kernel before 6.15 may have
// so slow a resend timer behind packets that were held for long.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: leak,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "open", Move: lab.Call("server", "Accept"), Chapter: leak,
		Then: "server runs Accept",
	},
	{
		ID: "open", Move: lab.Call("client", "Dial"), Chapter: leak,
		Then: "client SYN_SENT; client sends SYN",
	},
	{
		ID: "open", Move: lab.Deliver("client", "SYN"), Chapter: leak,
		Then: "server/client SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open", Move: lab.Deliver("server", "SYN ACK"), Chapter: leak,
		Then: "client ESTABLISHED; client ends Dial",
	},
	{
		ID: "open", Move: lab.Deliver("client", "ACK"), Chapter: leak, Stop: true,
		Then: "server/client ESTABLISHED; client ESTABLISHED; server ends Accept", Look: "server: go await(conn)",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: leak,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: leak,
		Then: "server runs Accept; server runs Read; server sends nothing",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: leak, Stop: true,
		Then: "client ends Close; client FIN_WAIT_1; client sends FIN ACK; server/client ESTABLISHED; server runs Read; server runs Accept", Look: "client: err = conn.Close()",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: leak,
		Then: "client exits 0; client FIN_WAIT_1; client unowned",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: leak, Stop: true,
		Then: "server/client CLOSE_WAIT; server/client owned; server/client timer none; server ends Read: EOF; server prints a guest has left: EOF; server sends ACK; server runs Accept", Look: `server: fmt.Println("a guest has left:", err)`,
	},

	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: alone, Stop: true,
		Then: "client FIN_WAIT_2; client unowned; client sends nothing; server/client CLOSE_WAIT; server/client owned",
	},
	{
		ID: "forgotten", Move: lab.Wait(), Chapter: alone, Stop: true,
		Then: "client CLOSED; client sends nothing; server sends nothing; server/client CLOSE_WAIT; server/client owned; server runs Accept",
	},

	{
		ID: "open-2", Move: lab.Call("client-2", "Dial"), Chapter: noticed,
		Then: "client-2 SYN_SENT; client-2 sends SYN",
	},
	{
		ID: "open-2", Move: lab.Deliver("client-2", "SYN"), Chapter: noticed,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open-2", Move: lab.Deliver("server", "SYN ACK"), Chapter: noticed,
		Then: "client-2 ESTABLISHED; client-2 ends Dial",
	},
	{
		ID: "joined", Move: lab.Deliver("client-2", "ACK"), Chapter: noticed, Stop: true,
		Then: "server/client-2 ESTABLISHED; client-2 ESTABLISHED; server ends Accept; server/client CLOSE_WAIT", Look: "server: slices.DeleteFunc",
	},
	{
		ID: "write", Move: lab.Call("server", "Write"), Chapter: noticed, Stop: true,
		Then: "server ends Write: 6; server sends DATA 6; server/client CLOSE_WAIT",
	},
	{
		ID: "unknown", Move: lab.Deliver("server", "DATA 6"), Chapter: noticed, Stop: true, After: "forgotten",
		Then: "client sends RST; client CLOSED; server/client CLOSE_WAIT",
	},
	{
		ID: "rst", Move: lab.Deliver("client", "RST"), Chapter: noticed, Stop: true,
		Then: "server/client CLOSED; server sends nothing; server/client-2 ESTABLISHED",
	},
	{
		ID: "write-fails", Move: lab.Call("server", "Write"), Chapter: noticed, Stop: true,
		Then: "server ends Write: EPIPE; server prints EPIPE; server sends nothing",
	},
	{
		ID: "close", Move: lab.Call("server", "Close"), Chapter: noticed, Stop: true,
		Then: "server ends Close; server sends nothing; server/client CLOSED; server/client-2 ESTABLISHED; client-2 ESTABLISHED", Look: "server: guest.Close()",
	},
}
