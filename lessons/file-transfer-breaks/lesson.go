// Package filetransferbreaks shows the faults of the protocol of the lesson
// file-transfer, and a protocol that would have noticed them.
package filetransferbreaks

import (
	"embed"
	"slices"

	"tcplab/lab"
)

//go:embed hasty.go sender.go receiver.go careful_sender.go careful_receiver.go
//go:embed lines.txt en.md zh.md
var files embed.FS

// Lesson has two receivers, one after the other on the same port. The first
// believes its senders, the second checks what they send. The senders come one
// by one.
var Lesson = &lab.Lesson{
	Name:  "file-transfer-breaks",
	Part:  lab.Files,
	Files: files,
	Hosts: []lab.Host{
		{Name: "hasty", Role: lab.Client, File: "hasty.go", Main: hasty},
		{Name: "sender", Role: lab.Client, File: "sender.go", Main: sender, Args: lines[:1], Brings: lines[:1]},
		{Name: "receiver", Role: lab.Server, File: "receiver.go", Main: receiver},
		{Name: "careful-1", Role: lab.Client, File: "careful_sender.go", Main: carefulSender, Args: lines, Brings: lines[:1]},
		{Name: "careful-2", Role: lab.Client, File: "careful_sender.go", Main: carefulSender, Args: lines, Brings: lines[:1]},
		{Name: "stranger", Role: lab.Client, File: "careful_sender.go", Main: carefulSender, Args: []string{"lines.txt", "../../x"}, Brings: lines[:1]},
		{Name: "checker", Role: lab.Server, File: "careful_receiver.go", Main: carefulReceiver},
	},
	// 12 bytes more than Ethernet's 1500, for TCP's timestamps, so that a segment
	// has room for 1460 bytes of data. Without timestamps a kernel that had to
	// repeat its SYN, because a class looked at it, would not know that nothing
	// was lost, and would begin with a congestion window of one segment.
	Settings: lab.Settings{MTU: 1512},
	Chapters: []string{melted, killed, noticed, refused},
	Script: slices.Concat(
		meltedRows, killedRows, noticedRows, wholeRows, refusedRows),
}

// lines are the file, and the name under which it is sent.
var lines = []string{"lines.txt", "lines.txt"}

// The chapters.
const (
	melted  = "melted"
	killed  = "killed"
	noticed = "noticed"
	refused = "refused"
)

// opening returns the rows of a handshake, told as one beat because every
// lesson has it. n stops at its end.
func opening(id, chapter, from, to string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call(to, "Accept"), Chapter: chapter, Then: to + " runs Accept"},
		{ID: id, Move: lab.Call(from, "Dial"), Chapter: chapter, Then: from + " SYN_SENT; " + from + " sends SYN"},
		{ID: id, Move: lab.Deliver(from, "SYN"), Chapter: chapter, Then: to + "/" + from + " SYN_RCVD; " + to + " sends SYN ACK"},
		{ID: id, Move: lab.Deliver(to, "SYN ACK"), Chapter: chapter, Then: from + " ESTABLISHED; " + from + " ends Dial"},
		{ID: id, Move: lab.Deliver(from, "ACK"), Chapter: chapter, Stop: true, Then: to + "/" + from + " ESTABLISHED; " + from + " ESTABLISHED; " + to + " ends Accept"},
	}
}

// block returns the rows of one block of the file, told as one beat, from the
// sender's disk to the receiver's: 1024 bytes, one segment. n stops when it
// arrives. ack is the number that acknowledges it, so that nothing before it is
// missing.
func block(id, chapter, from, to, ack string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call(from, "File.Read"), Chapter: chapter, Then: from + " ends File.Read: 1024 bytes"},
		{ID: id, Move: lab.Call(from, "Write"), Chapter: chapter, Then: from + " ends Write: 1024; " + from + " sends DATA 1024"},
		{ID: id, Move: lab.Deliver(from, "DATA 1024"), Chapter: chapter, Stop: true, Then: to + " ends Read: 1024 bytes; " + to + " sends ACK ack " + ack},
		{ID: id, Move: lab.Call(to, "File.Write"), Chapter: chapter, Then: to + " ends File.Write: 1024 bytes"},
		{ID: id, Move: lab.Call(to, "Read"), Chapter: chapter, Then: to + " runs Read"},
		{ID: id, Move: lab.Deliver(to, "ACK"), Chapter: chapter, Then: from + " gets ACK ack " + ack + "; " + from + " ESTABLISHED"},
	}
}

