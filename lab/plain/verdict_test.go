package plain

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

var (
	dialled = trace.Step{Step: 1, Beat: "dial", Expected: true, Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}}
	elapsed = trace.Step{Step: 2, Expected: true, Move: trace.Move{Kind: trace.MoveTime}}
	strayed = trace.Step{Step: 3, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "ACK", To: "server"}}
	refuted = trace.Step{Step: 4, Beat: "syn", Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN", To: "server"},
		Findings: []trace.Finding{{Beat: "syn", Subject: "server", Want: "SYN_RCVD", Got: "CLOSED"}}}
	undone = trace.Step{Step: 5, Beat: "close", Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Close"}}
)

func TestAVerdictNamesTheFirstStepThatDiffered(t *testing.T) {
	for _, c := range []struct {
		network string
		steps   []trace.Step
		end     trace.End
		en, zh  string
		why     string
	}{
		{"private", []trace.Step{dialled, elapsed}, trace.End{}, "", "", "nothing differed, and time may pass"},
		{"private", []trace.Step{dialled, refuted, refuted}, trace.End{Differences: 2},
			"step 4 is not as the script has it: here: server CLOSED; expected: SYN_RCVD (and 1 more)",
			"第 4 步与脚本不同：此处：服务器 CLOSED；预期：SYN_RCVD（另有 1 处）", "a finding, with its step"},
		{"private", []trace.Step{strayed, refuted}, trace.End{Differences: 2},
			"step 3 is not in the script: deliver ACK to server (and 1 more)",
			"第 3 步不在脚本里：把 ACK 送达服务器（另有 1 处）", "the first of both"},
		{"host", []trace.Step{strayed, refuted}, trace.End{Differences: 1},
			"step 4 is not as the script has it: here: server CLOSED; expected: SYN_RCVD",
			"第 4 步与脚本不同：此处：服务器 CLOSED；预期：SYN_RCVD", "where packets flow a step without a row is no difference"},
		{"private", []trace.Step{dialled}, trace.End{Differences: 2, Skipped: []string{"syn", "ack"}},
			"the run did not come to syn, ack", "这次没有走到 syn, ack", "no step differed; some never came"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			v := NewVerdict(trace.Header{Network: c.network}, lang)
			for _, s := range c.steps {
				v.Step(s)
			}
			if got := v.Sentence(c.end); got != want {
				t.Errorf("the verdict is %q, want %q: %s", got, want, c.why)
			}
		}
	}
}

// TestTextMarksAStepThatIsNotInTheScript has the marks that the panel has.
func TestTextMarksAStepThatIsNotInTheScript(t *testing.T) {
	for _, c := range []struct {
		step   trace.Step
		en, zh string // the mark; "" if there is none
		why    string
	}{
		{dialled, "", "", "it is as the script has it"},
		{elapsed, "", "", "time may pass"},
		{strayed, "Not in the script.", "脚本里没有这一步。", "it took no row"},
		{undone, "Not as the script has it.", "与脚本不同。", "it took a row that rests on rows that were not taken"},
		{refuted, "", "", "its finding says more"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			var out strings.Builder
			text := New(&out, trace.Header{Prose: map[string]*prose.Text{lang: {}}}, lang)
			out.Reset()
			if err := text.Step(c.step); err != nil {
				t.Fatal(err)
			}
			got := strings.Contains(out.String(), "! ") && len(c.step.Findings) == 0
			if got != (want != "") || !strings.Contains(out.String(), want) {
				t.Errorf("step %d is written as %q, want the mark %q: %s", c.step.Step, out.String(), want, c.why)
			}
		}
	}
}
