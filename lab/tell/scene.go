package tell

import (
	"slices"

	"tcplab/lab/trace"
)

// A Scene is a step, the run that it belongs to, and the choices of the person
// who looks at it. The texts about the step depend on nothing else. A view
// builds a scene for every step that it shows, and nobody changes it.
type Scene struct {
	Header *trace.Header
	Lang   string // one of trace.Languages

	Step    trace.Step   // the shown step
	Own     *trace.Step  // the step whose text stands, because the shown one and those of Since came by themselves after it; nil if that is the shown step itself
	Since   []trace.Step // the steps that came by themselves after Own, the shown one last; at most MaxSince of them
	Earlier int          // how many more of them came before those of Since

	Before      *trace.Step  // the step before the shown one; nil if it is the first one, or not known
	OwnBefore   *trace.Step  // the step before Own, likewise
	SinceBefore *trace.Step  // the step before the first one of Since, likewise
	At          int          // its number in the recording, from 0
	Length      int          // the number of steps in the recording
	Window      []trace.Step // the last steps up to and including the shown one, for the ladder
	Then        *trace.Move  // the move that was made next; nil if the step is the newest
	Live        bool         // a bench stands behind the recording

	Code map[string][][]Token // every program by file, line by line
	Index
	Tally    *Tally          // the run's numbers, for the closing page; nil elsewhere
	ToCome   map[string]bool // beats that a live run may still take, for the closing page
	NotesDue bool            // the story is told, and the closing page comes next

	Recall *Recall // a question of an earlier lesson, for the start; nil if there is none

	Picked int    // the id of the packet that the student selected; 0 if none
	Focus  string // the key of the pair that the student chose; "" to follow what happens

	Hidden  bool        // the text is hidden
	Asking  bool        // questions are on
	Answer  int         // to the shown beat's question: the option from 1, 0 if none yet, or Revealed
	Answers map[int]int // to the closing questions by their index, in the same way

	Busy string // the words for a slow move under way; "" if there is none

	known *facts // see facts.go; nil until somebody asks
}

// Newest reports whether the scene shows the newest step.
func (s *Scene) Newest() bool { return s.At >= s.Length-1 }

// Say returns a word of tcplab's own in the scene's language.
func (s *Scene) Say(w Word) string { return w.In(s.Lang) }

// HasHappened reports whether the step has an event of that kind at that host.
func (s *Scene) HasHappened(kind, host string) bool {
	return slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool { return e.Kind == kind && e.Host == host })
}
