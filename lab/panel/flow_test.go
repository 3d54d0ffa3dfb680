package panel

import (
	"testing"

	"tcplab/lab/panel/paneltest"
)

// TestFlowIsSeen: while everything flows, the panel shows each new step. It
// draws only if the bench says that there is something new.
func TestFlowIsSeen(t *testing.T) {
	w := paneltest.Connection()
	w.Header.Open = true
	b := newFakeBench(w)
	b.block = make(chan struct{}) // RunOn waits for its context
	h := newHand(t, Options{Bench: b})
	h.p.press("a")
	if h.p.job == nil || !h.p.flowing {
		t.Fatal("a does not let everything flow")
	}
	for at := range 3 {
		b.grow()
		b.changed <- struct{}{}
		for h.p.at <= at {
			(<-h.posted)()
		}
		h.wantAt(at+1, "a new step is shown while everything flows")
	}
	if h.p.job == nil {
		t.Error("the flow ended by itself")
	}
	h.keys("a")
	h.wantMoves("the bench was asked once, and goes on until a is pressed again", "run on")
	if h.p.job != nil || h.p.flowing {
		t.Error("a does not stop it again")
	}
	b.mu.Lock()
	b.block = nil
	b.mu.Unlock()
	b.grow()
	b.changed <- struct{}{}
	for h.p.at < 4 {
		(<-h.posted)()
	}
	h.wantAt(4, "the worker listens again after the flow has ended")
}
