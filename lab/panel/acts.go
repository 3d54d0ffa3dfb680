package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// acts holds the function of each row of the key table, by the first of the
// row's names. A row that opens a page has no function here.
var acts = map[string]func(p *panel, s *view.Scene, name string){
	"n":    func(p *panel, s *view.Scene, _ string) { p.forward(s, false) },
	"s":    func(p *panel, s *view.Scene, _ string) { p.forward(s, true) },
	"p":    func(p *panel, s *view.Scene, _ string) { p.back(s) },
	"Home": func(p *panel, _ *view.Scene, _ string) { p.show(0) },
	"End":  func(p *panel, _ *view.Scene, _ string) { p.show(p.rec.Len() - 1) },
	"]": func(p *panel, s *view.Scene, _ string) {
		p.ask(s.Say(wRunOn), func(c callCtx) error { return c.bench.RunOn(c.ctx) })
	},
	"a": func(p *panel, s *view.Scene, _ string) {
		if s.Header.Open {
			p.toggleFlow(s)
			return
		}
		p.toggleAuto(s)
	},
	"!": func(p *panel, s *view.Scene, _ string) { p.openShell(s) },
	"+": func(p *panel, s *view.Scene, name string) { p.speed(s, name == "+") },

	"1": func(p *panel, s *view.Scene, name string) { p.answerWith(s, int(name[0]-'0')) },
	"↑": func(p *panel, s *view.Scene, name string) { p.pick(s, name) },
	"Enter": func(p *panel, s *view.Scene, _ string) {
		if s.Selected() != nil {
			p.page = view.Page{Kind: view.PacketPage, Of: s.Picked}
			return
		}
		p.toggle(view.MorePage)
	},
	"d": func(p *panel, s *view.Scene, _ string) { p.move(s, trace.MoveDeliver) },
	"x": func(p *panel, s *view.Scene, _ string) { p.move(s, trace.MoveDrop) },
	"2": func(p *panel, s *view.Scene, _ string) { p.move(s, trace.MoveDuplicate) },

	".": func(p *panel, _ *view.Scene, _ string) { p.hide() },
	"o": func(p *panel, s *view.Scene, _ string) {
		p.asking = !p.asking
		p.say(s.Say(map[bool]tell.Word{true: wQuestionsOn, false: wQuestionsOff}[p.asking]))
	},
	"L":      func(p *panel, s *view.Scene, _ string) { p.otherLanguage(s) },
	"r":      func(p *panel, s *view.Scene, _ string) { p.restart(s) },
	"u":      func(p *panel, s *view.Scene, _ string) { p.undo(s) },
	"Esc":    func(p *panel, _ *view.Scene, _ string) { p.cancel() },
	"q":      func(p *panel, s *view.Scene, _ string) { p.leave(s) },
	"Ctrl-C": func(p *panel, _ *view.Scene, _ string) { p.quit(Result{}) },
}
