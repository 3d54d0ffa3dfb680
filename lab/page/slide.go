package page

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A slide shows one step: its story over three columns, which are the clients' end,
// the wire over the ladder, and the servers' end.

// The measures of a slide.
const (
	slideW, slideH = 1280, 720
	slideLeft      = 36
	slideColumn    = 392
	slideGap       = 16
	slideHead      = 182 // the columns' top
	slideFoot      = 682 // the columns' end
	leadRoom       = 110 // columns of a line of the story
	leadLines      = 3
	leadHeight     = 26
	codeHeight     = 19
	codeColumns    = 50
	codeWidth      = 7.2
	codeX          = 29
	codeTop        = standsHeight + 8
	standsColumns  = 48
	standsHeight   = 30
	udpHeight      = 24

	figureScale = float64(slideColumn) / figureW
	figureSpace = figureH*slideColumn/figureW + 10
	figureTop   = slideHead + 38
	wireScale   = float64(slideColumn) / wireW
	wireTop     = slideHead + 10
	ladderSpace = 16 // between the wire and the ladder
)

// slideMeasures are those that the page's script needs to fill a frame.
var slideMeasures = map[string]float64{
	"lead": leadRoom, "line": leadHeight, "scale": wireScale, "packet": wireRow, "foot": slideFoot, "top": figureTop, "figure": figureSpace,
	"udp": udpHeight, "stands": standsColumns, "across": 2 * (slideColumn + slideGap), "codeTop": codeTop, "row": codeHeight, "code": codeColumns, "column": codeWidth,
}

// fileName returns the name of a lesson as a part of a file's name; "run" if it is
// not one of those that a course gives.
func fileName(lesson string) string {
	for _, r := range lesson {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return "run"
		}
	}
	return cmp.Or(lesson, "run")
}

// columnX returns the left edge of a column: 0 is the clients', 1 the wire's.
func columnX(i int) int { return slideLeft + i*(slideColumn+slideGap) }

//go:embed slide.css
var slideCSS string

// A slide is what an image shows of a step, in one language.
type slide struct {
	Name, Who, Headline, Moved string
	Foot                       []string
	Lines                      []prose.Line
	Ends                       []slideEnd
	Lang                       string
	Wire                       markup
	WireRows                   int
	Ladder                     *ladder
	Step                       int
}

// A slideEnd is one side of a slide.
type slideEnd struct {
	Host, Address string
	Held, Note    string // the timer, and the queue of connections
	Figure        markup
	UDP           []string

	File, Stands, News string
	Code               [][]tell.Token
	Line               int // of the code, from 1; 0 if there is none
	Marks              []int
}

// Slide writes one step as an SVG image of 1280 by 720 in a language: en or zh. It
// stands alone, and a program for slides draws it as a browser does.
func Slide(w io.Writer, rec Recording, step int, lang string) error {
	if step < 0 || step >= rec.Len() {
		return words.Errorf("the run has no step %d: its last one is step %d", "这次运行没有第 %d 步：最后一步是第 %d 步", step, rec.Len()-1)
	}
	if !slices.Contains(trace.Languages, lang) {
		lang = trace.Languages[0]
	}
	header := tell.Shuffled(rec.Header())
	walk := tell.NewWalk(&header, lang)
	figures := [2]*figure{newFigure(), newFigure()}
	var s *tell.Scene
	for i := range step + 1 {
		st, err := rec.Step(i)
		if err != nil {
			return err
		}
		s = walk.Step(st)
		addTo(figures, s)
	}
	shape, err := inked(newSlide(s, figures).shape(), false)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, string(shape)+"\n")
	return err
}

// newSlide gathers what a slide shows. Its scenes are the same in "both" languages,
// so what draws the page draws one language here.
func newSlide(s *tell.Scene, figures [2]*figure) *slide {
	sc := scenes{s, s}
	sl := &slide{
		Lang:  s.Lang,
		Moved: fmt.Sprintf("%d %s", s.Step.Step, s.MoveText(s.ToldStep().Move)),
		Wire:  wireDrawing(sc), WireRows: max(1, len(onWire(s))),
		Ladder: newLadder(sc, false, s.Step.Step), Step: s.Step.Step,
	}
	sl.Who, sl.Headline = parted(section(s).Headline)
	sl.Who = strings.ToUpper(sl.Who)
	sl.Name = strings.TrimSpace(titleOf(s.Header, s.Lang) + ": " + section(s).Headline)
	sl.Foot = []string{footOf(s.Header, s.NetworkName(), s.Lang)}
	for _, text := range remarks(s) {
		sl.Lines = append(sl.Lines, plainLines(text)...)
	}
	sl.Lines = append(sl.Lines, prose.Lines(section(s).Lead, leadRoom)...)
	for _, text := range since(s) {
		sl.Lines = append(sl.Lines, plainLines(text)...)
	}
	sl.Lines = slices.DeleteFunc(sl.Lines, func(l prose.Line) bool { return len(l) == 0 })
	if len(sl.Lines) > leadLines {
		sl.Lines = sl.Lines[:leadLines]
		sl.Lines[leadLines-1] = append(slices.Clone(sl.Lines[leadLines-1]), prose.Span{Text: " …"})
	}
	l, r := s.Both()
	for k, sd := range []tell.Side{l, r} {
		sl.Ends = append(sl.Ends, newSlideEnd(s, sd, figures[k]))
	}
	return sl
}

