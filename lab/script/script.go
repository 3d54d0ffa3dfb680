package script

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// How a lesson goes on, whatever the student does. Its table is a line of rows,
// and each step takes one row or none:
//
//   - A call takes the first open row of its kind, host and name. Off the
//     script, where what that row claims has not come about, a row further on in
//     the chapter takes it if the call has given just what that one says; those
//     between are over.
//   - A packet belongs to a row from the moment it is sent: to the first one
//     behind the row of the step that sent it that asks for such a packet and has
//     none yet. What is sent again is the packet that it was. What nobody asked
//     for, a copy that the student made or what was said in answer to it, belongs
//     to no row and takes none.
//   - A row whose packet was dropped is owed while some kernel's timer will bring
//     that packet again. The story waits for it: no row behind it comes next. Else
//     the row is lost, and the story goes on without it.
//   - What comes next is a held packet without a row, since it would arrive by
//     itself; else the first open row that is possible, up to one that is owed;
//     else the oldest packet; else, if nothing is owed, the first call; else a
//     wait for a timer.
//   - A row is told where all that it claims is so, and the rows that it comes
//     after were taken. What is not so is a finding as long as all rows before it
//     were taken and every move was the one that came next; from then on it is
//     the student's own story, which the script does not know.

// Script follows a lesson's table of beats: which rows were taken, and which
// move comes next. All it knows of hosts and packets is what steps tell.
type Script struct {
	Beats  []lab.Beat
	then   [][]claim
	when   []*claim
	Taken  []int  // how often each row was taken
	over   []bool // rows that the story has gone past: they are not taken any more
	last   int    // the row taken last, -1 before the first
	packet bool   // rows about packets can be taken (not on the host network)
	mail   mail   // which packet belongs to which row

	// astray says that the student has made another move than the one that came
	// next.
	astray bool

	// Finished says that the table's last row was taken, and as it claims: the
	// story has come to its end, though rows may have been passed over.
	Finished bool
}

// On is the lesson's script on a network.
func On(l *lab.Lesson, network string) []lab.Beat {
	return slices.DeleteFunc(slices.Clone(l.Script), func(b lab.Beat) bool {
		return b.Only != "" && b.Only != network
	})
}

