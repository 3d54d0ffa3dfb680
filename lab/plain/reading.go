package plain

import (
	"bufio"
	"cmp"
	"io"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/tell/detail"
	"tcplab/lab/trace"
)

// Reading writes a run stop by stop, for a student who goes through it line by
// line: one whose terminal draws no panel, or who has a screen reader read it
// aloud. So each thing is a sentence or a line of its own that begins with a word
// for what it is, nothing that was written is ever changed, and no sign stands
// only for the eye. The caller gives it the steps and the lines that the student
// types.
type Reading struct {
	out   *bufio.Writer // what belongs together is written at once, and not between the letters of a key that echoes
	text  *Text         // writes lines to out
	index tell.Index
	live  bool

	scene    *tell.Scene // of the newest step; nil before the first one
	recall   *tell.Recall
	standing map[string]string // where each host stood when that was told last
	held     bool              // a packet was held then
	cut      string            // where the wire was cut then; "" if it was whole

	after   []string       // see ReadingOptions
	given   map[string]int // answers by question: the beat, or the name of a closing question
	grades  []Grade
	noted   bool // the closing page was written
	closing int  // the closing questions that have been asked
}

// A Grade says how a question was answered.
type Grade struct {
	Name  string // its beat, or tell.ClosingName; "" for the question of an earlier lesson
	Shown bool   // nobody chose an option: the right one was shown
	Right bool
}

// A Turn says what a line that the student typed asks for.
type Turn int

// The turns.
const (
	Stays  Turn = iota // nothing more: what there was to say has been written
	Moves              // the run is to go on to its next stop
	Leaves             // the student leaves
)

// ReadingOptions are the settings of a Reading.
type ReadingOptions struct {
	Lang    string
	Width   int          // of the terminal, in columns; 0 if it is not known
	Live    bool         // the run goes on while it is read; else it was recorded
	Recall  *tell.Recall // a question of an earlier lesson, asked at the start; nil if there is none
	Packets bool         // each step's packets are told, field by field
	Capture string       // the file that all packets are written to; "" if there is none

	After []string // what the student may do after the lesson, in sentences of Markdown
}

// narrowest is the width for which text is still wrapped. In a narrower window
// the terminal does that.
const narrowest = 20

// NewReading begins a reading: it writes what is read, and which keys there are.
func NewReading(out io.Writer, header trace.Header, o ReadingOptions) *Reading {
	header = tell.Shuffled(header)
	whole := bufio.NewWriter(out)
	t := newText(whole, header, o.Lang)
	if o.Width >= narrowest {
		t.width = min(textWidth, o.Width-1) // so that no terminal wraps a full line
	}
	t.packets, t.capture = o.Packets, o.Capture
	r := &Reading{
		out: whole, text: t, after: o.After, index: tell.NewIndex(&t.header), live: o.Live, recall: o.Recall.Shuffled(header.Seed),
		standing: map[string]string{}, given: map[string]int{},
	}
	t.steps = r.index.Found
	t.paragraph("", title(t, wComma.In(o.Lang)))
	t.paragraph("", t.network()+wStop.In(o.Lang))
	if note := tell.NetworkAlone(&t.header, o.Lang); note != "" {
		t.paragraph("", note)
	}
	t.faults()
	t.paragraph("", wReadingKeys.In(o.Lang))
	return r
}

// Pass takes in a step at which the reading does not stop, and writes it in a
// line.
func (r *Reading) Pass(step trace.Step) error {
	r.take(step)
	t, lang := r.text, r.text.lang
	t.line("")
	t.paragraph("", wStopped.F(lang, step.Step, r.headline()))
	for _, e := range step.Events {
		if e.Kind == trace.EventOutput || e.Kind == trace.EventExit {
			t.paragraph("", r.sentence(r.scene.EventText(e)))
		}
	}
	r.findings(&step)
	r.packets()
	return r.flush()
}

// flush lets the student have all that was written. It returns the first error of
// writing.
func (r *Reading) flush() error { return cmp.Or(r.text.err, r.out.Flush()) }

// Skip takes in a step without writing anything of it.
func (r *Reading) Skip(step trace.Step) { r.take(step) }

