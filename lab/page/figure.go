package page

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// The figure is that of RFC 9293, Figure 5, for a connection's ordinary life. A
// connection that has ended is CLOSED at the foot, so that "not yet" and "gone"
// are two places. LISTEN is the listener's state and stands apart, with an arrow
// to where the connection that it makes begins. Other ways are drawn where this
// run went them.

// The measures of the figure, in units of its own.
const (
	figureW, figureH = 356, 256
	nodeW, nodeH     = 92, 24
	leftX, midX      = 50, 178
	rightX           = 306
)

// A node is a state in the figure.
type node struct {
	State tcp.State
	X, Y  int // its middle
	foot  bool
}

// nodes are the states of the figure. The first one is the listener's.
var nodes = []node{
	{State: tcp.Listen, X: leftX, Y: 16},
	{State: tcp.Closed, X: midX, Y: 16},
	{State: tcp.SynRcvd, X: leftX, Y: 60},
	{State: tcp.SynSent, X: rightX, Y: 60},
	{State: tcp.Established, X: midX, Y: 104},
	{State: tcp.FinWait1, X: leftX, Y: 152},
	{State: tcp.CloseWait, X: rightX, Y: 152},
	{State: tcp.FinWait2, X: leftX, Y: 196},
	{State: tcp.Closing, X: midX, Y: 196},
	{State: tcp.LastAck, X: rightX, Y: 196},
	{State: tcp.TimeWait, X: midX, Y: 240},
	{State: tcp.Closed, X: rightX, Y: 240, foot: true},
}

// A way is an arrow of the figure.
type way struct {
	From, To tcp.State
	D        string // its path, as SVG writes it
	Odd      bool   // it is drawn only where the run went it
	Reset    bool   // it leads to the end at once
}

// ways are the arrows of the figure.
var ways = []way{
	{From: tcp.Listen, To: tcp.SynRcvd, D: "M50 28V47"},
	{From: tcp.Closed, To: tcp.SynSent, D: "M224 16H294Q306 16 306 28V47"},
	{From: tcp.SynRcvd, To: tcp.Established, D: "M50 72V92Q50 104 62 104H131"},
	{From: tcp.SynSent, To: tcp.Established, D: "M306 72V92Q306 104 294 104H225"},
	{From: tcp.Established, To: tcp.FinWait1, D: "M150 116V120Q150 128 142 128H58Q50 128 50 136V139"},
	{From: tcp.Established, To: tcp.CloseWait, D: "M206 116V120Q206 128 214 128H298Q306 128 306 136V139"},
	{From: tcp.FinWait1, To: tcp.FinWait2, D: "M50 164V183"},
	{From: tcp.FinWait1, To: tcp.Closing, D: "M96 152H166Q178 152 178 164V183"},
	{From: tcp.FinWait2, To: tcp.TimeWait, D: "M50 208V228Q50 240 62 240H131"},
	{From: tcp.Closing, To: tcp.TimeWait, D: "M178 208V227"},
	{From: tcp.CloseWait, To: tcp.LastAck, D: "M306 164V183"},
	{From: tcp.LastAck, To: tcp.Closed, D: "M306 208V227"},
	{From: tcp.TimeWait, To: tcp.Closed, D: "M224 240H259"},
	{From: tcp.FinWait1, To: tcp.TimeWait, D: "M96 158H104Q114 158 114 168V224Q114 234 124 234H131", Odd: true},
	{From: tcp.SynSent, To: tcp.SynRcvd, D: "M260 60H97", Odd: true},
	{From: tcp.SynRcvd, To: tcp.FinWait1, D: "M28 72V139", Odd: true},
}

