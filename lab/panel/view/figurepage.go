package view

import (
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// The page of Figure 5 of RFC 9293: all states, all arrows, and which of them the
// two sides of this run have walked so far. The cursor goes from arrow to arrow,
// and below the figure stands the rule of the one that it is on.
//
// An arrow has a tag of two signs in it, the left one for the left side and the
// right one for the right: a letter if that side has walked the arrow, ~ if it
// must have walked it and nobody saw that, a dot if it has not. So no meaning
// hangs on a colour.

// figureContent builds the page. In a small window the arrows are a list.
func figureContent(s *Scene, w, h int) Content {
	out := Content{Title: s.Say(wFigure), Corner: figureLegend(s, w)}
	edges := shownEdges(s)
	at := max(0, min(s.Page.Cursor, len(edges)-1))
	if w > figureWidth && h >= figureRows {
		for _, e := range edges {
			out.Choices = append(out.Choices, Choice{Rows: 1, Drawn: true, Step: lastWalk(s, e)})
		}
		pad := strings.Repeat(" ", (w-figureWidth)/2)
		for _, row := range figure {
			out.Lines = append(out.Lines, figureRow(s, pad+row, edges[at]))
		}
		out.Lines = append(out.Lines, besideLine(s, edges[len(figureEdges):], edges[at], w), nil)
		out.Lines = append(out.Lines, ruleLines(s, edges[at], w)...)
		return out
	}
	rule := ruleLines(s, edges[at], w)
	list := max(1, h-len(rule)-1)
	first := max(0, min(at-list/2, len(edges)-list))
	for i, e := range edges {
		row := max(0, min(i-first, list-1)) // all choices are rows that the window shows
		out.Choices = append(out.Choices, Choice{Row: row, Rows: 1, Drawn: true, Step: lastWalk(s, e)})
		if i < first || i >= first+list {
			continue
		}
		mark := "  "
		if i == at {
			mark = "> "
		}
		l := canvas.Text(canvas.Plain, mark).Add(edgeStyle(s, e), tagOf(s, e))
		out.Lines = append(out.Lines, l.Add(canvas.Plain, "  "+edgeName(e)).Cut(w-2))
	}
	return Content{Title: out.Title, Corner: out.Corner, Choices: out.Choices, Lines: append(append(out.Lines, nil), rule...)}
}

// shownEdges lists the arrows of the page: those of the figure, and behind them
// those that only the text of the RFC has and that were walked.
func shownEdges(s *Scene) []tcp.Edge {
	edges := slices.Clone(figureEdges)
	for _, e := range tcp.Edges() {
		if !slices.Contains(edges, e) && len(s.Edges.Walks(e, s.Step.Step)) > 0 {
			edges = append(edges, e)
		}
	}
	return edges
}

// lastWalk returns the step in which an arrow was walked last; 0 if it was not.
func lastWalk(s *Scene, e tcp.Edge) int {
	step := 0
	for _, w := range s.Edges.Walks(e, s.Step.Step) {
		step = w.Step
	}
	return step
}

func edgeName(e tcp.Edge) string { return string(e.From) + " " + canvas.Arrow + " " + string(e.To) }

// figureLegend explains the letters.
func figureLegend(s *Scene, w int) canvas.Line {
	if w < fullW {
		return canvas.Text(canvas.Faint, s.Say(wFigureSides))
	}
	return canvas.Text(canvas.Faint, s.Say(wFigureSigns))
}

// besideLine lists the arrows that were walked and that the figure does not draw.
func besideLine(s *Scene, edges []tcp.Edge, at tcp.Edge, w int) canvas.Line {
	if len(edges) == 0 {
		return nil
	}
	l := canvas.Text(canvas.Faint, " "+s.Say(wBesideFigure))
	for _, e := range edges {
		if e == at {
			l = l.Add(canvas.Chosen, " ["+tagOf(s, e)+"] "+edgeName(e))
			continue
		}
		l = l.Add(edgeStyle(s, e), "  "+tagOf(s, e)).Add(canvas.Plain, "  "+edgeName(e))
	}
	return l.Cut(w - 2)
}

// ruleLines say who has walked an arrow, and why an end takes it.
func ruleLines(s *Scene, e tcp.Edge, w int) []canvas.Line {
	head := canvas.Text(canvas.Strong, " "+edgeName(e)).Add(canvas.Plain, "   ")
	walked := s.WalkedBy(e)
	if walked == "" {
		walked = s.Say(wNotWalked)
	}
	lines := []canvas.Line{head.Add(canvas.Plain, walked).Cut(w - 2)}
	for _, r := range tell.Rules(e, s.Lang) {
		text := r.Event + s.Say(wRuleThen) + r.Action + s.Say(wRuleFrom) + r.Source
		for i, l := range canvas.Wrap(canvas.Plain, text, w-6) {
			lead := " " + canvas.Dot + " "
			if i > 0 {
				lead = "   "
			}
			lines = append(lines, append(canvas.Text(canvas.Faint, lead), l...))
		}
	}
	return lines
}

// The words of the page of Figure 5.
var (
	wFigure       = tell.Word{"FIGURE 5 OF RFC 9293", "图 5（RFC 9293）"}
	wFigureSigns  = tell.Word{"C client  S server  ~ passed", "C 客户端  S 服务器  ~ 经过"}
	wFigureSides  = tell.Word{"C client  S server", "C 客户端  S 服务器"}
	wBesideFigure = tell.Word{"not drawn there:", "图上没有的："}
	wNotWalked    = tell.Word{"not walked in this run", "这次没有走过"}
	wRuleThen     = tell.Word{"; ", "；"}
	wRuleFrom     = tell.Word{"   ", "   "}
)
