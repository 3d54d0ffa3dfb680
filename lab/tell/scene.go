package tell

import (
	"slices"

	"tcplab/lab/trace"
)

// A Scene is a step with all that what is said of it depends on: the run it
// belongs to, and what the person who looks at it has chosen. Whoever shows a
// step builds one; nothing in it is ever changed.
type Scene struct {
	Header *trace.Header
	Lang   string // a trace.Languages

	Step   trace.Step   // the one that is shown
	At     int          // its number in the recording
	Length int          // steps in the recording
	Window []trace.Step // the last steps up to and including it, for the ladder
	Then   *trace.Move  // the move that was made next, if the step is not the newest
	Live   bool         // a bench stands behind the recording

	Code map[string][][]Token // every program by file, a row a line
	Index
	Tally    *Tally          // the run's numbers, for the closing page; nil elsewhere
	ToCome   map[string]bool // beats that a live run may still take, for the closing page
	NotesDue bool            // the story is told: what comes next is the closing page

	Recall *Recall // a question of an earlier lesson, for the start; nil if there is none

	Picked int    // the id of the packet that the student selected; 0 if none
	Focus  string // the key of the pair that the student chose; "" to follow what happens

	Hidden  bool        // the text is hidden
	Asking  bool        // questions are on
	Answer  int         // to the shown beat's question: its option from 1, 0 if none yet, or revealed
	Answers map[int]int // to the closing questions by their index, likewise

	Busy string // what a slow move waits for; "" if none is under way
}

// Newest reports whether the scene shows how things stand, not how they stood.
func (s *Scene) Newest() bool { return s.At >= s.Length-1 }

// Say is a word of the panel's own in the scene's language.
func (s *Scene) Say(w Word) string { return w.In(s.Lang) }

// HasHappened reports whether an event of that kind is in the step.
func (s *Scene) HasHappened(kind, host string) bool {
	return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool { return e.Kind == kind && e.Host == host })
}
