package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestChapterNames: the current chapter is in capitals, but not if its name is
// Chinese with a Go name in it: Accept is a function, ACCEPT is not.
func TestChapterNames(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Opening", "OPENING 1/6"},
		{"没有 Accept 的连接", "[没有 Accept 的连接] 1/6"},
		{"UDP", "[UDP] 1/6"}, // it is in capitals already, so brackets mark it
	} {
		w := paneltest.Connection()
		w.Header.Prose = map[string]*prose.Text{"en": {Chapters: map[string]string{"opening": c.name}}}
		s := sceneAt(w, 1, true)
		if got := topLine(s, 120).String(); !strings.Contains(got, c.want) {
			t.Errorf("the top line is %q, want %q in it", got, c.want)
		}
	}
}

// TestARecordingOfTheModelSaysSo: what nobody may take for a kernel's is told apart
// in a replay, too, and while the student looks back.
func TestARecordingOfTheModelSaysSo(t *testing.T) {
	for _, c := range []struct{ network, want string }{
		{trace.PrivateNetwork, " RECORDING 1 of"},
		{trace.NetstackNetwork, "a model, RECORDING 1 of"},
	} {
		w := paneltest.Connection()
		w.Header.Network = c.network
		for _, live := range []bool{true, false} {
			s := sceneAt(w, 1, false)
			s.Live = live // then it is a look back
			if got := topLine(s, 80).String(); !strings.Contains(got, c.want) {
				t.Errorf("on %s, live %t, the top line is %q, want %q in it", c.network, live, got, c.want)
			}
		}
	}
}

// TestALongChapterName: if a chapter's name does not fit, its beginning is
// shown with its progress.
func TestALongChapterName(t *testing.T) {
	w := paneltest.Connection()
	w.Header.Prose = map[string]*prose.Text{"en": {Chapters: map[string]string{"opening": "Before anything else has happened"}}}
	s := sceneAt(w, 1, true)
	if got := chapters(s, 20).String(); got != "BEFORE ANYTHING… 1/6" {
		t.Errorf("in 20 columns the chapter is %q, want the beginning of its name", got)
	}
	if got := chapters(s, 11).String(); got != "" {
		t.Errorf("in 11 columns the chapter is %q, want nothing", got)
	}
}

// TestRowsToldAlike: every row with a shared id has a dot of its own, which is
// filled by the step that took the row. If one step took several rows, their
// dots are filled together.
func TestRowsToldAlike(t *testing.T) {
	var beats []trace.Beat
	for _, id := range strings.Fields("write ack write ack end end last") {
		beats = append(beats, trace.Beat{ID: id, Chapter: "one"})
	}
	steps := []trace.Step{
		{}, {Beat: "write"}, {Beat: "ack"}, {Beat: "write"}, {Beat: "ack"}, {Beat: "end", Told: []string{"last"}},
	}
	for i := range steps {
		steps[i].Expected = steps[i].Beat != ""
	}
	for at, want := range []string{"○○○○○○○", "◆○○○○○○", "●◆○○○○○", "●●◆○○○○", "●●●◆○○○", "●●●●◆●●"} {
		w := &paneltest.World{Header: trace.Header{Beats: beats, Chapters: []string{"one"}}, Steps: steps}
		s := sceneAt(w, at, true)
		if got := timeline(s, "").String(); got != want {
			t.Errorf("at step %d the timeline is %q, want %q", at, got, want)
		}
	}
}
