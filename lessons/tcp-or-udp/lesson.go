// Package tcporudp is the comparison: the same eight messages go over TCP and
// over UDP, with the same three mishaps.
package tcporudp

import (
	"embed"

	"tcplab/lab"
)

//go:embed tcp_client.go tcp_server.go udp_client.go udp_server.go en.md zh.md
var files embed.FS

// Lesson leaves selective acknowledgements out, so that a loss shows in the
// classic way, by the third duplicate ACK (RFC 5681, section 3.2), and not at a
// moment that depends on how fast keys are pressed (RFC 8985).
var Lesson = &lab.Lesson{
	Name:  "tcp-or-udp",
	Part:  lab.UDP,
	Files: files,
	Hosts: []lab.Host{
		{Name: "tcp-client", Role: lab.Client, File: "tcp_client.go", Main: tcpClient},
		{Name: "udp-client", Role: lab.Client, File: "udp_client.go", Main: udpClient},
		{Name: "tcp-server", Role: lab.Server, File: "tcp_server.go", Main: tcpServer},
		{Name: "udp-server", Role: lab.Server, File: "udp_server.go", Main: udpServer},
	},
	Settings: lab.Settings{Sysctls: map[string]string{
		"net.ipv4.tcp_sack":             "0",
		"net.ipv4.tcp_retrans_collapse": "0", // a kernel sends one segment again, and not several as one
	}},
	Chapters: []string{opening, tcp, udp, end},
	Script:   script,
}

// The chapters.
const (
	opening = "opening"
	tcp     = "tcp"
	udp     = "udp"
	end     = "end"
)

