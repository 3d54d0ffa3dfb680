package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// An open page has keys of its own, which come before the key table. Some move
// the page, others act on the row of its cursor.

// toggle shows a page, or closes it if it is the one shown.
func (p *panel) toggle(kind view.PageKind) {
	if p.page.Kind == kind {
		p.page = view.Page{}
		return
	}
	p.page = view.Page{Kind: kind}
	switch kind {
	case view.ClosingPage:
		if p.notes.Kind == view.ClosingPage { // back to where the student left it
			p.page, p.notes = p.notes, view.Page{}
		}
		p.opened = p.opened || p.newest() && p.step.Done == trace.DoneTold
	default:
		in := kind.Content(p.scene(), p.w, view.PageRows(p.h))
		p.page.Cursor, p.page.Scroll = in.Begin, in.From
	}
}

// pageTurns holds the keys that move an open page: by that number of choices,
// or of windowfuls if whole is set.
var pageTurns = map[string]struct {
	by    int
	whole bool
}{
	"↓": {by: 1}, "Tab": {by: 1}, "↑": {by: -1}, "Shift-Tab": {by: -1},
	"PgDn": {by: 1, whole: true}, "PgUp": {by: -1, whole: true},
	"Home": {by: -1 << 20}, "End": {by: 1 << 20},
}

// pressRow gives a key to cur, the row that the cursor of the open page is on;
// ok is false if the page has no such row. It reports whether the key did
// something.
func (p *panel) pressRow(s *view.Scene, name string, cur view.Choice, ok bool) bool {
	digit := len(name) == 1 && name[0] >= '1' && name[0] <= '9'
	switch {
	case name == "Esc" || name == "q" || name == "Enter" && !ok:
		p.page = p.page.Behind()
	case name == "Enter":
		p.choose(s, cur)
	case name == "r" && ok && p.page.Kind == view.JumpPage && p.live:
		p.askGoTo(s, cur.Beat)
	case digit && ok && cur.Question > 0:
		p.answerClosing(s, cur.Question-1, int(name[0]-'0'))
	default:
		return false
	}
	return true
}

// pressPage gives a key to the open page, before the key table gets it. It
// reports whether the page used it.
func (p *panel) pressPage(s *view.Scene, name string) bool {
	h := view.PageRows(p.h)
	in := p.page.Kind.Content(s, p.w, h)
	cur, ok := p.page.Current(in)
	if p.page.Kind == view.ClosingPage && p.told() && (name == "n" || name == "Space") {
		name = "PgDn" // n opened the page, so it turns the page, too, and does not miss the questions at its end
	}
	turn, turns := pageTurns[name]
	if !turns {
		return p.pressRow(s, name, cur, ok)
	}
	if ok && cur.Open && name == "PgDn" && p.page.Whole(in, h) { // as in the lesson, the answer comes first
		p.answerClosing(s, cur.Question-1, tell.Revealed)
		return true
	}
	next, moved := p.page.Scrolled(in, h, turn.by, turn.whole)
	if !moved && turn.whole {
		next = view.Page{} // a page closes past either end, so that PgDn and PgUp go on with the lesson
		if (p.page.Kind == view.ClosingPage || p.page.Kind == view.MovesPage) && turn.by > 0 && p.told() {
			p.part()
		}
	}
	p.page = next
	return true
}

// told reports whether the lesson is told to its end and the student sees that
// end.
func (p *panel) told() bool {
	return p.live && p.newest() && p.step.Done == trace.DoneTold
}

// part says that the next PgDn leads back to the menu: a teacher who holds only
// a remote has no other way.
func (p *panel) part() {
	again := wToldLeave
	if p.fromMenu {
		again = wToldAgain
	}
	p.say(again.In(p.lang))
	p.parting = true
}

// choose does the act of Enter on a row of a page.
func (p *panel) choose(s *view.Scene, c view.Choice) {
	switch {
	case c.Move != nil:
		p.page = view.Page{}
		p.do(s, *c.Move)
	case c.Socket != 0:
		p.page = view.Page{Kind: view.SocketPage, Of: c.Socket, Cursor: p.page.Cursor}
	case c.Step != 0:
		p.page = view.Page{}
		p.show(c.Step)
	case c.Follow || c.Focus != "":
		p.page, p.focus = view.Page{}, c.Focus
	case c.Beat == "":
	default:
		if step, ok := p.Found[c.Beat]; ok {
			if p.page.Kind == view.ClosingPage {
				p.notes = p.page
			}
			p.page = view.Page{}
			p.show(step)
		} else if p.live {
			p.askGoTo(s, c.Beat)
		} else {
			p.say(s.Say(wNotRecorded))
		}
	}
}

// askGoTo asks whether to restart and really run up to a beat.
func (p *panel) askGoTo(s *view.Scene, beat string) {
	name := beat
	if sec, ok := s.Section(beat); ok {
		name = sec.Headline
	}
	p.warn(wAsksGoTo.F(p.lang, name))
	p.confirm = func() {
		p.page = view.Page{}
		p.ask(wRunningTo.F(p.lang, name), func(c callCtx) error { return c.bench.GoTo(c.ctx, beat) })
	}
}
