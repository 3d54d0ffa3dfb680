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

// Script follows a lesson's table of rows: which of them were taken, and which
// move comes next. All that it knows of hosts and packets is what steps tell.
type Script struct {
	beats []lab.Beat
	then  [][]claim // by row: what it claims
	when  []*claim  // by row: its condition, nil if it has none
	taken []int     // by row: how often it was taken
	over  []bool    // by row: the story has gone past it, so it is not taken any more
	last  int       // the row taken last, -1 before the first
	flows bool      // packets flow by themselves: rows about packets are told with the call before them
	quiet bool      // every step about a packet is a stop
	mail  mail      // which packet belongs to which row

	// astray says that the student has made another move than the one that came
	// next.
	astray bool

	// finished says that the table's last row was taken, and as it claims: the
	// story has come to its end, though rows may have been passed over.
	finished bool
}

// On returns the rows that a lesson's script has on a network.
func On(l *lab.Lesson, network string) []lab.Beat {
	return slices.DeleteFunc(slices.Clone(l.Script), func(b lab.Beat) bool {
		return b.Only != "" && b.Only != network
	})
}

// New reads the script that a lesson has on a network. An error is a mistake in
// the lesson.
func New(l *lab.Lesson, network string) (*Script, error) {
	s, err := read(On(l, network), network == lab.HostNetwork)
	if err != nil {
		return nil, err
	}
	s.quiet = l.Settings.Quiet
	return s, nil
}

// read reads the claims of a script's rows. flows says that packets flow by
// themselves.
func read(beats []lab.Beat, flows bool) (*Script, error) {
	s := &Script{
		beats: beats, flows: flows, last: -1,
		then: make([][]claim, len(beats)), when: make([]*claim, len(beats)),
		taken: make([]int, len(beats)), over: make([]bool, len(beats)),
		mail: newMail(),
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
// its id. row is -1 if no row's move is possible. The search stops at a row that
// is owed; then owed is true.
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

// isOf reports whether a possible move is the one that row i asks for.
func (s *Script) isOf(m trace.Move, i int) bool {
	if !m.AboutPacket() {
		return fits(s.beats[i].Move, m)
	}
	row, ok := s.mail.rowOf(m.ID)
	return ok && row == i && m.Kind == s.beats[i].Move.Kind
}

// fits reports whether move m is the one that a row wants. A row that does not
// say for whom wants any. A wait may also come about by itself, while nobody
// presses a key.
func fits(want, m trace.Move) bool {
	if want.Kind == trace.MoveWait && (m.Kind == trace.MoveWait || m.Kind == trace.MoveTime) {
		return true
	}
	return m.Kind == want.Kind && like(want.Host, m.Host) && like(want.Name, m.Name) && (want.To == "" || want.To == m.To)
}

// like reports whether a name is the one that a row asks for. A * at the end
// stands for any rest: "DATA *" is a segment of any length.
func like(want, name string) bool {
	if start, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(name, start)
	}
	return name == want
}

// loops reports whether row i is in a loop. Such a row may be taken often, or
// never.
func (s *Script) loops(i int) bool { return s.beats[i].Loop != "" }

// done reports whether row i was taken and is not taken again.
func (s *Script) done(i int) bool { return s.taken[i] > 0 && !s.loops(i) }

// missed reports whether row i was never taken. A loop may go round no time, so
// its rows are not missed.
func (s *Script) missed(i int) bool { return s.taken[i] == 0 && !s.loops(i) }

// ID returns the beat as which row i is told.
func (s *Script) ID(i int) string { return s.beats[i].ID }

// Progress counts the rows taken, by chapter.
func (s *Script) Progress() map[string]int {
	count := map[string]int{}
	for i, n := range s.taken {
		if n > 0 {
			count[s.beats[i].Chapter]++
		}
	}
	return count
}

// Skipped lists the rows before row end that were never taken, as their beats
// are called.
func (s *Script) Skipped(end int) []string {
	var ids []string
	for i := range s.beats[:end] {
		if s.missed(i) {
			ids = append(ids, s.beats[i].ID)
		}
	}
	return ids
}

// UpTo returns how many rows stand before the beat at which a run was to end,
// and all of them if until is "".
func (s *Script) UpTo(until string) int {
	i := slices.IndexFunc(s.beats, func(b lab.Beat) bool { return until != "" && b.ID == until })
	if i < 0 {
		return len(s.beats)
	}
	return i
}

// Reached returns how many rows the story has come past.
func (s *Script) Reached() int {
	for i, n := range slices.Backward(s.taken) {
		if n > 0 {
			return i + 1
		}
	}
	return 0
}

// Told reports whether there are rows and every one was taken.
func (s *Script) Told() bool { return len(s.beats) > 0 && len(s.Skipped(len(s.beats))) == 0 }

// Finished reports whether the last row was taken as it claims. Rows that were
// passed over can no longer come then.
func (s *Script) Finished() bool { return s.finished }
