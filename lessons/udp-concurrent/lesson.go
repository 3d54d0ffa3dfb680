// Package udpconcurrent is the lesson on a UDP server with many clients: one
// socket for all, one goroutine that reads, and one for each answer.
package udpconcurrent

import (
	"embed"

	"tcplab/lab"
)

//go:embed client.go server.go en.md zh.md
var files embed.FS

// Lesson is the teaching notes' concurrent UDP server with three clients.
var Lesson = &lab.Lesson{
	Name:  "udp-concurrent",
	Part:  lab.UDP,
	Files: files,
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: client, Args: []string{"apple"}},
		{Name: "client-2", Role: lab.Client, File: "client.go", Main: client, Args: []string{"pear"}},
		{Name: "client-3", Role: lab.Client, File: "client.go", Main: client, Args: []string{"cherry"}},
		{Name: "server", Role: lab.Server, File: "server.go", Main: server},
	},
	Chapters: []string{questions, answers},
	Script:   script,
}

// The chapters.
const (
	questions = "questions"
	answers   = "answers"
)

// script leaves the first answer at its gate until both others have arrived.
// Rows with one id are told alike.
var script = []lab.Beat{
	{
		ID: "listen", Move: lab.Call("server", "ListenUDP"), Chapter: questions,
		Then: "server/udp UNCONN; server ends ListenUDP; server sends nothing",
	},
	{
		ID: "read", Move: lab.Call("server", "ReadFromUDP"), Chapter: questions, Stop: true,
		Then: "server runs ReadFromUDP; server/udp UNCONN",
	},
	{ID: "dial", Move: lab.Call("client", "Dial"), Chapter: questions, Then: "client ends Dial; client sends nothing"},
	{ID: "dial", Move: lab.Call("client-2", "Dial"), Chapter: questions, Then: "client-2 ends Dial; client-2 sends nothing"},
	{
		ID: "dialled", Move: lab.Call("client-3", "Dial"), Chapter: questions, Stop: true, After: "dial",
		Then: "client-3 ends Dial; client-3 sends nothing; server/udp UNCONN; server runs ReadFromUDP",
	},
	{ID: "ask", Move: lab.Call("client", "Write"), Chapter: questions, Then: "client ends Write: 5; client sends UDP 5"},
	{
		ID: "asked", Move: lab.Deliver("client", "UDP 5"), Chapter: questions, Stop: true,
		Then: `server ends ReadFromUDP: "apple"; server waits ReadFromUDP 1; server waits WriteToUDP 1; server sends nothing`, Look: "server: go answer(",
	},
	{
		ID: "read-on", Move: lab.Call("server", "ReadFromUDP"), Chapter: questions, Stop: true,
		Then: "server runs ReadFromUDP; server waits WriteToUDP 1; server sends nothing",
	},
	{ID: "ask-2", Move: lab.Call("client-2", "Write"), Chapter: questions, Then: "client-2 ends Write: 4; client-2 sends UDP 4"},
	{
		ID: "asked-2", Move: lab.Deliver("client-2", "UDP 4"), Chapter: questions, Stop: true,
		Then: `server ends ReadFromUDP: "pear"; server waits WriteToUDP 2; server sends nothing`, Look: "server: go answer(",
	},
	{ID: "read-again", Move: lab.Call("server", "ReadFromUDP"), Chapter: questions, Then: "server runs ReadFromUDP"},
	{ID: "ask-3", Move: lab.Call("client-3", "Write"), Chapter: questions, Then: "client-3 ends Write: 6; client-3 sends UDP 6"},
	{
		ID: "asked-3", Move: lab.Deliver("client-3", "UDP 6"), Chapter: questions, Stop: true,
		Then: `server ends ReadFromUDP: "cherry"; server waits WriteToUDP 3; server sends nothing`, Look: "server: go answer(",
	},
	{ID: "read-again", Move: lab.Call("server", "ReadFromUDP"), Chapter: questions, Then: "server runs ReadFromUDP"},

	{ID: "wait", Move: lab.Call("client", "Read"), Chapter: answers, Then: "client runs Read"},
	{ID: "wait", Move: lab.Call("client-2", "Read"), Chapter: answers, Then: "client-2 runs Read"},
	{
		ID: "waiting", Move: lab.Call("client-3", "Read"), Chapter: answers, Stop: true,
		Then: "client-3 runs Read; client-2 runs Read; client runs Read; server runs ReadFromUDP; server waits WriteToUDP 3",
	},
	{
		ID: "answer-2", Move: lab.CallFor("server", "WriteToUDP", "client-2"), Chapter: answers, Stop: true,
		Then: "server ends WriteToUDP: 4; server sends UDP 4; server runs ReadFromUDP; server waits WriteToUDP 2; client runs Read", Look: "server: conn.WriteToUDP(",
	},
	{
		ID: "answered-2", Move: lab.DeliverTo("server", "UDP 4", "client-2"), Chapter: answers, Stop: true,
		Then: "client-2 ends Read: PEAR; client-2 prints pear: PEAR; client runs Read; client-3 runs Read",
	},
	{
		ID: "answer-3", Move: lab.CallFor("server", "WriteToUDP", "client-3"), Chapter: answers,
		Then: "server ends WriteToUDP: 6; server sends UDP 6; server runs ReadFromUDP",
	},
	{
		ID: "answered-3", Move: lab.DeliverTo("server", "UDP 6", "client-3"), Chapter: answers, Stop: true,
		Then: "client-3 ends Read: CHERRY; client-3 prints cherry: CHERRY; client-2 runs nothing; client runs Read",
	},
	{
		ID: "answer", Move: lab.CallFor("server", "WriteToUDP", "client"), Chapter: answers, After: "answer-2 answer-3",
		Then: "server ends WriteToUDP: 5; server sends UDP 5; server waits WriteToUDP 0; server runs ReadFromUDP",
	},
	{
		ID: "answered", Move: lab.DeliverTo("server", "UDP 5", "client"), Chapter: answers, Stop: true, After: "answered-2 answered-3",
		Then: "client ends Read: APPLE; client prints apple: APPLE; server runs ReadFromUDP",
	},
	{ID: "close", Move: lab.Call("client", "Close"), Chapter: answers, Then: "client/udp CLOSED; client sends nothing"},
	{ID: "close", Move: lab.Call("client-2", "Close"), Chapter: answers, Then: "client-2/udp CLOSED; client-2 sends nothing"},
	{
		ID: "closed", Move: lab.Call("client-3", "Close"), Chapter: answers, Stop: true,
		Then: "client/udp CLOSED; client-2/udp CLOSED; client-3/udp CLOSED; client-3 sends nothing; server/udp UNCONN; server runs ReadFromUDP",
	},
	{ID: "exit", Move: lab.Call("client", "exit"), Chapter: answers, Then: "client exits 0"},
	{ID: "exit", Move: lab.Call("client-2", "exit"), Chapter: answers, Then: "client-2 exits 0"},
	{
		ID: "exited", Move: lab.Call("client-3", "exit"), Chapter: answers, Stop: true, After: "exit",
		Then: "client-3 exits 0; client/udp CLOSED; client-2/udp CLOSED; server/udp UNCONN; server runs ReadFromUDP",
	},
}
