package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestAPresentStateNobodySaw: the format of a trace permits a present state
// that nobody saw, although no bench of tcplab writes one. It must not be drawn
// like a state that was observed.
func TestAPresentStateNobodySaw(t *testing.T) {
	w := paneltest.Connection()
	s := sceneAt(w, 6, true)
	for i := range s.Step.Sockets {
		s.Step.Sockets[i].Source = trace.SourcePassed
	}
	for _, tt := range []struct {
		w, h int
		want []string
	}{
		{80, 24, []string{"[~", "~ passed"}},
		{120, 40, []string{"[~", "~ passed", "  ~"}},
		{50, 15, []string{"[~E S T A B L I S H E D]"}},
	} {
		got := Paint(s, tt.w, tt.h, false).String()
		for _, part := range tt.want {
			if !strings.Contains(got, part) {
				t.Errorf("%d×%d: no %q on the screen:\n%s", tt.w, tt.h, part, got)
			}
		}
	}
	m := tell.MachineOf(&s.Step, &s.Step.Sockets[1])
	if c := stateCell(m, tcp.State(m.State)); c.Style != canvas.Passed {
		t.Errorf("%s has style %d, want that of states that were passed", c.Text, c.Style)
	}
}

// TestTheSignsOfASmallScreen: the texts say "it is in brackets" and "it was
// *SYN_SENT". So the large states must have the signs of the map.
func TestTheSignsOfASmallScreen(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 5, true) // the client became ESTABLISHED; the server stayed in SYN_RCVD
	got := Paint(s, 50, 15, false).String()
	for part, why := range map[string]string{
		"*SYN_SENT ":              "the client was there",
		"[E S T A B L I S H E D]": "the client's state now",
		"[S Y N _ R C V D]":       "the server's state now",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %q on the screen: %s:\n%s", part, why, got)
		}
	}
}

// TestChanged: exactly the cells that the last step changed stand out by their
// style. The golden screens test brackets and stars, which are for terminals
// without colour.
func TestChanged(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 5, true) // the client became ESTABLISHED; the server stayed in SYN_RCVD
	c := Paint(s, 80, 24, false)
	var marked strings.Builder
	for _, cell := range c.Cells {
		if cell.Style == canvas.Changed {
			marked.WriteString(cell.Text)
		}
	}
	if got, want := marked.String(), "[ESTABLISHED]"; got != want {
		t.Errorf("changed cells say %q, want %q: only the client's machine moved in this step", got, want)
	}
}
