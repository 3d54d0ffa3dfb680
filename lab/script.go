package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// script follows a lesson's table of beats: which rows were taken, and which
// move comes next. It knows neither hosts nor packets; it is handed what is
// possible.
type script struct {
	beats  []Beat
	then   [][]claim
	when   []*claim
	taken  []int // how often each row was taken
	last   int   // the row taken last, -1 before the first
	packet bool  // rows about packets can be taken (not on the host network)

	// finished says that the table's last row was taken, and as it claims: the
	// story has come to its end, though rows may have been passed over.
	finished bool
}

// newScript reads a lesson's claims. An error is a mistake in the lesson.
func newScript(beats []Beat, packets bool) (*script, error) {
	s := &script{
		beats: beats, packet: packets, last: -1,
		then: make([][]claim, len(beats)), when: make([]*claim, len(beats)), taken: make([]int, len(beats)),
	}
	for i, b := range beats {
		then, err := claims(b.Then)
		if err != nil {
			return nil, fmt.Errorf("beat %s: %w", b.ID, err)
		}
		s.then[i] = then
		if b.When != "" {
			when, err := parseClaim(b.When)
			if err != nil {
				return nil, fmt.Errorf("beat %s: %w", b.ID, err)
			}
			s.when[i] = &when
		}
	}
	return s, nil
}

