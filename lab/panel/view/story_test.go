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
		got := nextLine(s)
		if got.String() != c.next {
			t.Errorf("%q, want %q: %s", got, c.next, c.why)
		}
		if got.Width() > 78 {
			t.Errorf("%q is cut at 80 columns", got)
		}
	}
}

// TestFindingsStay: nothing hides a difference from the script, not even a long
// answer.
func TestFindingsStay(t *testing.T) {
	st := story{lead: make([]canvas.Line, 3), findings: 1, asks: [][]canvas.Line{make([]canvas.Line, 3), make([]canvas.Line, 9)}}
	st.fit(12)
	if len(st.lead) == 0 || len(st.ask) != 3 {
		t.Errorf("%d lines of lead beside %d of the question; want some of the lead, and the shorter question", len(st.lead), len(st.ask))
	}
	st = story{lead: make([]canvas.Line, 3), asks: [][]canvas.Line{make([]canvas.Line, 3), make([]canvas.Line, 9)}}
	st.fit(12)
	if len(st.lead) != 0 || len(st.ask) != 9 {
		t.Errorf("%d lines of lead beside %d of the question; want the whole answer alone", len(st.lead), len(st.ask))
	}
}

// TestSmallLeads: no lead is cut while there is little on the wire.
func TestSmallLeads(t *testing.T) {
	w := paneltest.Connection()
	for at := range w.Steps[:len(w.Steps)-1] {
		s := sceneAt(w, at, true)
		screen := Paint(s, 50, 15, false)
		lead := typeset(s, 47).lead
		if len(lead) == 0 {
			continue
		}
		last := strings.TrimSpace(lead[len(lead)-1].String())
		if !strings.Contains(screen.String(), last) && len(s.Step.Held)+len(s.Step.Wire) < 2 {
			t.Errorf("step %d: the lead's last line %q is cut\n%s", at, last, screen)
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
		if got := nextLine(s).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestTheNewestNewsIsNeverCut: if a window has too few rows for a text and what
// has happened since, the text gives way, then the older news. The headline
// above says what the text is about; nothing else tells the newest news.
func TestTheNewestNewsIsNeverCut(t *testing.T) {
	line := func(text string) canvas.Line { return canvas.Text(canvas.Plain, text) }
	for _, c := range []struct {
		rows int
		want string
	}{
		{5, "text 1|text 2|text 3|news 1|news 2"},
		{4, "text 1|text 2 … Enter|news 1|news 2"},
		{3, "text 1 … Enter|news 1|news 2"},
		{2, "text 1 … Enter|news 2"},
		{1, "news 2"},
		{0, ""},
	} {
		st := story{lead: []canvas.Line{line("text 1"), line("text 2"), line("text 3"), line("news 1"), line("news 2")}, now: 2}
		var got []string
		for _, l := range st.cut(&Scene{}, c.rows, 80) {
			got = append(got, l.String())
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("in %d rows: %q, want %q", c.rows, strings.Join(got, "|"), c.want)
		}
	}
}
