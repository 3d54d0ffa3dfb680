package panel

import (
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A Scene is a step with all that what is said of it depends on: the run it
// belongs to, and what the person who looks at it has chosen. Whoever shows a
// step builds one; nothing in it is ever changed.
type Scene struct {
	header *trace.Header
	lang   string // a trace.Languages

	step   trace.Step   // the one that is shown
	at     int          // its number in the recording
	length int          // steps in the recording
	window []trace.Step // the last steps up to and including it, for the ladder
	then   *trace.Move  // the move that was made next, if the step is not the newest
	live   bool         // a bench stands behind the recording

	code map[string][][]token // every program by file, a row a line
	Index
	tally    *tell.Tally     // the run's numbers, for the closing page; nil elsewhere
	toCome   map[string]bool // beats that a live run may still take, for the closing page
	notesDue bool            // the story is told: what comes next is the closing page

	recall *Recall // a question of an earlier lesson, for the start; nil if there is none

	picked int    // the id of the packet that the student selected; 0 if none
	focus  string // the key of the pair that the student chose; "" to follow what happens

	hidden  bool        // the text is hidden
	asking  bool        // questions are on
	answer  int         // to the shown beat's question: its option from 1, 0 if none yet, or revealed
	answers map[int]int // to the closing questions by their index, likewise

	busy string // what a slow move waits for; "" if none is under way
}

// newest says whether the scene shows how things stand, not how they stood.
func (s *Scene) newest() bool { return s.at >= s.length-1 }

// t is a word of the panel's own in the scene's language.
func (s *Scene) t(w tell.Word) string { return w.In(s.lang) }

// hasHappened says whether an event of that kind is in the step.
func (s *Scene) hasHappened(kind, host string) bool {
	return slices.ContainsFunc(s.step.Events, func(e trace.Event) bool { return e.Kind == kind && e.Host == host })
}
