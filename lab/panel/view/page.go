package view

import (
	"tcplab/lab/panel/canvas"
	"tcplab/lab/trace"
)

// A page lies over all panes between the top line and the footer: help, the
// jump list, the socket table, the closing page. Its content is built anew for
// every frame, so that a page left open follows the run.

// A Page is what the panel remembers of the page it shows.
type Page struct {
	Kind   PageKind
	Scroll int // the first row shown
	Cursor int // the choice it is on, counted from 0
}

// PageKind is which page lies over the panes.
type PageKind uint8

// The kinds of page.
const (
	NoPage PageKind = iota
	HelpPage
	JumpPage
	SocketsPage
	LadderPage
	TermsPage
	faultPage
	MorePage
	ClosingPage
	MovesPage
	choosePage
)

// A Content is what a page shows.
type Content struct {
	Title   string
	Corner  canvas.Line // at the right end of the title
	Lines   []canvas.Line
	Choices []Choice
	Begin   int // the choice that the cursor is on when the page opens
}

// A Choice is a row of a page that Enter acts on.
type Choice struct {
	Row      int         // its first row
	Rows     int         // how many it has
	Move     *trace.Move // make this move
	Beat     string      // go to this beat
	Focus    string      // look at this connection; follow: at what happens
	Follow   bool
	Question int  // from 1: the digits answer this one
	Open     bool // that question has no answer yet
}

// pages says what each kind of page shows, and whether it stays while the
// lesson goes on beneath it.
var pages = map[PageKind]struct {
	build func(s *Scene, w, h int) Content
	stays bool
}{
	HelpPage:    {build: helpContent},
	JumpPage:    {build: jumpContent},
	SocketsPage: {build: socketsContent, stays: true},
	LadderPage:  {build: ladderContent, stays: true},
	TermsPage:   {build: termsContent, stays: true},
	faultPage:   {build: faultContent, stays: true},
	MorePage:    {build: moreContent, stays: true},
	ClosingPage: {build: closingContent},
	MovesPage:   {build: movesContent},
	choosePage:  {build: chooseContent},
}

// Content is what a page of that kind shows of a scene in a window that is w
// columns wide and has h rows for it.
func (k PageKind) Content(s *Scene, w, h int) Content { return pages[k].build(s, w, h) }

// Stays reports whether the page stays while the lesson goes on beneath it.
func (k PageKind) Stays() bool { return pages[k].stays }

// paintPage draws the open page.
func paintPage(c *canvas.Canvas, s *Scene) {
	h := PageRows(c.H)
	in := s.Page.Kind.Content(s, c.W, h)
	n := in.Corner.Width()
	title := canvas.Text(canvas.Strong, in.Title).Cut(c.W - n - 8)
	c.Put(0, 1, c.W, canvas.Rule(append(canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" "), title.Add(canvas.Plain, " ")...), c.W))
	if n > 0 {
		c.Put(c.W-n-3, 1, c.W, append(canvas.Text(canvas.Plain, " "), in.Corner.Add(canvas.Plain, " ")...))
	}
	top := s.Page.Top(in, h)
	for i := top; i < min(len(in.Lines), top+h); i++ {
		y := 2 + i - top
		if cur, ok := s.Page.Current(in); ok && i >= cur.Row && i < cur.Row+cur.Rows {
			c.Put(0, y, c.W, canvas.Text(canvas.Strong, ">"))
			c.Put(1, y, c.W, emphasised(in.Lines[i]))
			continue
		}
		c.Put(1, y, c.W, in.Lines[i])
	}
	if s.Message == "" {
		c.Put(0, c.H-1, c.W, pageFooter(s, in, c.W, h))
	}
}

// pageFooter says how to move in the open page and how to leave it.
func pageFooter(s *Scene, in Content, w, h int) canvas.Line {
	hint := wScrollKeys
	if len(in.Choices) > 0 {
		hint = wPageKeys
	}
	l := canvas.Text(canvas.Plain, " "+s.Say(hint))
	if n := s.Page.below(in, h); n > 0 {
		more := "   " + moreBelow(s.Lang, n)
		if l.Width()+canvas.Width(more) > w {
			more = "   " + wRowsBelow.F(s.Lang, n)
		}
		l = l.Add(canvas.Faint, more)
	}
	return l.Cut(w)
}

// moreBelow says how many rows are out of sight.
func moreBelow(lang string, n int) string {
	if n == 1 {
		return wOneBelow.F(lang, n)
	}
	return wMoreBelow.F(lang, n)
}