// meltedRows let name and content arrive before the receiver reads.
var meltedRows = slices.Concat(
	[]lab.Beat{
		{
			ID: "listen", Move: lab.Call("receiver", "Listen"), Chapter: melted,
			Then: "receiver/listener LISTEN",
		},
	},
	opening("open-1", melted, "hasty", "receiver"),
	[]lab.Beat{
		{
			ID: "name-1", Move: lab.Call("hasty", "Write"), Chapter: melted, Stop: true,
			Then: "hasty ends Write: 6; hasty sends DATA 6",
		},
		{
			ID: "content-1", Move: lab.Call("hasty", "Write"), Chapter: melted, Stop: true,
			Then: "hasty ends Write: 6; hasty sends DATA 6",
		},
		{
			ID: "both-arrive", Move: lab.Deliver("hasty", "DATA 6"), Chapter: melted,
			Then: "receiver sends ACK; receiver recv_q 6",
		},
		{
			ID: "both-arrived", Move: lab.Deliver("hasty", "DATA 6"), Chapter: melted, Stop: true,
			Then: "receiver sends ACK; receiver recv_q 12",
		},
		{ID: "both-acked", Move: lab.Deliver("receiver", "ACK"), Chapter: melted, Then: "receiver recv_q 12; hasty send_q falls"},
		{
			ID: "both-acked", Move: lab.Deliver("receiver", "ACK"), Chapter: melted,
			Then: "receiver recv_q 12; hasty send_q 0; hasty send_q falls",
		},
		{
			ID: "melted", Move: lab.Call("receiver", "Read"), Chapter: melted, Stop: true,
			Then: `receiver ends Read: 12 bytes "hi.txtHello!"; receiver recv_q 0`, Look: "receiver: fileName := string(buf[:n])",
		},
		{
			ID: "late-ok", Move: lab.Call("receiver", "Write"), Chapter: melted,
			Then: "receiver ends Write: 2; receiver sends DATA 2",
		},
		{ID: "late-ok", Move: lab.Deliver("receiver", "DATA 2"), Chapter: melted, Then: "hasty recv_q 2"},
		{ID: "late-ok", Move: lab.Deliver("hasty", "ACK"), Chapter: melted, Then: "receiver ESTABLISHED"},
		{
			ID: "late-ok", Move: lab.Call("hasty", "Read"), Chapter: melted, Stop: true,
			Then: `hasty ends Read: 2 bytes "ok"; hasty prints the receiver says "ok"`,
		},
		{
			ID: "wrong-name", Move: lab.Call("receiver", "Create"), Chapter: melted, Stop: true,
			Then: "receiver ends Create: hi.txtHello!",
		},
		{ID: "close-1", Move: lab.Call("receiver", "Read"), Chapter: melted, Then: "receiver runs Read"},
		{
			ID: "close-1", Move: lab.Call("hasty", "Close"), Chapter: melted,
			Then: "hasty FIN_WAIT_1; hasty sends FIN ACK",
		},
		{
			ID: "close-1", Move: lab.Deliver("hasty", "FIN ACK"), Chapter: melted, Stop: true,
			Then: "receiver CLOSE_WAIT; receiver ends Read: EOF; receiver sends ACK", Look: "receiver: if err == io.EOF",
		},
		{ID: "close-1", Move: lab.Deliver("receiver", "ACK"), Chapter: melted, Then: "hasty FIN_WAIT_2; receiver CLOSE_WAIT"},
		{
			ID: "empty", Move: lab.Call("receiver", "File.Close"), Chapter: melted, Stop: true,
			Then: "receiver ends File.Close: 0 bytes, SHA-256 e3b0c442; hasty FIN_WAIT_2", // the sum of no bytes
		},
		{
			ID: "end-1", Move: lab.Call("receiver", "Close"), Chapter: melted,
			Then: `receiver LAST_ACK; receiver sends FIN ACK; receiver prints "hi.txtHello!" is complete`,
		},
		{ID: "end-1", Move: lab.Deliver("receiver", "FIN ACK"), Chapter: melted, Then: "hasty TIME_WAIT"},
		{ID: "end-1", Move: lab.Deliver("hasty", "ACK"), Chapter: melted, Then: "receiver CLOSED"},
		{ID: "end-1", Move: lab.Call("hasty", "exit"), Chapter: melted, Then: "hasty exits 0"},
	})

