package view

import (
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// sceneAt returns the scene of a sample's step with number at. If live is set
// it is the newest step of a live run, else a student looks at it in a
// recording.
func sceneAt(w *paneltest.World, at int, live bool) *Scene {
	steps := w.Steps
	if live {
		steps = steps[:at+1]
	}
	s := &Scene{Scene: tell.Scene{
		Header: &w.Header, Lang: "en", Step: steps[at], At: at, Length: len(steps), Live: live,
		Code: map[string][][]tell.Token{}, Index: tell.NewIndex(&w.Header), Window: steps[:at+1], Tally: tell.NewTally(w.Header),
	}, FromMenu: true, Keys: Keys()}
	for _, p := range w.Header.Programs {
		s.Code[p.File] = tell.Highlight(p.Source)
	}
	for i := range steps {
		s.Index.Add(i, &steps[i])
	}
	if at+1 < len(steps) {
		s.Then = &steps[at+1].Move
	}
	s.NotesDue = live && s.Step.Done == trace.DoneTold && s.HasClosing()
	return s
}
