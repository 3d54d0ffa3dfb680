package script

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// Rows of a script may repeat: a loop goes round until a row behind it is taken,
// and a loop in it until none of its own rows is possible.

// order lists the rows that may still be taken, in the order in which they are
// tried: as they stand, except that a loop goes round from the row taken last.
func (s *Script) order() []int {
	var rows []int
	for i := 0; i < len(s.Beats); i++ {
		if s.Beats[i].Loop == "" {
			if s.Taken[i] == 0 && !s.over[i] {
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
	for end < len(s.Beats) && outermost(s.Beats[end].Loop) == outermost(s.Beats[i].Loop) {
		end++
	}
	return end
}

// outermost is the loop around all that a row is in: content of content/segment.
func outermost(loop string) string {
	name, _, _ := strings.Cut(loop, "/")
	return name
}

// passed tells whether a row from end on was taken: the loop before it is over.
func (s *Script) passed(end int) bool {
	for i := end; i < len(s.Beats); i++ {
		if s.Taken[i] > 0 {
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
	if first > from && strings.Contains(s.Beats[first-1].Loop, "/") {
		slices.SortStableFunc(rows, func(a, b int) int {
			return cmp.Compare(s.apart(a, first-1), s.apart(b, first-1))
		})
	}
	return rows
}

// apart is 0 for two rows of the same loop, else 1.
func (s *Script) apart(a, b int) int {
	if s.Beats[a].Loop == s.Beats[b].Loop {
		return 0
	}
	return 1
}

// endOf returns the first row behind row i, or behind the loop that it is in.
func (s *Script) endOf(i int) int {
	if s.Beats[i].Loop == "" {
		return i + 1
	}
	return s.loopEnd(i)
}

// Loop returns the rows of the loop that a row is in, from first to the one
// before end; false where it is in none, or is no row.
func (s *Script) Loop(row int) (first, end int, ok bool) {
	if row < 0 || s.Beats[row].Loop == "" {
		return 0, 0, false
	}
	first = row
	for first > 0 && outermost(s.Beats[first-1].Loop) == outermost(s.Beats[row].Loop) {
		first--
	}
	return first, s.loopEnd(first), true
}

// CallsIn names a host's calls in the rows from first to the one before end;
// none of them means all. ok is false if the host has no part in these rows.
func (s *Script) CallsIn(first, end int, host string) (names []string, ok bool) {
	for _, b := range s.Beats[first:end] {
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

// TakeLoop marks the rows from first to the one before end as taken, all at
// once, because a run step went through them. It returns the first of them, and
// the others that were not taken before. A row with a condition is among them
// only if the step meets it.
func (s *Script) TakeLoop(first, end int, step *trace.Step) (row int, told []int) {
	for i := first; i < end; i++ {
		if s.when[i] != nil {
			if _, ok := s.when[i].check(step); !ok {
				continue
			}
		}
		if s.Taken[i] == 0 && i > first {
			told = append(told, i)
		}
		s.mark(i)
	}
	if step.HeldMore == 0 { // what is no longer held has crossed
		maps.DeleteFunc(s.mail.row, func(id, _ int) bool {
			return !slices.ContainsFunc(step.Held, func(p trace.Packet) bool { return p.ID == id })
		})
	}
	s.post(step, true)
	return first, told
}
