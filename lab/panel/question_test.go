package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestQuestionsAreMarkdown: a lesson's marks are drawn, not shown, in the
// question, its options and its reasons.
func TestQuestionsAreMarkdown(t *testing.T) {
	q := &prose.Question{Ask: "Does `Read` give *one* write?", Options: []prose.Option{
		{Text: "`four`", Right: true, Why: "one *each*"}, {Text: "**never**", Why: "`n` says how many"},
	}}
	s := &scene{Scene: Scene{lang: "en", asking: true}}
	for _, answer := range []int{0, 2} {
		var all strings.Builder
		marked := false
		for _, l := range questionLines(s, q, answer, 76, allReasons) {
			all.WriteString(l.String() + "\n")
			for _, span := range l {
				marked = marked || span.text == "Read" && span.style == code
			}
		}
		if strings.ContainsAny(all.String(), "`*") {
			t.Errorf("answer %d: raw Markdown on the screen:\n%s", answer, all.String())
		}
		if !marked {
			t.Errorf("answer %d: what the lesson marks as code is not drawn as code", answer)
		}
	}
}

// TestRightAnswerEndsOnce: a right answer that ends with a mark of its own gets
// no full stop behind it.
func TestRightAnswerEndsOnce(t *testing.T) {
	for lang, want := range map[string]string{"en": "Right, Hello! So it is.", "zh": "对，Hello!So it is."} {
		q := &prose.Question{Ask: "What?", Options: []prose.Option{{Text: "`Hello!`", Right: true, Why: "So it is."}, {Text: "no"}}}
		var all string
		for _, l := range questionLines(&scene{Scene: Scene{lang: lang, asking: true}}, q, 1, 76, allReasons) {
			all += l.String() + "\n"
		}
		if !strings.Contains(all, want) {
			t.Errorf("%s: the answer is\n%swant %q in it", lang, all, want)
		}
	}
}

// TestAnswerKeepsTheOptions: after the answer, where rows allow, the question
// and every option stay, each with its reason; in the smallest window at least
// the question, its answer, and what is wrong with the one that was given.
func TestAnswerKeepsTheOptions(t *testing.T) {
	wrong := "it goes to SYN_RCVD"
	reason := "That takes a SYN"
	for _, c := range []struct {
		w, h       int
		key        string
		have, lack []string
	}{
		{80, 24, "1", []string{"What becomes of the listener?", "in LISTEN already", "2 √ it stays", wrong, reason}, nil},
		{120, 40, "2", []string{"What becomes of the listener?", "2 √ Right, it stays", wrong, reason, "packet was sent for that."}, nil},
		{120, 40, "n", []string{"1   it goes from CLOSED to LISTEN", "2 √ it stays", wrong, reason}, []string{"Right:", "No. "}},
		{50, 15, "1", []string{"Next the server calls Accept.", "in LISTEN already", "2 √ it stays", "no TCP state at all."}, []string{wrong}},
	} {
		h := liveHand(t).keys("o n " + c.key)
		screen := h.p.frame(c.w, c.h, false).String()
		for _, part := range c.have {
			if !strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q is missing\n%s", c.w, c.h, c.key, part, screen)
			}
		}
		for _, part := range c.lack {
			if strings.Contains(screen, part) {
				t.Errorf("%d×%d after %s: %q should not be there\n%s", c.w, c.h, c.key, part, screen)
			}
		}
	}
}

// TestFindingsStay: a difference from the script is never hidden, not even by
// a long answer.
func TestFindingsStay(t *testing.T) {
	st := story{lead: make([]line, 3), findings: 1, asks: [][]line{make([]line, 3), make([]line, 9)}}
	st.fit(12)
	if len(st.lead) == 0 || len(st.ask) != 3 {
		t.Errorf("%d lines of lead beside %d of the question; want some of the lead, and the shorter question", len(st.lead), len(st.ask))
	}
	st = story{lead: make([]line, 3), asks: [][]line{make([]line, 3), make([]line, 9)}}
	st.fit(12)
	if len(st.lead) != 0 || len(st.ask) != 9 {
		t.Errorf("%d lines of lead beside %d of the question; want the whole answer alone", len(st.lead), len(st.ask))
	}
}

// TestQuestionWherePacketsFlow: there a step tells of several rows, and what a
// question asks has been told with them. A lesson that is written for such a
// network asks of what comes next.
func TestQuestionWherePacketsFlow(t *testing.T) {
	for _, home := range []string{"", "host"} {
		w := paneltest.HostRun()
		w.Header.Home = home
		sec := w.Header.Prose["en"].Sections["dial"]
		sec.Question = &prose.Question{Ask: "What now?", Options: []prose.Option{{Text: "this", Right: true}}}
		w.Header.Prose["en"].Sections["dial"] = sec
		p := still(w, 3, true)
		p.asking = true
		if asked := p.scene().question() != nil; asked != (home == "host") {
			t.Errorf("home %q: a question is asked: %v", home, asked)
		}
	}
}

// TestOneMoreLine: what is left below a page is counted, and one is no plural.
func TestOneMoreLine(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "1 more line", 2: "2 more lines"} {
		s := &scene{Scene: Scene{header: &trace.Header{}, lang: "en"}}
		got := pageFooter(s, content{lines: make([]line, 10+n)}, 80, 10).String()
		if rest := strings.TrimSpace(got[strings.Index(got, "back")+len("back"):]); rest != want {
			t.Errorf("%d lines below: %q, want %q", n, rest, want)
		}
	}
}
