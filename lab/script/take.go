package script

import (
	"slices"

	"tcplab/lab/trace"
)

// take finds the row that a settled step takes, and marks it. It returns -1 if
// the step takes none. Then it assigns the packets that the step sent to rows.
func (s *Script) take(step *trace.Step) int {
	s.was.again = s.mail.again(step)
	row := -1
	if step.Move.AboutPacket() {
		row = s.takePacket(step)
	} else {
		row = s.takeFirst(step)
	}
	if step.Move.AboutWire() {
		s.cutBy(step.Move, row >= 0)
	}
	s.post(step, row >= 0)
	return row
}

// takePacket is take for a step about a packet. A Duplicate takes a row that
// asks for a delivery, since it delivers the packet, too.
func (s *Script) takePacket(step *trace.Step) int {
	if step.Move.Kind == trace.MoveDuplicate && step.Move.By == trace.ByFault { // the original is still held
		return -1
	}
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
		if step.Move.AboutWire() && !s.due { // a cut of the student's own is none of the script's, even if that has one later
			continue
		}
		if !fits(s.beats[i].Move, step.Move) || s.when[i] != nil && !s.holds(*s.when[i], step) {
			continue
		}
		met := len(s.unmet(i, nil, step)) == 0
		if waits(s.beats[i]) && !s.passes(i, met, step) {
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

// saysWhat reports whether a claim of row i names the result of a call or the
// text that was printed.
func (s *Script) saysWhat(i int) bool {
	return slices.ContainsFunc(s.then[i], func(c claim) bool {
		return (c.verb == "ends" || c.verb == "prints") && c.want != ""
	})
}

func (s *Script) holds(c claim, step *trace.Step) bool {
	_, ok := c.check(s.asClaimed(step), s.was)
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
