package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestAWaitSaysForWhatAndHowLong: a student who has dropped a packet must be
// able to decide if it is worth waiting for it.
func TestAWaitSaysForWhatAndHowLong(t *testing.T) {
	timer := func(host, kind string, seconds int64) trace.Socket {
		return trace.Socket{Host: host, Proto: "tcp", State: "ESTABLISHED", Timer: &trace.Timer{Kind: kind, Millis: seconds * 1000}}
	}
	for _, c := range []struct {
		sockets   []trace.Socket
		open      bool
		next, why string
	}{
		{[]trace.Socket{timer("client", "retransmit", 1)}, false, "next > wait for client: resend 1 s (lab clock; usually 0.2 s)", "it is worth a second"},
		{[]trace.Socket{timer("server", "retransmit", 120), timer("client", "time-wait", 3)}, false, "next > wait for server: resend 2 min (lab clock; usually 0.2 s)", "two minutes are long, and the end of TIME_WAIT is no news"},
		{[]trace.Socket{timer("server", "persist", 120)}, false, "next > wait for server: zero-window probe 2 min (lab clock; usually 0.2 s)", "the longest timer is told whole, too"},
		{[]trace.Socket{timer("server", "keepalive", 300)}, true, "next > wait for server: keepalive probe 5 min", "tcplab cannot start the programs of an open lab again"},
		{[]trace.Socket{timer("server", "keepalive", 300)}, false, "next > wait for server: keepalive probe 5 min; r starts again", "a lesson can be started again"},
		{nil, false, "next > wait until something happens", "a program computes, and no timer runs"},
	} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: c.open, Usual: &trace.Usual{Resend: 200}}, Lang: "en", Live: true, Length: 1, Step: trace.Step{Next: &trace.Move{Kind: trace.MoveWait}, Sockets: c.sockets}}}
		got := nextLine(s, 78)
		if got.String() != c.next {
			t.Errorf("%q, want %q: %s", got, c.next, c.why)
		}
		if got.Width() > 78 {
			t.Errorf("%q is cut at 80 columns", got)
		}
	}
}

// TestANarrowWindowIsToldHowFarNGoes: what n does next is not cut in the middle
// of a word. The number of moves stands alone if the whole of it has no room.
func TestANarrowWindowIsToldHowFarNGoes(t *testing.T) {
	s := sceneAt(paneltest.Connection(), 1, true)
	next := trace.Move{Kind: trace.MoveCall, Host: "client", Name: "SetReadDeadline"}
	for _, c := range []struct {
		step    trace.Step
		lang    string
		w       int
		want    string
		because string
	}{
		{trace.Step{Next: &next, More: 12}, "en", 78, "next > client calls SetReadDeadline … and 12 more moves", "there is room for all of it"},
		{trace.Step{Next: &next, More: 12}, "en", 48, "next > client calls SetReadDeadline … +12", "all of it has no room"},
		{trace.Step{Next: &next, More: 12}, "zh", 48, "下一步 > 客户端调用 SetReadDeadline……+12", "all of it has no room"},
		{trace.Step{Next: &next, NextStop: "listen"}, "en", 48, "next > client calls SetReadDeadline …", "the headline of the beat has no room"},
		{trace.Step{Next: &next}, "en", 30, "next > client calls SetReadDeadline", "there is nothing to shorten"},
	} {
		s.Lang, s.Step = c.lang, c.step
		if got := nextLine(s, c.w).String(); got != c.want {
			t.Errorf("%d columns: %q, want %q: %s", c.w, got, c.want, c.because)
		}
	}
}

