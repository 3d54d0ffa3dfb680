package panel

import (
	"errors"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

func TestUndo(t *testing.T) {
	h := liveHand(t)
	h.keys("u")
	h.wantMessage("no move has been made", "at the start there is nothing to undo")
	h.wantMoves("so the bench is not asked")
	h.keys("s s s u")
	h.wantMoves("the last of three moves is undone", "step", "step", "step", "undo")
	h.wantAt(2, "the run stands before it")
	h.wantMessage("undone: client calls Dial; the run has started again and really come up to before it", "it says what it has done")
	h.keys("L u")
	h.wantAt(1, "undo works twice")
	h.wantMessage("已撤销：服务器调用 Accept", "it says so in Chinese, too")
	h.keys("L s p u")
	h.wantMessage("you are looking back", "what is looked at has been recorded, and is not the run")
}

func TestUndoSaysWhyItCannot(t *testing.T) {
	w := paneltest.Connection()
	h := newHand(t, Options{Recording: &paneltest.Tape{Head: w.Header, Steps: w.Steps}}).keys("n u")
	h.wantMessage("this is a recording", "no programs run behind it")
	w.Header.Open = true
	h = newHand(t, Options{Bench: newFakeBench(w)}).keys("n u")
	h.wantMessage("this is an open lab", "tcplab did not start the programs")
	h.wantMoves("so the bench is not asked", "next")
}

type notRepeated struct{ trace.Move }

func (notRepeated) Error() string             { return "this bench has no words" }
func (n notRepeated) NotRepeated() trace.Move { return n.Move }

// TestUndoThatCameOutOtherwise: the kernels need not do the same again, and the
// panel says so.
func TestUndoThatCameOutOtherwise(t *testing.T) {
	h := liveHand(t).keys("s")
	for want, move := range map[string]trace.Move{
		"“drop SYN from client” is not possible, so the run stands before it": {Kind: trace.MoveDrop, Host: "client", Name: "SYN"},
		"the kernels did something else this time":                            {},
	} {
		h.b.fail = errors.Join(notRepeated{move})
		h.keys("s")
		h.b.fail = errors.Join(notRepeated{move})
		h.keys("u")
		h.wantMessage(want, "the bench says which move it was, if it was one")
	}
	if zh := tell.NotRepeatedText(trace.Move{Kind: trace.MoveKill, Host: "client"}, "zh"); zh != "这次结果不同：走不了“终止客户端进程”，所以停在它之前" {
		t.Errorf("in Chinese it says %q", zh)
	}
}

// TestUndoWaitsForTheMoveUnderWay: while another move is under way, u says so
// and promises nothing.
func TestUndoWaitsForTheMoveUnderWay(t *testing.T) {
	h := liveHand(t).keys("s")
	block := make(chan struct{})
	h.b.block = block
	h.p.press("s")
	h.p.press("u")
	h.wantMessage("one thing at a time", "a move is under way")
	close(block)
	h.settle()
	h.wantMessage("one thing at a time", "nothing was undone")
	h.wantMoves("undo was not asked for", "step", "step")
}
