package plain

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// ask writes a question with its options.
func (r *Reading) ask(q *prose.Question) {
	t, lang := r.text, r.text.lang
	t.line("")
	t.markdown("", wQuestion.F(lang, q.Ask))
	for i, o := range q.Options {
		t.item(fmt.Sprintf("%d  ", i+1), plain(o.Text))
	}
}

// open returns the question that a digit answers, and its name; nil if none is
// open.
func (r *Reading) open() (*prose.Question, string) {
	if all := r.text.words.Closing.Questions; r.noted && r.closing > 0 && r.closing <= len(all) {
		if name := tell.ClosingName(r.closing - 1); r.given[name] == 0 {
			return &all[r.closing-1], name
		}
		return nil, ""
	}
	if r.noted || r.scene == nil || r.scene.QuestionOpen() != nil {
		return nil, ""
	}
	return r.scene.Question(), r.scene.ToldStep().Beat
}

// answer answers the open question with an option, from 1, or tell.Revealed, and
// writes every option with its reason, the right one first: a wrong one teaches
// as much.
func (r *Reading) answer(q *prose.Question, name string, option int) {
	t, lang := r.text, r.text.lang
	r.given[name], r.scene.Answer = option, option
	g := Grade{Name: name, Shown: option == tell.Revealed}
	for i, o := range q.Options {
		if !o.Right {
			continue
		}
		g.Right = option == i+1
		verdict := wRightIs
		switch {
		case g.Right:
			verdict = wIsRight
		case !g.Shown:
			verdict = wIsWrong
		}
		t.markdown("", verdict.F(lang, i+1, r.scene.Sentence(o.Text), o.Why, option))
	}
	for i, o := range q.Options {
		if !o.Right && o.Why != "" {
			t.markdown("", wNot.F(lang, i+1, r.scene.Sentence(o.Text), o.Why))
		}
	}
	r.grades = append(r.grades, g)
}

// Grades returns how the questions were answered, in the order of the answers.
func (r *Reading) Grades() []Grade { return r.grades }

// Prompt writes what comes next, and waits for nothing: it leaves the cursor
// behind that.
func (r *Reading) Prompt() error {
	t, lang := r.text, r.text.lang
	t.line("")
	if t.err == nil {
		_, t.err = io.WriteString(t.out, Visible(r.coming())+wStop.In(lang)+" ")
	}
	return r.flush()
}

func (r *Reading) coming() string {
	s, lang := r.scene, r.text.lang
	if q, _ := r.open(); q != nil {
		return wAnswerWith.F(lang, len(q.Options))
	}
	switch {
	case r.over() && r.remains():
		switch {
		case !r.noted && r.text.words.Closing.OnlySaid():
			return wSaidNext.In(lang)
		case !r.noted:
			return wNotesNext.In(lang)
		}
		return wQuestionNext.In(lang)
	case r.over() && s.Step.Done != trace.DoneStuck:
		return wEnterLeaves.In(lang)
	case r.over():
		return wStuckHere.In(lang)
	case s.Then != nil:
		return wNext.F(lang, s.MoveText(*s.Then))
	case !r.live:
		return wRecordingEnds.In(lang)
	case s.Step.Next == nil:
		return wNothingNext.In(lang)
	}
	return wNext.F(lang, s.Coming())
}

// Then says of a recorded run which move was made after the newest step; nil if
// none was.
func (r *Reading) Then(m *trace.Move) { r.scene.Then = m }

// over reports whether no move comes any more.
func (r *Reading) over() bool { return r.scene.Step.Done != "" }

// remains reports whether there is something to read or to answer behind a story
// that was told to its end.
func (r *Reading) remains() bool {
	c := r.text.words.Closing
	return r.scene.Step.Done == trace.DoneTold && (!r.noted && c.Headline != "" || r.closing < len(c.Questions))
}

// Typed obeys a line that the student typed.
func (r *Reading) Typed(line string) (Turn, error) {
	t, lang := r.text, r.text.lang
	q, name := r.open()
	line = strings.TrimSpace(line)
	option, err := strconv.Atoi(line)
	switch {
	case line == "q" || line == "Q":
		return Leaves, nil
	case line == "m" || line == "M":
		r.more()
	case line == "" && q != nil:
		r.answer(q, name, tell.Revealed)
	case line == "":
		return r.enter(), t.err
	case err == nil && q == nil:
		t.paragraph("", wNoneOpen.In(lang))
	case err == nil && option >= 1 && option <= len(q.Options):
		r.answer(q, name, option)
	case err == nil:
		t.paragraph("", wNoOption.F(lang, len(q.Options)))
	default:
		t.paragraph("", wReadingKeys.In(lang))
	}
	return Stays, t.err
}

// more writes what else the lesson says about the newest step.
func (r *Reading) more() {
	s, t, lang := r.scene, r.text, r.text.lang
	more := []string{r.section().More, s.MoreSince()}
	if s.Own != nil {
		more = more[1:] // the other one has been read
	}
	if text := strings.TrimSpace(strings.Join(more, "\n")); text != "" && !r.noted {
		t.markdown("", text)
		return
	}
	t.paragraph("", wNoMore.In(lang))
}

// enter goes on where no question is open.
func (r *Reading) enter() Turn {
	switch {
	case !r.over() && (r.live && r.scene.Step.Next != nil || r.scene.Then != nil):
		return Moves
	case !r.remains():
		return Leaves
	case !r.noted:
		r.noted = true
		r.notes()
	default:
		r.noted = true
		r.closing++
		r.ask(&r.text.words.Closing.Questions[r.closing-1])
	}
	return Stays
}
