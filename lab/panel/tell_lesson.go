package panel

import (
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

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

// seen is what this run showed of a line of the notes.
func (s *Scene) seen(n prose.Note) string {
	return s.tally.Fill(n.Filled(s.found, s.header.Script(), s.toCome, s.lang), s.lang)
}

// firstBeat is the first of those beats that this run has taken.
func (s *Scene) firstBeat(beats []string) string {
	for _, b := range beats {
		if _, ok := s.found[b]; ok {
			return b
		}
	}
	return ""
}

// hasClosing says whether the lesson has a closing page.
func (s *Scene) hasClosing() bool {
	c := s.text().Closing
	return len(c.Notes) > 0 || len(c.Questions) > 0
}

// hasMore says whether there is anything beyond the lead.
func (s *Scene) hasMore() bool {
	sec, _ := s.said()
	return sec.More != "" || len(s.step.Told) > 0 && !s.contradicted() || len(s.longNews()) > 0
}

// hasLead says whether there is anything to read about this step. A small
// window may have cut it.
func (s *Scene) hasLead() bool {
	sec, ok := s.said()
	return !ok || sec.Lead != "" || s.hasMore()
}
