package main

import (
	"tcplab/lab"
	"tcplab/lab/panel"
)

// liveBench lends the panel a bench. The two meet here and nowhere else.
type liveBench struct{ *lab.Bench }

// Recording is the bench's recording as the panel asks for it.
func (b liveBench) Recording() panel.Recording { return b.Bench.Recording() }

// showLesson runs a lesson in the panel.
func showLesson(e *env, l *lab.Lesson, o lab.Options, f runFlags) (panel.Result, error) {
	bench, err := lab.Open(l, o)
	if err != nil {
		return panel.Result{}, err
	}
	defer bench.Close()
	bench.Watch()
	if f.at != "" {
		if err := bench.GoTo(e.ctx, f.at); err != nil {
			return panel.Result{}, err
		}
	}
	live := liveBench{bench}
	return panel.Run(e.ctx, panel.Options{
		Recording: live.Recording(), Bench: live,
		Lang: o.Lang, ASCII: f.ascii, Auto: f.auto, Questions: true,
	})
}
