package script

import (
	"slices"

	"tcplab/lab/trace"
)

// take finds the row that a settled step takes, or -1, and marks it. Then it
// finds out to which rows the packets belong that the step sent.
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

// takePacket is take for a step that is about a packet. Whoever delivers a packet
// and keeps a copy has delivered it.
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

// takeFirst is take for any other step.
func (s *Script) takeFirst(step *trace.Step) int {
	first := -1
	var between []int
	for _, i := range s.order() {
		if !fits(s.beats[i].Move, step.Move) || s.when[i] != nil && !holds(*s.when[i], step) {
			continue
		}
		met := len(s.unmet(i, nil, step)) == 0
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

// saysWhat reports whether row i claims what a call gave or what was printed.
func (s *Script) saysWhat(i int) bool {
	return slices.ContainsFunc(s.then[i], func(c claim) bool {
		return (c.verb == "ends" || c.verb == "prints") && c.want != ""
	})
}

func holds(c claim, step *trace.Step) bool {
	_, ok := c.check(step)
	return ok
}

func (s *Script) mark(i int) {
	s.taken[i]++
	s.last = i
}

// takeFlowing marks the rows behind row i that are about packets, up to the next
// row that is not: on a network whose packets flow by themselves they have just
// happened. It returns them.
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
