package script

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// These rules say how a lesson goes on, whatever the student does. Its table is
// a list of rows, and each step takes one row or none:
//
//   - A call takes the first open row of its kind, host and name. There is one
//     exception: if the student has left the script and that row's claims do
//     not hold, the call takes a later row of the chapter whose claims hold and
//     which says what the call gave. The rows between are over then.
//   - A packet belongs to a row from the moment it is sent. That is the first
//     row that asks for such a packet, has none yet, and stands behind the row
//     of the step that sent it. A packet that no row asked for belongs to no
//     row and takes none: a copy that the student made, for example, and the
//     answer to it.
//   - A packet that is sent again after it was dropped belongs to the same row
//     as before, or to the next row that asks for such a packet if the row
//     itself asked for the drop. If it was not dropped, it belongs to the next
//     row that asks for it, as a new one does, unless the student has left the
//     script: then a kernel may send again what no row is about.
//   - A probe belongs to a row only if the story has come to that row, or to
//     rows before it that wait; no row that asks for an ACK means one. Other
//     probes, and the answers to them, cross beside the story.
//   - A row that waits is taken by the step in which that comes for which it
//     waits, whether somebody waited or looked. The row is told with the step
//     that takes the row before it if all has come by then, while somebody
//     looked. A row that waits for what cannot come any more,
//     because no timer runs or the call has ended, is passed over. So is one for
//     which somebody has waited once in vain, if the student has left the script.
//     If the student has left the script, what is held arrives before anybody
//     waits.
//   - A row whose packet was dropped is owed while some kernel's timer will
//     bring that packet again. The story waits for it: no row behind it comes
//     next. If no timer will, the row is lost, and the story goes on without
//     it.
//   - The story also waits at a row that waits for a packet of a host for which
//     the student has cut the wire, until the wire is mended. If a keepalive probe
//     was lost there, its row is over: the next probe is far away.
//   - The next move is the delivery of a held packet without a row, since it
//     would arrive by itself. A zero-window probe without a row lets the rows go
//     first, and so does the answer to it: it may open a window too early. If there is none, it is the move of the first
//     open row that is possible; the search stops at a row that is owed. After
//     that come the oldest packet, then the first call if nothing is owed, and
//     at last a wait for a timer.
//   - A row is told if all its claims hold and the rows that it comes after
//     were taken. A claim that does not hold is a finding if all rows before it
//     were taken and every move was the one that came next. After any other
//     move the story is the student's own, and the script does not know it.

// Script follows a lesson's table of rows: which of them were taken, and which
// move comes next. All that it knows of hosts and packets it reads from steps.
type Script struct {
	beats []lab.Beat
	then  [][]claim       // by row: what it claims
	when  []*claim        // by row: its condition, nil if it has none
	taken []int           // by row: how often it was taken
	over  []bool          // by row: the story has gone past it, so no step takes it any more
	last  int             // the row taken last, -1 before the first
	flows bool            // packets flow by themselves: rows about packets are told with the call before them
	quiet bool            // every step about a packet is a stop
	mail  mail            // which packet belongs to which row
	next  int             // the row that Next returned last, -1 if none
	due   bool            // the move of the step being followed is the one that came next, and a row has it
	cut   map[string]bool // by host, trace.Everybody among them: a row of the script has cut the wire there
	mute  []string        // hosts from which the wire takes nothing, whoever has cut it

	was     past         // what was before the step that comes in now
	calls   []trace.Call // as they stood after the step before
	moments []moment     // what has come by itself, oldest first

	// astray is true once the student has made a move that did not come next.
	astray bool

	// finished is true once the table's last row was taken and all its claims
	// held: the story has come to its end, though rows may have been passed
	// over.
	finished bool

	unjudged int // claims of the rows taken that are about what the system does not tell
}

// On returns the rows that a lesson's script has on a network.
func On(l *lab.Lesson, network string) []lab.Beat {
	return slices.DeleteFunc(onNetwork(l, network), func(b lab.Beat) bool { return b.Lacks != "" })
}

// onNetwork lists the rows for every kernel, those of Lacks, too.
func onNetwork(l *lab.Lesson, network string) []lab.Beat {
	return slices.DeleteFunc(slices.Clone(l.Script), func(b lab.Beat) bool {
		return !slices.Contains(networksOf[b.Only], network)
	})
}

// networksOf has the networks on which a row is in the script, by its Only.
var networksOf = map[string][]string{
	"":                  {lab.PrivateNetwork, lab.HostNetwork, lab.NetstackNetwork},
	lab.PrivateNetwork:  {lab.PrivateNetwork, lab.NetstackNetwork},
	lab.HostNetwork:     {lab.HostNetwork},
	lab.NetstackNetwork: {lab.NetstackNetwork},
	lab.Kernel:          {lab.PrivateNetwork},
}

