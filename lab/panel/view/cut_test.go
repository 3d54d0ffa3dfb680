package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestEveryWindowSaysThatTheWireIsCut: the wire's rule says it, or its first row
// where there is no rule; in every language, and with ASCII signs alone.
func TestEveryWindowSaysThatTheWireIsCut(t *testing.T) {
	for _, c := range []struct {
		lang string
		w, h int
		cut  []string
		want string
	}{
		{"en", 120, 40, []string{"client"}, "WIRE · cut: client ×"},
		{"en", 80, 24, []string{"client", "server"}, "WIRE · cut: client, server ×"},
		{"zh", 80, 24, []string{"server"}, "线路 · 已切断：服务器 ×"},
		{"en", 50, 15, []string{"client"}, "cut: client ×"},
		{"zh", 50, 15, []string{"client"}, "已切断：客户端 ×"},
	} {
		for _, ascii := range []bool{false, true} {
			w := paneltest.Connection()
			s := sceneAt(w, 5, true)
			s.Lang = c.lang
			if screen := Paint(s, c.w, c.h, ascii).String(); strings.Contains(screen, "cut:") || strings.Contains(screen, "已切断") {
				t.Fatalf("a whole wire is called cut:\n%s", screen)
			}
			s.Step.Cut = c.cut
			want := c.want
			if ascii {
				want = strings.NewReplacer("·", "-", "×", "x").Replace(want)
			}
			screen := Paint(s, c.w, c.h, ascii).String()
			if !strings.Contains(screen, want) {
				t.Errorf("%d×%d, ascii %v: %q is missing:\n%s", c.w, c.h, ascii, want, screen)
			}
		}
	}
}

// TestALostPacketIsDrawnLikeADroppedOne: with a word of its own, and with the
// number of repetitions as far as there is room.
func TestALostPacketIsDrawnLikeADroppedOne(t *testing.T) {
	w := paneltest.Connection()
	s := sceneAt(w, 5, true)
	s.Step.Held, s.Step.Cut = nil, []string{"client"}
	s.Step.Wire = []trace.Packet{{ID: 9, From: "client", To: "server", Proto: "tcp", Name: "DATA 5", Flags: "AP", Seq: 1, Ack: 1, Len: 5, Copies: 1, Fate: trace.FateLost}}
	for _, c := range []struct {
		w, copies int
		want      string
	}{
		{80, 1, "lost: the wire is cut"},
		{80, 8, "lost; sent again ×7"},
		{120, 8, "lost: the wire is cut; sent again ×7"},
		{50, 8, "lost, +7"},
	} {
		s.Step.Wire[0].Copies = c.copies
		row := wirePane(s, c.w, 1)[0].String()
		if !strings.Contains(row, c.want) || !strings.Contains(row, "×") {
			t.Errorf("%d columns, sent %d times: %q, want %q and a cross", c.w, c.copies, row, c.want)
		}
	}
}
