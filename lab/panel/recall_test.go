package panel

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

func recalled() *tell.Recall {
	return &tell.Recall{Lesson: "refused", Beat: "rst", Questions: map[string]*prose.Question{
		"en": {Ask: "Who sent the RST?", Options: []prose.Option{
			{Text: "the program", Why: "no program was there"},
			{Text: "the kernel", Right: true, Why: "it answers for a closed port"},
		}},
	}}
}

func TestAMissedQuestionComesBack(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true, Recall: recalled()})
	h.wantScreen("(from lesson refused) Who sent the RST?", "the lesson begins with it")
	h.keys("1")
	h.wantScreen("1 × the program: No. no program was there", "a wrong answer says why")
	h.keys("n")
	h.wantAt(1, "an answered question does not hold n up")
	h.keys("Ctrl-C")
	if h.left == nil || h.left.Recalled != Wrong {
		t.Errorf("the panel was left with %+v, want the recalled question wrong again", h.left)
	}
}

// TestARevealedAnswerIsNoAnswer: a student who only reads the answer of a
// question may not know it, so it counts as shown and not as right, be it the
// question of an earlier lesson, a beat's or the closing page's.
func TestARevealedAnswerIsNoAnswer(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true, Recall: recalled()})
	h.keys("n n n n") // the second makes the first step, the third turns to its question, the fourth reveals its answer
	h.p.toggle(view.ClosingPage)
	h.p.answerClosing(h.p.scene(), 0, tell.Revealed)
	h.keys("Ctrl-C")
	if h.left == nil || h.left.Recalled != Shown || h.left.Answers["listen"] != Shown || h.left.Answers["closing 1"] != Shown {
		t.Errorf("the panel was left with %+v, want three answers that were only shown", h.left)
	}
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 2 r y n n n Ctrl-C")
	if h.left == nil || h.left.Answers["listen"] != Right {
		t.Errorf("the panel was left with %+v, want the right answer of the run before: it was given once", h.left)
	}
}

func TestAnswersAreGraded(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 1 Ctrl-C") // the sample's first beat asks; 2 is right
	if h.left == nil || len(h.left.Answers) != 1 || h.left.Answers["listen"] != Wrong || h.left.Recalled != Unanswered {
		t.Errorf("the panel was left with %+v, want one wrong answer, at listen", h.left)
	}
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n n n Ctrl-C") // the third n shows the answer, behind text and question
	if h.left == nil || len(h.left.Answers) != 1 || h.left.Answers["listen"] != Shown {
		t.Errorf("the panel was left with %+v, want the answer shown", h.left)
	}
}

// TestARestartAsksAnew: a restart asks again, and keeps the grades of the run
// before.
func TestARestartAsksAnew(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 1 r y n n")
	h.wantScreen("1-3 answer", "the question is open again")
	h.keys("Ctrl-C")
	if h.left == nil || h.left.Answers["listen"] != Wrong {
		t.Errorf("the panel was left with %+v, want the wrong answer of the run before", h.left)
	}
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 1 r y n 2 Ctrl-C")
	if h.left == nil || h.left.Answers["listen"] != Right {
		t.Errorf("the panel was left with %+v, want the newer answer", h.left)
	}
}

// TestAClosingQuestionIsAnsweredOnce: another digit does not change an answer,
// right or wrong.
func TestAClosingQuestionIsAnsweredOnce(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.p.toggle(view.ClosingPage)
	s := h.p.scene()
	h.p.answerClosing(s, 0, 2)
	h.p.answerClosing(s, 0, 1)
	if got := h.p.closing[0]; got != 2 {
		t.Errorf("the answer is %d now, want the first one given, 2", got)
	}
}

// TestAnAnswersNameLeadsBackToItsQuestion: a missed question is kept by its
// name in Result.Answers, so that name must find it in another run.
func TestAnAnswersNameLeadsBackToItsQuestion(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 1")
	h.p.toggle(view.ClosingPage)
	text := tell.TextOf(&h.p.header, "en")
	last := len(text.Closing.Questions) - 1
	h.p.answerClosing(h.p.scene(), last, 1)
	h.keys("Ctrl-C")
	want := map[*prose.Question]bool{
		text.Sections["listen"].Question: true, &text.Closing.Questions[last]: true,
	}
	if h.left == nil || len(h.left.Answers) != len(want) {
		t.Fatalf("the panel was left with %+v, want the answers to both questions", h.left)
	}
	for name := range h.left.Answers {
		if !want[Asked(text, name)] {
			t.Errorf("%q leads to %+v, which was not asked", name, Asked(text, name))
		}
	}
	for _, name := range []string{"closing 0", "closing 99", "closing 1x", "no-such-beat"} {
		if q := Asked(text, name); q != nil {
			t.Errorf("%q leads to %+v, want nothing: no question is called so", name, q)
		}
	}
}

// TestTheEndSaysWhatWasMissed: the closing page ends with the answers so far, a way
// back to each that was missed, and what may come next.
func TestTheEndSaysWhatWasMissed(t *testing.T) {
	h := newHand(t, Options{
		Bench: newFakeBench(paneltest.Connection()), Questions: true,
		After: map[string][]string{"en": {"The next lesson is `netstat`."}},
	})
	h.keys("n 1") // the sample's first beat asks, and 2 is right
	h.p.toggle(view.ClosingPage)
	page := func() string {
		var b strings.Builder
		for _, l := range view.ClosingPage.Content(h.p.scene(), 80, 22).Lines {
			b.WriteString(l.String() + "\n")
		}
		return b.String()
	}
	asked := h.p.score().Asked
	for _, want := range []string{fmt.Sprintf("0 of %d right. Missed", asked), "   SERVER: Listen opens its port   step 1\n", "What next\n The next lesson is netstat."} {
		if got := page(); !strings.Contains(got, want) {
			t.Errorf("the closing page lacks %q\n%s", want, got)
		}
	}
	h.p.answerClosing(h.p.scene(), 0, rightOption(h.p))
	// It counts from now on; before that it stood above and waited.
	if got, want := page(), fmt.Sprintf("1 of %d right.", asked+1); !strings.Contains(got, want) {
		t.Errorf("a right answer to the page's own question is not counted: want %q\n%s", want, got)
	}
	in := view.ClosingPage.Content(h.p.scene(), 80, 22)
	if last := in.Choices[len(in.Choices)-1]; last.Beat != "listen" {
		t.Errorf("Enter on the missed question goes to beat %q, want listen", last.Beat)
	}
	h.keys("o")
	if got := page(); strings.Contains(got, "Your answers") {
		t.Errorf("questions are off, but answers are counted\n%s", got)
	}
}

// TestAQuestionOfSeveralRowsCountsOnce: a beat that several rows of the script tell
// together asks one question, so its answer is one answer.
func TestAQuestionOfSeveralRowsCountsOnce(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true})
	h.keys("n 1") // the sample's first beat asks, and 2 is right
	once := h.p.score()
	h.p.header.Beats = append(slices.Clone(h.p.header.Beats), h.p.header.Beats[0])
	if got := h.p.score(); got.Asked != once.Asked || !slices.Equal(got.Missed, once.Missed) {
		t.Errorf("with another row of its first beat the lesson asks %d and missed %v, want %d and %v as before", got.Asked, got.Missed, once.Asked, once.Missed)
	}
}

// rightOption returns the right option of the closing page's first question.
func rightOption(p *panel) int {
	q := tell.TextOf(&p.header, "en").Closing.Questions[0]
	return 1 + slices.IndexFunc(q.Options, func(o prose.Option) bool { return o.Right })
}
