// Package addressinuse is the lesson on the error "address already in use": a
// server that is started twice, and one that is started again.
package addressinuse

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go pushy_linux.go again_linux.go en.md zh.md
var files embed.FS

// Lesson asks the kernel for one port again and again: while a listener has it,
// with and without the offer to share it, and when only a connection in
// TIME_WAIT is left, with SO_REUSEADDR and without. In between two listeners
// share an address. No client comes there: a hash with a secret in it chooses
// which of them gets one, so no row could say which.
var Lesson = &lab.Lesson{
	Name:  "address-in-use",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
		{Name: "server-2", Role: lab.Server, File: "server.go", Main: server},
		{Name: "server-3", Role: lab.Server, File: "pushy_linux.go", Main: pushy, Args: []string{"127.0.0.1:8001"}},
		{Name: "server-4", Role: lab.Server, File: "again_linux.go", Main: again},
		{Name: "server-5", Role: lab.Server, File: "pushy_linux.go", Main: pushy, Args: []string{"127.0.0.1:8002"}},
		{Name: "server-6", Role: lab.Server, File: "pushy_linux.go", Main: pushy, Args: []string{"127.0.0.1:8002"}},
	},
	Settings: lab.Settings{Network: lab.PrivateNetwork}, // the options are Linux's
	Chapters: []string{twice, shared, restart},
	Script:   script,
}

// The chapters.
const (
	twice   = "twice"
	shared  = "shared"
	restart = "restart"
)

// late is a loop that is passed without a round, or gone through once. A class
// may talk for longer than TIME_WAIT lasts; then the port is free, and the other
// rows of the loop are told.
const late = "late"

// script has a row for each move. Opening and closing of the connections are
// told in other lessons, so n mostly does not stop at them.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: twice, Stop: true,
		Then: "server/listener LISTEN; server ends Listen; server sends nothing",
	},
	{
		ID: "listen-2", Move: lab.Call("server-2", "Listen"), Chapter: twice, Stop: true,
		Then: "server-2 ends Listen: EADDRINUSE; server-2 prints EADDRINUSE; server-2 exits 1; server-2/listener CLOSED; server-2 sends nothing; server/listener LISTEN; server sends nothing",
	},
	{
		ID: "push", Move: lab.Call("server-3", "Listen"), Chapter: twice, Stop: true,
		Then: "server-3 ends Listen: EADDRINUSE; server-3 prints EADDRINUSE; server-3 exits 1; server-3/listener CLOSED; server-3 sends nothing; server/listener LISTEN; server sends nothing",
	},

	{
		ID: "share", Move: lab.Call("server-5", "Listen"), Chapter: shared, Stop: true,
		Then: "server-5/listener LISTEN; server-5 ends Listen; server-5 sends nothing; server/listener LISTEN",
	},
	{
		ID: "share-2", Move: lab.Call("server-6", "Listen"), Chapter: shared, Stop: true,
		Then: "server-6/listener LISTEN; server-6 ends Listen; server-6 sends nothing; server-5/listener LISTEN; server-5/listener recv_q 0; server-6/listener recv_q 0",
	},
	{
		ID: "leave", Move: lab.Call("server-5", "Close"), Chapter: shared, Stop: true,
		Then: "server-5/listener CLOSED; server-5 ends Close; server-5 sends nothing; server-6/listener LISTEN; server-6 sends nothing",
	},
	{
		ID: "leave-exit", Move: lab.Call("server-5", "exit"), Chapter: shared,
		Then: "server-5 exits 0; server-6/listener LISTEN",
	},
	{
		ID: "leave-2", Move: lab.Call("server-6", "Close"), Chapter: shared,
		Then: "server-6/listener CLOSED; server-6 ends Close; server-5/listener CLOSED; server/listener LISTEN",
	},
	{
		ID: "leave-exit-2", Move: lab.Call("server-6", "exit"), Chapter: shared, Stop: true,
		Then: "server-6 exits 0; server-6/listener CLOSED; server/listener LISTEN",
	},

	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: restart,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: restart,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: restart,
		Then: "server SYN_RCVD; server sends SYN ACK; server/listener LISTEN",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: restart,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: restart, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "read", Move: lab.Call("client", "Read"), Chapter: restart,
		Then: "client runs Read; client sends nothing",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: restart,
		Then: "server FIN_WAIT_1; server ends Close; server sends FIN ACK; client ESTABLISHED; client runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: restart,
		Then: "client CLOSE_WAIT; client ends Read: EOF; client sends ACK; server FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("client", "ACK"), Chapter: restart,
		Then: "server FIN_WAIT_2; client CLOSE_WAIT",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: restart,
		Then: "client LAST_ACK; client ends Close; client sends FIN ACK; server FIN_WAIT_2",
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: restart,
		Then: "server/listener CLOSED; server ends Close; server FIN_WAIT_2; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: restart,
		Then: "server exits 0; server/listener CLOSED; server FIN_WAIT_2",
	},
	{
		ID: "last-fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: restart, Stop: true,
		Then: "server TIME_WAIT; server/listener CLOSED; server sends ACK; client LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("server", "ACK"), Chapter: restart,
		Then: "client CLOSED; client sends nothing",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: restart, Stop: true,
		Then: "client exits 0; client CLOSED; server/listener CLOSED",
	},
	{
		ID: "strict", Move: lab.Call("server-4", "Listen"), Chapter: restart, Stop: true, Loop: late,
		When: "server-4 ends Listen: EADDRINUSE",
		Then: "server-4 prints EADDRINUSE; server-4/listener CLOSED; server-4 sends nothing; server/listener CLOSED; server unowned", Look: `server-4: fmt.Println("without SO_REUSEADDR:", err)`,
	},
	{
		ID: "strict-late", Move: lab.Call("server-4", "Listen"), Chapter: restart, Stop: true, Loop: late,
		When: "server-4 waits Close 1",
		Then: "server-4/listener LISTEN; server-4 sends nothing; server CLOSED",
	},
	{
		ID: "late-close", Move: lab.Call("server-4", "Close"), Chapter: restart, Loop: late,
		When: "server-4 prints without SO_REUSEADDR",
		Then: "server-4/listener CLOSED; server-4 ends Close; server-4 sends nothing",
	},
	{
		ID: "again", Move: lab.Call("server-4", "Listen"), Chapter: restart, Stop: true,
		Then: "server-4/listener LISTEN; server-4 prints with SO_REUSEADDR; server-4 sends nothing; server/listener CLOSED",
	},
	{
		ID: "serve", Move: lab.Call("server-4", "Accept"), Chapter: restart, Stop: true,
		Then: "server-4 runs Accept; server-4/listener LISTEN; server-4 sends nothing",
	},
}
