package plain

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/tell/detail"
	"tcplab/lab/trace"
)

// textWidth is the width of the plain text in columns. A printed page has room
// for it.
const textWidth = 78

// Text writes a run as a transcript that a teacher can print. It sees only a
// header and steps.
type Text struct {
	out     io.Writer
	header  trace.Header
	lang    string
	words   *prose.Text
	chapter string
	steps   map[string]int // the first step that took each beat, for the closing page
	tally   *tell.Tally    // the counts so far, for the closing page
	edges   *tell.Edges    // the arrows that were walked so far, for a run that is the student's own
	last    trace.Step
	width   int  // of the page, in columns
	own     bool // the student has made moves of their own in a run that is theirs
	packets bool
	capture string
	err     error
}

// TellPackets lets each step's packets be told, field by field, below the step
// that sent them. capture names the file that all packets are written to; it is
// "" if there is none.
func (t *Text) TellPackets(capture string) { t.packets, t.capture = true, capture }

// New begins a transcript in a language and writes its head.
func New(out io.Writer, header trace.Header, lang string) *Text {
	t := newText(out, tell.Shuffled(header), lang)
	t.line("%s", title(t, " · "))
	if t.header.Open {
		t.line("%s", t.header.Stack)
	} else {
		t.line("%s · %s · %s", t.network(), t.header.Stack, tell.Word{"port %[1]d", "端口 %[1]d"}.F(t.lang, t.header.Port))
	}
	for _, h := range t.header.Hosts {
		if h.File != "" {
			t.line("%s = %s %s", tell.HostName(&t.header, h.Name, lang), h.File, arguments(h.Args))
		}
	}
	if t.header.Fallback != "" {
		t.paragraph("", tell.Word{"the private network cannot be made here: %[1]s", "这里建不了私有网络：%[1]s"}.F(t.lang, t.header.FallbackIn(t.lang)))
	} else if note := tell.NetworkAlone(&t.header, lang); note != "" {
		t.paragraph("", note)
	}
	t.faults()
	return t
}

// faults says which faults the run has, and gives the command that makes it again
// a line of its own, so that it can be copied.
func (t *Text) faults() {
	if said, command := tell.FaultNote(&t.header, t.lang); said != "" {
		t.paragraph("", said)
		t.line("    %s", command)
	}
}

// newText returns a text that has written nothing.
func newText(out io.Writer, header trace.Header, lang string) *Text {
	t := &Text{out: out, header: header, lang: lang, words: header.Prose[lang], steps: map[string]int{}, tally: tell.NewTally(header), edges: tell.NewEdges(&header), width: textWidth}
	if t.words == nil {
		t.words = &prose.Text{}
	}
	return t
}

// title names tcplab, the lesson, and what the lesson is about.
func title(t *Text, between string) string {
	parts := []string{"tcplab", t.header.Lesson}
	if t.words.Title != "" {
		parts = append(parts, t.words.Title)
	}
	if t.words.Draft {
		parts = append(parts, tell.DraftWord.In(t.lang))
	}
	return strings.Join(parts, between)
}

// arguments writes a program's arguments as for a shell. An argument with a
// space or an invisible character is quoted as in Go.
func arguments(args []string) string {
	var words []string
	for _, a := range args {
		if strings.ContainsAny(a, " \n") || Visible(a) != a {
			a = strconv.Quote(a)
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}

func (t *Text) network() string {
	switch t.header.Network {
	case "private":
		return t.say("private network: every packet waits for its move", "私有网络：每个包都等着被放行")
	case "host":
		return t.say("host network: packets flow by themselves", "本机网络：包自行流动")
	case "netstack":
		return t.say("netstack, a model and not this computer's kernel: every packet waits for its move", "netstack，是模型，不是这台电脑的内核：每个包都等着被放行")
	}
	return t.header.Network
}

func (t *Text) say(en, zh string) string { return tell.Word{en, zh}.In(t.lang) }

// line writes one line. Text from outside does not reach the terminal as a
// command. The first error is kept, and Err returns it.
func (t *Text) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.out, strings.TrimRight(Visible(fmt.Sprintf(format, args...)), " "))
	}
}

