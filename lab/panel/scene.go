package panel

import (
	"slices"
	"time"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A scene is everything a frame is made of, and all that a pane may read. The
// panel builds one for every frame; nothing in it is ever changed.
type scene struct {
	header *trace.Header
	lang   string

	step   trace.Step   // the one on the screen
	index  int          // its number in the recording
	length int          // steps in the recording
	window []trace.Step // the last steps up to and including it, for the ladder
	then   *trace.Move  // looking back: the move that was made next
	live   bool         // a bench stands behind the recording

	code  map[string][]line // every program by file, highlighted, a line a line
	found map[string]int    // beats by id: the first step that took each
	takes map[string][]int  // beats by id: the steps that took its rows, one a row
	rows  map[string]int    // beats by id: how many rows of the script have it
	tally *tell.Tally       // the run's numbers, for the closing page; nil elsewhere

	toCome   map[string]bool // beats that a live run may still take, for the closing page
	notesDue bool            // the story is told: n shows the closing page next
	noted    bool            // the student has followed a line of the closing page away from it
	fromMenu bool            // leaving leads back to the menu

	recall *Recall // a question of an earlier lesson, for the start

	picked int    // the packet the student selected; 0: none
	focus  string // the connection the student chose: see pairs; "": follow what happens

	hidden  bool        // the text is hidden
	asking  bool        // questions are on
	answer  int         // to the shown beat's question: its option from 1, 0 none yet, revealed
	answers map[int]int // to the closing questions, likewise

	busy    string // what a slow move waits for
	message string // what the last key led to, if that was not a move
	urgent  bool   // message is a question or an error
	auto    time.Duration
	playing bool // auto play is on

	page page  // what lies over the panes
	keys []Key // the key table
}

// revealed as an answer means that nobody chose: the right one was shown.
const revealed = -1

// newest says whether the scene shows how things stand, not how they stood.
func (s *scene) newest() bool { return s.index >= s.length-1 }

// t is a word of the panel's own in the scene's language.
func (s *scene) t(w tell.Word) string { return w.In(s.lang) }

// text is the lesson's prose in the scene's language, or in another one where
// it has none in that.
func (s *scene) text() *prose.Text { return textOf(s.header, s.lang) }

func textOf(h *trace.Header, lang string) *prose.Text {
	for _, l := range []string{lang, h.Lang, "en", "zh"} {
		if t := h.Prose[l]; t != nil {
			return t
		}
	}
	return &prose.Text{}
}

// section is what the lesson says at a beat; ok is false where it says nothing.
func (s *scene) section(beat string) (prose.Section, bool) {
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
func (s *scene) contradicted() bool { return s.step.Beat != "" && !asScripted(&s.step) }

// said is what the lesson says of the shown step; ok is false where it says
// nothing, or nothing that holds.
func (s *scene) said() (prose.Section, bool) {
	if s.contradicted() {
		return prose.Section{}, false
	}
	return s.section(s.step.Beat)
}

// hasOwnText says whether the lesson tells of the shown step.
func (s *scene) hasOwnText() bool {
	sec, ok := s.said()
	return ok && sec.Lead != ""
}

// question is what is asked at the shown beat, nil if nothing is. Behind rows
// that were passed over the question may have no answer.
func (s *scene) question() *prose.Question {
	if s.step.Move.Kind == trace.MoveStart && s.recall != nil {
		return s.recall.in(s)
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
func (s *scene) hasHappened(kind, host string) bool {
	return slices.ContainsFunc(s.step.Events, func(e trace.Event) bool { return e.Kind == kind && e.Host == host })
}

// currentChapter is the chapter the step belongs to: its own beat's, or that
// of the last row taken before it.
func (s *scene) currentChapter() string {
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
