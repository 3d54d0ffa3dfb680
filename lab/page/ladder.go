package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	sheetRows = 37  // of a printed page, at most
	withinOwn = 12  // how far an arrow falls that comes in before anything else happens
	columnW   = 6.3 // a column of its texts
)

// A ladder is the time sequence of a whole run in one drawing. Each part of it
// carries the step from which on it is shown (data-s), and what is on its way
// also the step in which that ends (data-u).
type ladder struct {
	Height int

	parts []part
	tops  []int       // of the sheets
	ys    map[int]int // by step: the lowest row that belongs to it
	fresh int         // the step whose parts stand out; -1 if the script says it
	texts []box       // what stands between the lifelines
}

// A part of a ladder is shown from step since on, and up to step until if that is
// not 0.
type part struct {
	since, until int
	top, bottom  int
	sheet        int
	shape        markup
}

// shown reports whether a part is shown at a step.
func (p part) shown(step int) bool { return p.since <= step && (p.until == 0 || step < p.until) }

// add adds a part to the ladder: an element of a class with attributes and what is
// in it.
func (l *ladder) add(p part, element, class, attributes string, inner markup) {
	if p.since == l.fresh {
		class += " fresh"
	}
	var b builder
	b.add(`<%s class="%s" data-s="%d"`, element, class, p.since)
	if p.until > 0 {
		b.add(` data-u="%d"`, p.until)
	}
	b.add(`%s>`, attributes).put(inner).add(`</%s>`, element)
	p.shape, p.sheet = b.html(), len(l.tops)-1
	l.parts = append(l.parts, p)
}

// text adds a part that is a text.
func (l *ladder) text(since, x, y int, class string, inner markup) {
	l.add(part{since: since, top: y - 12, bottom: y + 4}, "text", class, fmt.Sprintf(` x="%d" y="%d"`, x, y), inner)
}

// sheets draws the whole ladder, in sheets: a sheet stays on one printed page, and on
// the screen they follow each other without a gap.
func (l *ladder) sheets() markup {
	var b builder
	for i, top := range l.tops {
		foot := l.Height
		if i+1 < len(l.tops) {
			foot = l.tops[i+1]
		}
		b.add(`<svg class="rungs" viewBox="0 %d %d %d">`, top, ladderW, foot-top).put(rails(max(top, ladderTop-8), foot))
		for _, p := range l.parts {
			if p.sheet == i {
				b.put(p.shape)
			}
		}
		b.add("</svg>\n")
	}
	return b.html()
}

// rails draws both lifelines.
func rails(top, bottom int) markup {
	var b builder
	return b.add(`<path class="rail" d="M%d %dV%dM%d %dV%d"/>`, railL, top, bottom, railR, top, bottom).html()
}

// titled is a label with what it was cut from, which a browser shows at need.
func titled(full, label markup) markup {
	if full == label {
		return label
	}
	return "<title>" + full + "</title>" + label
}