// TestAutoPlaySaysThatItWaits: a question stops auto play until it has its
// answer, and nobody should have to guess that.
func TestAutoPlaySaysThatItWaits(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "auto play waits: 1-3 answer, n or PgDn shows it",
		"zh": "自动播放在等：按 1-2 回答，n / PgDn 看答案",
	} {
		s := sceneAt(paneltest.Connection(), 1, true)
		s.Lang, s.Asking, s.Playing = lang, true, true
		if got := nextLine(s, 78).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestNoSentenceIsCut: whatever the window, the turns of a text have all of it, and
// each has room in the rows of the prose.
func TestNoSentenceIsCut(t *testing.T) {
	for name, play := range map[string]func() *paneltest.World{"one client": paneltest.Connection, "two clients": paneltest.Clients, "host network": paneltest.HostRun, "UDP": paneltest.Datagrams} {
		w := play()
		for _, size := range [][2]int{{50, 15}, {64, 20}, {80, 24}, {120, 30}, {120, 40}} {
			for at := range w.Steps {
				for answer := range 4 {
					s := sceneAt(w, at, true)
					s.Asking, s.Answer = true, answer
					whole, rows := typeset(s, storyWidth(size[0]), 1000), planOf(s, size[0], size[1]).prose
					st := typeset(s, storyWidth(size[0]), rows)
					var all []canvas.Line
					for i, turn := range st.turns {
						all = append(all, turn...)
						if len(turn)+len(st.since) > rows {
							t.Errorf("%s, step %d at %v: turn %d has %d lines and %d of news, but there are %d rows", name, at, size, i, len(turn), len(st.since), rows)
						}
					}
					if got, want := text(all), text(whole.turns[0]); got != want {
						t.Errorf("%s, step %d, answer %d at %v: the turns have\n%swant\n%s", name, at, answer, size, got, want)
					}
					if st.ask > 0 && !strings.Contains(text(st.turns[st.ask]), s.Say(wAsk)) {
						t.Errorf("%s, step %d at %v: turn %d is not the question's", name, at, size, st.ask)
					}
				}
			}
		}
	}
}

// text returns lines as text.
func text(lines []canvas.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.String() + "\n")
	}
	return b.String()
}

// TestParagraphsAreKeptTogether: a paragraph begins a new turn if it would be torn
// apart; only one that is longer than a turn is torn.
func TestParagraphsAreKeptTogether(t *testing.T) {
	lines := func(said string) paragraph {
		var out paragraph
		for l := range strings.SplitSeq(said, " ") {
			out = append(out, canvas.Text(canvas.Plain, l))
		}
		return out
	}
	for _, c := range []struct {
		text []paragraph
		want string
	}{
		{nil, ""},
		{[]paragraph{lines("a1 a2"), lines("b1")}, "a1 a2 b1"},
		{[]paragraph{lines("a1 a2"), lines("b1 b2")}, "a1 a2|b1 b2"},
		{[]paragraph{lines("a1"), lines("b1 b2 b3 b4 b5"), lines("c1")}, "a1|b1 b2 b3|b4 b5 c1"},
		{[]paragraph{lines("a1 a2 a3"), nil, lines("b1")}, "a1 a2 a3|b1"},
	} {
		var got []string
		for _, turn := range turned(c.text, 3) {
			got = append(got, strings.ReplaceAll(strings.TrimSpace(text(turn)), "\n", " "))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("in turns of 3 rows: %q, want %q", got, c.want)
		}
	}
}

// TestTheNewestNewsStands: the newest of what has happened by itself stands below
// each turn, because nothing else tells it. If there is no room the text has it.
func TestTheNewestNewsStands(t *testing.T) {
	one, two, three := make(paragraph, 1), make(paragraph, 2), make(paragraph, 3)
	for _, c := range []struct {
		since []paragraph
		want  int
		why   string
	}{
		{nil, 0, "nothing has happened"},
		{[]paragraph{one, two}, 2, "both fit, and leave two rows for the text"},
		{[]paragraph{two, two}, 1, "the newer one fits"},
		{[]paragraph{three}, 1, "it fits"},
		{[]paragraph{one, make(paragraph, 4)}, 0, "it would leave one row, so it is a turn of its own"},
	} {
		older, newest := pinned(c.since, 5)
		if len(newest) != c.want || len(older)+len(newest) != len(c.since) {
			t.Errorf("%d of %d stand below the text, want %d: %s", len(newest), len(c.since), c.want, c.why)
		}
	}
}
