package page

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A step is everything that is shown of one step, but for what its marks say.
type step struct {
	N           int
	Stop        bool   // the key n stops here
	Chapter     markup // its name if the step is the first of it
	Story       story
	Question    *question
	Wire        markup
	MoreHeld    markup
	Cut         markup // where the wire is cut; "" if it is whole
	Left, Right end
	Strip       []connection // the connections, if there are several
	Sockets     markup       // the socket table
}

// A connection is one of several, in a list.
type connection struct {
	Name   markup
	States markup
	Shown  bool
}

// newStep makes a step of its scenes. blank leaves out what an exercise asks for;
// window adds the congestion window to the socket table.
func newStep(sc scenes, blank, window bool) *step {
	s := sc[0]
	st := &step{
		N: s.Step.Step, Stop: s.Step.Stop || s.At == 0, Story: newStory(sc),
		Question: newQuestion(func(lang string) *prose.Question { return sc[index(lang)].Question() }, s.Step.Step, blank),
	}
	if blank {
		st.Story = story{Move: st.Story.Move}
	}
	if more := s.UnseenHeld(onWire(s)); more > 0 {
		st.MoreHeld = word(wMoreHeld, more)
	}
	if len(s.Step.Cut) > 0 {
		st.Cut = sc.both((*tell.Scene).CutText)
	}
	l, r := s.Both()
	st.Left, st.Right = newEnd(sc, "l", l, blank), newEnd(sc, "r", r, blank)
	if pair, all := s.Look(); len(all) > 1 {
		for _, p := range all {
			c := connection{Shown: p.Key == pair.Key && !s.Datagrams(), Name: sc.both(func(s *tell.Scene) string { return s.PairName(p) })}
			if a, b := p.EndStates(); !blank {
				if a != b {
					a += " · " + b
				}
				c.States = markup(escaped(a))
			}
			st.Strip = append(st.Strip, c)
		}
	}
	if !blank {
		st.Sockets = socketTable(sc, window)
	}
	return st
}

// socketTable writes the socket table as ss does, in columns. A browser would take a
// hundred elements a step for a table of cells. window adds a column to it.
func socketTable(sc scenes, window bool) markup {
	socks, _ := sc[0].Tabled(len(sc[0].Step.Sockets) + 1)
	if len(socks) == 0 {
		return ""
	}
	return eachLanguage(func(lang string) string {
		s := sc[index(lang)]
		rows := [][]string{strings.Fields(tell.TableHead.In(lang))}
		for _, sock := range socks {
			rows = append(rows, s.SocketCells(sock))
		}
		if window {
			rows[0] = append(rows[0], "CWND")
			for i, sock := range socks {
				rows[i+1] = append(rows[i+1], windowOf(sock))
			}
		}
		widths := make([]int, len(rows[0]))
		for _, row := range rows {
			for c, cell := range row {
				widths[c] = max(widths[c], prose.Width(prose.Visible(cell)))
			}
		}
		var out strings.Builder
		for _, row := range rows {
			var line string
			for c, cell := range row {
				cell = prose.Visible(cell)
				line += cell + strings.Repeat(" ", widths[c]-prose.Width(cell)+2)
			}
			out.WriteString(html.EscapeString(strings.TrimRight(line, " ")) + "\n")
		}
		if slices.ContainsFunc(socks, func(sock *trace.Socket) bool { return sock.StateOnly }) {
			out.WriteString(s.Say(wTableTail) + "\n")
		}
		return out.String()
	}, "pre")
}

// windowMoves reports whether a connection's congestion window grows or shrinks in a
// run. A column of it would say nothing if it did not.
func windowMoves(steps []trace.Step) bool {
	was := map[int]string{}
	for i := range steps {
		for k := range steps[i].Sockets {
			sock := &steps[i].Sockets[k]
			now := windowOf(sock)
			if now == "" {
				continue
			}
			if before, ok := was[sock.ID]; ok && before != now {
				return true
			}
			was[sock.ID] = now
		}
	}
	return false
}

// windowOf returns the congestion window of a connection in segments; "" if the
// kernel does not tell it.
func windowOf(sock *trace.Socket) string {
	if sock.Info == nil || sock.Role != trace.RoleConnection {
		return ""
	}
	return strconv.Itoa(sock.Info.Cwnd)
}

// stepsHTML writes all steps, but for what their marks say.
func stepsHTML(steps []*step) markup {
	var b builder
	for _, st := range steps {
		st.write(&b)
	}
	return b.html()
}

func (st *step) write(b *builder) {
	b.add("\n").wrap(`<h2 class="chapter paper">`, st.Chapter, `</h2>`)
	b.add(`
<article class="step%s" id="s%d">
`, when(st.Stop, " stop"), st.N)
	st.Story.write(b, st.N)
	b.add("\n")
	if st.Question != nil {
		st.Question.write(b)
	}
	b.add(`
<div class="card">
<p class="chips">`)
	st.Left.writeChip(b)
	st.Right.writeChip(b)
	b.add("</p>\n")
	st.writeStrip(b)
	b.add("\n"+`<div class="wire">`).put(st.Wire).wrap(`<p>`, st.MoreHeld, `</p>`).wrap(`<p class="cut">✗ `, st.Cut, `</p>`)
	b.add("</div>\n</div>\n")
	st.Left.write(b)
	st.Right.write(b)
	b.add("\n")
	if st.Sockets != "" {
		b.add(`<details class="sockets"><summary>`).word(wSockets)
		b.add(`</summary><div class="scroll" tabindex="0">`).put(st.Sockets).add(`</div></details>`)
	}
	b.add("\n</article>\n")
}

// writeStrip writes the list of connections, if there are several.
func (st *step) writeStrip(b *builder) {
	if len(st.Strip) == 0 {
		return
	}
	b.add(`<p class="strip">`)
	for _, c := range st.Strip {
		b.add(`<span%s>`, when(c.Shown, ` class="shown"`)).put(c.Name).wrap(` <small>`, c.States, `</small>`).add(`</span>`)
	}
	b.add(`</p>`)
}
