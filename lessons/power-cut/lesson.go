// Package powercut is the lesson on what becomes of a connection if one of its
// ends is killed, unplugged or restarted: on keepalive.
package powercut

import (
	"embed"

	"tcplab/lab"
)

//go:embed *.go en.md zh.md
var files embed.FS

// Lesson kills one client, whose kernel says so, and cuts the wire to another one:
// the server's kernel asks twice, gives up and forgets. When the wire is mended,
// that client's next segment is answered as by a machine that was restarted. The
// server asks the first client patiently, since its probes are held while somebody
// looks. It begins to ask the second one when the wire has been cut. The server
// calls Read when its kernel has asked, and so a row that waits has no call
// before it that somebody could make too late.
var Lesson = &lab.Lesson{
	Name:  "power-cut",
	Part:  lab.Errors,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Settings: lab.Settings{Network: lab.PrivateNetwork},
	Chapters: []string{killed, unplugged, back},
	Script:   script,
}

// The chapters.
const (
	killed    = "killed"
	unplugged = "unplugged"
	back      = "back"
)

// script has a row for each move. The row in which keepalive begins is no stop, and
// neither are the two lost probes: a second later each text would be gone before it
// is read.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: killed,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "open", Move: lab.Call("server", "Accept"), Chapter: killed,
		Then: "server runs Accept",
	},
	{
		ID: "open", Move: lab.Call("client", "Dial"), Chapter: killed,
		Then: "client SYN_SENT; client sends SYN",
	},
	{
		ID: "open", Move: lab.Deliver("client", "SYN"), Chapter: killed,
		Then: "server/client SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open", Move: lab.Deliver("server", "SYN ACK"), Chapter: killed,
		Then: "client ESTABLISHED; client ends Dial",
	},
	{
		ID: "open", Move: lab.Deliver("client", "ACK"), Chapter: killed,
		Then: "server/client ESTABLISHED; server/client timer keepalive; client ESTABLISHED; server ends Accept", Look: "server: SetKeepAliveConfig(ask)",
	},
	{
		ID: "probe", Move: lab.Wait(), Chapter: killed, Stop: true,
		Then: "server sends probe; client ESTABLISHED; server/client ESTABLISHED; client runs nothing; server runs nothing",
	},
	{
		ID: "probe-arrives", Move: lab.Deliver("server", "probe"), Chapter: killed, Stop: true,
		Then: "client sends ACK ack 1; client recv_q 0; client runs nothing; server runs nothing; server/client ESTABLISHED; client ESTABLISHED",
	},
	{
		ID: "probe-answered", Move: lab.Deliver("client", "ACK"), Chapter: killed,
		Then: "server/client ESTABLISHED; server/client timer keepalive; server sends nothing",
	},
	{
		ID: "read", Move: lab.Call("server", "Read"), Chapter: killed,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "kill", Move: lab.Kill("client"), Chapter: killed, Stop: true,
		Then: "client exits killed; client FIN_WAIT_1; client unowned; client sends FIN ACK; server runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: killed, Stop: true,
		Then: "server/client CLOSE_WAIT; server ends Read: EOF; server prints EOF; server sends ACK",
	},
	{
		ID: "closed", Move: lab.Deliver("server", "ACK"), Chapter: killed,
		Then: "client FIN_WAIT_2",
	},
	{
		ID: "closed", Move: lab.Call("server", "Close"), Chapter: killed,
		Then: "server/client LAST_ACK; server sends FIN ACK",
	},
	{
		ID: "closed", Move: lab.Deliver("server", "FIN ACK"), Chapter: killed,
		Then: "client TIME_WAIT; client sends ACK",
	},
	{
		ID: "closed", Move: lab.Deliver("client", "ACK"), Chapter: killed, Stop: true,
		Then: "server/client CLOSED; server/listener LISTEN",
	},

	{
		ID: "open-2", Move: lab.Call("client-2", "Dial"), Chapter: unplugged,
		Then: "client-2 SYN_SENT; client-2 sends SYN",
	},
	{
		ID: "open-2", Move: lab.Deliver("client-2", "SYN"), Chapter: unplugged,
		Then: "server/client-2 SYN_RCVD; server sends SYN ACK",
	},
	{
		ID: "open-2", Move: lab.Deliver("server", "SYN ACK"), Chapter: unplugged,
		Then: "client-2 ESTABLISHED; client-2 ends Dial",
	},
	{
		ID: "queued", Move: lab.Deliver("client-2", "ACK"), Chapter: unplugged, Stop: true,
		Then: "server/client-2 ESTABLISHED; server/client-2 unowned; client-2 ESTABLISHED; server/listener recv_q 1",
	},
	{
		ID: "cut", Move: lab.Cut("*"), Chapter: unplugged, Stop: true,
		Then: "client-2 ESTABLISHED; server/client-2 ESTABLISHED; client-2 timer none; server/client-2 timer none; client-2 sends nothing; server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: unplugged,
		Then: "server ends Accept; server sends nothing; server/client-2 owned; server/client-2 timer keepalive",
	},
	{
		ID: "silence", Move: lab.Wait(), Chapter: unplugged,
		Then: "server sends probe; client-2 ESTABLISHED; server/client-2 ESTABLISHED; server runs nothing",
	},
	{
		ID: "silence-again", Move: lab.Wait(), Chapter: unplugged,
		Then: "server sends probe; client-2 ESTABLISHED; server/client-2 ESTABLISHED; server runs nothing",
	},
	{
		ID: "given-up", Move: lab.Wait(), Chapter: unplugged, Stop: true, Only: lab.Kernel,
		Then: "server/client-2 CLOSED; server sends RST ACK; client-2 ESTABLISHED; server runs nothing",
	},
	// gVisor's keepaliveTimerExpired ends the connection with ErrTimeout, for which
	// resetConnectionLocked sends no reset (both in tcp/connect.go).
	{
		ID: "given-up-model", Move: lab.Wait(), Chapter: unplugged, Stop: true, Only: lab.NetstackNetwork,
		Then: "server/client-2 CLOSED; server sends nothing; client-2 ESTABLISHED; server runs nothing",
	},
	{
		ID: "read-2", Move: lab.Call("server", "Read"), Chapter: unplugged, Stop: true,
		Then: "server ends Read: ETIMEDOUT; server prints ETIMEDOUT; server sends nothing; server/client-2 CLOSED; client-2 ESTABLISHED",
	},
	{
		ID: "close-2", Move: lab.Call("server", "Close"), Chapter: unplugged,
		Then: "server ends Close; server sends nothing; server/listener LISTEN",
	},

	{
		ID: "mend", Move: lab.Mend("*"), Chapter: back, Stop: true,
		Then: "client-2 ESTABLISHED; client-2 timer none; server/client-2 CLOSED; server/listener LISTEN; server sends nothing; client-2 sends nothing",
	},
	{
		ID: "hello", Move: lab.Call("client-2", "Write"), Chapter: back, Stop: true,
		Then: "client-2 ends Write: 5; client-2 sends DATA 5; client-2 ESTABLISHED",
	},
	{
		ID: "client-read", Move: lab.Call("client-2", "Read"), Chapter: back,
		Then: "client-2 runs Read",
	},
	{
		ID: "unknown", Move: lab.Deliver("client-2", "DATA 5"), Chapter: back, Stop: true, After: "given-up", Only: lab.Kernel,
		Then: "server sends RST; server/client-2 CLOSED; server/listener LISTEN; client-2 ESTABLISHED; client-2 runs Read",
	},
	{
		ID: "unknown", Move: lab.Deliver("client-2", "DATA 5"), Chapter: back, Stop: true, After: "given-up-model", Only: lab.NetstackNetwork,
		Then: "server sends RST; server/client-2 CLOSED; server/listener LISTEN; client-2 ESTABLISHED; client-2 runs Read",
	},
	{
		ID: "reset", Move: lab.Deliver("server", "RST"), Chapter: back, Stop: true,
		Then: "client-2 CLOSED; client-2 ends Read: ECONNRESET; client-2 prints ECONNRESET; client-2 sends nothing",
	},
	{
		ID: "end", Move: lab.Call("client-2", "Close"), Chapter: back,
		Then: "client-2 ends Close; client-2 sends nothing",
	},
	{
		ID: "end", Move: lab.Call("client-2", "exit"), Chapter: back,
		Then: "client-2 exits 0",
	},
	{
		ID: "end", Move: lab.Call("server", "Close"), Chapter: back,
		Then: "server ends Close; server/listener CLOSED",
	},
	{
		ID: "end", Move: lab.Call("server", "exit"), Chapter: back, Stop: true,
		Then: "server exits 0",
	},
}
