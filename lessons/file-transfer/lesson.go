// Package filetransfer sends a file as the teaching notes do: the name, "ok",
// and the content. The end of the connection means the end of the file.
package filetransfer

import (
	"embed"

	"tcplab/lab"
)

//go:embed args.go info.go sender.go receiver.go lines.txt en.md zh.md
var files embed.FS

// Lesson sends lines.txt, or a student's own file of any size. So its rows name
// no lengths, and its loops go round as often as the file needs.
var Lesson = &lab.Lesson{
	Name:  "file-transfer",
	Part:  lab.Files,
	Files: files,
	Hosts: []lab.Host{
		{Name: "args", Role: lab.Client, File: "args.go", Main: args, Args: []string{"argv1", "argv2", "argv3", "argv4"}},
		{Name: "info", Role: lab.Client, File: "info.go", Main: info, Args: []string{"{file}"}, Brings: []string{"lines.txt"}},
		{Name: "sender", Role: lab.Client, File: "sender.go", Main: sender, Args: []string{"{file}"}, Brings: []string{"lines.txt"}},
		{Name: "receiver", Role: lab.Server, File: "receiver.go", Main: receiver},
	},
	// 12 bytes more than Ethernet's 1500, for TCP's timestamps, so that a segment
	// has room for 1460 bytes of data. Without timestamps a kernel that had to
	// repeat its SYN, because a class looked at it, would not know that nothing
	// was lost, and would begin with a congestion window of one segment.
	Settings: lab.Settings{MTU: 1512},
	Chapters: []string{arguments, name, content, closing},
	Script:   script,
	Keep:     true,
}

// The chapters.
const (
	arguments = "arguments"
	name      = "name"
	content   = "content"
	closing   = "closing"
)