// order lists the rows that may still be taken, in the order in which they are
// tried: as they stand, except that a loop goes round from the row taken last.
func (s *script) order() []int {
	var rows []int
	for i := 0; i < len(s.beats); i++ {
		if s.beats[i].Loop == "" {
			if s.taken[i] == 0 {
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
func (s *script) loopEnd(i int) int {
	end := i
	for end < len(s.beats) && outermost(s.beats[end].Loop) == outermost(s.beats[i].Loop) {
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
func (s *script) passed(end int) bool {
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
func (s *script) round(from, end int) []int {
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
func (s *script) apart(a, b int) int {
	if s.beats[a].Loop == s.beats[b].Loop {
		return 0
	}
	return 1
}

// next returns the first row whose move is possible, and that move with its id;
// -1 where no row's is.
func (s *script) next(possible []trace.Move) (int, trace.Move) {
	for _, i := range s.order() {
		if move, ok := find(possible, s.beats[i].Move); ok {
			return i, move
		}
	}
	return -1, trace.Move{}
}

// find looks up a row's move among the possible ones. The first fits: they come
// oldest first.
func find(possible []trace.Move, want trace.Move) (trace.Move, bool) {
	for _, m := range possible {
		if fits(want, m) {
			return m, true
		}
	}
	return trace.Move{}, false
}

// fits tells whether move m is the one that a row wants. A row that does not
// say for whom wants any. A wait may also come about by itself, while nobody
// presses a key.
func fits(want, m trace.Move) bool {
	if want.Kind == trace.MoveWait && (m.Kind == trace.MoveWait || m.Kind == trace.MoveTime) {
		return true
	}
	return m.Kind == want.Kind && like(want.Host, m.Host) && like(want.Name, m.Name) && (want.To == "" || want.To == m.To)
}

// like tells whether a name is the one that a row asks for. A * at the end
// stands for any rest: "DATA *" is a segment of any length.
func like(want, name string) bool {
	if start, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(name, start)
	}
	return name == want
}

// take finds the row that a settled step takes, or -1, and marks it.
func (s *script) take(step *trace.Step) int {
	if row := s.takeAs(step.Move, step); row >= 0 || step.Move.Kind != trace.MoveDuplicate {
		return row
	}
	// Whoever delivers a packet and keeps a copy has delivered it.
	delivery := step.Move
	delivery.Kind = trace.MoveDeliver
	return s.takeAs(delivery, step)
}

// takeAs is take for a step whose move counts as another one. The first row of
// its kind is the one, but not if the story has gone on without it: a dropped
// ACK leaves its row waiting for ever, and the next ACK is another one's. Then
// the row is taken whose claims have come true, rather one that is still to come.
// A loop that the story has not come to claims little of each packet: it takes
// none that a row before it names, be it a row that the story has left behind.
func (s *script) takeAs(move trace.Move, step *trace.Step) int {
	first, late, named := -1, -1, -1
	for _, i := range s.order() {
		if !fits(s.beats[i].Move, move) {
			continue
		}
		if s.when[i] != nil {
			if _, ok := s.when[i].check(step); !ok {
				continue
			}
		}
		overtaken := s.overtaken(i)
		if first < 0 && !overtaken {
			s.mark(i)
			return i
		}
		if first < 0 {
			first = i
		}
		if named < 0 && !overtaken && s.beats[i].Loop == "" {
			named = i
		}
		switch met := len(s.then[i]) > 0 && len(s.unmet(i, nil, step)) == 0; {
		case met && !overtaken && s.beats[i].Loop != "" && !s.begun(s.beats[i].Loop):
			named = max(named, first)
			s.mark(named)
			return named
		case met && !overtaken:
			s.mark(i)
			return i
		case met && late < 0:
			late = i
		}
	}
	if late >= 0 {
		first = late
	}
	if first >= 0 {
		s.mark(first)
	}
	return first
}

// overtaken tells whether the story has gone on without row i. Where packets
// flow by themselves the calls alone keep the order.
func (s *script) overtaken(i int) bool {
	return s.packet && s.beats[i].Loop == "" && s.passed(i+1)
}

// begun tells whether a row of that loop has been taken.
func (s *script) begun(loop string) bool {
	for i, b := range s.beats {
		if b.Loop == loop && s.taken[i] > 0 {
			return true
		}
	}
	return false
}

func (s *script) mark(i int) {
	s.taken[i]++
	s.last = i
}

// tell marks the rows behind row i that are about packets, up to the next row
// that is not: on a network whose packets flow by themselves they have just
// happened. It returns them.
func (s *script) tell(i int) []int {
	var rows []int
	for k := i + 1; k < len(s.beats) && s.beats[k].Move.Kind == trace.MoveDeliver; k++ {
		if s.taken[k] > 0 && s.beats[k].Loop == "" {
			continue
		}
		s.mark(k)
		rows = append(rows, k)
	}
	return rows
}

// inOrder tells whether all rows before row i were taken, so that what row i
// claims can be compared.
func (s *script) inOrder(i int) bool {
	for k := range i {
		if s.taken[k] == 0 && s.beats[k].Loop == "" {
			return false
		}
	}
	return true
}

// passedOver tells whether a row before row i was not taken on which the text of
// row i may rest. It does not rest on an ACK of plain data that rides along: that
// changes no state, and whatever follows it acknowledges the same bytes.
func (s *script) passedOver(i int) bool {
	for k, b := range s.beats[:i] {
		ridesAlong := b.Move.Kind == trace.MoveDeliver && b.Move.Name == "ACK" && !b.Stop
		if s.taken[k] == 0 && b.Loop == "" && !ridesAlong {
			return true
		}
	}
	return false
}

// compare holds a step against what row i, and the rows told with it, claim. Of
// the rows told together only the last is asked how things stand.
//
// Behind rows that were passed over the claims speak of another story: there a
// step that fits them is as expected, and one that does not is no finding.
func (s *script) compare(i int, told []int, step *trace.Step) (expected bool, findings []trace.Finding) {
	findings = s.unmet(i, told, step)
	if !s.inOrder(i) {
		return len(findings) == 0, nil
	}
	return len(findings) == 0, findings
}

// unmet lists the claims of those rows that a step does not meet.
func (s *script) unmet(i int, told []int, step *trace.Step) []trace.Finding {
	var list []trace.Finding
	rows := append([]int{i}, told...)
	for n, row := range rows {
		final := n == len(rows)-1
		for _, c := range s.then[row] {
			switch {
			case c.verb == "sends" && !s.packet, c.lasting() && !final:
				continue
			case step.Move.Kind == trace.MoveRun && c.verb != "state": // of calls and packets it has sums alone
				continue
			}
			if got, ok := c.check(step); !ok {
				list = append(list, trace.Finding{Beat: s.beats[row].ID, Subject: c.subject(), Want: c.expectation(), Got: got})
			}
		}
	}
	return list
}

// progress counts the rows taken, by chapter.
func (s *script) progress() map[string]int {
	count := map[string]int{}
	for i, n := range s.taken {
		if n > 0 {
			count[s.beats[i].Chapter]++
		}
	}
	return count
}

// skipped lists the rows, before the one that the run was to end at, that were
// never taken. A loop may go round no time.
func (s *script) skipped(until string) []string {
	var ids []string
	for i, n := range s.taken {
		if until != "" && s.beats[i].ID == until {
			break
		}
		if n == 0 && s.beats[i].Loop == "" {
			ids = append(ids, s.beats[i].ID)
		}
	}
	return ids
}

// told tells whether every row was taken.
func (s *script) told() bool { return len(s.skipped("")) == 0 }

// loop returns the rows of the loop that a row is in, from first to the one
// before end; false where it is in none, or is no row.
func (s *script) loop(row int) (first, end int, ok bool) {
	if row < 0 || s.beats[row].Loop == "" {
		return 0, 0, false
	}
	first = row
	for first > 0 && outermost(s.beats[first-1].Loop) == outermost(s.beats[row].Loop) {
		first--
	}
	return first, s.loopEnd(first), true
}

// takeLoop marks the rows from first to the one before end as taken, all at
// once, because a run step went through them. It returns the first of them, and
// the others that were not taken before. A row with a condition is among them
// only if the step meets it.
func (s *script) takeLoop(first, end int, step *trace.Step) (row int, told []int) {
	for i := first; i < end; i++ {
		if s.when[i] != nil {
			if _, ok := s.when[i].check(step); !ok {
				continue
			}
		}
		if s.taken[i] == 0 && i > first {
			told = append(told, i)
		}
		s.mark(i)
	}
	return first, told
}
