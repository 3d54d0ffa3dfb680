package script

import (
	"slices"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// Ahead returns how the key n goes on behind row i, which it takes next: how
// many more moves it makes, and the beat at which it stops. more is 0 if the
// script cannot tell how many there are: a loop goes round as often as there is
// something to do. stop is "" if n stops at row i itself or goes on to the
// end, or if it depends on the run where it stops.
func (s *Script) Ahead(i int) (more int, stop string) {
	if i < 0 || s.astray || !s.inOrder(i) || s.beats[i].Move.Kind == trace.MoveWait { // n makes a wait alone
		return 0, ""
	}
	if l, _, ok := s.Loop(i); ok && slices.ContainsFunc(s.beats[l.First:l.End], s.stops) {
		return 0, ""
	}
	known := true
	for k := i; k < len(s.beats); k++ {
		depends := s.loops(k) || s.when[k] != nil
		known = known && !depends
		alone := !s.flows || s.beats[k].Move.Kind != trace.MoveDeliver // else it is told with the move before it
		if k > i && alone {
			more++
		}
		switch {
		case !s.stops(s.beats[k]):
			continue
		case depends || k == i || more == 0:
			return 0, ""
		case !known:
			more = 0
		}
		return more, s.beats[k].ID
	}
	if !known {
		more = 0
	}
	return more, "" // the story is told then
}

// stops reports whether the key n stops at a row.
func (s *Script) stops(b lab.Beat) bool {
	return b.Stop || s.quiet && b.Move.Kind != trace.MoveCall && b.Move.Kind != trace.MoveInput
}
