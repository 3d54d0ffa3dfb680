package plain

import (
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Invite says how programs are started in a lab that runs now.
func (t *Text) Invite() error {
	t.line("")
	t.paragraph("", wEmptyLab.In(t.lang))
	return t.err
}

// flowed writes a step of an open lab in which everything flowed, or its start.
// States that did not change were told when they did.
func (t *Text) flowed(step trace.Step) error {
	s := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	t.line("")
	if step.Move.Kind == trace.MoveStart {
		t.line("%3d  %s", step.Step, wLabStarts.In(t.lang))
	} else {
		t.line("%3d  %s", step.Step, s.FlowTime())
	}
	for _, l := range s.Flow() {
		mark := "·"
		if l.Reset {
			mark = "!"
		}
		for _, text := range prose.Wrap(l.Text, t.width-7) {
			t.line("     %s %s", mark, text)
			mark = " "
		}
	}
	t.cut(step)
	t.sent(step)
	t.last = step
	return t.err
}