// New reads the script that a lesson has on a network. An error is a mistake in
// the lesson.
func New(l *lab.Lesson, network string) (*Script, error) {
	if all := Mistakes(l); len(all) > 0 {
		return nil, all[0].Err
	}
	s, err := read(On(l, network), network == lab.HostNetwork)
	if err != nil {
		return nil, err
	}
	s.quiet = l.Settings.Quiet
	return s, nil
}

// read reads the claims of a script's rows. flows is true if packets flow by
// themselves.
func read(beats []lab.Beat, flows bool) (*Script, error) {
	s := &Script{
		beats: beats, flows: flows, last: -1,
		then: make([][]claim, len(beats)), when: make([]*claim, len(beats)),
		taken: make([]int, len(beats)), over: make([]bool, len(beats)),
		mail: newMail(), cut: map[string]bool{},
	}
	for i, b := range beats {
		then, err := claims(b.Then)
		if err != nil {
			return nil, ofBeat(b, err)
		}
		s.then[i] = then
		if b.When != "" {
			when, err := parseClaim(b.When)
			if err != nil {
				return nil, ofBeat(b, err)
			}
			s.when[i] = &when
		}
	}
	return s, nil
}

// Next returns the first open row whose move is possible, and that move with
// its id. row is -1 if no row's move is possible. The search stops at a row
// that is owed; then owed is true.
func (s *Script) Next(possible []trace.Move, sockets []trace.Socket) (row int, move trace.Move, owed bool) {
	defer func() { s.next = row }()
	for _, i := range s.order() {
		if s.beats[i].Move.Kind == trace.MoveDestroy {
			if m, ok := s.destroys(i, possible, sockets); ok {
				return i, m, false
			}
			continue
		}
		if waits(s.beats[i]) && !s.mayCome(i, sockets) {
			continue
		}
		if waits(s.beats[i]) && s.losesAll(i) {
			return -1, trace.Move{}, true
		}
		for _, m := range possible { // the first that fits is the oldest
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

// destroys returns the possible move that row i asks for if it destroys a socket:
// the newest of that host that only time would end.
func (s *Script) destroys(i int, possible []trace.Move, sockets []trace.Socket) (trace.Move, bool) {
	for _, sock := range slices.Backward(sockets) {
		k := slices.IndexFunc(possible, func(m trace.Move) bool { return m.ID == sock.ID && fits(s.beats[i].Move, m) })
		if k >= 0 && sock.Lingers() {
			return possible[k], true
		}
	}
	return trace.Move{}, false
}

// isOf reports whether a possible move is the one that row i asks for.
func (s *Script) isOf(m trace.Move, i int) bool {
	if !m.AboutPacket() {
		return fits(s.beats[i].Move, m)
	}
	row, ok := s.mail.rowOf(m.ID)
	return ok && row == i && m.Kind == s.beats[i].Move.Kind
}

// fits reports whether move m is the one that a row wants. A row without a
// receiver (To) takes any. A row that waits also takes a step of time, which
// comes about while nobody presses a key.
func fits(want, m trace.Move) bool {
	if want.Kind == trace.MoveWait && (m.Kind == trace.MoveWait || m.Kind == trace.MoveTime) {
		return true
	}
	if m.AboutWire() {
		return m == want // * is everybody here, and not anybody
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

// missed reports whether row i was never taken. A row of a loop is never
// missed, since a loop may be passed without a single round.
func (s *Script) missed(i int) bool { return s.taken[i] == 0 && !s.loops(i) }

// ID returns the beat of row i.
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

// Skipped lists the beats of the rows before row end that were never taken.
func (s *Script) Skipped(end int) []string {
	var ids []string
	for i := range s.beats[:end] {
		if s.missed(i) {
			ids = append(ids, s.beats[i].ID)
		}
	}
	return ids
}

// UpTo returns how many rows stand before the beat at which a run is to end. It
// counts all rows if until is "".
func (s *Script) UpTo(until string) int {
	i := slices.IndexFunc(s.beats, func(b lab.Beat) bool { return until != "" && b.ID == until })
	if i < 0 {
		return len(s.beats)
	}
	return i
}

// Astray reports whether a move was made that was not the script's next.
func (s *Script) Astray() bool { return s.astray }

// Reached returns the number of rows up to the last one that was taken.
func (s *Script) Reached() int {
	for i, n := range slices.Backward(s.taken) {
		if n > 0 {
			return i + 1
		}
	}
	return 0
}

// Told reports whether the script has rows and all of them were taken.
func (s *Script) Told() bool { return len(s.beats) > 0 && len(s.Skipped(len(s.beats))) == 0 }

// Finished reports whether the last row was taken and all its claims held. Rows
// that were passed over can no longer come then.
func (s *Script) Finished() bool { return s.finished }