func (t *Text) paragraph(indent, text string) {
	for _, l := range prose.Wrap(text, t.width-prose.Width(indent)) {
		t.line("%s%s", indent, l)
	}
}

// markdown writes a piece of a lesson's text, and keeps its lists and blocks.
func (t *Text) markdown(indent, text string) {
	for line := range strings.Lines(prose.Plain(text, t.width-prose.Width(indent))) {
		t.line("%s%s", indent, strings.TrimSuffix(line, "\n"))
	}
}

// Step writes one step.
func (t *Text) Step(step trace.Step) error {
	t.tally.Step(step)
	t.edges.Add(&step)
	t.own = t.own || t.header.Free && step.Beat == "" && step.Move.Made()
	if t.header.Open && (step.Move.Kind == trace.MoveRun || step.Move.Kind == trace.MoveStart) {
		return t.flowed(step)
	}
	t.startChapter(step)
	if !tell.ByItself(&step) { // what came by itself stands below the move before it
		t.line("")
	}
	number := fmt.Sprintf("%3d  ", step.Step)
	t.heading(number, step)
	for _, id := range append([]string{step.Beat}, step.Told...) {
		if id == "" || !step.Expected {
			continue // the lesson's text about a beat is true only if the step went as expected
		}
		if id == step.Beat && step.Ahead {
			continue // the text tells of a later step
		}
		if _, before := t.steps[id]; !before {
			t.steps[id] = step.Step
		}
		if s, ok := t.words.Sections[id]; ok && s.Lead != "" && (step.Stop || len(step.Told) > 0) {
			if id != step.Beat {
				t.line("     %s", s.Headline)
			}
			t.paragraph("     ", plain(s.Lead))
		}
	}
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step} // a client may have several connections
	var worth []*trace.Event
	for i := range step.Events {
		if e := &step.Events[i]; worthALine(step.Move, *e) {
			worth = append(worth, e)
		}
	}
	for _, text := range about.EventTexts(worth) {
		t.hanging("· ", text)
	}
	if off := tell.OffScript(&t.header, &step, t.lang); off != "" {
		t.line("     ! %s", off)
	}
	for _, f := range step.Findings {
		t.line("     ! %s", tell.FindingText(&t.header, f, t.lang))
	}
	t.why(step)
	if states := t.stateList(step, "   "); states != "" {
		t.line("     = %s", states)
	}
	t.cut(step)
	t.sent(step)
	t.last = step
	return t.err
}

// cut says where the wire is cut, if it is.
func (t *Text) cut(step trace.Step) {
	if text := (&tell.Scene{Header: &t.header, Lang: t.lang, Step: step}).CutText(); text != "" {
		t.line("     x %s", text)
	}
}

// why writes the cause of a step of which the script says nothing that holds, or
// a draft nothing at all, if one is known.
func (t *Text) why(step trace.Step) {
	wordless := t.words.Draft && t.words.Sections[step.Beat].Lead == ""
	if step.Beat != "" && tell.AsScripted(&step) && !wordless {
		return
	}
	s := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	if step.Step > 0 && t.last.Step == step.Step-1 {
		s.Before = &t.last
	}
	why := s.Why()
	if why == nil {
		return
	}
	t.hanging("? ", why.Say)
	for _, e := range append(why.Evidence, why.Source) {
		t.hanging("  - ", e)
	}
}

// hanging writes a paragraph below a step, with a mark before its first line.
func (t *Text) hanging(mark, text string) {
	for i, l := range prose.Wrap(text, t.width-5-prose.Width(mark)) {
		if i > 0 {
			mark = strings.Repeat(" ", prose.Width(mark))
		}
		t.line("     %s%s", mark, l)
	}
}

