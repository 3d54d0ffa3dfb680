// Package flowcontrol is the lesson on a reader that does not read: the receive
// window closes, and the writer has to wait.
package flowcontrol

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has small queues, so that they are full soon. A client writes, and its
// server does not read: the window closes, Write blocks, and the client's kernel
// asks again and again whether there is room. A Read opens the window. Then the server
// writes a long answer, too, before it reads on, and neither comes to an end.
var Lesson = &lab.Lesson{
	Name:  "flow-control",
	Part:  lab.Queues,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{
		// The queues fill within a step if packets flow by themselves.
		Network: lab.PrivateNetwork,
		// On the calm clock a probe would take two minutes.
		Clock: lab.Ordinary,
		// A segment fills the send queue, so that a Write blocks at the same
		// byte in each run. Two segments and a rest fill the receive queue.
		MTU: 9000,
		Sysctls: map[string]string{
			"net.ipv4.tcp_early_retrans": "0", // no tail loss probes: they look like window probes that carry data
			"net.ipv4.tcp_rmem":          "20000 20000 20000",
			"net.ipv4.tcp_wmem":          "4096 4096 4096",
		},
		// The model's window is half of its receive buffer, 10000 bytes, and a Write's
		// first segment is as large as its send buffer: one segment and a rest fill the
		// receive queue.
		Model: map[string]string{"net.ipv4.tcp_wmem": "8192 8192 8192"},
	},
	Chapters: []string{filling, asking, opening, deadlock},
	Script:   script,
}

// The chapters.
const (
	filling  = "filling"
	asking   = "asking"
	opening  = "opening"
	deadlock = "deadlock"
)

// script has a row for each move, and loops where the number of segments depends
// on how a kernel counts its memory.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: filling,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: filling,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: filling,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: filling,
		Then: "server SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: filling,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: filling, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED",
	},
	{
		ID: "write", Move: lab.Call("client", "Write"), Chapter: filling, Stop: true,
		Then: "client runs Write; client sends DATA *; server runs nothing",
	},
	{
		ID: "segment", Move: lab.Deliver("client", "DATA *"), Chapter: filling, Loop: "fill", Only: lab.Kernel,
		Then: "server recv_q grows; server sends ACK; server runs nothing; client runs Write",
	},
	{
		ID: "segment-ack", Move: lab.Deliver("server", "ACK"), Chapter: filling, Loop: "fill", Only: lab.Kernel,
		Then: "client runs Write; server runs nothing",
	},
	{
		ID: "rest", Move: lab.Wait(), Chapter: filling, Stop: true, Only: lab.Kernel,
		Then: "client sends DATA *; client runs Write; server runs nothing",
	},
	{
		ID: "segment-model", Move: lab.Deliver("client", "DATA *"), Chapter: filling, Only: lab.NetstackNetwork,
		Then: "server recv_q grows; server sends ACK; server runs nothing; client runs Write",
	},
	{
		// gVisor splits a segment for a narrow window at once if nothing is
		// unacknowledged (maybeSendSegment in snd.go), and needs no timer for it.
		ID: "rest-model", Move: lab.Deliver("server", "ACK"), Chapter: filling, Stop: true, Only: lab.NetstackNetwork,
		Then: "client sends DATA *; client runs Write; server runs nothing",
	},
	{
		ID: "rest-arrives", Move: lab.Deliver("client", "DATA *"), Chapter: filling, Stop: true,
		Then: "server recv_q grows; server sends ACK window 0; server runs nothing",
	},
	{
		ID: "closed", Move: lab.Deliver("server", "ACK"), Chapter: filling, Stop: true,
		Then: "client gets ACK window 0; client sends nothing; client timer persist; client runs Write",
	},

	{
		ID: "probe", Move: lab.Wait(), Chapter: asking, Stop: true, Only: lab.Kernel,
		Then: "client sends probe; client runs Write; server runs nothing",
	},
	{
		// gVisor's probe is the last byte's number with one byte of no meaning
		// (sendZeroWindowProbe in snd.go).
		ID: "probe-model", Move: lab.Wait(), Chapter: asking, Stop: true, Only: lab.NetstackNetwork,
		Then: "client sends probe; client runs Write; server runs nothing",
	},
	{
		ID: "probe-arrives", Move: lab.Deliver("client", "probe"), Chapter: asking, Stop: true,
		Then: "server sends ACK window 0; server runs nothing; client runs Write",
	},
	{
		ID: "probe-answer", Move: lab.Deliver("server", "ACK"), Chapter: asking,
		Then: "client gets ACK window 0; client sends nothing; client timer persist; client runs Write",
	},

	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: opening, Stop: true,
		Then: "server ends Read; server recv_q 0; server sends ACK; client runs Write; client timer persist",
	},
	{
		ID: "lost", Move: lab.Drop("server", "ACK"), Chapter: opening, Stop: true, After: "read",
		Then: "client runs Write; client timer persist; server recv_q 0",
	},
	{
		ID: "probe-again", Move: lab.Wait(), Chapter: opening, Stop: true, After: "lost",
		Then: "client sends probe; client runs Write",
	},
	{
		ID: "probe-again-arrives", Move: lab.Deliver("client", "probe"), Chapter: opening, Stop: true, After: "lost probe-again",
		Then: "server sends ACK; server recv_q 0; client runs Write",
	},
	{
		ID: "open", Move: lab.Deliver("server", "ACK"), Chapter: opening, Stop: true, After: "lost probe-again-arrives",
		Then: "client gets ACK; client sends DATA *; client timer retransmit",
	},

	{
		ID: "server-writes", Move: lab.Call("server", "Write"), Chapter: deadlock, Stop: true,
		Then: "server runs Write; server sends DATA *; client runs Write",
	},
	{
		ID: "there", Move: lab.Deliver("client", "DATA *"), Chapter: deadlock, Loop: "both",
		Then: "client runs Write; server runs Write; server recv_q grows",
	},
	{
		ID: "there-ack", Move: lab.Deliver("server", "ACK"), Chapter: deadlock, Loop: "both",
		Then: "client runs Write; server runs Write",
	},
	{
		ID: "back", Move: lab.Deliver("server", "DATA *"), Chapter: deadlock, Loop: "both",
		Then: "client runs Write; server runs Write; client recv_q grows",
	},
	{
		ID: "back-ack", Move: lab.Deliver("client", "ACK"), Chapter: deadlock, Loop: "both",
		Then: "client runs Write; server runs Write",
	},
	{
		// No stop: while somebody looks, the server's persist timer sends what has room.
		ID: "kill", Move: lab.Kill("client"), Chapter: deadlock, After: "server-writes",
		Then: "client sends RST ACK; server runs Write",
	},
	{
		ID: "reset", Move: lab.Deliver("client", "RST ACK"), Chapter: deadlock, Stop: true, After: "server-writes kill",
		Then: "server ends Write: ECONNRESET; server exits 1; server CLOSED; server prints ECONNRESET",
	},
}
