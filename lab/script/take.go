package script

import (
	"slices"

	"tcplab/lab/trace"
)

// take finds the row that a settled step takes, and marks it. It returns -1 if
// the step takes none. Then it assigns the packets that the step sent to rows.
func (s *Script) take(step *trace.Step) int {
	row := -1
	if step.Move.AboutPacket() {
		row = s.takePacket(step)
	} else {
		row = s.takeFirst(step)
	}
	s.post(step, row >= 0)
	return row
}

// takePacket is take for a step about a packet. A Duplicate takes a row that
// asks for a delivery, since it delivers the packet, too.
func (s *Script) takePacket(step *trace.Step) int {
	row, ok := s.mail.rowOf(step.Move.ID)
	s.mail.forget(step.Move.ID)
	if !ok || s.done(row) {
		return -1
	}
	kind, want := step.Move.Kind, s.beats[row].Move.Kind
	taken := kind == want || kind == trace.MoveDuplicate && want == trace.MoveDeliver
	if taken {
		s.mark(row)
	}
	for _, e := range step.Events {
		if e.Kind == trace.EventDropped && e.Packet != nil {
			s.mail.lose(row, taken, *e.Packet)
		}
	}
	if !taken {
		return -1
	}
	return row
}

// takeFirst is take for any other step. It takes the first open row that fits,
// or, if the student has left the script, a later one whose claims say what the
// step gave. A row that waits is not the first one just because time has passed:
// see passes.
func (s *Script) takeFirst(step *trace.Step) int {
	first := -1
	var between []int
	for _, i := range s.order() {
		if !fits(s.beats[i].Move, step.Move) || s.when[i] != nil && !s.holds(*s.when[i], step) {
			continue
		}
		met := len(s.unmet(i, nil, step)) == 0
		if s.beats[i].Move.Kind == trace.MoveWait && !s.passes(i, met, step) {
			continue
		}
		switch {
		case first < 0 && (met || !s.astray && s.inOrder(i)):
			s.mark(i)
			return i
		case first < 0:
			first = i
		case met && s.saysWhat(i) && s.beats[i].Chapter == s.beats[first].Chapter:
			for _, k := range between {
				s.over[k] = !s.loops(k)
			}
			s.mark(i)
			return i
		}
		between = append(between, i)
	}
	if first >= 0 {
		s.mark(first)
	}
	return first
}

// passes reports whether row i, which waits, may be taken by a step in which time
// has passed. met is true if all claims of the row hold after the step. Time
// passes at any place of the story, while somebody looks or waits for something
// else. So the row is taken only by what it waits for: its claims must hold, and
// one of them must be about what has changed in this step, because "client
// CLOSED" holds before a client has dialled, too. If the story has come to the
// row, its claims alone decide; and if a wait was the next move then, the row is
// taken in any case, so that a claim that does not hold becomes a finding.
func (s *Script) passes(i int, met bool, step *trace.Step) bool {
	switch {
	case s.inOrder(i):
		return met || step.Move.Kind == trace.MoveWait && !s.astray
	case !met:
		return false
	}
	return slices.ContainsFunc(s.then[i], func(c claim) bool { return c.changed(step) })
}

// saysWhat reports whether a claim of row i names the result of a call or the
// text that was printed.
func (s *Script) saysWhat(i int) bool {
	return slices.ContainsFunc(s.then[i], func(c claim) bool {
		return (c.verb == "ends" || c.verb == "prints") && c.want != ""
	})
}

func (s *Script) holds(c claim, step *trace.Step) bool {
	_, ok := c.check(step, s.before)
	return ok
}

func (s *Script) mark(i int) {
	s.taken[i]++
	s.last = i
}

// takeFlowing marks and returns the deliveries that stand directly behind row
// i. On a network whose packets flow by themselves they have just happened.
func (s *Script) takeFlowing(i int) []int {
	var rows []int
	for k := i + 1; k < len(s.beats) && s.beats[k].Move.Kind == trace.MoveDeliver; k++ {
		if s.done(k) {
			continue
		}
		s.mark(k)
		rows = append(rows, k)
	}
	return rows
}
