package plain

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
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
	last    trace.Step
	width   int // of the page, in columns
	err     error
}

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
			t.line("%s = %s %s", h.Name, h.File, arguments(h.Args))
		}
	}
	if t.header.Fallback != "" {
		t.paragraph("", tell.Word{"the private network cannot be made here: %[1]s", "这里建不了私有网络：%[1]s"}.F(t.lang, t.header.Fallback))
	}
	return t
}

// newText returns a text that has written nothing.
func newText(out io.Writer, header trace.Header, lang string) *Text {
	t := &Text{out: out, header: header, lang: lang, words: header.Prose[lang], steps: map[string]int{}, tally: tell.NewTally(header), width: textWidth}
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
		if _, before := t.steps[id]; !before {
			t.steps[id] = step.Step
		}
		if id == step.Beat && step.Ahead {
			continue // the text tells of a later step
		}
		if s, ok := t.words.Sections[id]; ok && (step.Stop || len(step.Told) > 0) {
			if id != step.Beat {
				t.line("     %s", s.Headline)
			}
			t.paragraph("     ", plain(s.Lead))
		}
	}
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step} // a client may have several connections
	for _, e := range step.Events {
		if worthALine(step.Move, e) {
			t.event(&about, e)
		}
	}
	if off := tell.OffScript(&t.header, &step, t.lang); off != "" {
		t.line("     ! %s", off)
	}
	for _, f := range step.Findings {
		t.line("     ! %s", tell.FindingText(f, t.lang))
	}
	if states := t.stateList(step, "   "); states != "" {
		t.line("     = %s", states)
	}
	t.last = step
	return t.err
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
	move := tell.MoveText(step.Move, t.lang)
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
	case trace.EventDelivered, trace.EventDropped, trace.EventDuplicated:
		return !m.AboutPacket()
	case trace.EventCopy:
		return m.Kind != trace.MoveDuplicate
	}
	return true
}

func (t *Text) event(about *tell.Scene, e trace.Event) {
	lines := prose.Wrap(about.EventText(e), t.width-7)
	for i, l := range lines {
		if i == 0 {
			t.line("     · %s", l)
		} else {
			t.line("       %s", l)
		}
	}
}

// stateList returns the state of every socket.
func (t *Text) stateList(step trace.Step, between string) string {
	var parts []string
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: step}
	for _, s := range step.Sockets {
		name := about.EndName(&s)
		if s.Role == trace.RoleListener {
			name += t.say(" listener", " 监听")
		}
		if s.Proto == "udp" {
			name += " udp"
		}
		if s.State == "CLOSED" && !t.justClosed(s.ID, step) {
			continue
		}
		parts = append(parts, name+" "+s.State)
	}
	return strings.Join(parts, between)
}

// justClosed reports whether the step changed the state of the socket with that
// id.
func (t *Text) justClosed(id int, step trace.Step) bool {
	for _, e := range step.Events {
		if e.Kind == trace.EventState && e.ID == id {
			return true
		}
	}
	return false
}

// Finish writes the closing page, the worksheet, and how the run ended.
func (t *Text) Finish(end trace.End) error {
	t.closing()
	t.worksheet()
	t.line("")
	t.ending(end)
	return t.err
}

// ending writes how the run ended.
func (t *Text) ending(end trace.End) {
	last := end.Steps - 1 // the first one is step 0, the start
	switch {
	case end.Differences == 0:
		t.line("%s", tell.Word{"Steps 0 to %[1]d, every one as expected.", "第 0 到 %[1]d 步，每一步都符合预期。"}.F(t.lang, last))
	default:
		t.line("%s", tell.Word{"Steps 0 to %[1]d; %[2]d differences from the script.", "第 0 到 %[1]d 步；与脚本有 %[2]d 处不同。"}.F(t.lang, last, end.Differences))
		if len(end.Skipped) > 0 {
			t.paragraph("", t.say("Not reached: ", "未到达：")+strings.Join(end.Skipped, ", "))
		}
	}
}

func (t *Text) closing() {
	c := t.words.Closing
	if c.Headline == "" || t.last.Done != trace.DoneTold {
		return
	}
	t.rule(c.Headline)
	for _, n := range c.Notes {
		seen := t.tally.Fill(n.Filled(t.steps, t.header.Script(), nil, t.lang), t.lang)
		if n.Quote == "" && seen == "" {
			continue // the notes lack this line, and it is about another network
		}
		t.line("")
		if n.Quote != "" {
			t.paragraph("  > ", n.Quote)
		}
		t.markdown("    ", seen)
	}
}