// plainLines breaks a text without Markdown into lines.
func plainLines(text string) (out []prose.Line) {
	for _, line := range prose.Wrap(prose.Visible(text), leadRoom) {
		out = append(out, prose.Line{{Text: line}})
	}
	return out
}

func newSlideEnd(s *tell.Scene, sd tell.Side, f *figure) slideEnd {
	e := slideEnd{Host: s.HostName(sd.Host.Name), Address: addressOf(sd)}
	if notes := s.SocketNotes(sd.Conn); len(notes) > 0 {
		e.Held = notes[len(notes)-1]
	}
	if queue, ok := queueOf(sd); ok {
		e.Note = wQueue.F(s.Lang, queue)
	}
	if s.DatagramsOnly() {
		for i := range sd.UDP {
			e.UDP = append(e.UDP, datagramSocket(s, &sd.UDP[i]))
		}
		if len(sd.UDP) == 0 {
			e.UDP = append(e.UDP, wNoSocket.In(s.Lang))
		}
	} else {
		e.Figure = f.shape(f.marksOf(s, sd), s.Lang)
	}
	if !hasProgram(s, sd) {
		return e
	}
	e.File, e.Stands, e.News = sd.Host.File, standsOf(s, sd.Host), s.News(sd.Host.Name)
	e.Code, e.Line, e.Marks = s.Code[sd.Host.File], s.LookAt(sd.Host), linesOf(s, sd.Host)
	return e
}

// shape draws the slide. The parts that the page's script fills in are in slots,
// which an image has no more.
func (sl *slide) shape() markup {
	var b builder
	b.add(`<svg class="slide" lang="%s" viewBox="0 0 %d %d" width="%d" height="%d"><title class="name">`, sl.Lang, slideW, slideH, slideW, slideH).text(sl.Name).add(`</title>`)
	b.add(`<rect class="paper" width="%d" height="%d"/>`, slideW, slideH)
	sl.drawLadder(&b)
	words := func(class string, x, y int, text string) {
		b.add(`<text class="say %s" x="%d" y="%d">`, class, x, y).text(text).add(`</text>`)
	}
	b.add(`<g slot="head">`)
	words("who", slideLeft, 46, sl.Who)
	words("headline", slideLeft, 84, sl.Headline)
	words("moved last", slideW-slideLeft, 46, sl.Moved)
	b.add(`</g><g slot="lead">`)
	for i, line := range sl.Lines {
		b.add(`<text class="say lead" x="%d" y="%d">`, slideLeft, 116+i*leadHeight)
		for _, span := range line {
			if span.Style == prose.Code {
				b.add(`<tspan class="mono">`).text(span.Text).add(`</tspan>`)
			} else {
				b.text(span.Text)
			}
		}
		b.add(`</text>`)
	}
	b.add(`</g><g slot="foot">`)
	for _, foot := range sl.Foot {
		words("foot", slideLeft, slideH-14, foot)
	}
	b.add(`</g>`)
	for i := range 3 {
		b.add(`<path class="line" d="M%d %dh%d"/>`, columnX(i), slideHead, slideColumn)
	}
	b.add(`<g slot="wire" transform="translate(%d %d) scale(%.3f)">`, columnX(1), wireTop, wireScale).put(sl.Wire).add(`</g>`)
	for k := range sl.Ends {
		b.add(`<g slot="end">`)
		sl.Ends[k].draw(&b, columnX(2*k))
		b.add(`</g>`)
	}
	return b.add(`</svg>`).html()
}

// drawLadder draws the end of the ladder, from where the wire ends. Its parts stick
// out at the top, so this comes first, and paper is laid over it.
func (sl *slide) drawLadder(b *builder) {
	top := wireTop + int(float64(sl.WireRows*wireRow)*wireScale) + ladderSpace
	room := int(float64(slideFoot-top) / wireScale)
	foot := 0
	for _, p := range sl.Ladder.parts {
		if p.shown(sl.Step) {
			foot = max(foot, p.bottom)
		}
	}
	from := max(0, foot+ladderRow/2-room) // in units of the ladder
	b.add(`<g class="rungs" slot="ladder" transform="translate(%d %.1f) scale(%.3f)">`, columnX(1), float64(top)-float64(from)*wireScale, wireScale)
	b.put(rails(max(from, ladderTop-8), from+room))
	for _, p := range sl.Ladder.parts {
		if p.shown(sl.Step) && p.bottom > from {
			b.put(p.shape)
		}
	}
	b.add(`</g><rect class="paper" slot="cover" width="%d" height="%d"/>`, slideW, top)
}

