package tell

import (
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// Text returns the lesson's prose in the scene's language, or in another one if
// it has none in that.
func (s *Scene) Text() *prose.Text { return TextOf(s.Header, s.Lang) }

// TextOf returns the lesson's prose in a language, or in another one if it has
// none in that; empty prose if it has none at all.
func TextOf(h *trace.Header, lang string) *prose.Text {
	for _, l := range []string{lang, h.Lang, "en", "zh"} {
		if t := h.Prose[l]; t != nil {
			return t
		}
	}
	return &prose.Text{}
}

// Section returns the lesson's text about a beat; false if there is none.
func (s *Scene) Section(beat string) (prose.Section, bool) {
	sec, ok := s.Text().Sections[beat]
	return sec, ok
}

// Contradicted reports whether the step took a beat, but not as the script has
// it. Then the views tell what happened, and not the lesson's text.
func (s *Scene) Contradicted() bool {
	step := &s.told().Step
	return step.Beat != "" && !AsScripted(step)
}

// Said returns the lesson's text about the step whose text stands, which is
// mostly the shown one; false if there is none, if a draft has no words for it yet,
// if the step contradicts it, if it tells of a later step, or if the step ran a
// loop to its end: the text of one row is not what happened then.
func (s *Scene) Said() (prose.Section, bool) {
	sec, ok := s.titled()
	if !ok || s.Text().Draft && sec.Lead == "" {
		return prose.Section{}, false
	}
	return sec, true
}

// titled is Said, and returns the section of a draft that has a headline alone, too.
func (s *Scene) titled() (prose.Section, bool) {
	if s.Contradicted() || s.ToldStep().Ahead || s.ToldStep().Move.Kind == trace.MoveRun {
		return prose.Section{}, false
	}
	return s.Section(s.told().Step.Beat)
}

// DraftWord marks a lesson whose texts are not whole.
var DraftWord = Word{"draft", "草稿"}

// HasOwnText reports whether the lesson has a text about the shown step.
func (s *Scene) HasOwnText() bool {
	sec, ok := s.Said()
	return ok && sec.Lead != ""
}

// Seen says what this run showed about a line of the notes.
func (s *Scene) Seen(n prose.Note) string {
	return s.Tally.Fill(n.Filled(s.Found, s.Header.Script(), s.ToCome, s.Lang), s.Lang)
}

// FirstBeat returns the first of these beats that this run has taken.
func (s *Scene) FirstBeat(beats []string) string {
	for _, b := range beats {
		if _, ok := s.Found[b]; ok {
			return b
		}
	}
	return ""
}

// HasClosing reports whether the lesson has a closing page.
func (s *Scene) HasClosing() bool {
	c := s.Text().Closing
	return len(c.Notes) > 0 || len(c.Questions) > 0
}

// OtherTold lists the beats that the step took besides the one whose text Said
// returns.
func (s *Scene) OtherTold() []string {
	step := s.ToldStep()
	if s.Contradicted() {
		return nil
	}
	var out []string
	if step.Move.Kind == trace.MoveRun && step.Beat != "" {
		out = append(out, step.Beat)
	}
	for _, id := range step.Told {
		if id != step.Beat {
			out = append(out, id)
		}
	}
	return out
}

// HasMore reports whether there is more text about the step than the lead.
func (s *Scene) HasMore() bool {
	sec, _ := s.Said()
	return sec.More != "" || len(s.OtherTold()) > 0 || len(s.LongNews()) > 0
}

// HasLead reports whether there is anything to read about this step. A small
// window may have cut it.
func (s *Scene) HasLead() bool {
	sec, ok := s.Said()
	return !ok || sec.Lead != "" || s.HasMore()
}