// Stop takes in a step and writes all of it: what happened, how things stand, and
// the question that is open.
func (r *Reading) Stop(step trace.Step) error {
	r.take(step)
	s, t, lang := r.scene, r.text, r.text.lang
	if name := r.newChapter(step); name != "" {
		t.line("")
		t.paragraph("", wChapter.F(lang, name))
	}
	t.line("")
	if s.Own == nil {
		t.paragraph("", wStopped.F(lang, step.Step, r.headline()))
		r.lead()
	}
	for _, text := range s.SinceText() {
		t.paragraph("", wStopped.F(lang, step.Step, text))
	}
	if why := s.StuckText(); why != "" {
		t.paragraph("", why)
	}
	r.findings(&step)
	if states := t.stateList(step, wComma.In(lang)); states != "" {
		t.paragraph("", wStates.F(lang, states))
	}
	r.programs()
	r.wire()
	r.packets()
	if s.QuestionOpen() == nil {
		r.ask(s.Question())
	}
	return t.err
}

// take makes a step the newest one.
func (r *Reading) take(step trace.Step) {
	t := r.text
	t.tally.Step(step)
	t.edges.Add(&step)
	t.last = step
	before := r.scene
	at := 0
	if before != nil {
		at = before.At + 1
	}
	r.index.Add(at, &step)
	s := &tell.Scene{
		Header: &t.header, Lang: t.lang, Step: step, At: at, Length: at + 1, Live: r.live,
		Index: r.index, Tally: t.tally, Recall: r.recall, Asking: true,
	}
	if before != nil {
		s.Before = &before.Step
		if tell.ByItself(&step) {
			s.Own, s.OwnBefore = before.ToldStep(), before.OwnBefore
			if before.Own == nil {
				s.OwnBefore = before.Before
			}
			s.Since = []trace.Step{step} // the earlier ones have been written
		}
	}
	s.Answer = r.given[s.ToldStep().Beat]
	r.scene = s
}

// headline says in a sentence what the newest step was.
func (r *Reading) headline() string {
	return r.sentence(r.section().Headline)
}

// section returns the text about the newest step: the lesson's, if it holds here,
// else a general one.
func (r *Reading) section() prose.Section {
	if sec, ok := r.scene.Said(); ok {
		return sec
	}
	return r.scene.General()
}

// sentence ends a text with a full stop, unless it has a mark of its own there.
func (r *Reading) sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") || strings.HasSuffix(text, "。") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "！") {
		return text
	}
	return text + wStop.In(r.text.lang)
}

// lead writes what the lesson says about the newest step.
func (r *Reading) lead() {
	s, t, lang := r.scene, r.text, r.text.lang
	step := s.ToldStep()
	_, own := s.Said()
	if own && step.Move.Kind != trace.MoveStart {
		t.paragraph("", wMove.F(lang, r.sentence(s.MoveText(step.Move))))
	}
	t.markdown("", r.section().Lead)
	if own && step.PassedOver {
		t.paragraph("", tell.LeftScript.In(lang))
	}
	if also := s.AlsoTold(); also != "" {
		t.paragraph("", tell.WithIt.F(lang, r.sentence(also)))
	}
}

func (r *Reading) findings(step *trace.Step) {
	for _, f := range step.Findings {
		r.text.paragraph("", wFinding.F(r.text.lang, r.sentence(tell.FindingText(&r.text.header, f, r.text.lang))))
	}
}

// newChapter returns the name of the step's chapter if the step is its first one,
// else "".
func (r *Reading) newChapter(step trace.Step) string {
	i := r.text.header.Row(step.Beat)
	if i < 0 || r.text.header.Beats[i].Chapter == r.text.chapter {
		return ""
	}
	r.text.chapter = r.text.header.Beats[i].Chapter
	if name := r.text.words.Chapters[r.text.chapter]; name != "" {
		return name
	}
	return r.text.chapter
}