// The mishaps need packets that wait: three is dropped, five is duplicated,
// seven overtakes six. On the host network all eight messages arrive before
// they are read. Rows with one id are told alike.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("tcp-server", "Listen"), Chapter: opening,
		Then: "tcp-server/listener LISTEN; tcp-server sends nothing",
	},
	{
		ID: "accept", Move: lab.Call("tcp-server", "Accept"), Chapter: opening,
		Then: "tcp-server runs Accept; tcp-server sends nothing",
	},
	{
		ID: "dial", Move: lab.Call("tcp-client", "Dial"), Chapter: opening, Stop: true,
		Then: "tcp-client SYN_SENT; tcp-client runs Dial; tcp-client sends SYN",
	},
	{
		ID: "handshake", Move: lab.Deliver("tcp-client", "SYN"), Chapter: opening,
		Then: "tcp-server SYN_RCVD; tcp-server sends SYN ACK",
	},
	{
		ID: "handshake", Move: lab.Deliver("tcp-server", "SYN ACK"), Chapter: opening,
		Then: "tcp-client ESTABLISHED; tcp-client ends Dial; tcp-client sends ACK",
	},
	{
		ID: "established", Move: lab.Deliver("tcp-client", "ACK"), Chapter: opening, Stop: true,
		Then: "tcp-server ESTABLISHED; tcp-client ESTABLISHED; tcp-client send_q 0; tcp-server ends Accept; tcp-server sends nothing",
	},
	{
		ID: "udp-listen", Move: lab.Call("udp-server", "ListenUDP"), Chapter: opening,
		Then: "udp-server/udp UNCONN; udp-server sends nothing",
	},
	{
		ID: "udp-dial", Move: lab.Call("udp-client", "Dial"), Chapter: opening, Stop: true,
		Then: "udp-client/udp ESTABLISHED; udp-client ends Dial; udp-client sends nothing; tcp-client ESTABLISHED",
	},

	{ID: "tcp-read", Move: lab.Call("tcp-server", "Read"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-server runs Read"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 4; tcp-client sends DATA 4"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 4; tcp-client sends DATA 4"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 6; tcp-client sends DATA 6"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 5; tcp-client sends DATA 5"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 5; tcp-client sends DATA 5"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 4; tcp-client sends DATA 4"},
	{ID: "tcp-write", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Then: "tcp-client ends Write: 6; tcp-client sends DATA 6"},
	{
		ID: "tcp-written", Move: lab.Call("tcp-client", "Write"), Chapter: tcp, Stop: true,
		Then: "tcp-client ends Write: 6; tcp-client sends DATA 6",
	},
	{
		ID: "tcp-read-all", Move: lab.Call("tcp-server", "Read"), Chapter: tcp, Only: lab.HostNetwork, Stop: true,
		Then: "tcp-server ends Read: 40 bytes; tcp-server prints one\ntwo\nthree\nfour\nfive\nsix\nseven\neight",
	},

	{
		ID: "tcp-one", Move: lab.Deliver("tcp-client", "DATA 4"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-server ends Read: 4 bytes; tcp-server prints one; tcp-server sends ACK ack 5; tcp-client send_q 40",
	},
	{ID: "tcp-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 5; tcp-client sends nothing; tcp-client send_q 36; tcp-client send_q falls"},
	{ID: "tcp-read", Move: lab.Call("tcp-server", "Read"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-server runs Read"},
	{
		ID: "tcp-two", Move: lab.Deliver("tcp-client", "DATA 4"), Chapter: tcp, Only: lab.PrivateNetwork,
		Then: "tcp-server ends Read: 4 bytes; tcp-server prints two; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client sends nothing; tcp-client send_q 32; tcp-client send_q falls"},
	{ID: "tcp-read", Move: lab.Call("tcp-server", "Read"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-server runs Read"},
	{
		ID: "tcp-drop", Move: lab.Drop("tcp-client", "DATA 6"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-client sends nothing; tcp-server sends nothing; tcp-server runs Read; tcp-client send_q 32; tcp-client held DATA 5 seq 15",
	},
	{
		ID: "tcp-four", Move: lab.Deliver("tcp-client", "DATA 5"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-server gets DATA 5 seq 15; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-dup-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client send_q stays; tcp-client sends nothing"},
	{
		ID: "tcp-five", Move: lab.Duplicate("tcp-client", "DATA 5"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-server gets DATA 5 seq 20; tcp-client held DATA 5 seq 20; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-dup-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client send_q stays; tcp-client sends nothing"},
	{
		ID: "tcp-five-again", Move: lab.Deliver("tcp-client", "DATA 5"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true, After: "tcp-five",
		Then: "tcp-server gets DATA 5 seq 20; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{
		ID: "tcp-again", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-client gets ACK ack 9; tcp-client sends DATA 6 seq 9; tcp-client send_q 32",
	},
	{
		ID: "tcp-seven", Move: lab.Deliver("tcp-client", "DATA 6"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-server gets DATA 6 seq 29; tcp-client held DATA 4 seq 25; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-dup-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client send_q stays; tcp-client sends nothing"},
	{
		ID: "tcp-six", Move: lab.Deliver("tcp-client", "DATA 4"), Chapter: tcp, Only: lab.PrivateNetwork, After: "tcp-five tcp-seven",
		Then: "tcp-server gets DATA 4 seq 25; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-dup-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client send_q stays; tcp-client sends nothing"},
	{
		ID: "tcp-eight", Move: lab.Deliver("tcp-client", "DATA 6"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		After: "tcp-four tcp-five tcp-six tcp-seven", // so that nothing is missing but "three"
		Then:  "tcp-server gets DATA 6 seq 35; tcp-client held DATA 6 seq 9; tcp-server runs Read; tcp-server recv_q 0; tcp-server sends ACK ack 9",
	},
	{ID: "tcp-dup-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client gets ACK ack 9; tcp-client send_q stays; tcp-client sends nothing"},
	{
		ID: "tcp-three", Move: lab.Deliver("tcp-client", "DATA 6"), Chapter: tcp, Only: lab.PrivateNetwork, Stop: true,
		Then: "tcp-server ends Read: 32 bytes; tcp-server prints three\nfour\nfive\nsix\nseven\neight; tcp-server sends ACK ack 41",
	},
	{ID: "tcp-ack", Move: lab.Deliver("tcp-server", "ACK"), Chapter: tcp, Only: lab.PrivateNetwork, Then: "tcp-client sends nothing; tcp-client send_q 0; tcp-client send_q falls"},

	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 3; udp-client sends UDP 3"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 3; udp-client sends UDP 3"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 5; udp-client sends UDP 5"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 4; udp-client sends UDP 4"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 4; udp-client sends UDP 4"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 3; udp-client sends UDP 3"},
	{ID: "udp-write", Move: lab.Call("udp-client", "Write"), Chapter: udp, Then: "udp-client ends Write: 5; udp-client sends UDP 5"},
	{
		ID: "udp-written", Move: lab.Call("udp-client", "Write"), Chapter: udp, Stop: true,
		Then: "udp-client ends Write: 5; udp-client sends UDP 5; udp-client/udp send_q 0",
	},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints one"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints two"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints three"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints four"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints five"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints six"},
	{ID: "udp-read-each", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Then: "udp-server prints seven"},
	{
		ID: "udp-read-last", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.HostNetwork, Stop: true,
		Then: "udp-server prints eight",
	},

	{
		ID: "udp-one", Move: lab.Deliver("udp-client", "UDP 3"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true,
		Then: "udp-server prints one; udp-server sends nothing",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{ID: "udp-two", Move: lab.Deliver("udp-client", "UDP 3"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server prints two; udp-server sends nothing"},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-drop", Move: lab.Drop("udp-client", "UDP 5"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true,
		Then: "udp-client sends nothing; udp-server sends nothing; udp-server runs ReadFromUDP",
	},
	{
		ID: "udp-four", Move: lab.Deliver("udp-client", "UDP 4"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true, After: "udp-drop",
		Then: "udp-server prints four; udp-server sends nothing",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-five", Move: lab.Duplicate("udp-client", "UDP 4"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true,
		Then: "udp-server prints five; udp-server sends nothing; udp-client held UDP 4",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-five-again", Move: lab.Deliver("udp-client", "UDP 4"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true, After: "udp-five",
		Then: "udp-server prints five; udp-server sends nothing",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-seven", Move: lab.Deliver("udp-client", "UDP 5"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true,
		Then: "udp-server prints seven; udp-server sends nothing; udp-client held UDP 3",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-six", Move: lab.Deliver("udp-client", "UDP 3"), Chapter: udp, Only: lab.PrivateNetwork, After: "udp-seven",
		Then: "udp-server prints six; udp-server sends nothing",
	},
	{ID: "udp-read", Move: lab.Call("udp-server", "ReadFromUDP"), Chapter: udp, Only: lab.PrivateNetwork, Then: "udp-server runs ReadFromUDP"},
	{
		ID: "udp-eight", Move: lab.Deliver("udp-client", "UDP 5"), Chapter: udp, Only: lab.PrivateNetwork, Stop: true,
		After: "udp-one udp-two udp-drop udp-four udp-five udp-five-again udp-seven udp-six", // so that it is the eighth
		Then:  "udp-server prints eight; udp-server sends nothing",
	},

	{ID: "wait-eof", Move: lab.Call("tcp-server", "Read"), Chapter: end, Then: "tcp-server runs Read"},
	{
		ID: "close", Move: lab.Call("tcp-client", "Close"), Chapter: end, Stop: true,
		Then: "tcp-client FIN_WAIT_1; tcp-client sends FIN ACK seq 41",
	},
	{
		ID: "fin", Move: lab.Deliver("tcp-client", "FIN ACK"), Chapter: end, Stop: true,
		Then: "tcp-server CLOSE_WAIT; tcp-server ends Read: EOF; tcp-server sends ACK",
	},
	{ID: "farewell", Move: lab.Deliver("tcp-server", "ACK"), Chapter: end, Then: "tcp-client FIN_WAIT_2"},
	{ID: "farewell", Move: lab.Call("tcp-server", "Close"), Chapter: end, Then: "tcp-server LAST_ACK; tcp-client FIN_WAIT_2; tcp-server sends FIN ACK"},
	{ID: "farewell", Move: lab.Deliver("tcp-server", "FIN ACK"), Chapter: end, Then: "tcp-client TIME_WAIT; tcp-client sends ACK"},
	{
		ID: "closed", Move: lab.Deliver("tcp-client", "ACK"), Chapter: end, Stop: true,
		Then: "tcp-server CLOSED", Only: lab.PrivateNetwork,
	},
	{
		ID: "closed", Move: lab.Deliver("tcp-client", "ACK"), Chapter: end, Stop: true,
		Then: "tcp-server CLOSED; tcp-client TIME_WAIT", Only: lab.HostNetwork,
	},
	{ID: "udp-close", Move: lab.Call("udp-client", "Close"), Chapter: end, Then: "udp-client/udp CLOSED; udp-client sends nothing"},
	{
		ID: "udp-closed", Move: lab.Call("udp-server", "Close"), Chapter: end, Stop: true,
		Then: "udp-server/udp CLOSED; udp-client/udp CLOSED; udp-server sends nothing",
	},
	{ID: "listener-close", Move: lab.Call("tcp-server", "Close"), Chapter: end, Then: "tcp-server/listener CLOSED; tcp-server sends nothing"},
	{ID: "exit", Move: lab.Call("tcp-client", "exit"), Chapter: end, Then: "tcp-client exits 0"},
	{ID: "exit", Move: lab.Call("udp-client", "exit"), Chapter: end, Then: "udp-client exits 0"},
	{ID: "exit", Move: lab.Call("tcp-server", "exit"), Chapter: end, Then: "tcp-server exits 0"},
	{
		ID: "last-exit", Move: lab.Call("udp-server", "exit"), Chapter: end, Stop: true, After: "exit",
		Then: "udp-server exits 0",
	},
}
