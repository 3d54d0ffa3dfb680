package page

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A step is everything that is shown of one step, but for what its marks say.
type step struct {
	N           int
	Stop        bool          // the key n stops here
	Chapter     template.HTML // its name if the step is the first of it
	Story       story
	Question    *question
	Wire        template.HTML
	MoreHeld    template.HTML
	Left, Right end
	Strip       []connection  // the connections, if there are several
	Sockets     template.HTML // the socket table
}

// A connection is one of several, in a list.
type connection struct {
	Name   template.HTML
	States template.HTML
	Shown  bool
}

// An end is what is said of one side at a step, outside its figure.
type end struct {
	Side     string // l or r
	Host     template.HTML
	Address  template.HTML
	Notes    []sign
	State    template.HTML   // of the connection; "" if no machine is drawn
	Class    string          // of that state
	Blank    bool            // the state is to be filled in
	UDP      []template.HTML // sockets
	Programs []standing
}

// A sign is what stands beside a side's address: a timer, or a queue.
type sign struct {
	Text template.HTML
	Held bool // it is a timer's, or of bytes that wait
}

// A standing is where a program stands.
type standing struct{ Name, Stands, News template.HTML }

// newStep makes a step of its scenes. blank leaves out what an exercise asks for.
func newStep(sc scenes, blank bool) *step {
	s := sc[0]
	st := &step{
		N: s.Step.Step, Stop: s.Step.Stop || s.At == 0, Story: newStory(sc),
		Question: newQuestion(func(lang string) *prose.Question { return sc[index(lang)].Question() }, s.Step.Step, blank),
	}
	if blank {
		st.Story = story{Move: st.Story.Move}
	}
	if s.Step.HeldMore > 0 {
		st.MoreHeld = word(wMoreHeld, s.Step.HeldMore)
	}
	l, r := s.Both()
	st.Left, st.Right = newEnd(sc, "l", l, blank), newEnd(sc, "r", r, blank)
	if pair, all := s.Look(); len(all) > 1 {
		for _, p := range all {
			c := connection{Shown: p.Key == pair.Key && !s.Datagrams(), Name: sc.both(func(s *tell.Scene) string { return s.PairName(p) })}
			if a, b := stateOf(p.Left), stateOf(p.Right); !blank {
				if a != b {
					a += " · " + b
				}
				c.States = template.HTML(escaped(a))
			}
			st.Strip = append(st.Strip, c)
		}
	}
	if !blank {
		st.Sockets = socketTable(sc)
	}
	return st
}

func stateOf(sock *trace.Socket) string {
	if sock == nil {
		return tell.ClosedState
	}
	return sock.State
}

// socketTable writes the socket table as ss does, in columns. A browser would take a
// hundred elements a step for a table of cells.
func socketTable(sc scenes) template.HTML {
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
			out.WriteString(template.HTMLEscapeString(strings.TrimRight(line, " ")) + "\n")
		}
		return out.String()
	}, "pre")
}

// newEnd makes one side.
func newEnd(sc scenes, name string, sd tell.Side, blank bool) end {
	s := sc[0]
	e := end{Side: name, Host: sc.both(func(s *tell.Scene) string { return s.HostName(sd.Host.Name) }), Address: template.HTML(escaped(addressOf(sd))), Blank: blank}
	if s.DatagramsOnly() {
		e.Blank = false // there is no machine, and so no state to fill in
		for i := range sd.UDP {
			sock := sd.UDP[i]
			if blank {
				sock.State = ""
			}
			e.UDP = append(e.UDP, sc.both(func(s *tell.Scene) string { return datagramSocket(s, &sock) }))
		}
		if len(sd.UDP) == 0 {
			e.UDP = append(e.UDP, word(wNoSocket))
		}
	} else {
		m := tell.MachineOf(&s.Step, sd.Conn)
		e.State, e.Class = template.HTML(escaped(m.State)), strings.TrimSpace(classes[letters[m.Mark(tcp.State(m.State))]])
	}
	if !blank {
		if notes := s.SocketNotes(sd.Conn); len(notes) > 0 {
			e.Notes = append(e.Notes, sign{Text: sc.both(func(s *tell.Scene) string { return s.SocketNotes(sd.Conn)[len(notes)-1] }), Held: true})
		}
		if queue, ok := queueOf(sd); ok {
			e.Notes = append(e.Notes, sign{Text: word(wQueue, queue)})
		}
	}
	if !hasProgram(s, sd) {
		return e
	}
	e.Programs = []standing{{
		Name:   template.HTML(escaped(sd.Host.File)),
		Stands: sc.both(func(s *tell.Scene) string { return standsOf(s, sd.Host) }),
		News:   sc.both(func(s *tell.Scene) string { return s.News(sd.Host.Name) }),
	}}
	return e
}