// New reads a lesson's claims. An error is a mistake in the lesson.
func New(beats []lab.Beat, packets bool) (*Script, error) {
	s := &Script{
		Beats: beats, packet: packets, last: -1,
		then: make([][]claim, len(beats)), when: make([]*claim, len(beats)),
		Taken: make([]int, len(beats)), over: make([]bool, len(beats)),
		mail: mail{row: map[int]int{}, sent: map[string]uint32{}},
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

// Next returns the first open row whose move is possible, and that move with
// its id; -1 where no row's is. Where a row is owed none behind it is looked at.
func (s *Script) Next(possible []trace.Move, sockets []trace.Socket) (row int, move trace.Move, owed bool) {
	for _, i := range s.order() {
		for _, m := range possible { // the first fits: they come oldest first
			if s.isOf(m, i) {
				return i, m, false
			}
		}
		if s.mail.owed(i, sockets) {
			return -1, trace.Move{}, true
		}
	}
	return -1, trace.Move{}, false
}

// isOf tells whether a possible move is the one that row i asks for.
func (s *Script) isOf(m trace.Move, i int) bool {
	if !aboutPacket(m.Kind) {
		return fits(s.Beats[i].Move, m)
	}
	row, ok := s.mail.row[m.ID]
	return ok && row == i && m.Kind == s.Beats[i].Move.Kind
}

// aboutPacket tells whether a kind of move is done to a packet.
func aboutPacket(kind string) bool {
	return kind == trace.MoveDeliver || kind == trace.MoveDrop || kind == trace.MoveDuplicate
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

// Chosen takes note of whether a move was the one that came next. To wait, and
// to let a loop run on, is what n might have done as well.
func (s *Script) Chosen(m trace.Move, next *trace.Move) {
	switch m.Kind {
	case trace.MoveTime, trace.MoveWait, trace.MoveRun:
		return
	}
	s.astray = s.astray || next == nil || *next != m
}

// Take finds the row that a settled step takes, or -1, and marks it. Then it
// finds out to which rows the packets belong that the step sent.
func (s *Script) Take(step *trace.Step) int {
	row := -1
	if aboutPacket(step.Move.Kind) {
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
	row, ok := s.mail.row[step.Move.ID]
	delete(s.mail.row, step.Move.ID)
	if !ok || s.Taken[row] > 0 && s.Beats[row].Loop == "" {
		return -1
	}
	kind, want := step.Move.Kind, s.Beats[row].Move.Kind
	taken := kind == want || kind == trace.MoveDuplicate && want == trace.MoveDeliver
	if taken {
		s.mark(row)
	}
	for _, e := range step.Events {
		if e.Kind == trace.EventDropped && e.Packet != nil {
			s.mail.lost = append(s.mail.lost, lostPacket{row, taken, *e.Packet})
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
		if !fits(s.Beats[i].Move, step.Move) || s.when[i] != nil && !holds(*s.when[i], step) {
			continue
		}
		met := len(s.unmet(i, nil, step)) == 0
		switch {
		case first < 0 && (met || !s.astray && s.InOrder(i)):
			s.mark(i)
			return i
		case first < 0:
			first = i
		case met && s.saysWhat(i) && s.Beats[i].Chapter == s.Beats[first].Chapter:
			for _, k := range between {
				s.over[k] = s.Beats[k].Loop == ""
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

// saysWhat tells whether row i claims what a call gave or what was printed.
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
	s.Taken[i]++
	s.last = i
}

// Tell marks the rows behind row i that are about packets, up to the next row
// that is not: on a network whose packets flow by themselves they have just
// happened. It returns them.
func (s *Script) Tell(i int) []int {
	var rows []int
	for k := i + 1; k < len(s.Beats) && s.Beats[k].Move.Kind == trace.MoveDeliver; k++ {
		if s.Taken[k] > 0 && s.Beats[k].Loop == "" {
			continue
		}
		s.mark(k)
		rows = append(rows, k)
	}
	return rows
}

// InOrder tells whether all rows before row i were taken, so that what row i
// claims can be compared.
func (s *Script) InOrder(i int) bool {
	for k := range i {
		if s.Taken[k] == 0 && s.Beats[k].Loop == "" {
			return false
		}
	}
	return true
}

// PassedOver tells whether a row before row i was not taken on which the text of
// row i may rest, or one behind it was taken before it. It does not rest on an
// ACK of plain data that rides along: that changes no state, and whatever follows
// it acknowledges the same bytes.
func (s *Script) PassedOver(i int) bool {
	for k := range s.Beats[:i] {
		if s.Taken[k] == 0 && s.Beats[k].Loop == "" && !s.ridesAlong(k) {
			return true
		}
	}
	return s.passed(s.endOf(i)) || slices.ContainsFunc(s.mail.lost, func(l lostPacket) bool { return !l.asked && l.row <= i && !s.ridesAlong(l.row) })
}

func (s *Script) ridesAlong(i int) bool {
	b := s.Beats[i]
	return b.Move.Kind == trace.MoveDeliver && b.Move.Name == "ACK" && !b.Stop
}

// Compare holds a step against what row i, and the rows told with it, claim. Of
// the rows told together only the last is asked how things stand.
func (s *Script) Compare(i int, told []int, step *trace.Step) (expected bool, findings []trace.Finding) {
	findings = s.unmet(i, told, step)
	expected = len(findings) == 0 && s.restsOnTaken(i)
	if s.astray || !s.InOrder(i) {
		findings = nil
	}
	return expected, findings
}

// restsOnTaken tells whether the rows were taken that row i comes after.
func (s *Script) restsOnTaken(i int) bool {
	for _, id := range strings.Fields(s.Beats[i].After) {
		if slices.Contains(s.Skipped(len(s.Beats)), id) {
			return false
		}
	}
	return true
}

// unmet lists the claims of those rows that a step does not meet.
func (s *Script) unmet(i int, told []int, step *trace.Step) []trace.Finding {
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
				list = append(list, trace.Finding{Beat: s.Beats[row].ID, Subject: c.subject(), Want: c.expectation(), Got: got})
			}
		}
	}
	return list
}

// Progress counts the rows taken, by chapter.
func (s *Script) Progress() map[string]int {
	count := map[string]int{}
	for i, n := range s.Taken {
		if n > 0 {
			count[s.Beats[i].Chapter]++
		}
	}
	return count
}

// Skipped lists the rows before row end that were never taken. A loop may go
// round no time.
func (s *Script) Skipped(end int) []string {
	var ids []string
	for i, n := range s.Taken[:end] {
		if n == 0 && s.Beats[i].Loop == "" {
			ids = append(ids, s.Beats[i].ID)
		}
	}
	return ids
}

// UpTo is how many rows stand before the beat that a run was to end at, and all
// of them where until is "".
func (s *Script) UpTo(until string) int {
	i := slices.IndexFunc(s.Beats, func(b lab.Beat) bool { return until != "" && b.ID == until })
	if i < 0 {
		return len(s.Beats)
	}
	return i
}

// Reached is how many rows the story has come past.
func (s *Script) Reached() int {
	for i, n := range slices.Backward(s.Taken) {
		if n > 0 {
			return i + 1
		}
	}
	return 0
}

// Told tells whether every row was taken.
func (s *Script) Told() bool { return len(s.Skipped(len(s.Beats))) == 0 }