// otherWay draws a way that has no place of its own in the figure: it runs behind
// the states.
func otherWay(a, b node) way {
	w := way{From: a.State, To: b.State, Odd: true, Reset: b.foot}
	if a.X == b.X { // in one column it goes around
		side := a.X + nodeW/2
		bow := side + 34
		if a.X == rightX { // beside the last column is little room
			bow = side + 16
		}
		w.D = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", side, a.Y, bow, a.Y, bow, b.Y, side+1, b.Y)
		return w
	}
	end := b.X - nodeW/2 - 1
	if a.X > b.X {
		end = b.X + nodeW/2 + 1
	}
	w.D = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", a.X, a.Y, a.X, b.Y, (a.X+b.X)/2, b.Y, end, b.Y)
	return w
}

// place returns the index in nodes of a machine's state, or of a state of its path.
func place(state string, gone bool) int {
	return slices.IndexFunc(nodes, func(n node) bool { return string(n.State) == state && n.foot == (gone && state == tell.ClosedState) })
}

// A figure is one side's figure for a whole run: the ways that it draws.
type figure struct {
	Listens bool // a listener stands on this side at some step
	Ways    []way
}

// newFigure returns a figure with the ways of an ordinary life.
func newFigure() *figure {
	f := &figure{}
	for _, w := range ways {
		if !w.Odd {
			f.Ways = append(f.Ways, w)
		}
	}
	return f
}

// add makes the figure draw the ways that a machine went.
func (f *figure) add(m tell.Machine) {
	for i := 1; i < len(m.Path); i++ {
		a, b := place(m.Path[i-1], false), place(m.Path[i], true)
		if a < 0 || b < 0 || slices.ContainsFunc(f.Ways, func(w way) bool { return w.From == nodes[a].State && w.To == nodes[b].State }) {
			continue
		}
		at := slices.IndexFunc(ways, func(w way) bool { return w.From == nodes[a].State && w.To == nodes[b].State })
		if at >= 0 {
			f.Ways = append(f.Ways, ways[at])
		} else {
			f.Ways = append(f.Ways, otherWay(nodes[a], nodes[b]))
		}
	}
}

// addTo adds a step to the figures of both sides.
func addTo(figures [2]*figure, s *tell.Scene) {
	l, r := s.Both()
	for k, sd := range []tell.Side{l, r} {
		figures[k].add(tell.MachineOf(&s.Step, sd.Conn))
		figures[k].Listens = figures[k].Listens || sd.Listener != nil
	}
}

// The marks of a figure at one step are a text: a letter for every state, then
// one for every way.
const (
	never   = '.'
	been    = 'b'
	passed  = 'p'
	now     = 'n'
	changed = 'c'
)

var letters = map[tell.Mark]byte{tell.MarkNever: never, tell.MarkBeen: been, tell.MarkPassed: passed, tell.MarkNow: now, tell.MarkChanged: changed}

// marksOf returns the marks of a side at a step.
func (f *figure) marksOf(s *tell.Scene, sd tell.Side) string {
	var listener *tell.Machine
	if sd.Listener != nil {
		heard := tell.MachineOf(&s.Step, sd.Listener)
		listener = &heard
	}
	return f.marks(tell.MachineOf(&s.Step, sd.Conn), listener)
}

// marks returns the marks of a machine, and of the listener beside it, which may
// be nil.
func (f *figure) marks(m tell.Machine, listener *tell.Machine) string {
	var out []byte
	for i, n := range nodes {
		mark := m.Mark(n.State)
		switch {
		case i == 0:
			mark = tell.MarkNever
			if listener != nil {
				mark = listener.Mark(n.State)
			}
		case n.foot && !m.Gone():
			mark = tell.MarkNever
		case n.State == tcp.Closed && !n.foot && m.Gone():
			mark = tell.MarkNever
			if m.Path[0] == tell.ClosedState {
				mark = tell.MarkBeen
			}
		}
		out = append(out, letters[mark])
	}
	for _, w := range f.Ways {
		mark := m.Way(w.From, w.To)
		if w.From == tcp.Listen {
			mark = m.Child()
		}
		out = append(out, letters[mark])
	}
	return string(out)
}

// unmarked stands for the marks of a figure that is to be filled in.
const unmarked = "-"