// addressOf returns the address of a side's newest socket that is shown; "" if it
// has none.
func addressOf(sd tell.Side) string {
	switch {
	case sd.Conn != nil:
		return sd.Conn.Local
	case sd.Listener != nil:
		return sd.Listener.Local
	case sd.At != "":
		return sd.At
	case len(sd.UDP) > 0:
		return sd.UDP[len(sd.UDP)-1].Local
	}
	return ""
}

// queueOf returns the number of connections that a side's program has not accepted
// yet, if that is known.
func queueOf(sd tell.Side) (n int, ok bool) {
	k := sd.Listener
	if k == nil || k.State == tell.ClosedState || k.StateOnly {
		return 0, false
	}
	return k.RecvQ, true
}

// hasProgram reports whether a side has a program that stands at calls.
func hasProgram(s *tell.Scene, sd tell.Side) bool { return !s.Header.Open && sd.Host.Name != "" }

// standsOf says where a host's program stands.
func standsOf(s *tell.Scene, host trace.Host) string {
	var text string
	for _, p := range s.Standing(host) {
		text += p.Text
	}
	return text
}

// linesOf returns the lines, from 1, of a host's calls, the most important first.
func linesOf(s *tell.Scene, host trace.Host) []int {
	lines := []int{}
	for _, c := range s.CallsOf(host.Name) {
		if (c.File == "" || c.File == host.File) && !slices.Contains(lines, c.Line) {
			lines = append(lines, c.Line)
		}
	}
	return lines
}

// datagramSocket writes a UDP socket in a line.
func datagramSocket(s *tell.Scene, sock *trace.Socket) string {
	text := strings.TrimSpace(sock.Local + " " + sock.State)
	if sock.Remote != "" && !strings.HasSuffix(sock.Remote, ":0") && !strings.HasSuffix(sock.Remote, ":*") {
		text += " → " + sock.Remote
	}
	if sock.RecvQ > 0 {
		text += ", " + wUnread.F(s.Lang, sock.RecvQ)
	}
	return text
}

// A program is the source of one file.
type program struct {
	Name template.HTML
	Rows []template.HTML
	file string
}

// tokenClasses are the elements of the tokens of Go.
var tokenClasses = map[tell.TokenKind]string{tell.KeywordToken: "b", tell.LiteralToken: "i", tell.CommentToken: "em"}

// programsOf returns the programs of a run, with their comments in every language.
func programsOf(h *trace.Header) []program {
	var code [2]map[string][][]tell.Token
	for i, lang := range trace.Languages {
		code[i] = tell.Code(h, lang)
	}
	var out []program
	for _, p := range h.Programs {
		rows := program{file: p.File, Name: template.HTML(escaped(p.File))}
		for r := range code[0][p.File] {
			rows.Rows = append(rows.Rows, eachLanguage(func(lang string) string {
				var row strings.Builder
				for _, t := range rowAt(code[index(lang)][p.File], r) {
					text := escaped(strings.ReplaceAll(t.Text, "\t", "    "))
					if e := tokenClasses[t.Kind]; e != "" {
						text = "<" + e + ">" + text + "</" + e + ">"
					}
					row.WriteString(text)
				}
				return row.String()
			}, "span"))
		}
		out = append(out, rows)
	}
	return out
}

// rowAt returns a row of a program, or nothing.
func rowAt(rows [][]tell.Token, i int) []tell.Token {
	if i >= len(rows) {
		return nil
	}
	return rows[i]
}

// A marksData is what the script needs to know: what is marked at which step.
type marksData struct {
	Steps  []marks            `json:"steps"`
	Lesson string             `json:"lesson"` // its name, for a file's
	Slide  map[string]float64 `json:"slide"`  // the measures of the image of a step
}

