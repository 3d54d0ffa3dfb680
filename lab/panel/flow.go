package panel

import (
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/words"
)

var (
	wFlow    = tell.Word{"a again: everything flows until then", "再按一次 a：在那之前包全部放行"}
	wNoShell = tell.Word{"there is no shell to be had here", "这里打不开命令行"}
)

// toggleFlow lets every packet through as it comes, or holds packets again.
func (p *panel) toggleFlow(s *view.Scene) {
	if p.job != nil && p.flowing {
		p.cancel()
		return
	}
	if p.job != nil {
		p.say(wBusy.F(p.lang, p.busy(&p.scene().Scene)))
		return
	}
	p.ask(s.Say(wFlow), func(c callCtx) error {
		return c.bench.RunOn(c.ctx)
	})
	p.flowing = p.job != nil
}

// openShell hands the terminal to a shell in the lab's network and comes back
// to the same screen.
func (p *panel) openShell(s *view.Scene) {
	if p.shell == nil {
		p.say(s.Say(wNoShell))
		return
	}
	var err error
	p.loop.lend(func() { err = p.shell(p.worker.ctx) })
	if err != nil {
		p.warn(words.In(err, p.lang))
	}
}
