// Package simultaneousopen is the lesson on two SYNs that cross: a connection
// that nobody has listened for.
package simultaneousopen

import (
	"embed"

	"tcplab/lab"
)

//go:embed caller.go en.md zh.md
var files embed.FS

// Lesson is RFC 9293's figure 7. Two programs dial each other's port, their SYNs
// cross, and one connection comes of it. Then one program dials the port from
// which it calls: its SYN meets itself.
var Lesson = &lab.Lesson{
	Name:  "simultaneous-open",
	Part:  lab.Curious,
	Files: files,
	Hosts: []lab.Host{
		{Name: "left", Role: lab.Client, File: "caller.go", Main: caller, Args: []string{"left", "127.0.0.1:8001", "127.0.0.1:8002"}},
		{Name: "alone", Role: lab.Client, File: "caller.go", Main: caller, Args: []string{"alone", "127.0.0.1:8003", "127.0.0.1:8003"}},
		{Name: "right", Role: lab.Server, File: "caller.go", Main: caller, Args: []string{"right", "127.0.0.1:8002", "127.0.0.1:8001"}},
	},
	// Two SYNs cross only if both wait on the wire.
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{two, one},
	Script:   script,
}

// The chapters.
const (
	two = "two"
	one = "one"
)

// script has a row for each move. n hardly stops behind the opening, because other
// lessons have shown what comes there.
var script = []lab.Beat{
	{
		ID: "left-dials", Move: lab.Call("left", "DialTCP"), Chapter: two, Stop: true,
		Then: "left SYN_SENT; left runs DialTCP; left sends SYN; right CLOSED",
	},
	{
		ID: "right-dials", Move: lab.Call("right", "DialTCP"), Chapter: two, Stop: true,
		Then: "right SYN_SENT; right runs DialTCP; right sends SYN; left SYN_SENT; left held SYN; right held SYN",
	},
	{
		ID: "left-syn", Move: lab.Deliver("left", "SYN"), Chapter: two, Stop: true,
		Then: "right SYN_RCVD; right sends SYN ACK seq 0 ack 1; right runs DialTCP; left SYN_SENT; right held SYN",
	},
	{
		ID: "right-syn", Move: lab.Deliver("right", "SYN"), Chapter: two, Stop: true, Only: lab.Kernel,
		Then: "left SYN_RCVD; left sends SYN ACK seq 0 ack 1; left runs DialTCP; right SYN_RCVD; right runs DialTCP; right held SYN ACK",
	},
	{
		ID: "right-syn-ack", Move: lab.Deliver("right", "SYN ACK"), Chapter: two, Stop: true, Only: lab.Kernel,
		Then: "left ESTABLISHED; left ends DialTCP; left sends ACK ack 1; right SYN_RCVD; right runs DialTCP",
	},
	{
		ID: "left-syn-ack", Move: lab.Deliver("left", "SYN ACK"), Chapter: two, Stop: true, After: "right-syn right-syn-ack", Only: lab.Kernel,
		Then: "right ESTABLISHED; right ends DialTCP; right sends ACK ack 1; left ESTABLISHED",
	},
	{
		ID: "left-ack", Move: lab.Deliver("left", "ACK"), Chapter: two, After: "left-syn-ack", Only: lab.Kernel,
		Then: "right ESTABLISHED; right sends nothing",
	},
	{
		ID: "right-ack", Move: lab.Deliver("right", "ACK"), Chapter: two, Stop: true, After: "left-syn-ack left-ack", Only: lab.Kernel,
		Then: "left ESTABLISHED; left sends nothing; right ESTABLISHED",
	},
	// gVisor's synRcvdState (tcp/connect.go) finds the number of the SYN ACK outside of
	// the window, since the SYN has come before: it answers ACK and drops it. The ACK
	// that comes then completes the handshake.
	{
		ID: "right-syn-model", Move: lab.Deliver("right", "SYN"), Chapter: two, Stop: true, Only: lab.NetstackNetwork,
		Then: "left SYN_RCVD; left sends SYN ACK seq 0 ack 1; left runs DialTCP; right SYN_RCVD; right runs DialTCP; right held SYN ACK",
	},
	{
		ID: "right-syn-ack-model", Move: lab.Deliver("right", "SYN ACK"), Chapter: two, Stop: true, Only: lab.NetstackNetwork,
		Then: "left SYN_RCVD; left runs DialTCP; left sends ACK ack 1; right SYN_RCVD; right runs DialTCP",
	},
	{
		ID: "left-syn-ack-model", Move: lab.Deliver("left", "SYN ACK"), Chapter: two, Stop: true, Only: lab.NetstackNetwork, After: "right-syn-model right-syn-ack-model",
		Then: "right SYN_RCVD; right runs DialTCP; right sends ACK ack 1; left SYN_RCVD; left runs DialTCP",
	},
	{
		ID: "left-ack-model", Move: lab.Deliver("left", "ACK"), Chapter: two, Stop: true, Only: lab.NetstackNetwork, After: "left-syn-ack-model",
		Then: "right ESTABLISHED; right ends DialTCP; right sends nothing; left SYN_RCVD; left runs DialTCP",
	},
	{
		ID: "right-ack-model", Move: lab.Deliver("right", "ACK"), Chapter: two, Stop: true, Only: lab.NetstackNetwork, After: "left-syn-ack-model left-ack-model",
		Then: "left ESTABLISHED; left ends DialTCP; left sends nothing; right ESTABLISHED",
	},
	{
		ID: "left-writes", Move: lab.Call("left", "Write"), Chapter: two,
		Then: "left ends Write: 15; left sends DATA 15",
	},
	{
		ID: "left-words", Move: lab.Deliver("left", "DATA 15"), Chapter: two,
		Then: "right recv_q 15; right sends ACK",
	},
	{
		ID: "left-words-ack", Move: lab.Deliver("right", "ACK"), Chapter: two,
		Then: "left send_q 0; left sends nothing",
	},
	{
		ID: "right-writes", Move: lab.Call("right", "Write"), Chapter: two,
		Then: "right ends Write: 16; right sends DATA 16",
	},
	{
		ID: "right-words", Move: lab.Deliver("right", "DATA 16"), Chapter: two,
		Then: "left recv_q 16; left sends ACK",
	},
	{
		ID: "right-words-ack", Move: lab.Deliver("left", "ACK"), Chapter: two,
		Then: "right send_q 0; right sends nothing",
	},
	{
		ID: "left-reads", Move: lab.Call("left", "Read"), Chapter: two,
		Then: `left ends Read: 16; left prints I read "hello from right"; left recv_q 0`,
	},
	{
		ID: "right-reads", Move: lab.Call("right", "Read"), Chapter: two, Stop: true, After: "left-reads",
		Then: `right ends Read: 15; right prints I read "hello from left"; right recv_q 0; left ESTABLISHED; right ESTABLISHED`,
	},
	{
		ID: "left-closes", Move: lab.Call("left", "Close"), Chapter: two,
		Then: "left FIN_WAIT_1; left ends Close; left sends FIN ACK",
	},
	{
		ID: "left-fin", Move: lab.Deliver("left", "FIN ACK"), Chapter: two,
		Then: "right CLOSE_WAIT; right sends ACK; left FIN_WAIT_1",
	},
	{
		ID: "left-fin-ack", Move: lab.Deliver("right", "ACK"), Chapter: two,
		Then: "left FIN_WAIT_2; left sends nothing; right CLOSE_WAIT",
	},
	{
		ID: "right-closes", Move: lab.Call("right", "Close"), Chapter: two,
		Then: "right LAST_ACK; right ends Close; right sends FIN ACK",
	},
	{
		ID: "right-fin", Move: lab.Deliver("right", "FIN ACK"), Chapter: two,
		Then: "left TIME_WAIT; left sends ACK; right LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("left", "ACK"), Chapter: two,
		Then: "right CLOSED; right sends nothing",
	},
	{
		ID: "left-exit", Move: lab.Call("left", "exit"), Chapter: two,
		Then: "left exits 0",
	},
	{
		ID: "right-exit", Move: lab.Call("right", "exit"), Chapter: two, Stop: true, After: "last-ack left-exit",
		Then: "right exits 0; right CLOSED",
	},

	{
		ID: "alone-dials", Move: lab.Call("alone", "DialTCP"), Chapter: one, Stop: true,
		Then: "alone SYN_SENT; alone runs DialTCP; alone sends SYN",
	},
	{
		ID: "alone-syn", Move: lab.Deliver("alone", "SYN"), Chapter: one, Stop: true, Only: lab.Kernel,
		Then: "alone SYN_RCVD; alone runs DialTCP; alone sends SYN ACK seq 0 ack 1",
	},
	{
		ID: "alone-syn-ack", Move: lab.Deliver("alone", "SYN ACK"), Chapter: one, Stop: true, Only: lab.Kernel,
		Then: "alone ESTABLISHED; alone ends DialTCP; alone sends ACK ack 1",
	},
	{
		ID: "alone-ack", Move: lab.Deliver("alone", "ACK"), Chapter: one, Only: lab.Kernel,
		Then: "alone ESTABLISHED; alone sends nothing",
	},
	// The model does here as it did with two sockets.
	{
		ID: "alone-syn-model", Move: lab.Deliver("alone", "SYN"), Chapter: one, Stop: true, Only: lab.NetstackNetwork,
		Then: "alone SYN_RCVD; alone runs DialTCP; alone sends SYN ACK seq 0 ack 1",
	},
	{
		ID: "alone-syn-ack-model", Move: lab.Deliver("alone", "SYN ACK"), Chapter: one, Stop: true, Only: lab.NetstackNetwork,
		Then: "alone SYN_RCVD; alone runs DialTCP; alone sends ACK ack 1",
	},
	{
		ID: "alone-ack-model", Move: lab.Deliver("alone", "ACK"), Chapter: one, Stop: true, Only: lab.NetstackNetwork,
		Then: "alone ESTABLISHED; alone ends DialTCP; alone sends nothing",
	},
	{
		ID: "alone-writes", Move: lab.Call("alone", "Write"), Chapter: one,
		Then: "alone ends Write: 16; alone sends DATA 16",
	},
	{
		ID: "alone-words", Move: lab.Deliver("alone", "DATA 16"), Chapter: one,
		Then: "alone recv_q 16; alone sends ACK ack 17",
	},
	{
		ID: "alone-words-ack", Move: lab.Deliver("alone", "ACK"), Chapter: one,
		Then: "alone send_q 0; alone recv_q 16; alone sends nothing",
	},
	{
		ID: "alone-reads", Move: lab.Call("alone", "Read"), Chapter: one, Stop: true,
		Then: `alone ends Read: 16; alone prints I read "hello from alone"; alone recv_q 0; alone ESTABLISHED`,
	},
	{
		ID: "alone-closes", Move: lab.Call("alone", "Close"), Chapter: one,
		Then: "alone FIN_WAIT_1; alone ends Close; alone sends FIN ACK",
	},
	{
		ID: "alone-fin", Move: lab.Deliver("alone", "FIN ACK"), Chapter: one, Stop: true,
		Then: "alone CLOSING; alone sends ACK",
	},
	{
		ID: "alone-fin-ack", Move: lab.Deliver("alone", "ACK"), Chapter: one, Stop: true,
		Then: "alone TIME_WAIT; alone sends nothing",
	},
	{
		ID: "alone-exit", Move: lab.Call("alone", "exit"), Chapter: one,
		Then: "alone exits 0",
	},
}