// killedRows end the sender's process between two blocks.
var killedRows = slices.Concat(
	opening("open-2", killed, "sender", "receiver"),
	[]lab.Beat{
		{ID: "agree-2", Move: lab.Call("receiver", "Read"), Chapter: killed, Then: "receiver runs Read"},
		{ID: "agree-2", Move: lab.Call("sender", "Write"), Chapter: killed, Then: "sender ends Write: 9; sender sends DATA 9"},
		{
			ID: "agree-2", Move: lab.Deliver("sender", "DATA 9"), Chapter: killed,
			Then: `receiver ends Read: 9 bytes "lines.txt"; receiver sends ACK`,
		},
		{ID: "agree-2", Move: lab.Deliver("receiver", "ACK"), Chapter: killed, Then: "sender send_q falls"},
		{ID: "agree-2", Move: lab.Call("sender", "Read"), Chapter: killed, Then: "sender runs Read"},
		{ID: "agree-2", Move: lab.Call("receiver", "Write"), Chapter: killed, Then: "receiver sends DATA 2"},
		{
			ID: "agree-2", Move: lab.Deliver("receiver", "DATA 2"), Chapter: killed, Stop: true,
			Then: `sender ends Read: 2 bytes "ok"; sender sends ACK`,
		},
		{ID: "agree-2", Move: lab.Deliver("sender", "ACK"), Chapter: killed, Then: "receiver send_q falls"},
		{
			ID: "create-2", Move: lab.Call("receiver", "Create"), Chapter: killed, Stop: true,
			Then: "receiver ends Create: lines.txt",
		},
		{ID: "create-2", Move: lab.Call("receiver", "Read"), Chapter: killed, Then: "receiver runs Read"},
		{ID: "create-2", Move: lab.Call("sender", "Open"), Chapter: killed, Then: "sender ends Open: lines.txt"},
	},
	block("block-1", killed, "sender", "receiver", "1034"), // a name of 9 bytes went before
	block("block-2", killed, "sender", "receiver", "2058"),
	[]lab.Beat{
		{
			ID: "kill", Move: lab.Kill("sender"), Chapter: killed, Stop: true,
			Then: "sender exits killed; sender FIN_WAIT_1; sender unowned; sender sends FIN ACK; receiver runs Read",
		},
		{
			ID: "clean-eof", Move: lab.Deliver("sender", "FIN ACK"), Chapter: killed, Stop: true,
			Then: "receiver CLOSE_WAIT; receiver ends Read: EOF; receiver sends ACK", Look: "receiver: if err == io.EOF",
		},
		{
			ID: "clean-eof-ack", Move: lab.Deliver("receiver", "ACK"), Chapter: killed,
			Then: "sender FIN_WAIT_2; sender unowned; receiver CLOSE_WAIT",
		},
		{
			ID: "short", Move: lab.Call("receiver", "File.Close"), Chapter: killed, Stop: true,
			Then: "receiver ends File.Close: 2048 bytes; sender FIN_WAIT_2",
		},
		{
			ID: "believed", Move: lab.Call("receiver", "Close"), Chapter: killed, Stop: true,
			Then: `receiver LAST_ACK; receiver sends FIN ACK; receiver prints "lines.txt" is complete`, Look: "receiver: is complete",
		},
		{ID: "end-2", Move: lab.Deliver("receiver", "FIN ACK"), Chapter: killed, Then: "sender TIME_WAIT"},
		{ID: "end-2", Move: lab.Deliver("sender", "ACK"), Chapter: killed, Then: "receiver CLOSED"},
		{ID: "end-2", Move: lab.Call("receiver", "Close"), Chapter: killed, Then: "receiver/listener CLOSED"},
		{ID: "end-2", Move: lab.Call("receiver", "exit"), Chapter: killed, Then: "receiver exits 0"},
	})

// head returns the rows in which a sender sends the lengths of its name and its
// file, and the checker reads the first part.
func head(id, chapter, from, packet string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call("checker", "Read"), Chapter: chapter, Then: "checker runs Read"},
		{ID: id, Move: lab.Call(from, "Write"), Chapter: chapter, Then: from + " sends " + packet},
		{
			ID: id, Move: lab.Deliver(from, packet), Chapter: chapter, Stop: true,
			Then: "checker ends Read: 10 bytes; checker sends ACK", Look: "checker: io.ReadFull(conn, head)",
		},
		{ID: id, Move: lab.Deliver("checker", "ACK"), Chapter: chapter, Then: from + " ESTABLISHED; " + from + " send_q falls"},
	}
}

