package view

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestOneMoreLine: the lines below a page are counted, and one line is no
// plural.
func TestOneMoreLine(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "1 more line", 2: "2 more lines"} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en"}}
		got := pageFooter(s, Content{Lines: make([]canvas.Line, 10+n)}, 80, 10).String()
		if rest := strings.TrimSpace(got[strings.Index(got, "back")+len("back"):]); rest != want {
			t.Errorf("%d lines below: %q, want %q", n, rest, want)
		}
	}
}

// TestArrowsOnTallChoices: if a choice has more rows than the window, ↓ shows
// all of them before it goes on to the next choice.
func TestArrowsOnTallChoices(t *testing.T) {
	in := Content{Lines: make([]canvas.Line, 40), Choices: []Choice{{Row: 1, Rows: 25}, {Row: 27, Rows: 3}}}
	p := Page{Kind: ClosingPage}
	var tops, cursors []int
	for range 4 {
		p, _ = p.Scrolled(in, 10, 1, false)
		tops, cursors = append(tops, p.Top(in, 10)), append(cursors, p.Cursor)
	}
	if want := []int{9, 16, 20, 20}; !slices.Equal(tops, want) {
		t.Errorf("four times ↓ shows rows from %v, want %v: first the choice's own rows, then the next choice", tops, want)
	}
	if want := []int{0, 0, 1, 1}; !slices.Equal(cursors, want) {
		t.Errorf("the cursor was on %v, want %v", cursors, want)
	}
}

// TestTheProgramPageMarksEveryGoroutine: the page has all lines of both programs, and
// beside each line at which a goroutine stands the call.
func TestTheProgramPageMarksEveryGoroutine(t *testing.T) {
	w := paneltest.Datagrams()
	w.Step(w.Steps[1].Move, "", true, func() {
		w.Gate("server", "ReadFromUDP", "ReadFromUDP(buf)", 9)
		w.Begin("server", "ReadFromUDP")
		w.Gate("server", "WriteToUDP", "WriteToUDP", 10)
	})
	s := sceneAt(w, len(w.Steps)-1, true)
	in := ProgramPage.Content(s, 120, 40)
	var rows []string
	for _, l := range in.Lines {
		rows = append(rows, l.String())
	}
	page := strings.Join(rows, "\n")
	for _, prog := range w.Header.Programs {
		for _, line := range strings.Split(strings.TrimSpace(prog.Source), "\n") {
			if !strings.Contains(page, strings.TrimSpace(line)) {
				t.Errorf("the page lacks %q", line)
			}
		}
	}
	for _, want := range []string{`(?m)^>  ?\d+ .*ReadFromUDP.*   blocked in ReadFromUDP$`, `(?m)^> ?\d+ .*   at the gate of WriteToUDP$`} {
		if !regexp.MustCompile(want).MatchString(page) {
			t.Errorf("no row of the page matches %s\n%s", want, page)
		}
	}
}

// TestAQuestionIsSeenWhole: if a page ends in the middle of an open question,
// the next page begins with that question. Its answer would be shown else before
// all that can be chosen was seen.
func TestAQuestionIsSeenWhole(t *testing.T) {
	const h = 10
	in := Content{Lines: make([]canvas.Line, 40), Choices: []Choice{
		{Row: 0, Rows: 15},
		{Row: 16, Rows: 6, Open: true},
		{Row: 22, Rows: 5, Open: true},
	}}
	p := Page{Kind: ClosingPage}
	for i, want := range []struct {
		scroll, cursor int
		whole          bool
	}{
		{9, 1, false}, // rows 9 to 18: the question has begun
		{16, 1, true},
		{22, 2, true},
	} {
		p, _ = p.Scrolled(in, h, 1, true)
		if p.Top(in, h) != want.scroll || p.Cursor != want.cursor || p.Whole(in, h) != want.whole {
			t.Errorf("after PgDn %d: row %d first, choice %d, whole %v; want %d, %d, %v", i+1, p.Top(in, h), p.Cursor, p.Whole(in, h), want.scroll, want.cursor, want.whole)
		}
	}
}
