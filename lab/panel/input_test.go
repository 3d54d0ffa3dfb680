package panel

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/trace"
)

// TestNListsWhatCanBeTold: where nothing comes next by itself, n opens the list of
// moves, so that a hand that knows only n goes on. Past its end the list closes,
// and once the story is told, a second PgDn leaves.
func TestNListsWhatCanBeTold(t *testing.T) {
	p := still(paneltest.Connection(), 4, true)
	p.asking = false
	p.step.Next, p.step.Moves = nil, []trace.Move{{Kind: trace.MoveInput, Host: "client", Name: "dial"}}
	p.frame(80, 24, false)
	p.press("n")
	if p.page.Kind != view.MovesPage {
		t.Fatalf("n opens page %v, want the list of moves", p.page.Kind)
	}
	p.step.Done = trace.DoneTold
	p.press("PgDn")
	if p.page.Kind != view.NoPage || !p.parting {
		t.Errorf("past its end the page is %v, parting %v; want that it closes and says that PgDn leaves now", p.page.Kind, p.parting)
	}
}
