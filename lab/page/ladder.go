package page

import (
	"html/template"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// The measures of the ladder, in units of its own.
const (
	ladderW   = 400
	railL     = 112 // the clients' lifeline
	railR     = 288
	ladderRow = 24
	ladderTop = 30
	callRoom  = 25 // columns of a call's text
	labelRoom = 24
	sheetRows = 34 // of a printed page
	withinOwn = 12 // how far an arrow falls that comes in before anything else happens
)

// A ladder is the time sequence of a whole run in one drawing. Each part of it
// carries the step from which on it is shown (data-s), and what is on its way
// also the step in which that ends (data-u).
type ladder struct {
	Sheets []sheet
	Height int
	ys     map[int]int // by step: the lowest row that belongs to it
}

// A sheet is a part of the ladder that stays on one printed page. On the screen the
// sheets follow each other without a gap.
type sheet struct {
	Top, Height int
	Shape       template.HTML
}

// newLadder draws the run whose last step the scenes show.
func newLadder(sc scenes, blank bool) ladder {
	all := [2][]tell.Rung{sc[0].Rungs(), sc[1].Rungs()}
	n := len(all[0])
	l := ladder{Height: ladderTop + n*ladderRow + 16, ys: map[int]int{}}
	left := map[int]int{} // by packet: the rung at which it left
	ends := map[int]int{} // by rung: the step in which its packet's way ends
	for i, r := range all[0] {
		switch r.Kind {
		case tell.RungLeaves:
			left[r.ID] = i
		case tell.RungArrives, tell.RungGone:
			if from, ok := left[r.ID]; ok {
				ends[from] = r.Step
			}
		}
	}
	var b builder
	begin := func(top int) {
		foot := min(top+sheetRows*ladderRow, l.Height)
		l.Sheets = append(l.Sheets, sheet{Top: top, Height: foot - top})
		b.add(`<path class="rail" d="M%d %dV%dM%d %dV%d"/>`, railL, max(top, ladderTop-8), foot, railR, max(top, ladderTop-8), foot)
	}
	end := func() {
		l.Sheets[len(l.Sheets)-1].Shape = b.html()
		b = builder{}
	}
	begin(0)
	last := -1
	for i := range n {
		r := all[0][i]
		y := ladderTop + i*ladderRow + 8
		if s := l.Sheets[len(l.Sheets)-1]; y-ladderRow/2 > s.Top+s.Height {
			end()
			begin(s.Top + s.Height)
		}
		label := drawn(func(lang string) string { return labelOf(all, i, lang) })
		full := drawn(func(lang string) string { return all[index(lang)][i].Label + " " + all[index(lang)][i].Data })
		if n := first(r); n != last {
			b.add(`<text class="no" data-s="%d" x="4" y="%d">%d</text>`, n, y+4, n)
			last = n
		}
		l.ys[r.Step] = y
		leave, ok := left[r.ID]
		leaveY := ladderTop + leave*ladderRow + 8
		switch r.Kind {
		case tell.RungCall:
			x, end := railL+8, "start"
			if !r.Left {
				x, end = railR-8, "end"
			}
			b.add(`<text class="call %s%s" data-s="%d" x="%d" y="%d"><title>`, end, dim(r), r.Step, x, y+4).put(full).add(`</title>`).put(label).add(`</text>`)
		case tell.RungTime:
			b.add(`<text class="time" data-s="%d" x="%d" y="%d">`, r.Step, (railL+railR)/2, y+4).put(label).add(`</text>`)
		case tell.RungFull:
			if r.Sent < r.Step {
				onItsWay(&b, r, label, y, r.Sent, r.Step)
			}
			arrow(&b, r, label, full, y, y+withinOwn)
		case tell.RungLeaves:
			onItsWay(&b, r, label, y, r.Step, ends[i])
		case tell.RungArrives:
			if !ok {
				leaveY = y - ladderRow
			}
			arrow(&b, r, label, full, leaveY, y)
		case tell.RungDropped:
			if r.Sent < r.Step {
				onItsWay(&b, r, label, y, r.Sent, r.Step)
			}
			cross(&b, r, label, y)
		case tell.RungGone:
			if !ok {
				leaveY = y
			}
			cross(&b, r, label, leaveY)
		}
		if !blank {
			stateAt(&b, r, true, r.LeftTo, y)
			stateAt(&b, r, false, r.RightTo, y)
		}
	}
	end()
	return l
}

// labelOf returns a rung's label in a language, with as much of what it carries as
// there is room for.
func labelOf(all [2][]tell.Rung, i int, lang string) string {
	r := all[index(lang)][i]
	room := labelRoom
	if r.Kind == tell.RungCall {
		room = callRoom
	}
	if with := r.Label + " " + r.Data; r.Data != "" && prose.Width(with) <= room-2 {
		return with
	}
	if r.Acks != "" {
		return r.Label + " " + r.Acks
	}
	return clipped(r.Label, room)
}

// first returns the step in which a rung's row begins: that of its packet's leaving
// if the packet came in, or was dropped, before anything else happened.
func first(r tell.Rung) int {
	if r.Kind == tell.RungFull || r.Kind == tell.RungDropped {
		return min(r.Sent, r.Step)
	}
	return r.Step
}

func dim(r tell.Rung) string {
	if r.Dim {
		return " dim"
	}
	return ""
}

// endsOf returns the lifelines between which a packet goes.
func endsOf(r tell.Rung) (from, to int) {
	if r.Left {
		return railL, railR
	}
	return railR, railL
}

// arrow draws a packet that came in, from the row in which it left to that in
// which it came in.
func arrow(b *builder, r tell.Rung, label, full template.HTML, y0, y1 int) {
	from, to := endsOf(r)
	tip := 7
	if !r.Left {
		tip = -7
	}
	b.add(`<g class="arrow%s" data-s="%d"><path d="M%d %dL%d %d"/><path class="tip" d="M%d %dl%d -4v8z"/>`, dim(r), r.Step, from, y0, to, y1, to, y1, -tip)
	b.add(`<text x="%d" y="%d"><title>`, labelX(r, y0, y1), labelY(y0, y1)).put(full).add(`</title>`).put(label).add(`</text></g>`)
}

// A long arrow has its label behind its middle, where no text of a call stands.
func labelX(r tell.Rung, y0, y1 int) int {
	from, to := endsOf(r)
	if y1-y0 > ladderRow {
		return from + (to-from)*2/3
	}
	return (from + to) / 2
}

func labelY(y0, y1 int) int {
	if y1-y0 > ladderRow {
		return y0 + (y1-y0)*2/3 - 3
	}
	return (y0+y1)/2 - 3
}

// onItsWay draws a packet that has left and not come in: from a step on, and up to
// another one if that is not 0.
func onItsWay(b *builder, r tell.Rung, label template.HTML, y, since, until int) {
	from, to := endsOf(r)
	mid := (from + to) / 2
	b.add(`<g class="way-out" data-s="%d"`, since)
	if until > 0 {
		b.add(` data-u="%d"`, until)
	}
	b.add(`><path d="M%d %dL%d %d"/><circle cx="%d" cy="%d" r="4"/><text x="%d" y="%d">‖ `, from, y, mid, y+6, mid, y+6, mid, y-3).put(label).add(`</text></g>`)
}

// cross draws a packet that was dropped half-way.
func cross(b *builder, r tell.Rung, label template.HTML, y int) {
	from, to := endsOf(r)
	mid := (from + to) / 2
	b.add(`<g class="gone" data-s="%d"><path d="M%d %dL%d %d"/><path class="x" d="M%d %dl10 10m0 -10l-10 10"/><text x="%d" y="%d">`, r.Step, from, y, mid, y+6, mid-5, y+1, mid, y-3).put(label).add(`</text></g>`)
}

// stateAt writes a side's new state beside its lifeline: where the packet came in
// that led to it, else where it began.
func stateAt(b *builder, r tell.Rung, left bool, state string, y int) {
	if state == "" {
		return
	}
	if r.Kind == tell.RungFull && r.Left != left {
		y += withinOwn
	}
	x, textX, end := railL, railL-8, "end"
	if !left {
		x, textX, end = railR, railR+8, "start"
	}
	b.add(`<g class="turn" data-s="%d"><circle cx="%d" cy="%d" r="3.5"/><text class="%s" x="%d" y="%d">`, r.Step, x, y, end, textX, y+4).text(state).add(`</text></g>`)
}
