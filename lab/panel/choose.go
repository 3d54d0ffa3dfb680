package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// What keys do on an open page.

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
	case view.JumpPage, view.MovesPage:
		p.page.Cursor = kind.Content(p.scene(), p.w, view.PageRows(p.h)).Begin
	case view.LadderPage:
		p.page.Scroll = 1 << 20 // its end is what is new
	}
}

// pressPage gives a key to the open page; it says whether the page used it.
func (p *panel) pressPage(s *view.Scene, name string) bool {
	h := view.PageRows(p.h)
	in := p.page.Kind.Content(s, p.w, h)
	cur, ok := p.page.Current(in)
	by, whole := 0, false
	if p.page.Kind == view.ClosingPage && p.told() && (name == "n" || name == "Space") {
		name = "PgDn" // n opened the page: it turns it, too, and does not pass over the questions at its end
	}
	switch name {
	case "Esc", "q":
		p.page = view.Page{}
		return true
	case "↓", "Tab":
		by = 1
	case "↑", "Shift-Tab":
		by = -1
	case "PgDn":
		by, whole = 1, true
	case "PgUp":
		by, whole = -1, true
	case "Home":
		by = -1 << 20
	case "End":
		by = 1 << 20
	case "Enter":
		if !ok {
			p.page = view.Page{}
			return true
		}
		p.choose(s, cur)
		return true
	case "r":
		if p.page.Kind == view.JumpPage && p.live && ok {
			p.askGoTo(s, cur.Beat)
			return true
		}
		return false
	default:
		if ok && cur.Question > 0 && len(name) == 1 && name[0] >= '1' && name[0] <= '9' {
			p.answerClosing(s, cur.Question-1, int(name[0]-'0'))
			return true
		}
		return false
	}
	if ok && cur.Open && name == "PgDn" { // as in the lesson: first the answer
		p.answerClosing(s, cur.Question-1, tell.Revealed)
		return true
	}
	next, moved := p.page.Scrolled(in, h, by, whole)
	if !moved && whole {
		next = view.Page{} // past either end a page closes, so that PgDn and PgUp go on
		if p.page.Kind == view.ClosingPage && by > 0 && p.told() {
			p.part()
		}
	}
	p.page = next
	return true
}

// told says whether the lesson has been told to its end, and all of it seen.
func (p *panel) told() bool {
	return p.live && p.newest() && p.step.Done == trace.DoneTold
}

// part says that the next PgDn leads back to the menu: with nothing but a
// remote in the hand that is the only way.
func (p *panel) part() {
	again := wToldLeave
	if p.fromMenu {
		again = wToldAgain
	}
	p.say(again.In(p.lang))
	p.parting = true
}

// choose does what Enter does on a row of a page.
func (p *panel) choose(s *view.Scene, c view.Choice) {
	switch {
	case c.Move != nil:
		p.page = view.Page{}
		p.do(s, *c.Move)
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
