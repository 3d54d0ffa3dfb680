package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

// answerWith answers the question of the shown beat.
func (p *panel) answerWith(s *view.Scene, option int) {
	q := s.Question()
	if option > len(q.Options) {
		p.say(tell.AnswerKeys.F(p.lang, len(q.Options)))
		return
	}
	p.give(s, option)
}

// give gives the question of the shown beat an answer, and turns the text to it.
func (p *panel) give(s *view.Scene, answer int) {
	p.given[s.ToldStep().Beat] = answer
	_, ask := view.Turns(p.scene(), p.w, p.h)
	p.turn, p.turnOf = ask, p.own(p.at)
}

// answerClosing answers a question of the closing page, once, as in the lesson.
func (p *panel) answerClosing(s *view.Scene, question, option int) {
	if p.closing[question] != 0 {
		p.say(s.Say(wAnsweredOnce))
		return
	}
	if option > len(s.Text().Closing.Questions[question].Options) {
		return
	}
	p.closing[question] = option
	h := view.PageRows(p.h)
	in := p.page.Kind.Content(p.scene(), p.w, h) // it is longer now, by the answer
	p.page.Scroll = p.page.InSight(in, h)
}
