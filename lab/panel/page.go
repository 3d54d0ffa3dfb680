package panel

import "tcplab/lab/trace"

// A page lies over all panes between the top line and the footer: help, the
// jump list, the socket table, the closing page. Its content is built anew for
// every frame, so that a page left open follows the run.

// A page is what the panel remembers of the page it shows.
type page struct {
	kind   pageKind
	scroll int // the first row shown
	cursor int // the choice it is on, counted from 0
}

type pageKind uint8

// The kinds of page.
const (
	noPage pageKind = iota
	helpPage
	jumpPage
	socketsPage
	ladderPage
	termsPage
	faultPage
	morePage
	closingPage
	movesPage
	choosePage
)

// A content is what a page shows.
type content struct {
	title   string
	corner  line // at the right end of the title
	lines   []line
	choices []choice
	begin   int // the choice that the cursor is on when the page opens
}

// A choice is a row of a page that Enter acts on.
type choice struct {
	row      int         // its first row
	rows     int         // how many it has
	move     *trace.Move // make this move
	beat     string      // go to this beat
	focus    string      // look at this connection; follow: at what happens
	follow   bool
	question int  // from 1: the digits answer this one
	open     bool // that question has no answer yet
}

// pages says what each kind of page shows, and whether it stays while the
// lesson goes on beneath it.
var pages = map[pageKind]struct {
	build func(s *scene, w, h int) content
	stays bool
}{
	helpPage:    {build: helpContent},
	jumpPage:    {build: jumpContent},
	socketsPage: {build: socketsContent, stays: true},
	ladderPage:  {build: ladderContent, stays: true},
	termsPage:   {build: termsContent, stays: true},
	faultPage:   {build: faultContent, stays: true},
	morePage:    {build: moreContent, stays: true},
	closingPage: {build: closingContent},
	movesPage:   {build: movesContent},
	choosePage:  {build: chooseContent},
}

// content is what a page of that kind shows of a scene in a window that is w
// columns wide and has h rows for it.
func (k pageKind) content(s *scene, w, h int) content { return pages[k].build(s, w, h) }

// stays reports whether the page stays while the lesson goes on beneath it.
func (k pageKind) stays() bool { return pages[k].stays }

// paintPage draws the open page.
func paintPage(c *canvas, s *scene) {
	h := pageRows(c.h)
	in := s.page.kind.content(s, c.w, h)
	n := in.corner.width()
	title := text(strong, in.title).cut(c.w - n - 8)
	c.put(0, 1, c.w, rule(append(text(faint, bar+bar+" "), title.add(plain, " ")...), c.w))
	if n > 0 {
		c.put(c.w-n-3, 1, c.w, append(text(plain, " "), in.corner.add(plain, " ")...))
	}
	top := s.page.top(in, h)
	for i := top; i < min(len(in.lines), top+h); i++ {
		y := 2 + i - top
		if cur, ok := s.page.current(in); ok && i >= cur.row && i < cur.row+cur.rows {
			c.put(0, y, c.w, text(strong, ">"))
			c.put(1, y, c.w, emphasised(in.lines[i]))
			continue
		}
		c.put(1, y, c.w, in.lines[i])
	}
	if s.message == "" {
		c.put(0, c.h-1, c.w, pageFooter(s, in, c.w, h))
	}
}

// pageFooter says how to move in the open page and how to leave it.
func pageFooter(s *scene, in content, w, h int) line {
	hint := wScrollKeys
	if len(in.choices) > 0 {
		hint = wPageKeys
	}
	l := text(plain, " "+s.t(hint))
	if n := s.page.below(in, h); n > 0 {
		more := "   " + moreBelow(s.lang, n)
		if l.width()+width(more) > w {
			more = "   " + wRowsBelow.F(s.lang, n)
		}
		l = l.add(faint, more)
	}
	return l.cut(w)
}

// moreBelow says how many rows are out of sight.
func moreBelow(lang string, n int) string {
	if n == 1 {
		return wOneBelow.F(lang, n)
	}
	return wMoreBelow.F(lang, n)
}

