package panel

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestByItselfInWords: a step of time says what happened, once, and speaks of
// time only where there is nothing else to say.
func TestByItselfInWords(t *testing.T) {
	closed := trace.Event{Kind: trace.EventState, Host: "client", ID: 1, From: "TIME_WAIT", To: "CLOSED"}
	for _, c := range []struct {
		lang   string
		events []trace.Event
		want   string
	}{
		{"en", []trace.Event{closed}, "by itself: client: TIME_WAIT → CLOSED"},
		{"zh", []trace.Event{closed}, "时间到了：client：TIME_WAIT → CLOSED"},
		{"en", nil, "time passed"},
		{"zh", nil, "时间到了"},
	} {
		s := &scene{header: &trace.Header{}, lang: c.lang, step: trace.Step{Move: trace.Move{Kind: trace.MoveTime}, Events: c.events}}
		sec := s.general()
		if sec.Headline != c.want || strings.Contains(sec.Lead, "TIME") {
			t.Errorf("%s: headline %q and lead %q, want %q and nothing of it twice", c.lang, sec.Headline, sec.Lead, c.want)
		}
	}
}

// TestSentAgainSaysWhy: a packet that comes by itself puzzles, unless one says
// that it was sent before and a timer ran out.
func TestSentAgainSaysWhy(t *testing.T) {
	lost := trace.Packet{ID: 1, From: "client", To: "server", Name: "SYN", Fate: trace.FateDropped}
	again := lost
	again.ID, again.Fate = 2, ""
	s := &scene{header: &trace.Header{}, lang: "en", step: trace.Step{
		Move:   trace.Move{Kind: trace.MoveTime},
		Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "SYN", Packet: &again}},
		Wire:   []trace.Packet{lost},
	}}
	if sec := s.general(); !strings.Contains(sec.Lead, "the timer ran out") {
		t.Errorf("lead %q, want why the SYN came again", sec.Lead)
	}
	s.step.Wire[0].Seq++
	if sec := s.general(); strings.Contains(sec.Lead, "the timer ran out") {
		t.Errorf("lead %q of a packet that was not sent before", sec.Lead)
	}
}

// TestLeavingInWords: a program that leaves is told of once, by its end.
func TestLeavingInWords(t *testing.T) {
	s := &scene{header: &trace.Header{}, lang: "en", step: trace.Step{
		Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "exit"},
		Events: []trace.Event{
			{Kind: trace.EventStarted, Host: "client", Name: "exit", Text: "return"},
			{Kind: trace.EventExit, Host: "client", Name: "exit", Text: "exit 0"},
		},
	}}
	if sec := s.general(); strings.Contains(sec.Lead, "begins") || !strings.Contains(sec.Lead, "has ended") {
		t.Errorf("lead %q, want the end and not the call of it", sec.Lead)
	}
}