// classes are the classes of a state or a way by its mark.
var classes = map[byte]string{never: "", been: " been", passed: " passed", now: " now", changed: " new"}

// shape is a figure with the marks of a step, in one language. On an image, a
// listener has its place only if there has been one.
func (f *figure) shape(marks string, lang string) markup {
	listens := f.Listens && marks[0] != never
	say := func(w tell.Word) markup { return markup(escaped(w.In(lang))) }
	return f.draw(listens, marks, say)
}

// template is a figure for the page, whose script sets the marks.
func (f *figure) template(id string) markup {
	var b builder
	b.add(`<svg class="figure" id="%s" viewBox="0 0 %d %d" aria-hidden="true">`, id, figureW, figureH)
	b.put(f.draw(f.Listens, "", func(w tell.Word) markup { return drawn(w.In) }))
	return b.add(`</svg>`).html()
}

func (f *figure) draw(listens bool, marks string, say func(tell.Word) markup) markup {
	class := func(i int) string {
		if i < len(marks) {
			return classes[marks[i]]
		}
		return ""
	}
	var b builder
	b.add(`<g class="ways">`)
	for i, w := range f.Ways {
		kind := "way" + class(len(nodes)+i)
		switch {
		case w.From == tcp.Listen && !listens:
			kind = "way none"
		case w.Reset:
			kind += " odd reset"
		case w.Odd:
			kind += " odd"
		}
		b.add(`<g class="%s"><path d="%s"/><path class="tip" d="%s"/></g>`, kind, w.D, tip(w.D))
	}
	b.add(`</g>`)
	b.add(`<text class="hint" x="60" y="124">`).put(say(wFirst)).add(`</text>`)
	b.add(`<text class="hint end" x="296" y="124">`).put(say(wSecond)).add(`</text>`)
	for i, n := range nodes {
		kind, round := "node"+class(i), nodeH/2
		if i == 0 {
			kind, round = kind+" listen", 3
			if !listens {
				kind = "node listen none"
			}
		}
		b.add(`<g class="%s"><rect x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, kind, n.X-nodeW/2, n.Y-nodeH/2, nodeW, nodeH, round)
		if i == 0 {
			b.add(`<rect class="inner" x="%d" y="%d" width="%d" height="%d" rx="2"/>`, n.X-nodeW/2+3, n.Y-nodeH/2+3, nodeW-6, nodeH-6)
		}
		b.add(`<text x="%d" y="%d">%s</text></g>`, n.X, n.Y+4, n.State)
	}
	return b.html()
}

// tip returns the path of an arrow's head, at the end of the path d. It is drawn
// as a shape, because programs for slides draw no markers.
func tip(d string) string {
	var xs, ys []int
	add := func(x, y int) { xs, ys = append(xs, x), append(ys, y) }
	for _, c := range commands().FindAllStringSubmatch(d, -1) {
		var n []int
		for _, text := range strings.Fields(c[2]) {
			v, _ := strconv.Atoi(text) // the pattern lets only numbers through
			n = append(n, v)
		}
		switch c[1] {
		case "H":
			add(n[0], ys[len(ys)-1])
		case "V":
			add(xs[len(xs)-1], n[0])
		default:
			for i := 0; i+1 < len(n); i += 2 {
				add(n[i], n[i+1])
			}
		}
	}
	k := len(xs) - 1
	x, y := xs[k], ys[k]
	switch dx, dy := x-xs[k-1], y-ys[k-1]; {
	case dy > 0:
		return fmt.Sprintf("M%d %dl-4 -8h8z", x, y+1)
	case dy < 0:
		return fmt.Sprintf("M%d %dl-4 8h8z", x, y-1)
	case dx > 0:
		return fmt.Sprintf("M%d %dl-8 -4v8z", x+1, y)
	default:
		return fmt.Sprintf("M%d %dl8 -4v8z", x-1, y)
	}
}

// commands finds the commands of a path.
var commands = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([MHVQCL])([0-9 -]+)`) })