// programs says of each host where its program stands, if it stands elsewhere
// than when that was written last.
func (r *Reading) programs() {
	s, t, lang := r.scene, r.text, r.text.lang
	for _, h := range t.header.Hosts {
		var words []string
		for _, p := range s.Standing(h) {
			words = append(words, p.Text)
		}
		text := strings.Join(words, "")
		if calls := s.CallsOf(h.Name); len(calls) > 0 && calls[0].Line > 0 {
			text = wStandsAt.F(lang, text, calls[0].Line, r.code(calls[0].File, calls[0].Line))
		}
		if text == r.standing[h.Name] {
			continue
		}
		r.standing[h.Name] = text
		t.paragraph("", wStands.F(lang, s.HostName(h.Name), text))
	}
}

// code returns a line of a program.
func (r *Reading) code(file string, line int) string {
	for _, p := range r.text.header.Programs {
		lines := strings.Split(p.Source, "\n")
		if p.File == file && line <= len(lines) {
			return strings.TrimSpace(lines[line-1])
		}
	}
	return ""
}

// maxHeld is how many held packets a step lists.
const maxHeld = 12

// wire lists the packets that are held.
func (r *Reading) wire() {
	s, t, lang := r.scene, r.text, r.text.lang
	for i := range s.Step.Held[:min(len(s.Step.Held), maxHeld)] {
		p := &s.Step.Held[i]
		text := wOnWire.F(lang, s.PacketEnds(p)...)
		if p.Proto == "tcp" {
			text += wSeq.F(lang, p.Seq)
			if strings.Contains(p.Flags, "A") {
				text += wAck.F(lang, p.Ack)
			}
		}
		t.paragraph("", text+s.SentAgainText(p, false)+wStop.In(lang))
	}
	if more := len(s.Step.Held) + s.Step.HeldMore - maxHeld; more > 0 {
		t.paragraph("", wMoreOnWire.F(lang, tell.MoreRows.F(lang, more)))
	}
	if cut := s.CutText(); cut != r.cut {
		if r.cut = cut; cut == "" {
			t.paragraph("", wWireWhole.In(lang))
		} else {
			t.paragraph("", wWireCut.F(lang, cut))
		}
	}
	if r.held && len(s.Step.Held) == 0 {
		t.paragraph("", wWireEmpty.In(lang))
	}
	r.held = len(s.Step.Held) > 0
}

// packets tells of each packet that the newest step sent, if that is wanted.
func (r *Reading) packets() {
	s, t, lang := r.scene, r.text, r.text.lang
	if !t.packets {
		return
	}
	for _, p := range sent(s) {
		sheet := detail.Packet(s, p, t.capture)
		t.paragraph("", wPacketSent.F(lang, tell.PacketName(lang, p), s.HostName(p.From), s.HostName(p.To)))
		for _, f := range sheet.Facts {
			t.paragraph("", wField.F(lang, f.Name, f.Text))
		}
	}
}

// notes writes the teaching notes beside what this run has shown.
func (r *Reading) notes() {
	t, lang := r.text, r.text.lang
	c := t.words.Closing
	t.line("")
	t.paragraph("", r.sentence(c.Headline))
	for _, n := range c.Notes {
		seen := t.tally.Fill(n.Filled(t.steps, t.header.Script(), nil, lang), lang)
		if n.Quote == "" && seen == "" {
			continue // the notes lack this line, and it is about another network
		}
		t.line("")
		if n.Quote != "" {
			says := wNotesSay
			if n.Said {
				says = wOftenSaid
			}
			t.paragraph("", says.F(lang, n.Quote))
		}
		t.markdown("", wRunShowed.F(lang, seen))
	}
}

// Finish writes how a run ended that was read to its end.
func (r *Reading) Finish(end trace.End) error {
	t, lang := r.text, r.text.lang
	t.line("")
	if n := len(r.grades); n > 0 {
		right, shown := 0, 0
		for _, g := range r.grades {
			switch {
			case g.Right:
				right++
			case g.Shown:
				shown++
			}
		}
		t.paragraph("", wCounted.F(lang, n, right, n-right-shown, shown))
	}
	t.figure()
	t.ending(end)
	if t.packets {
		t.paragraph("", detail.More(r.scene, t.capture))
	}
	if len(r.after) > 0 {
		t.line("")
	}
	for _, sentence := range r.after {
		t.markdown("", sentence)
	}
	return r.flush()
}
