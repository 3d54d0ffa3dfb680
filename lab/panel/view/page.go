package view

import (
	"tcplab/lab/panel/canvas"
	"tcplab/lab/trace"
)

// A page covers all panes between the top line and the footer: help, the jump
// list, the socket table, the closing page. Its content is built anew for every
// frame, so that an open page follows the run.

// A Page is what the panel remembers about the open page.
type Page struct {
	Kind   PageKind
	Scroll int // the first row shown, from 0
	Cursor int // the choice that the cursor is on, from 0; of a socket's page, that of the socket table behind it
	Of     int // the id of the packet or the socket that the page is about; 0 if it is about neither
}

// PageKind says which page covers the panes.
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
	ProgramPage
	PacketPage
	SocketPage
	FigurePage
)

// A Content is everything that a page shows.
type Content struct {
	Title   string
	Corner  canvas.Line // at the right end of the title
	Lines   []canvas.Line
	Choices []Choice
	From    int // the row that the page begins with, from 0; a large one is the last
	Begin   int // the choice that the cursor is on when the page opens, from 0
}

// A Choice is a row of a page that Enter acts on.
type Choice struct {
	Row      int         // its first row, from 0
	Rows     int         // the number of its rows
	Move     *trace.Move // Enter makes this move; nil if it makes none
	Beat     string      // Enter goes to this beat; "" if to none
	Focus    string      // Enter looks at this connection; "" if at none
	Socket   int         // Enter opens the page of the socket with this id; 0 if of none
	Step     int         // Enter looks at this step; 0 if at none
	Drawn    bool        // the page draws the cursor itself
	Follow   bool        // Enter looks at the connection where something happens
	Question int         // the digits answer this question, from 1; 0 if none
	Open     bool        // that question has no answer yet
}

// pages holds for each kind of page the function that builds its content, and
// whether the page stays open while the lesson goes on beneath it.
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
	ProgramPage: {build: programContent, stays: true},
	PacketPage:  {build: packetContent, stays: true},
	SocketPage:  {build: socketContent, stays: true},
	FigurePage:  {build: figureContent, stays: true},
}

// Content builds what a page of that kind shows of a scene. The window is w
// columns wide and has h rows for the page.
func (k PageKind) Content(s *Scene, w, h int) Content { return pages[k].build(s, w, h) }

// Stays reports whether the page stays open while the lesson goes on beneath
// it.
func (k PageKind) Stays() bool { return pages[k].stays }

// Behind returns the page that is open once this one is closed: a socket's page
// was opened from the table of all sockets.
func (p Page) Behind() Page {
	if p.Kind == SocketPage {
		return Page{Kind: SocketsPage, Cursor: p.Cursor}
	}
	return Page{}
}

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
		if cur, ok := s.Page.Current(in); ok && !cur.Drawn && i >= cur.Row && i < cur.Row+cur.Rows {
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

// pageFooter lists the keys that move the open page and close it.
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

// moreBelow says that n rows are out of sight below.
func moreBelow(lang string, n int) string {
	if n == 1 {
		return wOneBelow.F(lang, n)
	}
	return wMoreBelow.F(lang, n)
}

// emphasised returns a row as it looks if the cursor is on it.
func emphasised(l canvas.Line) canvas.Line {
	out := append(canvas.Line(nil), l...)
	for i := range out {
		if out[i].Style == canvas.Plain || out[i].Style == canvas.Faint {
			out[i].Style = canvas.Strong
		}
	}
	return out
}

// PageRows returns the number of rows of a page that a window of h rows shows.
func PageRows(h int) int { return max(h-3, 0) }

// Top returns the first row shown. It is the row to which the student scrolled,
// but never past the end, and some row of the cursor's choice is always in
// sight.
func (p Page) Top(in Content, h int) int {
	top := p.Scroll
	if cur, ok := p.Current(in); ok {
		top = max(cur.Row-h+1, min(top, cur.Row+cur.Rows-1))
	}
	return max(0, min(top, len(in.Lines)-h))
}

// InSight returns the first row to show so that all of the cursor's choice is
// in sight. If the choice has more rows than the window, nothing else is in
// sight.
func (p Page) InSight(in Content, h int) int {
	top := p.Top(in, h)
	if cur, ok := p.Current(in); ok {
		first, last := cur.Row, cur.Row+cur.Rows-h
		top = max(min(first, last), min(top, max(first, last)))
	}
	return top
}

// Current returns the choice that the cursor is on; false if the page has none.
func (p Page) Current(in Content) (Choice, bool) {
	if len(in.Choices) == 0 {
		return Choice{}, false
	}
	return in.Choices[max(0, min(p.Cursor, len(in.Choices)-1))], true
}

// Whole reports whether the last row of the cursor's choice is in sight: a
// question is answered only when all its answers have been.
func (p Page) Whole(in Content, h int) bool {
	cur, ok := p.Current(in)
	return ok && cur.Row+min(cur.Rows, h) <= p.Top(in, h)+h
}

// below counts the rows that are out of sight below.
func (p Page) below(in Content, h int) int {
	return max(0, len(in.Lines)-p.Top(in, h)-h)
}

// Scrolled returns the page moved by a number of windowfuls if whole is set,
// else by a number of choices, or of rows if the page has no choices. A
// negative number moves it up. The second result is false if the page is at its
// end already.
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
	if more := cur.Row + cur.Rows - top - h; by == 1 && more > 0 { // the choice has more rows below
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
		p.Scroll = 0 // the rows above the first choice belong to it
	}
	p.Scroll = p.InSight(in, h)
	return p, p.Cursor != before
}

// turned moves the page by windowfuls. Each is one row less than the window, so
// that no row is missed. The cursor moves along, to the first choice that is in
// sight as a whole. On the way down the page stops at an open question.
func (p Page) turned(in Content, h, by int) (Page, bool) {
	was := p.Top(in, h)
	top := max(0, min(was+by*max(1, h-1), len(in.Lines)-h))
	moved := top != was
	if by > 0 {
		for i, c := range in.Choices {
			if c.Open && (i > p.Cursor || i == p.Cursor && !p.Whole(in, h)) && c.Row+min(c.Rows, h) <= top+h {
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

// seen returns the index of the first choice that is in sight as a whole, or
// else of the last choice that is partly in sight.
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

// textWidth returns the columns of running text on a page, in a window of w. It
// has a limit, because long lines are hard to read.
func textWidth(w int) int { return max(1, min(w-4, 96)) }
