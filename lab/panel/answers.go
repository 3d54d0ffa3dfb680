package panel

// answerWith answers the question of the shown beat.
func (p *panel) answerWith(s *scene, option int) {
	q := s.question()
	if option > len(q.Options) {
		p.say(wAnswerKeys.F(p.lang, len(q.Options)))
		return
	}
	p.given[p.step.Beat] = option
}

// answerClosing answers a question of the closing page, once, as in the lesson.
func (p *panel) answerClosing(s *scene, question, option int) {
	if p.closing[question] != 0 {
		p.say(s.t(wAnsweredOnce))
		return
	}
	if option > len(s.text().Closing.Questions[question].Options) {
		return
	}
	p.closing[question] = option
	h := pageRows(p.h)
	in := p.page.kind.content(p.scene(), p.w, h) // it has grown by the answer
	p.page.scroll = p.page.inSight(in, h)
}