// newLadder draws the run whose last step the scenes show.
func newLadder(sc scenes, blank bool, fresh int) *ladder {
	all := [2][]tell.Rung{sc[0].Rungs(), sc[1].Rungs()}
	n := len(all[0])
	l := &ladder{Height: ladderTop + n*ladderRow + 16, ys: map[int]int{}, fresh: fresh, tops: []int{0}}
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
	sheets := max(1, (n+sheetRows-1)/sheetRows)
	perSheet := (n + sheets - 1) / sheets // none has a few rows alone
	last := -1
	for i := range n {
		r := all[0][i]
		y := ladderTop + i*ladderRow + 8
		if i > 0 && i%perSheet == 0 {
			l.tops = append(l.tops, y-ladderRow/2)
		}
		label := drawn(func(lang string) string { return labelOf(all, i, lang) })
		full := drawn(func(lang string) string {
			return strings.TrimSpace(all[index(lang)][i].Label + " " + all[index(lang)][i].Data)
		})
		if n := first(r); n != last {
			l.text(n, 4, y+4, "no", markup(fmt.Sprint(n)))
			last = n
		}
		l.ys[r.Step] = y
		w := columnW * float64(max(prose.Width(labelOf(all, i, "en")), prose.Width(labelOf(all, i, "zh"))))
		leave, ok := left[r.ID]
		leaveY := ladderTop + leave*ladderRow + 8
		switch r.Kind {
		case tell.RungCall:
			x, end := railL+8, "start"
			if !r.Left {
				x, end = railR-8, "end"
			}
			l.text(r.Step, x, y+4, "call "+end+dim(r), titled(full, label))
			middle := float64(x) + w/2
			if !r.Left {
				middle = float64(x) - w/2
			}
			l.texts = append(l.texts, boxOf(middle, y+4, w, r.Step, 0))
		case tell.RungTime:
			l.text(r.Step, (railL+railR)/2, y+4, "time", label)
		case tell.RungFull:
			if r.Sent < r.Step {
				l.onItsWay(r, label, w, y, r.Sent, r.Step)
			}
			l.arrow(r, label, full, w, y, y+withinOwn)
		case tell.RungLeaves:
			l.onItsWay(r, label, w, y, r.Step, ends[i])
		case tell.RungArrives:
			if !ok {
				leaveY = y - ladderRow
			}
			l.arrow(r, label, full, w, leaveY, y)
		case tell.RungDropped:
			if r.Sent < r.Step {
				l.onItsWay(r, label, w, y, r.Sent, r.Step)
			}
			l.cross(r, label, w, y)
		case tell.RungGone:
			if !ok {
				leaveY = y
			}
			l.cross(r, label, w, leaveY)
		}
		if !blank {
			l.stateAt(r, true, r.LeftTo, y)
			l.stateAt(r, false, r.RightTo, y)
		}
	}
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
		return clipped(r.Label, room-1-prose.Width(r.Acks)) + " " + r.Acks
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
func (l *ladder) arrow(r tell.Rung, label, full markup, w float64, y0, y1 int) {
	from, to := endsOf(r)
	tip := 7
	if !r.Left {
		tip = -7
	}
	var b builder
	b.add(`<path d="M%d %dL%d %d"/><path class="tip" d="M%d %dl%d -4v8z"/>`, from, y0, to, y1, to, y1, -tip)
	at := l.place(w, r.Step, 0, alongArrow(from, to, y0, y1))
	b.add(`<text x="%d" y="%d">`, at.x, at.y).put(titled(full, label)).add(`</text>`)
	l.add(part{since: r.Step, top: y0 - 11, bottom: y1 + 4}, "g", "arrow"+dim(r), "", b.html())
}

// A spot is where a label's middle may stand, on its baseline.
type spot struct{ x, y int }

// alongArrow returns where an arrow's label may stand, the best spot first: on a
// short arrow above its middle, on a long one between two rows, where no call's text
// is, rather behind its middle.
func alongArrow(from, to, y0, y1 int) []spot {
	if y1-y0 <= ladderRow {
		return []spot{{(from + to) / 2, (y0+y1)/2 - 8}}
	}
	var out []spot
	for y := y0 + ladderRow/2; y < y1; y += ladderRow {
		out = append(out, spot{from + (to-from)*(y-y0)/(y1-y0), y + 4})
	}
	best := y0 + (y1-y0)*2/3
	slices.SortStableFunc(out, func(a, b spot) int { return cmp.Compare(max(a.y-best, best-a.y), max(b.y-best, best-b.y)) })
	return out
}

// A box is the room that a text takes, from a step on and up to another one if that
// is not 0.
type box struct {
	left, right, top, bottom float64
	since, until             int
}

func boxOf(middle float64, y int, w float64, since, until int) box {
	return box{middle - w/2, middle + w/2, float64(y - 9), float64(y + 2), since, until}
}

// over returns how much of two boxes is one over the other.
func (a box) over(b box) float64 {
	if a.until > 0 && a.until <= b.since || b.until > 0 && b.until <= a.since {
		return 0
	}
	return max(0, min(a.right, b.right)-max(a.left, b.left)) * max(0, min(a.bottom, b.bottom)-max(a.top, b.top))
}

// place takes the first of the spots at which a label of a width covers the least of
// the texts above it, between the lifelines if there is room.
func (l *ladder) place(w float64, since, until int, spots []spot) spot {
	var at spot
	var room box
	least := -1.0
	for _, s := range spots {
		if half := int(w/2) + 4; railL+half <= railR-half {
			s.x = min(max(s.x, railL+half), railR-half)
		} else {
			s.x = (railL + railR) / 2
		}
		own := boxOf(float64(s.x), s.y, w, since, until)
		var covered float64
		for _, other := range l.texts {
			covered += own.over(other)
		}
		if least < 0 || covered < least {
			least, at, room = covered, s, own
		}
	}
	l.texts = append(l.texts, room)
	return at
}

// onItsWay draws a packet that has left and not come in: from a step on, and up to
// another one if that is not 0.
func (l *ladder) onItsWay(r tell.Rung, label markup, w float64, y, since, until int) {
	from, to := endsOf(r)
	mid := (from + to) / 2
	at := l.place(w+2*columnW, since, until, []spot{{mid, y - 3}, {to, y + 10}, {mid, y + 20}})
	var b builder
	b.add(`<path d="M%d %dL%d %d"/><circle cx="%d" cy="%d" r="4"/><text x="%d" y="%d">‖ `, from, y, mid, y+6, mid, y+6, at.x, at.y).put(label).add(`</text>`)
	l.add(part{since: since, until: until, top: y - 14, bottom: y + 10}, "g", "way-out", "", b.html())
}

// cross draws a packet that was dropped half-way. The line through its label is drawn
// here: a browser gives a line of the style the light around the letters as well, and
// so covers the lower half of each letter.
func (l *ladder) cross(r tell.Rung, label markup, w float64, y int) {
	from, to := endsOf(r)
	mid := (from + to) / 2
	var b builder
	b.add(`<path d="M%d %dL%d %d"/><path class="x" d="M%d %dl10 10m0 -10l-10 10"/><text x="%d" y="%d">`, from, y, mid, y+6, mid-5, y+1, mid, y-3).put(label).add(`</text>`)
	b.add(`<path class="strike" d="M%.1f %dh%.1f"/>`, float64(mid)-w/2, y-6, w)
	l.add(part{since: r.Step, top: y - 14, bottom: y + 11}, "g", "gone", "", b.html())
}

// stateAt writes a side's new state beside its lifeline: where the packet came in
// that led to it, else where it began.
func (l *ladder) stateAt(r tell.Rung, left bool, state string, y int) {
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
	var b builder
	b.add(`<circle cx="%d" cy="%d" r="3.5"/><text class="%s" x="%d" y="%d">`, x, y, end, textX, y+4).text(state).add(`</text>`)
	l.add(part{since: r.Step, top: y - 8, bottom: y + 4}, "g", "turn", "", b.html())
}
