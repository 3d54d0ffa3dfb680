package script

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// Rows of a script may repeat: a loop goes round until a row behind it is
// taken, and a loop in it until none of its own rows is possible.

// order lists the open rows in the order in which they are tried. That is the
// table's order, except that a loop goes round from the row taken last.
func (s *Script) order() []int {
	var rows []int
	for i := 0; i < len(s.beats); i++ {
		if !s.loops(i) {
			if s.missed(i) && !s.over[i] {
				rows = append(rows, i)
			}
			continue
		}
		end := s.loopEnd(i)
		if !s.passed(end) {
			rows = append(rows, s.round(i, end)...)
		}
		i = end - 1
	}
	return rows
}

// loopEnd returns the first row behind the loop that begins at row i.
func (s *Script) loopEnd(i int) int {
	end := i
	for end < len(s.beats) && outermost(s.beats[end].Loop) == outermost(s.beats[i].Loop) {
		end++
	}
	return end
}

// outermost returns the outermost loop of a row's loop name: content for
// content/segment.
func outermost(loop string) string {
	name, _, _ := strings.Cut(loop, "/")
	return name
}

// passed reports whether a row from end on was taken, so that the loop before
// it is over.
func (s *Script) passed(end int) bool {
	for i := end; i < len(s.beats); i++ {
		if s.taken[i] > 0 {
			return true
		}
	}
	return false
}

// round lists the rows of the loop [from,end), beginning behind the row taken
// last. If that one is in an inner loop, the inner loop's rows come first: it
// goes round until none of them is possible.
func (s *Script) round(from, end int) []int {
	first := from
	if s.last >= from && s.last < end {
		first = s.last + 1
	}
	var rows []int
	for k := range end - from {
		rows = append(rows, from+(first-from+k)%(end-from))
	}
	if first > from && strings.Contains(s.beats[first-1].Loop, "/") {
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Compare(s.apart(a, first-1), s.apart(b, first-1))
		})
	}
	return rows
}

// apart is 0 for two rows of the same loop, else 1.
func (s *Script) apart(a, b int) int {
	if s.beats[a].Loop == s.beats[b].Loop {
		return 0
	}
	return 1
}

// endOf returns the first row behind row i, or behind the loop that it is in.
func (s *Script) endOf(i int) int {
	if !s.loops(i) {
		return i + 1
	}
	return s.loopEnd(i)
}

// Loop is the rows of a loop in a script, from First to the one before End.
type Loop struct{ First, End int }

// Loop returns the loop that a row is in. ok is false if the row is in none, or
// is -1, which is no row. again is true if the row was taken before.
func (s *Script) Loop(row int) (l Loop, again, ok bool) {
	if row < 0 || !s.loops(row) {
		return Loop{}, false, false
	}
	first := row
	for first > 0 && outermost(s.beats[first-1].Loop) == outermost(s.beats[row].Loop) {
		first--
	}
	return Loop{first, s.loopEnd(first)}, s.taken[row] > 0, true
}

// Rounds returns how often the row of a loop that was taken most often was
// taken.
func (s *Script) Rounds(l Loop) int { return slices.Max(s.taken[l.First:l.End]) }

// Calls returns the names of a host's calls in a loop. An empty list means all
// of the host's calls. ok is false if the host has no part in the loop.
func (s *Script) Calls(l Loop, host string) (names []string, ok bool) {
	for _, b := range s.beats[l.First:l.End] {
		if b.Move.Kind != trace.MoveCall || !like(b.Move.Host, host) {
			continue
		}
		if strings.HasSuffix(b.Move.Name, "*") {
			return nil, true
		}
		names = append(names, b.Move.Name)
	}
	return names, len(names) > 0
}

// takeLoop marks the rows of a loop as taken, all at once, because a run step
// went through them. It returns the first of them, and the others that were not
// taken before. A row with a condition is among them only if the step meets it.
func (s *Script) takeLoop(l Loop, step *trace.Step) (row int, told []int) {
	s.was.again = s.mail.again(step)
	for i := l.First; i < l.End; i++ {
		if s.when[i] != nil && !s.holds(*s.when[i], step) {
			continue
		}
		if s.taken[i] == 0 && i > l.First {
			told = append(told, i)
		}
		s.mark(i)
	}
	if step.HeldMore == 0 { // a packet that is held no longer has crossed
		s.mail.keepOnly(step.Held)
	}
	s.post(step, true)
	return l.First, told
}
