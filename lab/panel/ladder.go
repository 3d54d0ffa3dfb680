package panel

import (
	"fmt"
	"strings"

	"tcplab/lab/prose"
)

// The ladder is the time-sequence diagram of the steps in the scene's window:
// two lifelines, time running down, a rung for every call and every packet in
// the order in which they happened, with the step it happened in.
//
// A packet that came in before anything else happened is one arrow from end to
// end. Where something happened in between, its leaving and its coming in are
// two rungs: nothing is drawn earlier or later than it was.

// rails are the columns of the lifelines in a ladder of w columns. Where there
// is room, the states stand outside them, as in the RFC's figures.
type rails struct{ left, right, w int }

// stateRoom is what a state's name needs beside a lifeline.
const stateRoom = 12

func railsOf(w int) rails {
	if w >= 76 {
		return rails{5 + stateRoom, w - 2 - stateRoom, w}
	}
	return rails{5, w - 2, w}
}

// wide says whether the states have room.
func (r rails) wide() bool { return r.left > stateRoom }

// ladderPane draws the last h rungs in w columns.
func ladderPane(s *scene, w, h int) []line {
	all := s.rungs()
	from := max(0, len(all)-h)
	at := railsOf(w)
	var out []line
	for i, r := range all[from:] {
		number := ""
		if i == 0 || all[from+i-1].step != r.step {
			number = fmt.Sprint(r.step)
		}
		out = append(out, r.draw(s, number, at))
	}
	for len(out) < h {
		out = append(out, at.bare())
	}
	return out
}

// bare is a row in which nothing happens.
func (r rails) bare() line {
	return line{}.to(r.left).add(faint, wall).to(r.right).add(faint, wall)
}

// draw draws a rung.
func (r rung) draw(s *scene, number string, at rails) line {
	st, label := r.looks()
	r.label = r.named(at)
	n, state := faint, plain
	if r.fresh {
		n = strong
	}
	if r.news {
		state = changed
	}
	l := text(n, fmt.Sprintf("%4s", number))
	if at.wide() && r.leftTo != "" {
		l = l.to(at.left-1-width(r.leftTo)).add(state, r.leftTo)
	}
	l = l.to(at.left)
	inner := at.right - at.left - 1
	if inner < 10 {
		return l
	}
	from, to := wall, wall
	switch departs := r.kind == rungFull || r.kind == rungLeaves || r.kind == rungDropped; {
	case departs && r.left:
		from = fromL
	case departs:
		to = fromR
	}
	l = append(l.add(faint, from), r.body(s, inner, st, label)...)
	l = l.to(at.right).add(faint, to)
	if at.wide() && r.rightTo != "" {
		l = l.add(plain, " ").add(state, r.rightTo)
	}
	return l
}

// named is a rung's label with what there is room for: what the packet carries,
// and on a wide ladder what an ACK acknowledges.
func (r rung) named(at rails) string {
	room := at.right - at.left - 1 - 8 // an arrow has to be seen, too
	if r.kind != rungFull {
		room = room*6/10 - 2
	}
	if r.acks != "" && at.wide() {
		return r.label + " " + r.acks
	}
	if longer := r.label + " " + r.data; r.data != "" && width(longer) <= room {
		return longer
	}
	return r.label
}

// looks are the styles of a rung's line and of its label.
func (r rung) looks() (st, label style) {
	switch {
	case r.held:
		return moving, moving
	case r.kind == rungDropped || r.kind == rungGone:
		return lost, lost
	case r.fresh:
		return strong, strong
	case r.dim:
		return faint, faint
	}
	return plain, plain
}

// body is what a rung draws between the lifelines, inner columns apart.
func (r rung) body(s *scene, inner int, st, label style) line {
	blank := func(n int) line { return line{}.to(max(n, 0)) }
	part := min(max(inner*6/10, width(r.label)+6), inner-2) // of an arrow that does not reach across
	switch r.kind {
	case rungCall:
		t := text(label, r.label).cut(inner - 2)
		if r.left {
			return append(text(plain, " "), t...)
		}
		return append(blank(inner-1-t.width()), t...)
	case rungTime:
		t := text(faint, r.label).cut(inner - 2)
		return append(blank((inner-t.width())/2), t...)
	case rungFull:
		return shaft(r.left, inner, r.label, st, label, headR, headL)
	case rungArrives:
		body := shaft(r.left, part, r.label, st, label, headR, headL)
		if r.left {
			return append(blank(inner-part), body...)
		}
		return body
	}
	right, left := tipR, tipL
	if r.kind != rungLeaves {
		right, left = cross, cross
	}
	var note line
	if r.held {
		note = text(label, " "+s.t(wHeldArrow)+" ")
		part = min(part, inner-note.width())
	}
	body := shaft(r.left, part, r.label, st, label, right, left)
	if r.left {
		return append(body, note...)
	}
	return append(append(blank(inner-part-note.width()), note...), body...)
}

// shaft is an arrow of w columns with its label in the middle.
func shaft(toRight bool, w int, name string, st, label style, right, left string) line {
	t := clip(prose.Visible(name), max(0, w-5))
	if t != "" {
		t = " " + t + " "
	}
	before := max(0, (w-1-width(t))/2)
	after := max(0, w-1-width(t)-before)
	if toRight {
		return text(st, strings.Repeat(bar, before)).add(label, t).add(st, strings.Repeat(bar, after)+right)
	}
	return text(st, left+strings.Repeat(bar, after)).add(label, t).add(st, strings.Repeat(bar, before))
}

// ladderTitle is the rule above the ladder.
func ladderTitle(s *scene, w int) line { return titled(strong, s.t(wLadder), w) }

// ladderContent is the ladder of the whole window.
func ladderContent(s *scene, w, h int) content {
	all := s.rungs()
	return content{title: s.t(wLadder), lines: ladderPane(s, min(w-2, 100), max(len(all), h))}
}
