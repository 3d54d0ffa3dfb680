package page

import (
	"cmp"
	_ "embed"
	"io"
	"slices"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A Recording is a run from its first step to its last.
type Recording interface {
	Header() trace.Header
	Len() int
	Step(i int) (trace.Step, error)
}

// Options are the settings of a page.
type Options struct {
	Lang      string // the language that is shown first: en or zh
	From, To  int    // the first step and the last one; To is -1 for the newest
	NoAnswers bool   // an exercise: no answers, no texts that give them away, and the states are left blank
	Damage    error  // where the trace makes no sense any more; nil if it is whole
}

// MaxSteps is the number of steps that a page shows at most. A browser has to keep
// all of them.
const MaxSteps = 500

// Write writes a run as one HTML file. It refuses more than MaxSteps steps.
func Write(w io.Writer, rec Recording, o Options) error {
	p, err := newPage(rec, o)
	if err != nil {
		return err
	}
	page, err := p.html()
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, string(page))
	return err
}

//go:embed page.html
var pageSkeleton string

//go:embed page.css
var pageCSS string

//go:embed draw.css
var drawCSS string

//go:embed page.js
var pageJS string

// A pageData is all that a page shows.
type pageData struct {
	Lang       string
	Number     int // in the course; 0 if it has none
	Title      markup
	PlainTitle string
	Network    markup
	Stack      string
	Remarks    []markup // about the file: damage, a range of steps, another network
	Datagrams  bool     // no figure is ever drawn

	Left, Right markup // the figures of both ends
	Programs    []program
	Chapters    []chapter
	Steps       []*step
	NotesTitle  markup
	QuotesHead  markup // heads the quotations of the notes
	Notes       []note
	Edges       []edge // of a run that was the student's own
	Closing     []*question
	Answers     []*question // all questions, for the last printed page
	WireRows    int
	LabClock    bool // a timer is stretched at some step
	Ladder      *ladder
	Data        marksData
	Frame       markup // of the image of a step
}

func newPage(rec Recording, o Options) (*pageData, error) {
	header := tell.Shuffled(rec.Header())
	steps, err := stepsOf(rec, &o)
	if err != nil {
		return nil, err
	}
	p := &pageData{
		Lang: o.Lang, Number: header.Number, Stack: header.Stack, Datagrams: true,
		Title: both(func(lang string) string { return titleOf(&header, lang) }),
	}
	if !slices.Contains(trace.Languages, p.Lang) {
		p.Lang = trace.Languages[0]
	}
	p.PlainTitle = titleOf(&header, p.Lang)
	if o.Damage != nil {
		p.Remarks = append(p.Remarks, both(func(lang string) string { return wDamaged.F(lang, words.In(o.Damage, lang)) }))
	}
	if o.From > 0 || o.To < rec.Len()-1 {
		p.Remarks = append(p.Remarks, word(wRange, o.From, o.To, rec.Len()))
	}
	if tell.NetworkNote(&header, p.Lang) != "" {
		p.Remarks = append(p.Remarks, both(func(lang string) string { return tell.NetworkNote(&header, lang) }))
	}
	p.Programs = programsOf(&header)
	figures := [2]*figure{newFigure(), newFigure()}
	walks := [2]*tell.Walk{tell.NewWalk(&header, trace.Languages[0]), tell.NewWalk(&header, trace.Languages[1])}
	var shown []scenes
	rows, window := 1, windowMoves(steps)
	for i, step := range steps {
		sc := scenes{walks[0].Step(step), walks[1].Step(step)}
		addTo(figures, sc[0])
		if i < o.From {
			continue
		}
		rows = max(rows, len(onWire(sc[0])))
		p.Datagrams = p.Datagrams && sc[0].DatagramsOnly()
		st := newStep(sc, o.NoAnswers, window) // now, because a scene is good until the next one
		p.LabClock = p.LabClock || st.Left.Usual != "" || st.Right.Usual != ""
		p.Steps = append(p.Steps, st)
		shown = append(shown, sc)
	}
	end := shown[len(shown)-1]
	p.WireRows = rows
	p.Ladder = newLadder(end, o.NoAnswers, -1)
	for i, sc := range shown {
		p.Steps[i].Wire = wireShape(sc, rows)
		p.Data.Steps = append(p.Data.Steps, marksOf(sc, figures, p.Programs, p.Ladder, o.NoAnswers))
	}
	p.Chapters = chaptersOf(&header, shown, p.Steps)
	if o.NoAnswers { // where this run went in another way is an answer, too
		for k := range figures {
			figures[k] = &figure{Listens: figures[k].Listens, Ways: newFigure().Ways}
		}
	}
	p.Left, p.Right = figures[0].template("fl"), figures[1].template("fr")
	p.Network = end.both((*tell.Scene).NetworkName)
	p.addClosing(end, o.NoAnswers)
	if header.Free && !o.NoAnswers {
		p.addEdges(end)
	}
	p.Data.Lesson, p.Data.Slide = fileName(header.Lesson), slideMeasures
	if p.Frame, err = slideFrame(&header, [2]string{end[0].NetworkName(), end[1].NetworkName()}); err != nil {
		return nil, err
	}
	return p, nil
}

// slim returns a script without its indentation and its lines of comment.
func slim(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		if line = strings.TrimLeft(line, "\t"); line != "\n" && !strings.HasPrefix(line, "//") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// stepsOf reads the steps up to the last one that is wanted, and sets the bounds in
// o. Steps before the first one are read, too, since a run is told from its start.
func stepsOf(rec Recording, o *Options) ([]trace.Step, error) {
	if o.To < 0 || o.To >= rec.Len() {
		o.To = rec.Len() - 1
	}
	o.From = max(0, min(o.From, o.To))
	if n := o.To - o.From + 1; n > MaxSteps {
		return nil, words.Errorf("the run has %d steps, and a page shows %d at most: choose some with --from and --to",
			"这次运行有 %d 步，而一个网页最多显示 %d 步：请用 --from 和 --to 选一段", n, MaxSteps)
	}
	var steps []trace.Step
	for i := range o.To + 1 {
		step, err := rec.Step(i)
		if err != nil {
			if o.Damage == nil {
				o.Damage = err
			}
			o.To = i - 1
			break
		}
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return nil, words.Errorf("the trace has no step that could be shown", "录像里没有可以显示的步骤")
	}
	o.From = min(o.From, len(steps)-1)
	return steps, nil
}

func titleOf(h *trace.Header, lang string) string {
	text := tell.TextOf(h, lang)
	title := cmp.Or(text.Title, h.Lesson)
	if text.Draft {
		title += " (" + tell.DraftWord.In(lang) + ")"
	}
	return title
}