// The marks of a step.
type marks struct {
	N    int       `json:"n"`
	Stop bool      `json:"stop"`
	Maps [2]string `json:"maps"` // of both figures; "" where no machine is drawn
	At   [2]at     `json:"at"`
	Y    int       `json:"y"` // in the ladder
}

// An at says where a side's program stands.
type at struct {
	File  int   `json:"file"` // its index; -1 if there is none
	Line  int   `json:"line"` // to be in sight, from 1
	Marks []int `json:"marks"`
}

func marksOf(sc scenes, figures [2]*figure, programs []program, l *ladder, blank bool) marks {
	s := sc[0]
	m := marks{N: s.Step.Step, Stop: s.Step.Stop || s.At == 0, Y: l.ys[s.Step.Step]}
	for n := s.Step.Step; m.Y == 0 && n > 0; n-- { // nothing of this step stands in the ladder
		m.Y = l.ys[n]
	}
	left, right := s.Both()
	for k, sd := range []tell.Side{left, right} {
		if !blank && !s.DatagramsOnly() {
			m.Maps[k] = figures[k].marksOf(s, sd)
		}
		m.At[k] = at{File: slices.IndexFunc(programs, func(p program) bool { return p.file == sd.Host.File }), Marks: []int{}}
		if m.At[k].File < 0 {
			continue
		}
		m.At[k].Line, m.At[k].Marks = s.LookAt(sd.Host), linesOf(s, sd.Host)
	}
	return m
}

// A chapter is a part of the timeline.
type chapter struct {
	Name  template.HTML
	Steps []*step
}

// chaptersOf parts the steps by the chapters of the script, and gives the first
// step of each the chapter's name.
func chaptersOf(h *trace.Header, shown []scenes, steps []*step) []chapter {
	var out []chapter
	current := "\x00"
	for i, sc := range shown {
		if name := sc[0].CurrentChapter(); name != current {
			current = name
			title := both(func(lang string) string { return cmp.Or(tell.TextOf(h, lang).Chapters[name], name) })
			out = append(out, chapter{Name: title})
			steps[i].Chapter = title
		}
		c := &out[len(out)-1]
		c.Steps = append(c.Steps, steps[i])
	}
	return out
}

// A note is a line of the teaching notes beside what this run showed.
type note struct {
	Quote, Seen template.HTML
	Step        int // the first step that showed it; -1 if none
}

// addClosing adds the notes beside this run, the closing questions, and the answers
// of all questions.
func (p *pageData) addClosing(sc scenes, blank bool) {
	for _, st := range p.Steps {
		if st.Question != nil {
			p.Answers = append(p.Answers, st.Question)
		}
	}
	text := sc[0].Text().Closing
	if sc[0].Step.Done != trace.DoneTold {
		return // the notes speak of the whole run
	}
	closingOf := func(lang string) *prose.Text { return sc[index(lang)].Text() }
	if p.NotesTitle = both(func(lang string) string { return cmp.Or(closingOf(lang).Closing.Headline, wNotes.In(lang)) }); text.Headline == "" {
		p.NotesTitle = word(wNotes)
	}
	for i, n := range text.Notes {
		seen := sc.markdown(func(s *tell.Scene) string { return s.Seen(noteAt(s.Text(), i)) })
		if n.Quote == "" && seen == "" || blank {
			continue // the notes lack this line, and it is about another network
		}
		step := -1
		if beat := sc[0].FirstBeat(n.Beats); beat != "" {
			if at, ok := sc[0].Found[beat]; ok {
				step = at
			}
		}
		p.Notes = append(p.Notes, note{Quote: both(func(lang string) string { return noteAt(closingOf(lang), i).Quote }), Seen: seen, Step: step})
	}
	for i := range text.Questions {
		q := newQuestion(func(lang string) *prose.Question {
			if all := closingOf(lang).Closing.Questions; i < len(all) {
				return &all[i]
			}
			return nil
		}, -1, blank)
		p.Closing = append(p.Closing, q)
		p.Answers = append(p.Answers, q)
	}
	if blank {
		p.Answers = nil
	}
}

func noteAt(t *prose.Text, i int) prose.Note {
	if i < len(t.Closing.Notes) {
		return t.Closing.Notes[i]
	}
	return prose.Note{}
}
