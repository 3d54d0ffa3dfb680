package page

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A story is the text about a step.
type story struct {
	Move, Who, Headline markup
	Remarks             []markup // how the step differed from the script, and what else must be known first
	Lead, More          markup
	Since               []markup // what happened by itself since, and what waits for what
}

// section returns the text about the step whose text stands: the lesson's, if it
// holds here, else a general one.
func section(s *tell.Scene) prose.Section {
	if sec, ok := s.Said(); ok {
		return sec
	}
	return s.General()
}

// parted parts a headline into who acts and what happens; who may be "".
func parted(headline string) (who, what string) {
	for _, mark := range []string{": ", "："} {
		if who, what, ok := strings.Cut(headline, mark); ok {
			return who, what
		}
	}
	return "", headline
}

func newStory(sc scenes) story {
	s := sc[0]
	st := story{
		Move: sc.both(func(s *tell.Scene) string { return s.MoveText(s.ToldStep().Move) }),
		Who: sc.both(func(s *tell.Scene) string {
			who, _ := parted(section(s).Headline)
			return who
		}),
		Headline: sc.both(func(s *tell.Scene) string {
			_, what := parted(section(s).Headline)
			return what
		}),
		Lead: sc.markdown(func(s *tell.Scene) string { return section(s).Lead }),
		More: sc.markdown(func(s *tell.Scene) string { return section(s).More }),
	}
	for i := range remarks(s) {
		st.Remarks = append(st.Remarks, sc.both(func(s *tell.Scene) string { return remarks(s)[i] }))
	}
	for i := range since(s) {
		st.Since = append(st.Since, sc.both(func(s *tell.Scene) string { return since(s)[i] }))
	}
	return st
}

// remarks say how a step differed from the script, and what else must be known
// first.
func remarks(s *tell.Scene) []string {
	told := s.ToldStep()
	var out []string
	for _, f := range told.Findings {
		out = append(out, wDiffers.F(s.Lang, tell.FindingText(s.Header, f, s.Lang)))
	}
	if note := tell.NetworkNote(s.Header, s.Lang); told.Move.Kind == trace.MoveStart && note != "" {
		out = append(out, note)
	}
	if _, own := s.Said(); own && told.PassedOver {
		out = append(out, tell.LeftScript.In(s.Lang))
	}
	return out
}

// since says what happened by itself since, and what waits for what.
func since(s *tell.Scene) []string {
	var out []string
	if also := s.AlsoTold(); also != "" {
		out = append(out, tell.WithIt.F(s.Lang, also))
	}
	out = append(out, s.SinceText()...)
	if stuck := s.StuckText(); stuck != "" {
		out = append(out, stuck)
	}
	return out
}

// write writes the story of a step.
func (st *story) write(b *builder, step int) {
	b.add(`<div class="story"><p class="move"><b>%d</b> `, step).put(st.Move).add("</p>\n")
	if st.Headline != "" {
		b.add(`<h2>`).wrap(`<small>`, st.Who, `</small> `).put(st.Headline).add(`</h2>`)
	}
	b.add("\n").each(`<p class="differs">`, st.Remarks, `</p>`)
	b.add("\n").wrap(`<div class="lead">`, st.Lead, `</div>`)
	b.add("\n").each(`<p class="since">`, st.Since, `</p>`)
	b.add("\n")
	if st.More != "" {
		b.add(`<details class="more"><summary>`).word(wMore).add(`</summary>`).put(st.More).add(`</details>`)
	}
	b.add(`</div>`)
}
