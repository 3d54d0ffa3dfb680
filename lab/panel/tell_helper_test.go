package panel

import (
	"tcplab/lab/panel/paneltest"
)

// tellSceneAt is step at of a sample: the newest one of a run that is live, or
// one that a student looks at in a recording.
func tellSceneAt(w *paneltest.World, at int, live bool) *Scene {
	steps := w.Steps
	if live {
		steps = steps[:at+1]
	}
	s := &Scene{
		header: &w.Header, lang: "en", step: steps[at], at: at, length: len(steps), live: live,
		code: map[string][][]token{}, Index: NewIndex(&w.Header), window: steps[:at+1],
	}
	for _, p := range w.Header.Programs {
		s.code[p.File] = highlight(p.Source)
	}
	for i := range steps {
		s.Index.Add(i, &steps[i])
	}
	if at+1 < len(steps) {
		s.then = &steps[at+1].Move
	}
	return s
}