// sent writes a block for each packet that a step sent, if that is wanted.
func (t *Text) sent(step trace.Step) {
	if !t.packets {
		return
	}
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	for _, p := range sent(&about) {
		sheet := detail.Packet(&about, p, t.capture)
		t.line("     > %s", sheet.Title)
		t.paragraph("       ", sheet.About)
		for _, f := range sheet.Facts {
			t.item("       ", f.Name+wColon.In(t.lang)+f.Text)
		}
		t.item("       ", sheet.Rest)
	}
}

// sent returns the packets that the scene's step sent.
func sent(s *tell.Scene) (out []*trace.Packet) {
	for _, e := range s.Step.Events {
		if s.Step.Sent(e) {
			p := s.Packet(e.Packet.ID)
			if p == nil {
				p = e.Packet
			}
			out = append(out, p)
		}
	}
	return out
}

// plain removes the marks of emphasis from a paragraph.
func plain(markdown string) string {
	return strings.ReplaceAll(strings.TrimSpace(prose.Plain(markdown, 1<<16)), "\n", " ")
}

// startChapter writes a chapter's name if the step is its first one.
func (t *Text) startChapter(step trace.Step) {
	for _, b := range t.header.Beats {
		if b.ID == step.Beat && b.Chapter != t.chapter {
			t.chapter = b.Chapter
			name := t.words.Chapters[b.Chapter]
			if name == "" {
				name = b.Chapter
			}
			if strings.IndexFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
				name = strings.ToUpper(name)
			}
			t.rule(name)
		}
	}
}

// rule writes a blank line and a title across the page.
func (t *Text) rule(title string) {
	t.line("")
	t.line("──── %s %s", title, strings.Repeat("─", max(0, t.width-6-prose.Width(title))))
}

// heading writes the beat's headline, if there is one, and the move.
func (t *Text) heading(number string, step trace.Step) {
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	move := about.MoveText(step.Move)
	if tell.ByItself(&step) && len(step.Events) > 0 {
		move = tell.ByItselfHead(&t.header, t.lang)
	}
	headline := t.words.Sections[step.Beat].Headline
	if headline == "" || !step.Expected || step.Ahead {
		t.line("%s%s", number, move)
		return
	}
	gap := max(2, t.width-prose.Width(number)-prose.Width(headline)-prose.Width(move))
	t.line("%s%s%s%s", number, headline, strings.Repeat(" ", gap), move)
}

// worthALine reports whether the heading of a step with move m does not tell e
// yet.
func worthALine(m trace.Move, e trace.Event) bool {
	switch e.Kind {
	case trace.EventStarted, trace.EventWaiting:
		return false
	case trace.EventEnded:
		return m.Kind != trace.MoveInput
	case trace.EventDelivered, trace.EventDropped, trace.EventDuplicated:
		return !m.AboutPacket()
	case trace.EventCopy:
		return m.Kind != trace.MoveDuplicate
	}
	return true
}

// maxStates is how many sockets a step lists.
const maxStates = 16

// stateList returns the state of every socket, or of as many as the text lists,
// and how many more there are.
func (t *Text) stateList(step trace.Step, between string) string {
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	var socks []*trace.Socket
	for i := range step.Sockets {
		if s := &step.Sockets[i]; s.State != tell.ClosedState || about.IsNew(s.ID) {
			socks = append(socks, s)
		}
	}
	kept, left := about.Ranked(socks, maxStates)
	var parts []string
	for _, s := range kept {
		name := about.EndName(s)
		if s.Role == trace.RoleListener {
			if t.header.Open {
				name += " " + s.Local
			}
			name = tell.Word{"%s listener", "%s 监听"}.F(t.lang, name)
		}
		if s.Proto == "udp" {
			name += " udp"
		}
		parts = append(parts, strings.TrimSpace(name+" "+s.State)) // some systems tell no state of UDP
	}
	if left > 0 {
		parts = append(parts, tell.MoreRows.F(t.lang, left))
	}
	return strings.Join(parts, between)
}
