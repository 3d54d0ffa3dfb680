package script

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Follow takes in a settled step. It finds the row that the step takes, and
// sets the step's Beat, Told, PassedOver, Expected, Findings, Ahead and Stop. next is
// the move that the lesson expected before the step was made, or nil if there
// was none. loop is the loop that a run step has gone through. twin is the copy
// that a Duplicate has put on the wire.
//
// extra is true if no row asked for that copy. unscripted counts the moves of
// this step that are in no row.
func (s *Script) Follow(step *trace.Step, next *trace.Move, loop Loop, twin *trace.Packet) (extra bool, unscripted int) {
	s.chosen(step.Move, next)
	s.mute = step.Cut
	s.astray = s.astray || s.outlived(step)
	s.due = next != nil && *next == step.Move && s.next >= 0
	defer func() { s.was, s.calls = past{sockets: step.Sockets, millis: step.Millis}, step.Calls }()
	var row int
	var told []int
	if step.Move.Kind == trace.MoveRun {
		row, told = s.takeLoop(loop, step)
	} else {
		row = s.take(step)
		s.giveUpWait(step, row)
	}
	if step.Move.Kind == trace.MoveDuplicate {
		if row >= 0 && s.beats[row].Move.Kind == trace.MoveDuplicate {
			s.give(twin)
		} else {
			extra = true
			unscripted++ // the delivery may have been the script's; the copy was not
		}
	}
	s.remember(step, row)
	if row < 0 {
		step.Expected, step.Stop = !step.Move.Made() || s.crossesAside(step.Move), true
		if !step.Expected {
			unscripted++
		}
		return extra, unscripted
	}
	step.PassedOver = s.passedOver(row)
	// Out of order, other packets may have crossed than the rows behind this
	// one are about.
	if s.flows && step.Move.Kind != trace.MoveRun && s.inOrder(row) {
		told = s.takeFlowing(row)
	}
	s.fill(step, row, told)
	if step.Move.Kind != trace.MoveRun {
		s.also(step, s.takeCome(s.last, step))
	}
	return extra, unscripted
}

// chosen sets astray if a move was not the one that came next. A wait and a run
// step never set it, since the key n might have made them as well.
func (s *Script) chosen(m trace.Move, next *trace.Move) {
	switch m.Kind {
	case trace.MoveTime, trace.MoveWait, trace.MoveRun:
		return
	}
	s.astray = s.astray || next == nil || *next != m
}

// outlived reports whether a TIME_WAIT of which a later row speaks has ended by
// itself. It lasts for a minute, however long somebody looks; from then on the
// kernel answers otherwise than the story has it, and that is no difference.
func (s *Script) outlived(step *trace.Step) bool {
	if step.Move.Made() {
		return false
	}
	ended := func(host string) bool {
		return slices.ContainsFunc(step.Events, func(e trace.Event) bool {
			return e.Kind == trace.EventState && e.Host == host && e.From == string(tcp.TimeWait)
		})
	}
	for i := range s.beats {
		if s.missed(i) && slices.ContainsFunc(s.then[i], func(c claim) bool {
			return c.verb == "timer" && c.want == trace.TimerTimeWait && ended(c.host)
		}) {
			return true
		}
	}
	return false
}

// fill sets what a step is in the story: the beat of the row that it has taken,
// the beats told with it, whether the key n stops there, and its findings.
func (s *Script) fill(step *trace.Step, row int, told []int) {
	beat := s.beats[row]
	step.Beat, step.Stop = beat.ID, s.stops(beat)
	step.Ahead = s.ahead(row) && !slices.ContainsFunc(told, func(k int) bool { return s.beats[k].Stop })
	for _, k := range told {
		if id := s.beats[k].ID; id != beat.ID && !slices.Contains(step.Told, id) {
			step.Told = append(step.Told, id)
		}
		step.Stop = step.Stop || s.beats[k].Stop
	}
	step.Expected, step.Findings = s.compare(row, told, step)
	step.Stop = step.Stop || !step.Expected
	last := len(s.beats) - 1
	s.finished = s.finished || step.Expected && (row == last || slices.Contains(told, last))
}

