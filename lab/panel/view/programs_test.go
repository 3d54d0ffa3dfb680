package view

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
)

// TestStandings: calls that wait in the same way are told in one phrase, so
// that the title of a server with several goroutines has room for the result of
// its last call.
func TestStandings(t *testing.T) {
	w := paneltest.Datagrams() // at its end an answer waits at the gate of WriteToUDP
	w.Step(w.Steps[1].Move, "", true, func() {
		w.Gate("server", "ReadFromUDP", "ReadFromUDP(buf)", 9)
		w.Begin("server", "ReadFromUDP")
		for range 2 {
			w.Gate("server", "WriteToUDP", "WriteToUDP", 10)
		}
		w.Gate("server", "Close", "Close", 12)
	})
	s := sceneAt(w, len(w.Steps)-1, true)
	host := w.Header.Hosts[1]
	for lang, want := range map[string]string{
		"en": "blocked in ReadFromUDP; at the gate of WriteToUDP ×3, Close",
		"zh": "阻塞在 ReadFromUDP，停在 WriteToUDP ×3、Close 之前",
	} {
		s.Lang = lang
		if got := programTitle(s, host, 120).String(); !strings.Contains(got, want) {
			t.Errorf("the title is %q, want %q in it", got, want)
		}
	}
}

// TestTitleThatJustFits: a title as wide as its row keeps its last character,
// for instance the digit of a port. In one column less, it is cut.
func TestTitleThatJustFits(t *testing.T) {
	w := paneltest.Datagrams()
	w.Step(w.Steps[1].Move, "", true, func() { w.Prints("server", "127.0.0.1:8001") })
	s := sceneAt(w, len(w.Steps)-1, true)
	host := w.Header.Hosts[1]
	full := strings.TrimRight(programTitle(s, host, 120).String(), canvas.Bar+" ")
	n := canvas.Width(full)
	if got := programTitle(s, host, n).String(); got != full || !strings.HasSuffix(got, "8001") {
		t.Errorf("in %d columns the title is %q, want %q", n, got, full)
	}
	if got := programTitle(s, host, n-1).String(); !strings.HasSuffix(got, canvas.Ellipsis) || canvas.Width(got) != n-1 {
		t.Errorf("in %d columns the title is %q, want it cut", n-1, got)
	}
}

// TestTheCommentAboveIsSeen: a program's pane shows the comment that says what the
// line is for, rather than the check of an error behind it.
func TestTheCommentAboveIsSeen(t *testing.T) {
	code := tell.Highlight(`package main

func main() {
	// 1. listen
	ln, err := net.Listen("tcp", ":1")
	if err != nil {
		log.Fatal(err)
	}
	// 2. take a client,
	// whoever it is
	for {
		conn, err := ln.Accept()
	}
}

func other() {
	net.Dial("tcp", ":1")
	// 3. a comment of what comes next
	os.Exit(0)
	if true {
		n := 1
	}
	n := 2
	os.Exit(1)
}
`)
	for _, c := range []struct {
		focus, h int
		want     string
		why      string
	}{
		{5, 2, "4 5", "the comment stands right above"},
		{5, 1, "5", "there is one row"},
		{5, 4, "4 5 6 7", "further rows show what follows"},
		{12, 2, "9 12", "the line between says less than the comment"},
		{12, 4, "9 10 11 12", "all of the comment has room"},
		{12, 6, "9 10 11 12 13 14", "and what follows"},
		{17, 2, "16 17", "the comments above belong to another function"},
		{9, 2, "9 10", "the line above ends a block"},
		{24, 2, "23 24", "the comment above is about a block that has ended"},
		{19, 2, "18 19", "the last comment is the nearest"},
		{24, 5, "21 22 23 24 25", "the end of the file is reached, and no row is blank"},
	} {
		if got := strings.Trim(fmt.Sprint(codeRows(code, c.focus, c.h)), "[]"); got != c.want {
			t.Errorf("line %d in %d rows: lines %s, want %s: %s", c.focus, c.h, got, c.want, c.why)
		}
	}
}

// TestALongErrorPrinted: if an error does not fit into its row, the row shows
// the reason, which is the error's last part.
func TestALongErrorPrinted(t *testing.T) {
	w := paneltest.Connection()
	s := sceneAt(w, 3, true)
	for i := range s.Step.Hosts {
		s.Step.Hosts[i].Output = "write tcp 127.0.0.1:52281->127.0.0.1:8001: write: broken pipe\n"
	}
	for cols, want := range map[int]string{59: "broken pipe", 80: "write tcp 127.0.0.1:52281->127.0.0.1:8001: write: broken pipe"} {
		if row := s.outputRows("client", cols, 8)[0].String(); !strings.HasSuffix(row, " "+want) {
			t.Errorf("%d columns: the row is %q, want %q", cols, row, want)
		}
	}
}
