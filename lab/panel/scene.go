package panel

import (
	"slices"

	"tcplab/lab/prose"
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

// revealed as an answer means that nobody chose: the right one was shown.
const revealed = -1

// newest says whether the scene shows how things stand, not how they stood.
func (s *Scene) newest() bool { return s.at >= s.length-1 }

// t is a word of the panel's own in the scene's language.
func (s *Scene) t(w tell.Word) string { return w.In(s.lang) }

// text is the lesson's prose in the scene's language, or in another one where
// it has none in that.
func (s *Scene) text() *prose.Text { return textOf(s.header, s.lang) }

func textOf(h *trace.Header, lang string) *prose.Text {
	for _, l := range []string{lang, h.Lang, "en", "zh"} {
		if t := h.Prose[l]; t != nil {
			return t
		}
	}
	return &prose.Text{}
}

// section is what the lesson says at a beat; ok is false where it says nothing.
func (s *Scene) section(beat string) (prose.Section, bool) {
	sec, ok := s.text().Sections[beat]
	return sec, ok
}

// asScripted says whether a step took a beat and all that the beat claims was
// so. Only then is what the lesson says of the beat true of this run.
func asScripted(step *trace.Step) bool {
	return step.Beat != "" && step.Expected && len(step.Findings) == 0
}

// contradicted says whether the step took a beat, but not as the script has it:
// then what happened is told instead of what the lesson says.
func (s *Scene) contradicted() bool { return s.step.Beat != "" && !asScripted(&s.step) }

// said is what the lesson says of the shown step; ok is false where it says
// nothing, or nothing that holds.
func (s *Scene) said() (prose.Section, bool) {
	if s.contradicted() {
		return prose.Section{}, false
	}
	return s.section(s.step.Beat)
}

// hasOwnText says whether the lesson tells of the shown step.
func (s *Scene) hasOwnText() bool {
	sec, ok := s.said()
	return ok && sec.Lead != ""
}

// question is what is asked at the shown beat, nil if nothing is. Behind rows
// that were passed over the question may have no answer.
func (s *Scene) question() *prose.Question {
	if s.step.Move.Kind == trace.MoveStart && s.recall != nil {
		return s.recall.in(s.lang)
	}
	if s.step.PassedOver {
		return nil
	}
	if len(s.step.Told) > 0 && s.header.Home != s.header.Network {
		return nil // on a network whose packets flow the answer stands there already, unless the lesson is written for it
	}
	sec, _ := s.said()
	return sec.Question
}

// hasHappened says whether an event of that kind is in the step.
func (s *Scene) hasHappened(kind, host string) bool {
	return slices.ContainsFunc(s.step.Events, func(e trace.Event) bool { return e.Kind == kind && e.Host == host })
}

// currentChapter is the chapter the step belongs to: its own beat's, or that
// of the last row taken before it.
func (s *Scene) currentChapter() string {
	if i := s.header.Row(s.step.Beat); i >= 0 {
		return s.header.Beats[i].Chapter
	}
	current := ""
	for _, c := range s.header.Chapters {
		if current == "" || s.step.Taken[c] > 0 {
			current = c
		}
	}
	return current
}

// chapterSize counts the script's rows in a chapter.
func chapterSize(h *trace.Header, chapter string) int {
	n := 0
	for _, b := range h.Beats {
		if b.Chapter == chapter {
			n++
		}
	}
	return n
}

// seconds writes a timer's rest as people count down: 60 to 1, then 0.
func seconds(ms int64) int64 { return (max(ms, 0) + 999) / 1000 }
