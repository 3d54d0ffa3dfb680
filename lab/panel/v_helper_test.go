package panel

import (
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// viewSceneAt is step at of a sample: the newest one of a run that is live, or
// one that a student looks at in a recording.
func viewSceneAt(w *paneltest.World, at int, live bool) *scene {
	steps := w.Steps
	if live {
		steps = steps[:at+1]
	}
	s := &scene{Scene: Scene{
		header: &w.Header, lang: "en", step: steps[at], at: at, length: len(steps), live: live,
		code: map[string][][]token{}, Index: NewIndex(&w.Header), window: steps[:at+1], tally: tell.NewTally(w.Header),
	}, fromMenu: true, keys: Keys()}
	for _, p := range w.Header.Programs {
		s.code[p.File] = highlight(p.Source)
	}
	for i := range steps {
		s.Index.Add(i, &steps[i])
	}
	if at+1 < len(steps) {
		s.then = &steps[at+1].Move
	}
	s.notesDue = live && s.step.Done == trace.DoneTold && s.hasClosing()
	return s
}