// agreed returns the rows in which the checker has a file's name, answers "ok"
// and makes a file of another name.
func agreed(id, from string) []lab.Beat {
	return []lab.Beat{
		{ID: id, Move: lab.Call("checker", "Read"), Chapter: noticed, Then: `checker ends Read: 9 bytes "lines.txt"`},
		{ID: id, Move: lab.Call(from, "Read"), Chapter: noticed, Then: from + " runs Read"},
		{ID: id, Move: lab.Call("checker", "Write"), Chapter: noticed, Then: "checker sends DATA 2"},
		{ID: id, Move: lab.Deliver("checker", "DATA 2"), Chapter: noticed, Then: from + ` ends Read: 2 bytes "ok"`},
		{ID: id, Move: lab.Deliver(from, "ACK"), Chapter: noticed, Then: "checker send_q falls"},
		{ID: id, Move: lab.Call("checker", "Create"), Chapter: noticed, Stop: true, Then: "checker ends Create: .lines.txt.part"},
		{ID: id, Move: lab.Call("checker", "Read"), Chapter: noticed, Then: "checker runs Read"},
		{ID: id, Move: lab.Call(from, "Open"), Chapter: noticed, Then: from + " ends Open: lines.txt"},
	}
}

// noticedRows kill a sender that has sent its file's size first.
var noticedRows = slices.Concat(
	[]lab.Beat{
		{
			ID: "listen-2", Move: lab.Call("checker", "Listen"), Chapter: noticed, Stop: true,
			Then: "checker/listener LISTEN",
		},
		{
			ID: "size", Move: lab.Call("careful-1", "Stat"), Chapter: noticed, Stop: true,
			Then: `careful-1 ends Stat: "lines.txt", 4380 bytes`,
		},
	},
	opening("open-3", noticed, "careful-1", "checker"),
	head("head-3", noticed, "careful-1", "DATA 19"),
	agreed("agree-3", "careful-1"),
	block("block-3", noticed, "careful-1", "checker", "1044"), // a head of 19 bytes went before
	[]lab.Beat{
		{
			ID: "kill-3", Move: lab.Kill("careful-1"), Chapter: noticed, Stop: true,
			Then: "careful-1 exits killed; careful-1 FIN_WAIT_1; careful-1 unowned; careful-1 sends FIN ACK; checker runs Read",
		},
		{
			ID: "eof-3", Move: lab.Deliver("careful-1", "FIN ACK"), Chapter: noticed, Stop: true,
			Then: "checker CLOSE_WAIT; checker ends Read: EOF; checker sends ACK", Look: "checker: io.CopyN(f, conn, size)",
		},
		{ID: "eof-3-ack", Move: lab.Deliver("checker", "ACK"), Chapter: noticed, Then: "careful-1 FIN_WAIT_2; careful-1 unowned"},
		{
			ID: "noticed", Move: lab.Call("checker", "File.Close"), Chapter: noticed, Stop: true,
			Then: "checker ends File.Close: 1024 bytes; checker prints 1024 of 4380: EOF",
		},
		{
			ID: "end-3", Move: lab.Call("checker", "Close"), Chapter: noticed,
			Then: "checker LAST_ACK; careful-1 FIN_WAIT_2; checker sends FIN ACK",
		},
		{ID: "end-3", Move: lab.Deliver("checker", "FIN ACK"), Chapter: noticed, Then: "careful-1 TIME_WAIT"},
		{ID: "end-3", Move: lab.Deliver("careful-1", "ACK"), Chapter: noticed, Then: "checker CLOSED"},
	})

