// Package backlog is the lesson on the two queues in which a kernel keeps clients
// that nobody has accepted.
package backlog

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has a listener with the smallest backlog. Two connections fill its accept
// queue, and a third client is met with silence until Accept makes room. Then
// handshakes that stand still fill the queue of the unfinished ones, and the next
// client gets a SYN cookie, of which the kernel keeps nothing.
//
// One kernel setting serves both: tcp_syncookies is 1, as usual, so cookies come
// only when that queue is full. With this backlog it is
// full behind one handshake or behind two: Linux 6.14 moved the limit by one. So no
// row claims what becomes of the second of them.
var Lesson = &lab.Lesson{
	Name:  "backlog",
	Part:  lab.Queues,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-3", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-4", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-5", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-6", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		Network: lab.PrivateNetwork, // elsewhere handshakes are over at once
		Sysctls: map[string]string{
			"net.core.somaxconn":      "1",
			"net.ipv4.tcp_syncookies": "1",
		},
	},
	Chapters: []string{full, cookie},
	Script:   script,
}

// The chapters.
const (
	full   = "full"
	cookie = "cookie"
)

// script has a row for each move. The row in which the third client's SYN is met
// with silence is no stop: a second later its kernel sends again, and the text would
// be gone before it is read.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: full, Stop: true,
		Then: "server/listener LISTEN; server/listener recv_q 0; server/listener send_q 1; server ends Listen",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: full,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: full,
		Then: "server SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: full,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: full, Stop: true,
		Then: "server ESTABLISHED; server unowned; server/listener recv_q 1; client ESTABLISHED",
	},
	{
		ID: "dial-2", Move: lab.Call("client-2", "Dial"), Chapter: full,
		Then: "client-2 SYN_SENT; client-2 runs Dial; client-2 sends SYN",
	},
	{
		ID: "syn-2", Move: lab.Deliver("client-2", "SYN"), Chapter: full,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "syn-ack-2", Move: lab.Deliver("server", "SYN ACK"), Chapter: full,
		Then: "client-2 ESTABLISHED; client-2 ends Dial; client-2 sends ACK",
	},
	{
		ID: "ack-2", Move: lab.Deliver("client-2", "ACK"), Chapter: full, Stop: true,
		Then: "server/client-2 ESTABLISHED; server/client-2 unowned; server/listener recv_q 2; server/listener send_q 1; client-2 ESTABLISHED",
	},
	{
		ID: "dial-3", Move: lab.Call("client-3", "Dial"), Chapter: full,
		Then: "client-3 SYN_SENT; client-3 runs Dial; client-3 sends SYN",
	},
	{
		ID: "syn-3", Move: lab.Deliver("client-3", "SYN"), Chapter: full,
		Then: "server sends nothing; server/client-3 CLOSED; server/listener recv_q 2; client-3 SYN_SENT; client-3 runs Dial",
	},
	{
		ID: "again", Move: lab.Wait(), Chapter: full, Stop: true,
		Then: "client-3 resends SYN; client-3 SYN_SENT; client-3 runs Dial; server/client-3 CLOSED; server/listener recv_q 2",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: full, Stop: true,
		Then: "server ends Accept; server/client owned; server/listener recv_q 1; server sends nothing; client-3 SYN_SENT",
	},
	{
		ID: "room", Move: lab.Deliver("client-3", "SYN"), Chapter: full, Stop: true,
		Then: "server/client-3 SYN_RCVD; server sends SYN ACK; client-3 SYN_SENT",
	},
	{
		ID: "syn-ack-3", Move: lab.DeliverTo("server", "SYN ACK", "client-3"), Chapter: full, Stop: true,
		Then: "client-3 ESTABLISHED; client-3 ends Dial; client-3 sends ACK",
	},
	{
		ID: "ack-3", Move: lab.Deliver("client-3", "ACK"), Chapter: full,
		Then: "server/client-3 ESTABLISHED; server/listener recv_q 2",
	},
	{
		ID: "accept-2", Move: lab.Call("server", "Accept"), Chapter: cookie,
		Then: "server ends Accept; server/client-2 owned; server/listener recv_q 1",
	},
	{
		ID: "accept-3", Move: lab.Call("server", "Accept"), Chapter: cookie, Stop: true,
		Then: "server ends Accept; server/client-3 owned; server/listener recv_q 0",
	},
	{
		ID: "dial-4", Move: lab.Call("client-4", "Dial"), Chapter: cookie,
		Then: "client-4 SYN_SENT; client-4 runs Dial; client-4 sends SYN",
	},
	{
		ID: "syn-4", Move: lab.Deliver("client-4", "SYN"), Chapter: cookie, Stop: true,
		Then: "server/client-4 SYN_RCVD; server sends SYN ACK; server/listener recv_q 0; client-4 SYN_SENT",
	},
	{
		ID: "dial-5", Move: lab.Call("client-5", "Dial"), Chapter: cookie,
		Then: "client-5 SYN_SENT; client-5 runs Dial; client-5 sends SYN",
	},
	{
		ID: "syn-5", Move: lab.Deliver("client-5", "SYN"), Chapter: cookie, Stop: true, Only: lab.Kernel,
		Then: "server sends SYN ACK; server/client-4 SYN_RCVD; server/listener recv_q 0; client-5 SYN_SENT",
	},
	{
		// gVisor's SYN queue is full with as many as the backlog, here one
		// (handleListenSegment in accept.go).
		ID: "syn-5-model", Move: lab.Deliver("client-5", "SYN"), Chapter: cookie, Stop: true, Only: lab.NetstackNetwork,
		Then: "server sends SYN ACK; server/client-5 CLOSED; server/client-4 SYN_RCVD; server/listener recv_q 0; client-5 SYN_SENT",
	},
	{
		ID: "dial-6", Move: lab.Call("client-6", "Dial"), Chapter: cookie, Needs: lab.NeedSyncookies,
		Then: "client-6 SYN_SENT; client-6 runs Dial; client-6 sends SYN",
	},
	{
		ID: "syn-6", Move: lab.Deliver("client-6", "SYN"), Chapter: cookie, Stop: true, Needs: lab.NeedSyncookies,
		Then: "server sends SYN ACK; server/client-6 CLOSED; server/client-4 SYN_RCVD; server/listener LISTEN; client-6 SYN_SENT",
	},
	{
		ID: "syn-ack-6", Move: lab.DeliverTo("server", "SYN ACK", "client-6"), Chapter: cookie, Stop: true, Needs: lab.NeedSyncookies,
		Then: "client-6 ESTABLISHED; client-6 ends Dial; client-6 sends ACK; server/client-6 CLOSED",
	},
	{
		ID: "ack-6", Move: lab.Deliver("client-6", "ACK"), Chapter: cookie, Stop: true, Needs: lab.NeedSyncookies,
		Then: "server/client-6 ESTABLISHED; server/client-6 unowned; server/listener recv_q 1; server/client-4 SYN_RCVD; server sends nothing",
	},
	{
		ID: "accept-6", Move: lab.Call("server", "Accept"), Chapter: cookie, Stop: true, Needs: lab.NeedSyncookies,
		Then: "server ends Accept; server/client-6 owned; server/client-6 ESTABLISHED; server/listener recv_q 0; server sends nothing",
	},
	{
		ID: "kill-4", Move: lab.Kill("client-4"), Chapter: cookie, Stop: true,
		Then: "client-4 CLOSED; client-4 sends nothing; server/client-4 SYN_RCVD; server sends nothing",
	},
	{
		ID: "syn-ack-4", Move: lab.DeliverTo("server", "SYN ACK", "client-4"), Chapter: cookie, Stop: true,
		Then: "client-4 sends RST; client-4 CLOSED; server sends nothing",
	},
	{
		ID: "rst-4", Move: lab.Deliver("client-4", "RST"), Chapter: cookie, Stop: true,
		Then: "server gets RST; server sends nothing; server/client-4 CLOSED; server/listener LISTEN; server/listener recv_q 0",
	},
	{
		ID: "syn-ack-5", Move: lab.DeliverTo("server", "SYN ACK", "client-5"), Chapter: cookie,
		Then: "client-5 ESTABLISHED; client-5 ends Dial; client-5 sends ACK",
	},
	{
		ID: "ack-5", Move: lab.Deliver("client-5", "ACK"), Chapter: cookie, Stop: true,
		Then: "server/client-5 ESTABLISHED; server/client-5 unowned; server/listener recv_q 1; server/listener LISTEN",
	},
}