// script follows the numbered steps of the notes. The loop content writes one
// block each time. The segments of a block go round in a loop of their own.
var script = []lab.Beat{
	{
		ID: "args-exit", Move: lab.Call("args", "exit"), Chapter: arguments, Stop: true,
		Then: "args exits 0", Look: "args: list := os.Args",
	},
	{
		ID: "args-stat", Move: lab.Call("info", "Stat"), Chapter: arguments, Stop: true,
		Then: "info ends Stat: bytes; info prints Size() =", Look: "info: os.Stat(os.Args[1])",
	},
	{
		ID: "info-exit", Move: lab.Call("info", "exit"), Chapter: arguments,
		Then: "info exits 0",
	},
	{
		ID: "listen", Move: lab.Call("receiver", "Listen"), Chapter: name, Stop: true,
		Then: "receiver/listener LISTEN; receiver sends nothing", Look: "receiver: defer ln.Close()",
	},
	{
		ID: "accept", Move: lab.Call("receiver", "Accept"), Chapter: name,
		Then: "receiver runs Accept",
	},
	{
		ID: "stat", Move: lab.Call("sender", "Stat"), Chapter: name, Stop: true,
		Then: "sender ends Stat: bytes; sender sends nothing", Look: `sender: log.Fatal("usage`,
	},
	{
		ID: "dial", Move: lab.Call("sender", "Dial"), Chapter: name, Stop: true,
		Then: "sender SYN_SENT; sender runs Dial; sender sends SYN",
	},
	{
		ID: "syn", Move: lab.Deliver("sender", "SYN"), Chapter: name,
		Then: "receiver SYN_RCVD; receiver sends SYN ACK; sender SYN_SENT",
	},
	{
		ID: "syn-ack", Move: lab.Deliver("receiver", "SYN ACK"), Chapter: name,
		Then: "sender ESTABLISHED; sender ends Dial; receiver SYN_RCVD; receiver runs Accept",
	},
	{
		ID: "ack", Move: lab.Deliver("sender", "ACK"), Chapter: name, Stop: true,
		Then: "receiver ESTABLISHED; sender ESTABLISHED; receiver ends Accept; receiver/listener LISTEN", Look: "receiver: defer conn.Close()",
	},
	{
		ID: "name-waits", Move: lab.Call("receiver", "Read"), Chapter: name,
		Then: "receiver runs Read",
	},
	{
		ID: "name", Move: lab.Call("sender", "Write"), Chapter: name, Stop: true,
		Then: "sender ends Write: bytes; sender sends DATA *; receiver runs Read",
	},
	{
		ID: "name-arrives", Move: lab.Deliver("sender", "DATA *"), Chapter: name, Stop: true,
		Then: "receiver ends Read: bytes; receiver sends ACK; receiver ESTABLISHED", Look: "receiver: fileName := string(buf[:n])",
	},
	{
		ID: "name-ack", Move: lab.Deliver("receiver", "ACK"), Chapter: name,
		Then: "sender send_q 0; sender send_q falls; sender ESTABLISHED",
	},
	{
		ID: "ok-waits", Move: lab.Call("sender", "Read"), Chapter: name,
		Then: "sender runs Read; sender sends nothing",
	},
	{
		ID: "ok", Move: lab.Call("receiver", "Write"), Chapter: name, Stop: true,
		Then: "receiver ends Write: 2; receiver sends DATA 2; sender runs Read", Look: `receiver: conn.Write([]byte("ok"))`,
	},
	{
		ID: "ok-arrives", Move: lab.Deliver("receiver", "DATA 2"), Chapter: name, Stop: true,
		Then: `sender ends Read: 2 bytes "ok"; sender sends ACK; sender ESTABLISHED; receiver ESTABLISHED`, Look: `sender: if string(buf[:n]) == "ok"`,
	},
	{
		ID: "ok-ack", Move: lab.Deliver("sender", "ACK"), Chapter: name,
		Then: "receiver send_q 0; receiver send_q falls; receiver ESTABLISHED",
	},

	{
		ID: "create", Move: lab.Call("receiver", "Create"), Chapter: content, Stop: true,
		Then: "receiver ends Create: file; receiver sends nothing", Look: "receiver: RecvFile(fileName, conn)",
	},
	{
		ID: "content-waits", Move: lab.Call("receiver", "Read"), Chapter: content,
		Then: "receiver runs Read",
	},
	{
		ID: "open", Move: lab.Call("sender", "Open"), Chapter: content, Stop: true,
		Then: "sender ends Open: file; sender sends nothing", Look: "sender: SendFile(filePath, conn)",
	},
	{
		ID: "block", Move: lab.Call("sender", "File.Read"), Chapter: content, Loop: "content", Stop: true,
		When: "sender ends File.Read: bytes", Then: "sender sends nothing", Look: "sender: n, err := f.Read(buf)",
	},
	{
		ID: "eof", Move: lab.Call("sender", "File.Read"), Chapter: content, Loop: "content", Stop: true,
		When: "sender ends File.Read: EOF", Then: "sender sends nothing; sender ESTABLISHED; receiver ESTABLISHED", Look: "sender: if err == io.EOF",
	},
	{
		ID: "send", Move: lab.Call("sender", "Write"), Chapter: content, Loop: "content", Stop: true,
		Then: "sender ends Write: bytes; sender sends DATA *; sender ESTABLISHED", Look: "sender: conn.Write(buf[:n])",
	},
	{
		ID: "segment", Move: lab.Deliver("sender", "DATA *"), Chapter: content, Loop: "content/segment", Stop: true,
		Then: "receiver ends Read: bytes; receiver sends ACK; receiver ESTABLISHED; sender ESTABLISHED", Look: "receiver: if err == io.EOF",
	},
	{
		ID: "save", Move: lab.Call("receiver", "File.Write"), Chapter: content, Loop: "content/segment", Stop: true,
		Then: "receiver ends File.Write: bytes; receiver sends nothing", Look: "receiver: f.Write(buf[:n])",
	},
	{
		ID: "more-waits", Move: lab.Call("receiver", "Read"), Chapter: content, Loop: "content/segment",
		Then: "receiver runs Read",
	},
	{
		ID: "segment-ack", Move: lab.Deliver("receiver", "ACK"), Chapter: content, Loop: "content/segment",
		Then: "sender send_q falls; sender ESTABLISHED",
	},

	{
		ID: "file-close", Move: lab.Call("sender", "File.Close"), Chapter: closing, Stop: true,
		Then: "sender ends File.Close: SHA-256; sender sends nothing; sender ESTABLISHED", Look: "sender: defer f.Close()",
	},
	{
		ID: "close", Move: lab.Call("sender", "Close"), Chapter: closing, Stop: true,
		Then: "sender FIN_WAIT_1; sender ends Close; sender sends FIN ACK; receiver ESTABLISHED; receiver runs Read", Look: "sender: defer conn.Close()",
	},
	{
		ID: "fin", Move: lab.Deliver("sender", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "receiver CLOSE_WAIT; receiver ends Read: EOF; receiver sends ACK; sender FIN_WAIT_1", Look: "receiver: if err == io.EOF",
	},
	{
		ID: "fin-ack", Move: lab.Deliver("receiver", "ACK"), Chapter: closing,
		Then: "sender FIN_WAIT_2; receiver CLOSE_WAIT",
	},
	{
		ID: "saved-close", Move: lab.Call("receiver", "File.Close"), Chapter: closing, Stop: true,
		Then: "receiver ends File.Close: SHA-256; receiver sends nothing; receiver CLOSE_WAIT; sender FIN_WAIT_2", Look: "receiver: must(f.Close())",
	},
	{
		ID: "receiver-close", Move: lab.Call("receiver", "Close"), Chapter: closing, Stop: true,
		Then: "receiver LAST_ACK; sender FIN_WAIT_2; receiver sends FIN ACK; receiver/listener LISTEN", Look: "receiver: defer conn.Close()",
	},
	{
		ID: "last-fin", Move: lab.Deliver("receiver", "FIN ACK"), Chapter: closing, Stop: true,
		Then: "sender TIME_WAIT; sender sends ACK; receiver LAST_ACK",
	},
	{
		ID: "last-ack", Move: lab.Deliver("sender", "ACK"), Chapter: closing, Stop: true,
		Then: "receiver CLOSED; receiver/listener LISTEN", Only: lab.PrivateNetwork,
	},
	{
		ID: "last-ack", Move: lab.Deliver("sender", "ACK"), Chapter: closing, Stop: true,
		Then: "receiver CLOSED; sender TIME_WAIT; receiver/listener LISTEN", Only: lab.HostNetwork,
	},
	{
		ID: "listener-close", Move: lab.Call("receiver", "Close"), Chapter: closing,
		Then: "receiver/listener CLOSED; receiver sends nothing",
	},
	{
		ID: "receiver-exit", Move: lab.Call("receiver", "exit"), Chapter: closing,
		Then: "receiver exits 0",
	},
	{
		ID: "sender-exit", Move: lab.Call("sender", "exit"), Chapter: closing, Stop: true, After: "receiver-exit",
		Then: "sender exits 0",
	},
}
