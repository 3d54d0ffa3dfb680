package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// chooseContent lists the connections, the living ones first, and before them the choice to follow
// what happens.
func chooseContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wChoose)}
	out.Choices = append(out.Choices, Choice{Row: 0, Rows: 1, Follow: true})
	mark := "  "
	if s.Focus == "" {
		mark = "* "
	}
	out.Lines = append(out.Lines, canvas.Text(canvas.Plain, " "+mark+s.Say(wFollow)))
	for _, p := range s.Choosable() {
		mark := "  "
		if p.Key == s.Focus {
			mark = "* "
		}
		out.Choices = append(out.Choices, Choice{Row: len(out.Lines), Rows: 1, Focus: p.Key})
		out.Lines = append(out.Lines, choiceRow(s, p, mark, w-3).Cut(w-3))
	}
	return out
}

// choiceRow draws a connection with both its states, and in an open lab with the
// programs at its ends, as much of their names as w columns have room for.
func choiceRow(s *Scene, p tell.Pair, mark string, w int) canvas.Line {
	l := canvas.Text(canvas.Plain, " "+mark)
	left, right := p.EndStates()
	if !s.Header.Open {
		return l.Add(canvas.Plain, s.PairName(p)).To(28).Add(canvas.Plain, left).To(42).Add(canvas.Plain, right)
	}
	at := strings.TrimPrefix(p.At[0], usualIP) + " " + canvas.Arrow + " " + strings.TrimPrefix(p.At[1], usualIP)
	const ends, state = 21, 12 // the columns of the addresses, and of a state
	l = l.Add(canvas.Plain, at).To(ends)
	program := (w - ends - 2*state) / 2
	for i, end := range []*trace.Socket{p.Left, p.Right} {
		l = l.Add(canvas.Plain, " ").Add(s.endStyle(end), []string{left, right}[i]).To(ends + state + i*(state+program))
		if end != nil {
			l = l.Add(canvas.Faint, " "+canvas.Clip(s.Holder(end), program-1))
		}
		l = l.To(ends + state + program + i*(state+program))
	}
	return l
}
