package panel

import "tcplab/lab/trace"

// What keys do on an open page.

// toggle shows a page, or closes it if it is the one shown.
func (p *panel) toggle(kind pageKind) {
	if p.page.kind == kind {
		p.page = page{}
		return
	}
	p.page = page{kind: kind}
	switch kind {
	case closingPage:
		if p.notes.kind == closingPage { // back to where the student left it
			p.page, p.notes = p.notes, page{}
		}
		p.opened = p.opened || p.newest() && p.step.Done == trace.DoneTold
	case jumpPage, movesPage:
		p.page.cursor = kind.content(p.scene(), p.w, pageRows(p.h)).begin
	case ladderPage:
		p.page.scroll = 1 << 20 // its end is what is new
	}
}

// pressPage gives a key to the open page; it says whether the page used it.
func (p *panel) pressPage(s *scene, name string) bool {
	h := pageRows(p.h)
	in := p.page.kind.content(s, p.w, h)
	cur, ok := p.page.current(in)
	by, whole := 0, false
	if p.page.kind == closingPage && p.told() && (name == "n" || name == "Space") {
		name = "PgDn" // n opened the page: it turns it, too, and does not pass over the questions at its end
	}
	switch name {
	case "Esc", "q":
		p.page = page{}
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
			p.page = page{}
			return true
		}
		p.choose(s, cur)
		return true
	case "r":
		if p.page.kind == jumpPage && p.live && ok {
			p.askGoTo(s, cur.beat)
			return true
		}
		return false
	default:
		if ok && cur.question > 0 && len(name) == 1 && name[0] >= '1' && name[0] <= '9' {
			p.answerClosing(s, cur.question-1, int(name[0]-'0'))
			return true
		}
		return false
	}
	if ok && cur.open && name == "PgDn" { // as in the lesson: first the answer
		p.answerClosing(s, cur.question-1, revealed)
		return true
	}
	next, moved := p.page.scrolled(in, h, by, whole)
	if !moved && whole {
		next = page{} // past either end a page closes, so that PgDn and PgUp go on
		if p.page.kind == closingPage && by > 0 && p.told() {
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
func (p *panel) choose(s *scene, c choice) {
	switch {
	case c.move != nil:
		p.page = page{}
		p.do(s, *c.move)
	case c.follow || c.focus != "":
		p.page, p.focus = page{}, c.focus
	case c.beat == "":
	default:
		if step, ok := p.found[c.beat]; ok {
			if p.page.kind == closingPage {
				p.notes = p.page
			}
			p.page = page{}
			p.show(step)
		} else if p.live {
			p.askGoTo(s, c.beat)
		} else {
			p.say(s.t(wNotRecorded))
		}
	}
}

// askGoTo asks whether to restart and really run up to a beat.
func (p *panel) askGoTo(s *scene, beat string) {
	name := beat
	if sec, ok := s.section(beat); ok {
		name = sec.Headline
	}
	p.warn(wAsksGoTo.F(p.lang, name))
	p.confirm = func() {
		p.page = page{}
		p.ask(wRunningTo.F(p.lang, name), func(c callCtx) error { return c.bench.GoTo(c.ctx, beat) })
	}
}