// draw draws an end into the column at x.
func (e *slideEnd) draw(b *builder, x int) {
	b.add(`<text class="say host" slot="host" x="%d" y="%d"><tspan>`, x, slideHead+26).text(e.Host)
	b.add(`</tspan><tspan class="mono address" dx="10">`).text(e.Address)
	b.add(`</tspan><tspan class="note held" dx="10">`).text(e.Held)
	b.add(`</tspan><tspan class="note" dx="10">`).text(e.Note).add(`</tspan></text>`)
	y := figureTop
	if e.Figure != "" {
		b.add(`<g slot="figure" transform="translate(%d %d) scale(%.3f)">`, x, y, figureScale).put(e.Figure).add(`</g>`)
		y += figureSpace
	}
	if len(e.UDP) > 0 {
		b.add(`<g slot="udp">`)
		for i, text := range e.UDP {
			b.add(`<text class="say udp" x="%d" y="%d"><tspan class="mono">`, x, figureTop+i*udpHeight+16).text(clipped(text, codeColumns-4)).add(`</tspan></text>`)
		}
		b.add(`</g>`)
		y = max(y, figureTop+len(e.UDP)*udpHeight)
	}
	if e.File == "" {
		return
	}
	b.add(`<g slot="program" transform="translate(%d %d)"><path class="line" d="M0 8h%d"/>`, x, y, slideColumn)
	stands := clipped(e.Stands, standsColumns-prose.Width(e.File))
	b.add(`<text class="say stands" y="%d"><tspan class="mono">`, standsHeight).text(e.File).add(`</tspan><tspan dx="7">`).text(stands)
	b.add(`</tspan><tspan class="news" dx="7">`)
	if room := standsColumns - prose.Width(e.File+stands) - 2; room > 8 {
		b.text(clipped(e.News, room))
	}
	b.add(`</tspan></text>`)
	e.drawCode(b, (slideFoot-y-codeTop)/codeHeight)
	b.add(`</g>`)
}

// drawCode draws rows of the program around the line that counts.
func (e *slideEnd) drawCode(b *builder, rows int) {
	from := max(0, min(e.Line-1-rows/2, len(e.Code)-rows))
	for i := from; i < min(from+rows, len(e.Code)); i++ {
		b.add(`<g class="code" transform="translate(0 %d)">`, codeTop+(i-from)*codeHeight)
		number := "number"
		if i+1 == e.Line {
			b.add(`<rect class="here" width="%d" height="%d"/>`, slideColumn, codeHeight)
		}
		if slices.Contains(e.Marks, i+1) {
			number += " lit"
			b.add(`<rect class="bar" width="4" height="%d"/>`, codeHeight)
		}
		b.add(`<text class="%s" x="22" y="14">%d</text>`, number, i+1)
		column := 0
		for k, t := range e.Code[i] {
			text := prose.Visible(strings.ReplaceAll(t.Text, "\t", "    "))
			if k == 0 { // a drawing keeps no blanks at the beginning of a text
				column = len(text) - len(strings.TrimLeft(text, " "))
				text = text[column:]
				b.add(`<text x="%.1f" y="14">`, codeX+float64(column)*codeWidth)
			}
			text = clipped(text, codeColumns-column)
			column += prose.Width(text)
			if element := tokenClasses[t.Kind]; element != "" {
				b.add(`<tspan class="%s">`, element).text(text).add(`</tspan>`)
			} else {
				b.text(text)
			}
			if column >= codeColumns {
				break
			}
		}
		if len(e.Code[i]) > 0 {
			b.add(`</text>`)
		}
		b.add(`</g>`)
	}
}

// slideFrame is a slide in which nothing is filled in, and whose second end is to be
// a copy of the first. The page's script puts the shown step into it.
func slideFrame(h *trace.Header, networks [2]string) (markup, error) {
	line := prose.Line{{Text: " "}, {Text: " ", Style: prose.Code}}
	end := slideEnd{
		Figure: " ", UDP: []string{" "}, File: " ", Line: 1, Marks: []int{1},
		Code: [][]tell.Token{{{Text: "x"}}}, // one row
	}
	sl := &slide{Lines: []prose.Line{line}, Ends: []slideEnd{end}, Ladder: &ladder{}}
	for i, lang := range trace.Languages {
		sl.Foot = append(sl.Foot, footOf(h, networks[i], lang))
	}
	return inked(sl.shape(), true)
}

func footOf(h *trace.Header, network, lang string) string {
	return "tcplab · " + titleOf(h, lang) + " · " + network + " · " + h.Stack + " · " + wRecorded.In(lang)
}
