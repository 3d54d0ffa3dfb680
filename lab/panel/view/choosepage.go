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
		choice := Choice{Row: len(out.Lines), Rows: 1, Focus: p.Key}
		out.Lines = append(out.Lines, choiceRow(s, p, mark, w-3).Cut(w-3))
		if s.Header.Open && programRoom(w-3) < leastProgram {
			out.Lines = append(out.Lines, canvas.Text(canvas.Plain, indent).Add(canvas.Faint, holders(s, p)).Cut(w-3))
			choice.Rows++
		}
		out.Choices = append(out.Choices, choice)
	}
	return out
}

// choiceRow draws a connection with both its states, and in an open lab with the
// programs at its ends, as much of their names as w columns have room for.
func choiceRow(s *Scene, p tell.Pair, mark string, w int) canvas.Line {
	l := canvas.Text(canvas.Plain, " "+mark)
	left, right := p.EndStates()
	if !s.Header.Open {
		at := min(28, w-26) // two states have 11 columns each
		return l.Add(canvas.Plain, s.PairName(p)).To(at).Add(canvas.Plain, left).To(at+14).Add(canvas.Plain, right)
	}
	at := strings.TrimPrefix(p.At[0], usualIP) + " " + canvas.Arrow + " " + strings.TrimPrefix(p.At[1], usualIP)
	l = l.Add(canvas.Plain, at).To(ends)
	program := programRoom(w)
	for i, end := range []*trace.Socket{p.Left, p.Right} {
		l = l.Add(canvas.Plain, " ").Add(s.endStyle(end), []string{left, right}[i]).To(ends + state + i*(state+program))
		if end != nil && program >= leastProgram {
			l = l.Add(canvas.Faint, " "+canvas.Clip(s.Holder(end), program-1))
		}
		l = l.To(ends + state + program + i*(state+program))
	}
	return l
}

// The columns of the addresses, of a state, and of a program's name, if that has room
// beside them.
const (
	ends         = 21
	state        = 12
	leastProgram = 10
)

// programRoom is the number of columns that a row of w columns has for each of the two
// programs.
func programRoom(w int) int { return (w - ends - 2*state) / 2 }

// holders names the programs at both ends of a connection, as far as these have sockets.
func holders(s *Scene, p tell.Pair) string {
	var names [2]string
	for i, end := range []*trace.Socket{p.Left, p.Right} {
		if end != nil {
			names[i] = s.Holder(end) + " "
		}
	}
	return strings.TrimSpace(names[0] + canvas.Arrow + " " + names[1])
}
