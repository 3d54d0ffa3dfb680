// Package bytes shows that TCP carries a stream of bytes and no messages. Three
// Writes are read by one Read, one Write is read by many Reads, and a length in
// front brings the messages back.
package bytes

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson sends the same four messages twice over one connection: bare, and
// with their lengths in front.
var Lesson = &lab.Lesson{
	Name:  "bytes",
	Part:  lab.Programs,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	// 12 bytes more than Ethernet's 1500, for TCP's timestamps, so that a segment
	// has room for 1460 bytes of data. Without timestamps a kernel that had to
	// repeat its SYN, because a class looked at it, would not know that nothing
	// was lost, and would begin with a congestion window of one segment.
	Settings: lab.Settings{MTU: 1512},
	Chapters: []string{glued, torn, framed},
	Script:   script,
}

// The chapters.
const (
	glued  = "glued"
	torn   = "torn"
	framed = "framed"
)

// script lets everything arrive before the server reads, so that the result of
// a Read does not depend on chance. Only the last message arrives piece by
// piece, and only if packets can be held.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: glued,
		Then: "server/listener LISTEN; server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: glued,
		Then: "server runs Accept",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: glued, Stop: true,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{ID: "handshake", Move: lab.Deliver("client", "SYN"), Chapter: glued, Then: "server SYN_RCVD; server sends SYN ACK"},
	{ID: "handshake", Move: lab.Deliver("server", "SYN ACK"), Chapter: glued, Then: "client ESTABLISHED; client ends Dial; client sends ACK"},
	{ID: "handshake", Move: lab.Deliver("client", "ACK"), Chapter: glued, Then: "client ESTABLISHED; server ESTABLISHED; server ends Accept"},
	{
		ID: "write-one", Move: lab.Call("client", "Write"), Chapter: glued, Stop: true,
		Then: "client ends Write: 3; client sends DATA 3; client ESTABLISHED; server ESTABLISHED; server runs nothing",
	},
	{
		ID: "one-arrives", Move: lab.Deliver("client", "DATA 3"), Chapter: glued, Stop: true,
		Then: "server recv_q 3; server sends ACK ack 4",
	},
	{
		ID: "one-ack", Move: lab.Deliver("server", "ACK"), Chapter: glued,
		Then: "client gets ACK ack 4; server recv_q 3; client send_q 0",
	},
	{
		ID: "write-two", Move: lab.Call("client", "Write"), Chapter: glued,
		Then: "client ends Write: 3; client sends DATA 3",
	},
	{
		ID: "two-arrives", Move: lab.Deliver("client", "DATA 3"), Chapter: glued, Stop: true,
		Then: "server recv_q 6; server sends ACK ack 7",
	},
	{
		ID: "two-ack", Move: lab.Deliver("server", "ACK"), Chapter: glued,
		Then: "client gets ACK ack 7; server recv_q 6; client send_q 0",
	},
	{
		ID: "write-three", Move: lab.Call("client", "Write"), Chapter: glued,
		Then: "client ends Write: 5; client sends DATA 5",
	},
	{
		ID: "three-arrives", Move: lab.Deliver("client", "DATA 5"), Chapter: glued, Stop: true,
		Then: "server recv_q 11; server sends ACK ack 12",
	},
	{
		ID: "three-ack", Move: lab.Deliver("server", "ACK"), Chapter: glued,
		Then: "client gets ACK ack 12; server recv_q 11; client send_q 0",
	},
	{
		ID: "read-all", Move: lab.Call("server", "Read"), Chapter: glued, Stop: true,
		Then: `server ends Read: 11 bytes "onetwothree"; server prints 11 bytes: "onetwothree"; server recv_q 0`,
	},

	{
		ID: "write-long", Move: lab.Call("client", "Write"), Chapter: torn, Stop: true,
		Then: "client ends Write: 3000; client sends DATA 1460 seq 12; client sends DATA 1460 seq 1472; client sends DATA 80 seq 2932",
	},
	{
		ID: "segment", Move: lab.Deliver("client", "DATA *"), Chapter: torn, Loop: "segments", Stop: true,
		Then: "server recv_q grows; server sends ACK; server ESTABLISHED",
	},
	{ID: "segment-ack", Move: lab.Deliver("server", "ACK"), Chapter: torn, Loop: "segments", Then: "client send_q falls"},
	{
		ID: "first-piece", Move: lab.Call("server", "Read"), Chapter: torn, Stop: true,
		Then: `server ends Read: 1024 bytes; server prints 1024 bytes: "01234567890"; server recv_q 1976`,
	},
	{
		ID: "second-piece", Move: lab.Call("server", "Read"), Chapter: torn, Stop: true,
		Then: `server ends Read: 1024 bytes; server prints 1024 bytes: "45678901234"; server recv_q 952`,
	},
	{
		ID: "third-piece", Move: lab.Call("server", "Read"), Chapter: torn, Stop: true,
		Then: `server ends Read: 952 bytes; server prints 952 bytes: "89012345678"; server recv_q 0`,
	},

	{
		ID: "frame-one", Move: lab.Call("client", "Write"), Chapter: framed, Stop: true,
		Then: "client ends Write: 5; client sends DATA 5",
	},
	{
		ID: "frame-two", Move: lab.Call("client", "Write"), Chapter: framed,
		Then: "client ends Write: 5; client sends DATA 5",
	},
	{
		ID: "frame-three", Move: lab.Call("client", "Write"), Chapter: framed,
		Then: "client ends Write: 7; client sends DATA 7",
	},
	{ID: "frames-cross", Move: lab.Deliver("client", "DATA 5"), Chapter: framed, Then: "server recv_q 5; server sends ACK"},
	{ID: "frames-cross", Move: lab.Deliver("client", "DATA 5"), Chapter: framed, Then: "server recv_q 10; server sends ACK"},
	{ID: "frames-cross", Move: lab.Deliver("client", "DATA 7"), Chapter: framed, Then: "server recv_q 17; server sends ACK"},
	{ID: "frames-cross", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "server recv_q 17; client send_q falls"},
	{ID: "frames-cross", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "server recv_q 17; client send_q falls"},
	{ID: "frames-cross", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "server recv_q 17; client send_q 0"},
	{
		ID: "length-one", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: `server ends Read: 2 bytes "\x00\x03"; server recv_q 15`,
	},
	{
		ID: "word-one", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: `server ends Read: 3 bytes "one"; server prints message of 3 bytes: "one"; server recv_q 12`,
	},
	{
		ID: "length-two", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: `server ends Read: 2 bytes "\x00\x03"; server recv_q 10`,
	},
	{
		ID: "word-two", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: `server ends Read: 3 bytes "two"; server prints message of 3 bytes: "two"; server recv_q 7`,
	},
	{
		ID: "length-three", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: `server ends Read: 2 bytes "\x00\x05"; server recv_q 5`,
	},
	{
		ID: "word-three", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: `server ends Read: 5 bytes "three"; server prints message of 5 bytes: "three"; server recv_q 0`,
	},
	{
		ID: "length-waits", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: "server runs Read: buf[2]; server recv_q 0",
	},
	{
		ID: "frame-long", Move: lab.Call("client", "Write"), Chapter: framed, Stop: true,
		Then: "client ends Write: 3002; client sends DATA 1460; client sends DATA 82; server runs Read: buf[2]",
	},
	{
		ID: "length-long", Move: lab.Deliver("client", "DATA 1460"), Chapter: framed, Stop: true,
		Then: `server ends Read: 2 bytes "\v\xb8"; server recv_q 1458; server sends ACK`, Only: lab.PrivateNetwork,
	},
	{
		ID: "length-long", Move: lab.Deliver("client", "DATA *"), Chapter: framed, Stop: true,
		Then: `server ends Read: 2 bytes "\v\xb8"; server recv_q 3000`, Only: lab.HostNetwork,
	},
	{ID: "part-one-ack", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "client send_q 1542; client send_q falls", Only: lab.PrivateNetwork},
	{
		ID: "part-one", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: "server ends Read: 1458 bytes; server recv_q 0", Only: lab.PrivateNetwork,
	},
	{
		ID: "part-two-waits", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: "server runs Read: buf[1542]", Only: lab.PrivateNetwork,
	},
	{
		ID: "part-two", Move: lab.Deliver("client", "DATA 1460"), Chapter: framed, Stop: true,
		Then: "server ends Read: 1460 bytes; server sends ACK", Only: lab.PrivateNetwork,
	},
	{ID: "part-two-ack", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "client send_q 82; client send_q falls", Only: lab.PrivateNetwork},
	{
		ID: "part-three-waits", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: "server runs Read: buf[82]", Only: lab.PrivateNetwork,
	},
	{
		ID: "part-three", Move: lab.Deliver("client", "DATA 82"), Chapter: framed, Stop: true,
		Then: `server ends Read: 82 bytes; server prints message of 3000 bytes: "01234567890"`, Only: lab.PrivateNetwork,
	},
	{ID: "part-three-ack", Move: lab.Deliver("server", "ACK"), Chapter: framed, Then: "client send_q 0; client send_q falls", Only: lab.PrivateNetwork},
	{
		ID: "whole", Move: lab.Call("server", "Read"), Chapter: framed, Stop: true,
		Then: `server ends Read: 3000 bytes; server prints message of 3000 bytes: "01234567890"`, Only: lab.HostNetwork,
	},
	{
		ID: "end-waits", Move: lab.Call("server", "Read"), Chapter: framed,
		Then: "server runs Read: buf[2]",
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: framed, Stop: true,
		Then: "client FIN_WAIT_1; client ends Close; client sends FIN ACK",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: framed, Stop: true,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server prints no more messages: EOF; server sends ACK",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: framed,
		Then: "client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: framed, Stop: true,
		Then: "server LAST_ACK; client FIN_WAIT_2; server sends FIN ACK",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: framed, Stop: true,
		Then: "client TIME_WAIT; client sends ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: framed, Stop: true,
		Then: "server CLOSED", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: framed, Stop: true,
		Then: "server CLOSED; client TIME_WAIT", Only: lab.HostNetwork,
	},
	{ID: "end", Move: lab.Call("server", "Close"), Chapter: framed, Then: "server/listener CLOSED"},
	{ID: "end", Move: lab.Call("server", "exit"), Chapter: framed, Then: "server exits 0"},
	{ID: "end", Move: lab.Call("client", "exit"), Chapter: framed, Then: "client exits 0"},
}
