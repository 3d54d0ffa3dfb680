package view

import (
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A story is the text about a step. It has the same rows of a window at each step.
// If it is too long for them it has several turns, which are shown one after the
// other, so that no sentence is ever cut.
type story struct {
	headline canvas.Line
	turns    [][]canvas.Line // at least one
	ask      int             // the first turn with the question; 0 if there is none
	since    []canvas.Line   // what happened by itself since; it stands below each turn
	next     canvas.Line
}

// A paragraph is a part of a story that is kept together if there is room.
type paragraph []canvas.Line

// typeset lays out the text about a step in w columns and h rows.
func typeset(s *Scene, w, h int) story {
	st := story{turns: make([][]canvas.Line, 1)}
	if s.Hidden && s.Busy == "" {
		return st
	}
	st.next = nextLine(s, w)
	if s.Hidden {
		return st
	}
	sec, ok := s.Said()
	if !ok {
		sec = s.General()
	}
	st.headline = canvas.Text(canvas.Strong, sec.Headline)
	text := []paragraph{findingLines(s, w), canvas.Markdown(sec.Lead, w)}
	note := func(st canvas.Style, said string) { text = append(text, canvas.Wrap(st, said, w)) }
	if said := tell.NetworkNote(s.Header, s.Lang); s.ToldStep().Move.Kind == trace.MoveStart && said != "" {
		note(canvas.Alarm, said)
	}
	if ok && s.ToldStep().PassedOver {
		note(canvas.Faint, s.Say(tell.LeftScript))
	}
	if also := s.AlsoTold(); also != "" {
		note(canvas.Faint, tell.WithIt.F(s.Lang, also))
	}
	since := sinceLines(s, w)
	if why := s.StuckText(); why != "" && s.Newest() {
		since = append(since, canvas.Wrap(canvas.Plain, why, w))
	}
	older, newest := pinned(since, h)
	text, st.since = append(text, older...), joined(newest)
	room := max(1, h-len(st.since))
	var ask []paragraph
	if q := s.Question(); q != nil && (s.Live || s.Asking) { // a recording has no teacher to ask the class
		ask = questionLines(s, q, s.Answer, w)
	}
	if st.turns = turned(append(slices.Clone(text), ask...), room); len(st.turns) > 1 && len(ask) > 0 {
		st.turns = turned(text, room)
		st.ask = len(st.turns)
		st.turns = append(st.turns, turned(ask, room)...)
	}
	return st
}

// pinned parts what happened by itself from the newest of it, which stands below
// each turn: as much as leaves two of h rows for the text.
func pinned(since []paragraph, h int) (older, newest []paragraph) {
	room, i := h-2, len(since)
	for i > 0 && len(since[i-1]) <= room {
		i--
		room -= len(since[i])
	}
	return since[:i], since[i:]
}

// turned shares paragraphs out over turns of h rows. A paragraph that would be torn
// apart begins a new turn; only one that is longer than a turn is torn.
func turned(text []paragraph, h int) (turns [][]canvas.Line) {
	var turn []canvas.Line
	for _, p := range text {
		if len(turn) > 0 && len(turn)+len(p) > h {
			turns, turn = append(turns, turn), nil
		}
		for ; len(p) > h; p = p[h:] {
			turns = append(turns, p[:h])
		}
		turn = append(turn, p...)
	}
	if len(turn) > 0 || len(turns) == 0 {
		turns = append(turns, turn)
	}
	return turns
}

// shown returns the index of the turn that stands if the student has turned n
// times.
func (st *story) shown(n int) int { return max(0, min(n, len(st.turns)-1)) }

// Turns returns the number of turns of a scene's text in a window of w columns and
// h rows, and the first one with the question. A text that a page covers has one.
func Turns(s *Scene, w, h int) (n, ask int) {
	if s.Page.Kind != NoPage || w < smallW || h < smallH {
		return 1, 0
	}
	st := typeset(s, storyWidth(w), planOf(s, w, h).prose)
	return len(st.turns), st.ask
}

// storyWidth returns the columns of the prose in a window of w columns.
func storyWidth(w int) int { return min(w-2, 116) }

// paintStory draws the rule with the headline, the prose in rows rows below it, and
// in one more row what comes next, or that there is more to read. It returns the
// row below.
func paintStory(c *canvas.Canvas, s *Scene, y, rows int) int {
	st := typeset(s, storyWidth(c.W), rows)
	at := st.shown(s.Turn)
	c.Put(0, y, c.W, storyTitle(s, st.headline, c.W))
	y++
	c.Block(1, y, c.W, rows, st.turns[at])
	c.Block(1, y+rows-len(st.since), c.W, len(st.since), st.since)
	y += rows
	next := st.next
	if n := len(st.turns); at < n-1 {
		next = canvas.Text(canvas.Key, s.Say(wReadOn)).Add(canvas.Faint, "  "+wTurn.F(s.Lang, at+1, n))
	}
	c.Put(1, y, c.W, next.Cut(c.W-2))
	return y + 1
}

// sinceLines tells what has happened by itself since the step whose text
// stands.
func sinceLines(s *Scene, w int) []paragraph {
	var out []paragraph
	for _, text := range s.SinceText() {
		out = append(out, canvas.Wrap(canvas.Plain, text, w))
	}
	return out
}

// findingLines lists how the step differed from the script.
func findingLines(s *Scene, w int) []canvas.Line {
	var out []canvas.Line
	for _, f := range s.ToldStep().Findings {
		out = append(out, canvas.Wrap(canvas.Lost, wDiffers.F(s.Lang, tell.FindingText(s.Header, f, s.Lang)), w)...)
	}
	return out
}

// nextLine says in one line of w columns what comes next.
func nextLine(s *Scene, w int) canvas.Line {
	name := canvas.Text(canvas.Faint, s.Say(wNext)+" ").Add(canvas.Strong, "> ")
	switch n := s.Next(); n.Kind {
	case tell.NextWaits:
		return canvas.Text(canvas.Alarm, n.Text)
	case tell.NextAnswer:
		if s.Playing {
			return canvas.Text(canvas.Faint, wAutoWaits.F(s.Lang, n.Text))
		}
		return canvas.Text(canvas.Faint, n.Text)
	case tell.NextThen:
		return canvas.Text(canvas.Faint, s.Say(wThen)+" ").Add(canvas.Plain, "> "+n.Text)
	case tell.NextStuck:
		return name.Add(canvas.Lost, n.Text)
	case tell.NextMove:
		if n.Short != "" && name.Width()+canvas.Width(n.Text) > w {
			return name.Add(canvas.Plain, n.Short)
		}
		return name.Add(canvas.Plain, n.Text)
	}
	return nil
}
