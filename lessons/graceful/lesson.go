// Package graceful is the lesson on stopping a server: who is let in no more,
// who may finish, and what becomes of those who are late.
package graceful

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson stops a server with three clients: one is at work, one is silent, and
// one has connected and was never accepted. The first gets its answer; the other
// two are reset, each for a reason of its own.
var Lesson = &lab.Lesson{
	Name:  "graceful",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-3", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{door, drain, late},
	Script:   script,
}

// The chapters.
const (
	door  = "door"
	drain = "drain"
	late  = "late"
)

// script has a row for each move. The server's Read from the silent client does
// not begin before the other client is done: its second runs while it reads.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: door,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "open", Move: lab.Call("server", "Accept"), Chapter: door,
		Then: "server runs Accept",
	},
	{
		ID: "open", Move: lab.Call("client", "Dial"), Chapter: door,
		Then: "client SYN_SENT; client sends SYN",
	},
	{
		ID: "open", Move: lab.Deliver("client", "SYN"), Chapter: door,
		Then: "server/client SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open", Move: lab.Deliver("server", "SYN ACK"), Chapter: door,
		Then: "client ESTABLISHED; client ends Dial",
	},
	{
		ID: "open", Move: lab.Deliver("client", "ACK"), Chapter: door, Stop: true,
		Then: "server/client ESTABLISHED; client ESTABLISHED; server ends Accept",
	},
	{
		ID: "open-2", Move: lab.Call("server", "Accept"), Chapter: door,
		Then: "server runs Accept",
	},
	{
		ID: "open-2", Move: lab.Call("client-2", "Dial"), Chapter: door,
		Then: "client-2 SYN_SENT; client-2 sends SYN",
	},
	{
		ID: "open-2", Move: lab.Deliver("client-2", "SYN"), Chapter: door,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open-2", Move: lab.Deliver("server", "SYN ACK"), Chapter: door,
		Then: "client-2 ESTABLISHED; client-2 ends Dial",
	},
	{
		ID: "open-2", Move: lab.Deliver("client-2", "ACK"), Chapter: door, Stop: true,
		Then: "server/client-2 ESTABLISHED; client-2 ESTABLISHED; server ends Accept",
	},
	{
		ID: "request", Move: lab.Call("client", "Write"), Chapter: door,
		Then: "client ends Write: 6; client sends DATA 6",
	},
	{
		ID: "request", Move: lab.Deliver("client", "DATA 6"), Chapter: door,
		Then: "server sends ACK; server/client recv_q 6",
	},
	{
		ID: "request", Move: lab.Deliver("server", "ACK"), Chapter: door,
		Then: "client send_q 0",
	},
	{
		ID: "request", Move: lab.Call("client", "Read"), Chapter: door,
		Then: "client runs Read",
	},
	{
		ID: "request", Move: lab.CallFor("server", "Read", "client"), Chapter: door, Stop: true,
		Then: `server ends Read: 6 bytes "please"; client runs Read; server/client ESTABLISHED; server/client owned`,
	},
	{
		ID: "open-3", Move: lab.Call("client-3", "Dial"), Chapter: door,
		Then: "client-3 SYN_SENT; client-3 sends SYN",
	},
	{
		ID: "open-3", Move: lab.Deliver("client-3", "SYN"), Chapter: door,
		Then: "server/client-3 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open-3", Move: lab.Deliver("server", "SYN ACK"), Chapter: door,
		Then: "client-3 ESTABLISHED; client-3 ends Dial",
	},
	{
		ID: "queued", Move: lab.Deliver("client-3", "ACK"), Chapter: door, Stop: true,
		Then: "server/client-3 ESTABLISHED; server/client-3 unowned; client-3 ESTABLISHED; server/listener recv_q 1; server runs nothing",
	},
	{
		ID: "request-3", Move: lab.Call("client-3", "Write"), Chapter: door,
		Then: "client-3 ends Write: 6; client-3 sends DATA 6",
	},
	{
		ID: "request-3", Move: lab.Deliver("client-3", "DATA 6"), Chapter: door,
		Then: "server sends ACK; server/client-3 recv_q 6",
	},
	{
		ID: "request-3", Move: lab.Deliver("server", "ACK"), Chapter: door,
		Then: "client-3 send_q 0",
	},
	{
		ID: "read-3", Move: lab.Call("client-3", "Read"), Chapter: door, Stop: true,
		Then: "client-3 runs Read; server/client-3 recv_q 6; server/client-3 unowned; server/listener recv_q 1; server runs nothing",
	},
	{
		ID: "shut", Move: lab.Call("server", "Close"), Chapter: door, Stop: true,
		Then: "server ends Close; server/listener CLOSED; server/client-3 CLOSED; server sends RST ACK; server/client ESTABLISHED; server/client-2 ESTABLISHED",
	},
	{
		ID: "turned-away", Move: lab.DeliverTo("server", "RST ACK", "client-3"), Chapter: door, Stop: true,
		Then: "client-3 CLOSED; client-3 ends Read: ECONNRESET; client-3 prints ECONNRESET; client-3 sends nothing; client ESTABLISHED; server/client ESTABLISHED",
	},
	{
		ID: "end-3", Move: lab.Call("client-3", "Close"), Chapter: door,
		Then: "client-3 ends Close; client-3 sends nothing",
	},
	{
		ID: "end-3", Move: lab.Call("client-3", "exit"), Chapter: door,
		Then: "client-3 exits 0",
	},

	{
		ID: "answer", Move: lab.CallFor("server", "Write", "client"), Chapter: drain, Stop: true,
		Then: "server ends Write: 4; server sends DATA 4; server/listener CLOSED; server/client ESTABLISHED; client runs Read",
	},
	{
		ID: "answer-arrives", Move: lab.Deliver("server", "DATA 4"), Chapter: drain, Stop: true,
		Then: "client ends Read: 4; client prints done; client sends ACK; client ESTABLISHED; server/client ESTABLISHED; server/client-2 ESTABLISHED",
	},
	{
		ID: "answer-ack", Move: lab.Deliver("client", "ACK"), Chapter: drain,
		Then: "server/client send_q 0",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: drain,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK",
	},
	{
		ID: "client-close", Move: lab.Deliver("client", "FIN ACK"), Chapter: drain,
		Then: "server/client CLOSE_WAIT; server sends ACK",
	},
	{
		ID: "client-close", Move: lab.Deliver("server", "ACK"), Chapter: drain,
		Then: "client FIN_WAIT_2",
	},
	{
		ID: "client-close", Move: lab.CallFor("server", "Read", "client"), Chapter: drain, Stop: true,
		Then: "server ends Read: EOF; server prints EOF; server/client CLOSE_WAIT; client FIN_WAIT_2",
	},
	{
		ID: "drained", Move: lab.CallFor("server", "Close", "client"), Chapter: drain,
		Then: "server/client LAST_ACK; server sends FIN ACK; server ends Close",
	},
	{
		ID: "drained", Move: lab.Deliver("server", "FIN ACK"), Chapter: drain,
		Then: "client TIME_WAIT; client sends ACK",
	},
	{
		ID: "drained", Move: lab.Deliver("client", "ACK"), Chapter: drain, Stop: true,
		Then: "server/client CLOSED; server/client-2 ESTABLISHED",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: drain,
		Then: "client exits 0",
	},

	{
		ID: "grace", Move: lab.CallFor("server", "Read", "client-2"), Chapter: late,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "timeout", Move: lab.Wait(), Chapter: late, Stop: true,
		Then: "server ends Read: i/o timeout; server prints i/o timeout; server sends nothing; server/client-2 ESTABLISHED; server/client-2 recv_q 0; client-2 ESTABLISHED",
	},
	{
		ID: "late-request", Move: lab.Call("client-2", "Write"), Chapter: late,
		Then: "client-2 ends Write: 6; client-2 sends DATA 6",
	},
	{
		ID: "late-request", Move: lab.Deliver("client-2", "DATA 6"), Chapter: late,
		Then: "server sends ACK; server/client-2 recv_q 6",
	},
	{
		ID: "late-request", Move: lab.Deliver("server", "ACK"), Chapter: late,
		Then: "client-2 send_q 0",
	},
	{
		ID: "late-read", Move: lab.Call("client-2", "Read"), Chapter: late, Stop: true,
		Then: "client-2 runs Read; server/client-2 recv_q 6; server/client-2 ESTABLISHED; client-2 ESTABLISHED; server runs nothing",
	},
	{
		ID: "close", Move: lab.CallFor("server", "Close", "client-2"), Chapter: late, Stop: true,
		Then: "server ends Close; server/client-2 CLOSED; server sends RST ACK; client-2 ESTABLISHED; client-2 runs Read",
	},
	{
		ID: "reset", Move: lab.Deliver("server", "RST ACK"), Chapter: late, Stop: true,
		Then: "client-2 CLOSED; client-2 ends Read: ECONNRESET; client-2 prints ECONNRESET",
	},
	{
		ID: "end", Move: lab.Call("client-2", "Close"), Chapter: late,
		Then: "client-2 ends Close; client-2 sends nothing",
	},
	{
		ID: "end", Move: lab.Call("client-2", "exit"), Chapter: late,
		Then: "client-2 exits 0",
	},
	{
		ID: "end", Move: lab.Call("server", "exit"), Chapter: late, Stop: true,
		Then: "server exits 0; server/listener CLOSED",
	},
}
