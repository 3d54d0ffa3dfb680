package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
)

// TestAPacketKeepsItsNameOnTheLadder: an arrow that leaves room for the word
// held is long enough for the longest names in the lessons.
func TestAPacketKeepsItsNameOnTheLadder(t *testing.T) {
	for _, name := range []string{"细心发送端一 FIN ACK", "ICMP port unreachable"} {
		if got := shaft(true, 24, name, canvas.Plain, canvas.Plain, canvas.Plain, ">", "<").String(); !strings.Contains(got, name) {
			t.Errorf("%q, want all of %q: beside it there is room for two blanks and the head", got, name)
		}
	}
}

// TestLadderNames: a packet's data, and the packet that an ACK acknowledges,
// are on the ladder if there is room. They never replace the packet's name.
func TestLadderNames(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 10, true)
	s.Page.Kind = LadderPage
	for _, c := range []struct {
		w          int
		have, lack string
	}{
		{100, `DATA 5 "hello"`, ""}, {100, "ACK 6", ""},
		{40, `DATA 5 "hello"`, "ACK 6"},
		{26, "DATA 5", `"hello"`},
	} {
		var all strings.Builder
		for _, l := range ladderPane(s, c.w, 40) {
			all.WriteString(l.String() + "\n")
		}
		if got := all.String(); !strings.Contains(got, c.have) || c.lack != "" && strings.Contains(got, c.lack) {
			t.Errorf("a ladder of %d columns: want %q and not %q\n%s", c.w, c.have, c.lack, got)
		}
	}
}