// emphasised is the row that the cursor is on.
func emphasised(l canvas.Line) canvas.Line {
	out := append(canvas.Line(nil), l...)
	for i := range out {
		if out[i].Style == canvas.Plain || out[i].Style == canvas.Faint {
			out[i].Style = canvas.Strong
		}
	}
	return out
}

// PageRows is how many rows of a page a window of h rows shows.
func PageRows(h int) int { return max(h-3, 0) }

// Top is the first row shown: as far as the student scrolled, but never past
// the end, and with some of the cursor's choice in sight.
func (p Page) Top(in Content, h int) int {
	top := p.Scroll
	if cur, ok := p.Current(in); ok {
		top = max(cur.Row-h+1, min(top, cur.Row+cur.Rows-1))
	}
	return max(0, min(top, len(in.Lines)-h))
}

// InSight is where the page must be scrolled to for the cursor's choice to be
// seen from its first row to its last, or for nothing else to be seen where it
// has more rows than the window.
func (p Page) InSight(in Content, h int) int {
	top := p.Top(in, h)
	if cur, ok := p.Current(in); ok {
		first, last := cur.Row, cur.Row+cur.Rows-h
		top = max(min(first, last), min(top, max(first, last)))
	}
	return top
}

// Current is the choice that the cursor is on.
func (p Page) Current(in Content) (Choice, bool) {
	if len(in.Choices) == 0 {
		return Choice{}, false
	}
	return in.Choices[max(0, min(p.Cursor, len(in.Choices)-1))], true
}

// below counts the rows that are out of sight below.
func (p Page) below(in Content, h int) int {
	return max(0, len(in.Lines)-p.Top(in, h)-h)
}

// Scrolled moves the page by a number of choices, or of rows where it has none,
// or by a windowful; the second result is false at the end, where it cannot
// move.
func (p Page) Scrolled(in Content, h, by int, whole bool) (Page, bool) {
	switch {
	case whole:
		return p.turned(in, h, by)
	case len(in.Choices) == 0:
		was := p.Top(in, h)
		p.Scroll = max(0, min(was+by, len(in.Lines)-h))
		return p, p.Scroll != was
	}
	cur, _ := p.Current(in)
	top := p.Top(in, h)
	if more := cur.Row + cur.Rows - top - h; by == 1 && more > 0 { // the choice goes on below
		p.Scroll = top + min(more, h-1)
		return p, true
	}
	if more := top - cur.Row; by == -1 && more > 0 {
		p.Scroll = top - min(more, h-1)
		return p, true
	}
	before := p.Cursor
	p.Cursor = max(0, min(max(0, min(p.Cursor, len(in.Choices)-1))+by, len(in.Choices)-1))
	if p.Cursor == 0 {
		p.Scroll = 0 // what stands above the first choice belongs to it
	}
	p.Scroll = p.InSight(in, h)
	return p, p.Cursor != before
}

// turned moves the page by a windowful but for one row, so that no row is left
// out, and the cursor with it: to the first choice that is in sight as a whole.
// No open question is passed over on the way down.
func (p Page) turned(in Content, h, by int) (Page, bool) {
	was := p.Top(in, h)
	top := max(0, min(was+by*max(1, h-1), len(in.Lines)-h))
	moved := top != was
	if by > 0 {
		for i, c := range in.Choices {
			if c.Open && i > p.Cursor && c.Row+min(c.Rows, h) <= top+h {
				p.Cursor, p.Scroll = i, max(was, min(top, c.Row))
				return p, true
			}
		}
	}
	p.Scroll = top
	switch {
	case len(in.Choices) == 0:
	case moved:
		p.Cursor = in.seen(top, h)
	case by > 0 && p.Kind != ClosingPage && p.Cursor < len(in.Choices)-1:
		p.Cursor, moved = len(in.Choices)-1, true
	}
	return p, moved
}

// seen is the first choice that is in sight as a whole, else the last one of
// which anything is.
func (in Content) seen(top, h int) int {
	part := 0
	for i, c := range in.Choices {
		if c.Row >= top && c.Row+c.Rows <= top+h {
			return i
		}
		if c.Row < top+h && c.Row+c.Rows > top {
			part = i
		}
	}
	return part
}

// textWidth is how wide running text gets on a page, however wide the window.
func textWidth(w int) int { return max(1, min(w-4, 96)) }
