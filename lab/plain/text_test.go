package plain

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestTextTellsABeatOnlyWhereItHolds: the kernel is right. If it did something
// else than the script, the lesson's text about the beat is left out.
func TestTextTellsABeatOnlyWhereItHolds(t *testing.T) {
	h := trace.Header{Lesson: "test", Prose: map[string]*prose.Text{"en": {Sections: map[string]prose.Section{
		"syn": {Headline: "SERVER KERNEL: answers", Lead: "A SYN came in."},
	}}}}
	for _, expected := range []bool{true, false} {
		step := trace.Step{Step: 1, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN", To: "server"}, Beat: "syn", Stop: true}
		step.Expected = expected
		if !expected {
			step.Findings = []trace.Finding{{Beat: "syn", Subject: "server", Want: "SYN_RCVD", Got: "CLOSED"}}
		}
		var out strings.Builder
		if err := New(&out, h, "en").Step(step); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(out.String(), "A SYN came in."); told != expected {
			t.Errorf("the step went as expected: %v, but the lesson's text is there: %v\n%s", expected, told, out.String())
		}
	}
}

// TestWhatComesByItselfStandsBelow: a move and what happened after it without
// another move are one paragraph. The numbers go on.
func TestWhatComesByItselfStandsBelow(t *testing.T) {
	fin := &trace.Packet{ID: 1, From: "client", To: "server", Proto: "tcp", Name: "FIN ACK", Fate: trace.FateDelivered}
	sent := trace.Event{Kind: trace.EventSent, Host: "server", Name: "ACK", Packet: &trace.Packet{ID: 2, Proto: "udp"}}
	steps := []trace.Step{
		{Step: 5, Move: fin.Move(trace.MoveDeliver), Stop: true},
		{Step: 6, Move: trace.Move{Kind: trace.MoveTime}, Stop: true, Events: []trace.Event{sent}},
		{Step: 7, Move: trace.Move{Kind: trace.MoveTime}, Stop: true},
		{Step: 8, Move: trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Close"}, Stop: true},
	}
	for _, c := range []struct {
		lang string
		open bool
		want string
	}{
		{"en", false, "  5  deliver FIN ACK to server\n     ! Not in the script.\n  6  by itself\n     · server sends ACK\n  7  time passed\n\n  8  server calls Close\n     ! Not in the script.\n"},
		{"zh", false, "  5  把 FIN ACK 送达服务器\n     ! 脚本里没有这一步。\n  6  自行发生\n     · 服务器发出 ACK\n  7  过了一段时间\n\n  8  服务器调用 Close\n     ! 脚本里没有这一步。\n"},
		{"en", true, "  5  deliver FIN ACK to server\n  6  meanwhile\n     · server sends ACK\n  7  time passed\n\n  8  server calls Close\n"}, // nobody held the program
	} {
		var out strings.Builder
		text := New(&out, trace.Header{Lesson: "test", Open: c.open}, c.lang)
		for _, s := range steps {
			if err := text.Step(s); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.HasSuffix(out.String(), c.want) {
			t.Errorf("%s: the transcript is\n%s\nwant at its end\n%s", c.lang, out.String(), c.want)
		}
	}
}

// TestWhatWasNotCheckedIsSaidOnce: on a system that tells no queues, the claims about
// them are neither met nor differences, and a reader of the end must know that.
func TestWhatWasNotCheckedIsSaidOnce(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Steps 0 to 8, every one as expected. Not checked: the script's claims about queues and other things that this system does not tell (11).",
		"zh": "第 0 到 8 步，每一步都符合预期。 没有检查：脚本里关于队列等的断言，这个系统不提供这些信息（11 处）。",
	} {
		var out strings.Builder
		text := New(&out, trace.Header{Lesson: "test"}, lang)
		if err := text.Finish(trace.End{End: true, Steps: 9, Unjudged: 11}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(out.String()), " "); !strings.HasSuffix(got, want) {
			t.Errorf("the end in %s is %q, want %q there", lang, got, want)
		}
	}
}

// TestAnOpenLabHasNoExpectations: no script says what must happen there, so its end
// claims nothing about it.
func TestAnOpenLabHasNoExpectations(t *testing.T) {
	for lang, want := range map[string]string{"en": "Steps 0 to 8.\n", "zh": "第 0 到 8 步。\n"} {
		var out strings.Builder
		text := New(&out, trace.Header{Lesson: "lab", Open: true}, lang)
		if err := text.Finish(trace.End{End: true, Steps: 9}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "\n"+want) {
			t.Errorf("the end in %s is %q, want %q there", lang, out.String(), want)
		}
	}
}
