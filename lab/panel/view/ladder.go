package view

import (
	"fmt"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// The ladder is the time-sequence diagram of the steps in the scene's window:
// two lifelines, with time running down. Every call and every packet has a
// rung, in the order in which they happened, with the number of its step.
//
// A packet that came in before anything else happened is one arrow from end to
// end. If something happened in between, the packet has two rungs, one when it
// left and one when it came in: nothing is drawn earlier or later than it was.

// rails are the columns of the two lifelines in a ladder of w columns. The
// states stand outside them if there is room, as in the figures of RFC 9293.
type rails struct{ left, right, w int }

// stateRoom is the number of columns for a state's name beside a lifeline.
const stateRoom = 12

// railsOf places the lifelines in a ladder of w columns.
func railsOf(w int) rails {
	if w >= 76 {
		return rails{5 + stateRoom, w - 2 - stateRoom, w}
	}
	return rails{5, w - 2, w}
}

// wide reports whether there is room for the states.
func (r rails) wide() bool { return r.left > stateRoom }

// ladderPane draws the last h rungs in w columns.
func ladderPane(s *Scene, w, h int) []canvas.Line {
	all := s.Rungs()
	from := max(0, len(all)-h)
	at := railsOf(w)
	var out []canvas.Line
	for i, r := range all[from:] {
		number := ""
		if i == 0 || all[from+i-1].Step != r.Step {
			number = fmt.Sprint(r.Step)
		}
		out = append(out, rung{r}.draw(s, number, at))
	}
	for len(out) < h {
		out = append(out, at.bare())
	}
	return out
}

// bare draws a row in which nothing happens: the two lifelines.
func (r rails) bare() canvas.Line {
	return canvas.Line{}.To(r.left).Add(canvas.Faint, canvas.Wall).To(r.right).Add(canvas.Faint, canvas.Wall)
}

// A rung is one row of the ladder as it is drawn.
type rung struct{ tell.Rung }

// draw draws a rung, with the step's number before it.
func (r rung) draw(s *Scene, number string, at rails) canvas.Line {
	st, label, tip := r.looks()
	r.Label = r.named(at)
	n, state := canvas.Faint, canvas.Plain
	if r.Fresh {
		n = canvas.Strong
	}
	if r.News {
		state = canvas.Changed
	}
	l := canvas.Text(n, fmt.Sprintf("%4s", number))
	if at.wide() && r.LeftTo != "" {
		l = l.To(at.left-1-canvas.Width(r.LeftTo)).Add(state, r.LeftTo)
	}
	l = l.To(at.left)
	inner := at.right - at.left - 1
	if inner < 10 {
		return l
	}
	from, to := canvas.Wall, canvas.Wall
	switch departs := r.Kind == tell.RungFull || r.Kind == tell.RungLeaves || r.Kind == tell.RungDropped; {
	case departs && r.Left:
		from = canvas.FromL
	case departs:
		to = canvas.FromR
	}
	l = append(l.Add(canvas.Faint, from), r.body(s, inner, st, label, tip)...)
	l = l.To(at.right).Add(canvas.Faint, to)
	if at.wide() && r.RightTo != "" {
		l = l.Add(canvas.Plain, " ").Add(state, r.RightTo)
	}
	return l
}

// named returns a rung's label and as much more as there is room for: the data
// of the packet, and on a wide ladder what an ACK acknowledges.
func (r rung) named(at rails) string {
	room := at.right - at.left - 1 - 8 // leave some columns for the arrow itself
	if r.Kind != tell.RungFull {
		room = room*6/10 - 2
	}
	if r.Acks != "" && at.wide() {
		return r.Label + " " + r.Acks
	}
	if longer := r.Label + " " + r.Data; r.Data != "" && canvas.Width(longer) <= room {
		return longer
	}
	return r.Label
}

// looks returns the styles of a rung's line, of its label, and of the head of
// its arrow.
func (r rung) looks() (st, label, tip canvas.Style) {
	switch {
	case r.Held:
		return canvas.HeldBody, canvas.HeldBody, canvas.Held
	case r.Kind == tell.RungDropped || r.Kind == tell.RungGone:
		return canvas.LostBody, canvas.LostBody, canvas.Lost
	case r.Fresh && (r.Kind == tell.RungFull || r.Kind == tell.RungArrives):
		return canvas.Strong, canvas.Strong, canvas.Landed
	case r.Fresh:
		return canvas.Strong, canvas.Strong, canvas.Strong
	case r.Dim:
		return canvas.Faint, canvas.Faint, canvas.Faint
	}
	return canvas.Plain, canvas.Plain, canvas.Plain
}

// body draws a rung between the lifelines, which are inner columns apart.
func (r rung) body(s *Scene, inner int, st, label, tip canvas.Style) canvas.Line {
	blank := func(n int) canvas.Line { return canvas.Line{}.To(max(n, 0)) }
	part := min(max(inner*6/10, canvas.Width(r.Label)+6), inner-2) // the columns of an arrow that does not reach across
	switch r.Kind {
	case tell.RungCall:
		t := canvas.Text(label, r.Label).Cut(inner - 2)
		if r.Left {
			return append(canvas.Text(canvas.Plain, " "), t...)
		}
		return append(blank(inner-1-t.Width()), t...)
	case tell.RungTime:
		t := canvas.Text(canvas.Faint, r.Label).Cut(inner - 2)
		return append(blank((inner-t.Width())/2), t...)
	case tell.RungFull:
		return shaft(r.Left, inner, r.Label, st, label, tip, canvas.HeadR, canvas.HeadL)
	case tell.RungArrives:
		body := shaft(r.Left, part, r.Label, st, label, tip, canvas.HeadR, canvas.HeadL)
		if r.Left {
			return append(blank(inner-part), body...)
		}
		return body
	}
	right, left := canvas.TipR, canvas.TipL
	if r.Kind != tell.RungLeaves {
		right, left = canvas.Cross, canvas.Cross
	}
	var note canvas.Line
	if r.Held {
		note = canvas.Text(tip, " "+s.Say(wHeldArrow)+" ")
		part = min(part, inner-note.Width())
	}
	body := shaft(r.Left, part, r.Label, st, label, tip, right, left)
	if r.Left {
		return append(body, note...)
	}
	return append(append(blank(inner-part-note.Width()), note...), body...)
}

// shaft draws an arrow of w columns with its label in the middle.
func shaft(toRight bool, w int, name string, st, label, tip canvas.Style, right, left string) canvas.Line {
	t := canvas.Clip(prose.Visible(name), max(0, w-3)) // two blanks and the head: the name is worth more than the shaft
	if t != "" {
		t = " " + t + " "
	}
	before := max(0, (w-1-canvas.Width(t))/2)
	after := max(0, w-1-canvas.Width(t)-before)
	if toRight {
		return canvas.Text(st, strings.Repeat(canvas.Bar, before)).Add(label, t).Add(st, strings.Repeat(canvas.Bar, after)).Add(tip, right)
	}
	return canvas.Text(tip, left).Add(st, strings.Repeat(canvas.Bar, after)).Add(label, t).Add(st, strings.Repeat(canvas.Bar, before))
}

// ladderTitle draws the rule above the ladder.
func ladderTitle(s *Scene, w int) canvas.Line { return canvas.Titled(canvas.Strong, s.Say(wLadder), w) }

// ladderContent draws the ladder of all steps in the scene's window.
func ladderContent(s *Scene, w, h int) Content {
	all := s.Rungs()
	return Content{Title: s.Say(wLadder), Lines: ladderPane(s, min(w-2, 100), max(len(all), h)), From: len(all)} // its end is new
}
