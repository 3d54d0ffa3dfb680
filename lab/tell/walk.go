package tell

import "tcplab/lab/trace"

// A Walk tells a run from its first step to its last: it makes the scene of each
// step from those before it.
type Walk struct {
	header *trace.Header
	lang   string
	code   map[string][][]Token
	index  Index
	tally  *Tally
	window []trace.Step // the steps so far

	own     int          // the index in window of the step whose text stands
	since   []trace.Step // see Scene.Since
	earlier int          // see Scene.Earlier
}

// NewWalk begins to tell the run with that header in a language. The options of
// its questions must be in their order already; see Shuffled.
func NewWalk(h *trace.Header, lang string) *Walk {
	return &Walk{header: h, lang: lang, code: Code(h, lang), index: NewIndex(h), tally: NewTally(*h)}
}

// Step returns the scene of the next step. The scene is good until the next call,
// because the index of beats grows with the run.
func (w *Walk) Step(step trace.Step) *Scene {
	at := len(w.window)
	w.window = append(w.window, step)
	w.index.Add(at, &step)
	w.tally.Step(step)
	s := &Scene{
		Header: w.header, Lang: w.lang, Step: step, At: at, Length: at + 1, Window: w.window,
		Code: w.code, Index: w.index, Tally: w.tally, Asking: true,
	}
	if at > 0 {
		s.Before = &w.window[at-1]
	}
	if !ByItself(&step) || at == 0 {
		w.own, w.since, w.earlier = at, nil, 0
		return s
	}
	if w.since = append(w.since, step); len(w.since) > MaxSince {
		w.since = w.since[1:]
		w.earlier++
	}
	s.Own, s.Since, s.Earlier = &w.window[w.own], w.since, w.earlier
	s.SinceBefore = &w.window[at-len(w.since)]
	if w.own > 0 {
		s.OwnBefore = &w.window[w.own-1]
	}
	return s
}