// also lets a step tell the rows that it has taken beside its own because what
// they wait for has come already.
func (s *Script) also(step *trace.Step, rows []int) {
	for _, k := range rows {
		if id := s.beats[k].ID; id != step.Beat && !slices.Contains(step.Told, id) {
			step.Told = append(step.Told, id)
		}
		step.Ahead = step.Ahead && !s.beats[k].Stop
		step.Stop = step.Stop || s.stops(s.beats[k])
		s.finished = s.finished || k == len(s.beats)-1
	}
}

// ahead reports whether row i leads to a later row that is told as the same
// beat and at which the key n stops. The beat's text is about that row.
func (s *Script) ahead(i int) bool {
	first, end := i, i+1
	for first > 0 && s.beats[first-1].ID == s.beats[i].ID {
		first--
	}
	for end < len(s.beats) && s.beats[end].ID == s.beats[i].ID {
		end++
	}
	stops := func(b lab.Beat) bool { return b.Stop }
	return !slices.ContainsFunc(s.beats[first:i+1], stops) && slices.ContainsFunc(s.beats[i+1:end], stops)
}

// compare compares a step with the claims of row i and of the rows told with
// it. Claims about how things stand are checked for the last of these rows
// only. It also sets the step's Unmet and Missing, and counts the claims that nobody
// can judge.
func (s *Script) compare(i int, told []int, step *trace.Step) (expected bool, findings []trace.Finding) {
	s.checked(i, told, step, func(_ int, c claim) {
		if c.untold(step) {
			s.unjudged++
		}
	})
	findings, step.Missing = s.unmet(i, told, step), s.missing(i)
	expected = len(findings) == 0 && len(step.Missing) == 0
	if s.astray || !s.inOrder(i) {
		findings, step.Unmet = nil, findings
	}
	return expected, findings
}

// unmet lists the claims of row i and of the rows told with it that do not hold
// after the step.
func (s *Script) unmet(i int, told []int, step *trace.Step) []trace.Finding {
	step = s.asClaimed(step)
	var list []trace.Finding
	s.checked(i, told, step, func(row int, c claim) {
		if got, ok := c.check(step, s.was); !ok {
			list = append(list, trace.Finding{Beat: s.beats[row].ID, Subject: c.subject(), Want: c.expectation(), Got: got})
		}
	})
	return list
}

// checked calls each for every claim of row i, and of the rows told with it, that can
// be checked in a step, with the claim's row.
func (s *Script) checked(i int, told []int, step *trace.Step, each func(row int, c claim)) {
	rows := append([]int{i}, told...)
	for n, row := range rows {
		final := n == len(rows)-1
		for _, c := range s.then[row] {
			switch {
			case c.ofPacket() && s.flows, c.lasting() && !final:
				continue
			case step.Move.Kind == trace.MoveRun && c.verb != "state": // a run step has only sums of calls and packets
				continue
			}
			each(row, c)
		}
	}
}

// Unjudged counts the claims of the rows taken so far that were not judged, because
// they are about what the system does not tell.
func (s *Script) Unjudged() int { return s.unjudged }

// inOrder reports whether all rows before row i were taken, so that a claim of
// row i which does not hold is a finding.
func (s *Script) inOrder(i int) bool {
	for k := range i {
		if s.missed(k) {
			return false
		}
	}
	return true
}

// missing lists the beats that row i comes after (Beat.After) and that were not
// taken.
func (s *Script) missing(i int) []string {
	skipped := s.Skipped(len(s.beats))
	return slices.DeleteFunc(strings.Fields(s.beats[i].After), func(id string) bool { return !slices.Contains(skipped, id) })
}

// passedOver reports whether the text of row i may rest on a row that was not
// taken before it, or that was taken out of order. It never rests on an ACK
// that rides along: such an ACK changes no state, and the packets behind it
// acknowledge the same bytes.
func (s *Script) passedOver(i int) bool {
	for k := range i {
		if s.missed(k) && !s.ridesAlong(k) {
			return true
		}
	}
	return s.passed(s.endOf(i)) || s.mail.lostBefore(i+1, s.ridesAlong)
}

// ridesAlong reports whether row i delivers a plain ACK at which the key n does
// not stop.
func (s *Script) ridesAlong(i int) bool {
	b := s.beats[i]
	return b.Move.Kind == trace.MoveDeliver && b.Move.Name == "ACK" && !b.Stop
}
