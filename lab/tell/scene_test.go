package tell

import (
	"tcplab/lab/panel/paneltest"
)

// sceneAt returns the scene of a sample's step with number at. If live is set
// it is the newest step of a live run, else a student looks at it in a
// recording.
func sceneAt(w *paneltest.World, at int, live bool) *Scene {
	steps := w.Steps
	if live {
		steps = steps[:at+1]
	}
	s := &Scene{
		Header: &w.Header, Lang: "en", Step: steps[at], At: at, Length: len(steps), Live: live,
		Code: map[string][][]Token{}, Index: NewIndex(&w.Header), Window: steps[:at+1],
	}
	for _, p := range w.Header.Programs {
		s.Code[p.File] = Highlight(p.Source)
	}
	for i := range steps {
		s.Index.Add(i, &steps[i])
	}
	if at+1 < len(steps) {
		s.Then = &steps[at+1].Move
	}
	return s
}