// emphasised is the row that the cursor is on.
func emphasised(l line) line {
	out := append(line(nil), l...)
	for i := range out {
		if out[i].style == plain || out[i].style == faint {
			out[i].style = strong
		}
	}
	return out
}

// pageRows is how many rows of a page a window of h rows shows.
func pageRows(h int) int { return max(h-3, 0) }

// top is the first row shown: as far as the student scrolled, but never past
// the end, and with some of the cursor's choice in sight.
func (p page) top(in content, h int) int {
	top := p.scroll
	if cur, ok := p.current(in); ok {
		top = max(cur.row-h+1, min(top, cur.row+cur.rows-1))
	}
	return max(0, min(top, len(in.lines)-h))
}

// inSight is where the page must be scrolled to for the cursor's choice to be
// seen from its first row to its last, or for nothing else to be seen where it
// has more rows than the window.
func (p page) inSight(in content, h int) int {
	top := p.top(in, h)
	if cur, ok := p.current(in); ok {
		first, last := cur.row, cur.row+cur.rows-h
		top = max(min(first, last), min(top, max(first, last)))
	}
	return top
}

// current is the choice that the cursor is on.
func (p page) current(in content) (choice, bool) {
	if len(in.choices) == 0 {
		return choice{}, false
	}
	return in.choices[max(0, min(p.cursor, len(in.choices)-1))], true
}

// below counts the rows that are out of sight below.
func (p page) below(in content, h int) int {
	return max(0, len(in.lines)-p.top(in, h)-h)
}

// scrolled moves the page by a number of choices, or of rows where it has none,
// or by a windowful; the second result is false at the end, where it cannot
// move.
func (p page) scrolled(in content, h, by int, whole bool) (page, bool) {
	switch {
	case whole:
		return p.turned(in, h, by)
	case len(in.choices) == 0:
		was := p.top(in, h)
		p.scroll = max(0, min(was+by, len(in.lines)-h))
		return p, p.scroll != was
	}
	cur, _ := p.current(in)
	top := p.top(in, h)
	if more := cur.row + cur.rows - top - h; by == 1 && more > 0 { // the choice goes on below
		p.scroll = top + min(more, h-1)
		return p, true
	}
	if more := top - cur.row; by == -1 && more > 0 {
		p.scroll = top - min(more, h-1)
		return p, true
	}
	before := p.cursor
	p.cursor = max(0, min(max(0, min(p.cursor, len(in.choices)-1))+by, len(in.choices)-1))
	if p.cursor == 0 {
		p.scroll = 0 // what stands above the first choice belongs to it
	}
	p.scroll = p.inSight(in, h)
	return p, p.cursor != before
}

// turned moves the page by a windowful but for one row, so that no row is left
// out, and the cursor with it: to the first choice that is in sight as a whole.
// No open question is passed over on the way down.
func (p page) turned(in content, h, by int) (page, bool) {
	was := p.top(in, h)
	top := max(0, min(was+by*max(1, h-1), len(in.lines)-h))
	moved := top != was
	if by > 0 {
		for i, c := range in.choices {
			if c.open && i > p.cursor && c.row+min(c.rows, h) <= top+h {
				p.cursor, p.scroll = i, max(was, min(top, c.row))
				return p, true
			}
		}
	}
	p.scroll = top
	switch {
	case len(in.choices) == 0:
	case moved:
		p.cursor = in.seen(top, h)
	case by > 0 && p.kind != closingPage && p.cursor < len(in.choices)-1:
		p.cursor, moved = len(in.choices)-1, true
	}
	return p, moved
}

// seen is the first choice that is in sight as a whole, else the last one of
// which anything is.
func (in content) seen(top, h int) int {
	part := 0
	for i, c := range in.choices {
		if c.row >= top && c.row+c.rows <= top+h {
			return i
		}
		if c.row < top+h && c.row+c.rows > top {
			part = i
		}
	}
	return part
}

// textWidth is how wide running text gets on a page, however wide the window.
func textWidth(w int) int { return max(1, min(w-4, 96)) }
