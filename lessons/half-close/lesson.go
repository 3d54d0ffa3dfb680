// Package halfclose is the lesson on closing one direction of a connection and
// going on in the other.
package halfclose

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson has a client that closes its direction with CloseWrite, because its
// server cannot answer before it has seen the end. All answers then come in
// FIN_WAIT_2 and CLOSE_WAIT.
var Lesson = &lab.Lesson{
	Name:  "half-close",
	Part:  lab.Life,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{question, answer, closing},
	Script:   script,
}

// The chapters.
const (
	question = "question"
	answer   = "answer"
	closing  = "closing"
)

// script has a row for each move. In the handshake n stops only at the last
// packet.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "Listen"), Chapter: question,
		Then: "server/listener LISTEN; server ends Listen",
	},
	{
		ID: "accept", Move: lab.Call("server", "Accept"), Chapter: question,
		Then: "server runs Accept; server/listener LISTEN",
	},
	{
		ID: "dial", Move: lab.Call("client", "Dial"), Chapter: question,
		Then: "client SYN_SENT; client runs Dial; client sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: question,
		Then: "server SYN_RCVD; server sends SYN ACK; server runs Accept",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: question,
		Then: "client ESTABLISHED; client ends Dial; client sends ACK; server SYN_RCVD",
	},
	{
		ID: "ack", Move: lab.Deliver("client", "ACK"), Chapter: question, Stop: true,
		Then: "server ESTABLISHED; server ends Accept; client ESTABLISHED; server/listener LISTEN",
	},
	{
		ID: "server-read", Move: lab.Call("server", "Read"), Chapter: question,
		Then: "server runs Read; server sends nothing",
	},
	{
		ID: "text", Move: lab.Call("client", "Write"), Chapter: question, Stop: true,
		Then: "client ends Write: 18; client sends DATA 18; server runs Read",
	},
	{
		ID: "text-arrives", Move: lab.Deliver("client", "DATA 18"), Chapter: question, Stop: true,
		Then: "server ends Read: 18; server sends ACK; client ESTABLISHED; server ESTABLISHED",
	},
	{
		ID: "text-ack", Move: lab.Deliver("server", "ACK"), Chapter: question,
		Then: "client send_q 0; client sends nothing",
	},
	{
		ID: "read-on", Move: lab.Call("server", "Read"), Chapter: question, Stop: true,
		Then: "server runs Read; server sends nothing; server ESTABLISHED; client ESTABLISHED",
	},
	{
		ID: "close-write", Move: lab.Call("client", "CloseWrite"), Chapter: question, Stop: true,
		Then: "client FIN_WAIT_1; client owned; client ends CloseWrite; client sends FIN ACK; server ESTABLISHED; server runs Read",
	},
	{
		ID: "fin", Move: lab.Deliver("client", "FIN ACK"), Chapter: question, Stop: true,
		Then: "server CLOSE_WAIT; server ends Read: EOF; server sends ACK; client FIN_WAIT_1",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("server", "ACK"), Chapter: question, Stop: true,
		Then: "client FIN_WAIT_2; client owned; client sends nothing; server CLOSE_WAIT",
	},

	{
		ID: "client-read", Move: lab.Call("client", "Read"), Chapter: answer,
		Then: "client runs Read; client sends nothing; client FIN_WAIT_2",
	},
	{
		ID: "bytes", Move: lab.Call("server", "Write"), Chapter: answer, Stop: true,
		Then: "server ends Write: 9; server sends DATA 9; server CLOSE_WAIT; client FIN_WAIT_2; client runs Read",
	},
	{
		ID: "bytes-arrive", Move: lab.Deliver("server", "DATA 9"), Chapter: answer, Stop: true,
		Then: "client ends Read: 9; client prints 18 bytes; client sends ACK; client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "bytes-ack", Move: lab.Deliver("client", "ACK"), Chapter: answer,
		Then: "server send_q 0; server CLOSE_WAIT; client FIN_WAIT_2",
	},
	{
		ID: "write-fails", Move: lab.Call("client", "Write"), Chapter: answer, Stop: true,
		Then: "client ends Write: EPIPE; client prints EPIPE; client sends nothing; client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "client-read-on", Move: lab.Call("client", "Read"), Chapter: answer,
		Then: "client runs Read; client sends nothing; client FIN_WAIT_2",
	},
	{
		ID: "words", Move: lab.Call("server", "Write"), Chapter: answer,
		Then: "server ends Write: 8; server sends DATA 8; server CLOSE_WAIT; client FIN_WAIT_2",
	},
	{
		ID: "words-arrive", Move: lab.Deliver("server", "DATA 8"), Chapter: answer, Stop: true,
		Then: "client ends Read: 8; client sends ACK; client FIN_WAIT_2; server CLOSE_WAIT",
	},
	{
		ID: "words-ack", Move: lab.Deliver("client", "ACK"), Chapter: answer,
		Then: "server send_q 0; server CLOSE_WAIT; client FIN_WAIT_2",
	},

	{
		ID: "wait-eof", Move: lab.Call("client", "Read"), Chapter: closing,
		Then: "client runs Read; client sends nothing; client FIN_WAIT_2",
	},
	{
		ID: "server-close", Move: lab.Call("server", "Close"), Chapter: closing, Stop: true,
		Then: "server LAST_ACK; server ends Close; server sends FIN ACK; client FIN_WAIT_2; client runs Read",
	},
	{
		ID: "last-fin", Move: lab.Deliver("server", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "client TIME_WAIT; client ends Read: EOF; client prints 6 words; client sends ACK; server LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSED; server sends nothing; server/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("client", "ACK"), Chapter: closing, Stop: true,
		Then: "server CLOSED; server sends nothing; client TIME_WAIT; server/listener LISTEN", Only: lab.HostNetwork,
	},
	{
		ID: "client-close", Move: lab.Call("client", "Close"), Chapter: closing, Stop: true,
		Then: "client ends Close; client sends nothing",
	},
	{
		ID: "listener-close", Move: lab.Call("server", "Close"), Chapter: closing,
		Then: "server/listener CLOSED; server sends nothing",
	},
	{
		ID: "server-exit", Move: lab.Call("server", "exit"), Chapter: closing,
		Then: "server exits 0",
	},
	{
		ID: "client-exit", Move: lab.Call("client", "exit"), Chapter: closing,
		Then: "client exits 0",
	},
}