// wholeRows have a sender of the same kind that is not killed.
var wholeRows = slices.Concat(
	[]lab.Beat{{ID: "open-4", Move: lab.Call("careful-2", "Stat"), Chapter: noticed}},
	opening("open-4", noticed, "careful-2", "checker"),
	head("head-4", noticed, "careful-2", "DATA 19"),
	agreed("agree-4", "careful-2"),
	[]lab.Beat{
		{ID: "blocks-4", Move: lab.Call("careful-2", "File.Read"), Chapter: noticed, Loop: "blocks-4"},
		{ID: "blocks-4", Move: lab.Call("careful-2", "Write"), Chapter: noticed, Loop: "blocks-4"},
		{ID: "blocks-4", Move: lab.Deliver("careful-2", "DATA *"), Chapter: noticed, Loop: "blocks-4", Then: "checker ends Read: bytes"},
		{ID: "blocks-4", Move: lab.Call("checker", "File.Write"), Chapter: noticed, Loop: "blocks-4"},
		{ID: "blocks-4", Move: lab.Call("checker", "Read"), Chapter: noticed, Loop: "blocks-4", Then: "checker runs Read"},
		{ID: "blocks-4", Move: lab.Deliver("checker", "ACK"), Chapter: noticed, Loop: "blocks-4"},
		{
			ID: "whole", Move: lab.Call("checker", "File.Close"), Chapter: noticed, Stop: true,
			Then: "checker ends File.Close: 4380 bytes; checker ESTABLISHED; careful-2 ESTABLISHED",
		},
		{
			ID: "saved", Move: lab.Call("careful-2", "File.Close"), Chapter: noticed,
			Then: "careful-2 ends File.Close: 4380 bytes",
		},
		{ID: "saved", Move: lab.Call("careful-2", "Read"), Chapter: noticed, Then: "careful-2 runs Read"},
		{
			ID: "saved", Move: lab.Call("checker", "Write"), Chapter: noticed,
			Then: `checker sends DATA 5; checker prints "lines.txt" is complete`,
		},
		{
			ID: "saved", Move: lab.Deliver("checker", "DATA 5"), Chapter: noticed, Stop: true,
			Then: `careful-2 ends Read: 5 bytes "saved"`,
		},
		{ID: "saved", Move: lab.Deliver("careful-2", "ACK"), Chapter: noticed, Then: "checker send_q falls"},
		{ID: "end-4", Move: lab.Call("careful-2", "Close"), Chapter: noticed, Then: "careful-2 FIN_WAIT_1; careful-2 sends FIN ACK"},
		{ID: "end-4", Move: lab.Deliver("careful-2", "FIN ACK"), Chapter: noticed, Then: "checker CLOSE_WAIT"},
		{ID: "end-4", Move: lab.Deliver("checker", "ACK"), Chapter: noticed, Then: "careful-2 FIN_WAIT_2"},
		{ID: "end-4", Move: lab.Call("checker", "Close"), Chapter: noticed, Then: "checker LAST_ACK; careful-2 FIN_WAIT_2; checker sends FIN ACK"},
		{ID: "end-4", Move: lab.Deliver("checker", "FIN ACK"), Chapter: noticed, Then: "careful-2 TIME_WAIT"},
		{ID: "end-4", Move: lab.Deliver("careful-2", "ACK"), Chapter: noticed, Then: "checker CLOSED"},
		{ID: "end-4", Move: lab.Call("careful-2", "exit"), Chapter: noticed, Then: "careful-2 exits 0"},
	})

// refusedRows have a sender with a name that leads out of the receiver's
// directory.
var refusedRows = slices.Concat(
	[]lab.Beat{{ID: "open-5", Move: lab.Call("stranger", "Stat"), Chapter: refused}},
	opening("open-5", refused, "stranger", "checker"),
	head("head-5", refused, "stranger", "DATA 17"),
	[]lab.Beat{
		{
			ID: "bad-name", Move: lab.Call("checker", "Read"), Chapter: refused, Stop: true,
			Then: `checker ends Read: 7 bytes "../../x"; checker prints "../../x" is refused; checker sends nothing`, Look: "checker: filepath.Base(name) != name",
		},
		{ID: "no-ok", Move: lab.Call("stranger", "Read"), Chapter: refused, Then: "stranger runs Read"},
		{
			ID: "no-ok", Move: lab.Call("checker", "Close"), Chapter: refused, Stop: true,
			Then: "checker FIN_WAIT_1; checker sends FIN ACK; stranger runs Read",
		},
		{
			ID: "turned-away", Move: lab.Deliver("checker", "FIN ACK"), Chapter: refused, Stop: true,
			Then: `stranger CLOSE_WAIT; stranger ends Read: EOF; stranger prints no "ok": EOF; stranger sends ACK`,
		},
		{ID: "turned-away", Move: lab.Deliver("stranger", "ACK"), Chapter: refused, Then: "stranger CLOSE_WAIT"},
		{
			ID: "gives-up", Move: lab.Call("stranger", "exit"), Chapter: refused,
			Then: "stranger exits 1; stranger LAST_ACK; checker FIN_WAIT_2; stranger sends FIN ACK",
		},
		{ID: "end-5", Move: lab.Deliver("stranger", "FIN ACK"), Chapter: refused, Then: "checker TIME_WAIT; checker sends ACK; stranger LAST_ACK"},
		{ID: "end-5", Move: lab.Deliver("checker", "ACK"), Chapter: refused, Then: "stranger CLOSED"},
		{
			ID: "listener-close", Move: lab.Call("checker", "Close"), Chapter: refused,
			Then: "checker/listener CLOSED; stranger CLOSED",
		},
		{ID: "checker-exit", Move: lab.Call("checker", "exit"), Chapter: refused, Stop: true, Then: "checker exits 0"},
	})
