package plain

import (
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Verdict says in one sentence how a run differed from its script. A transcript
// of many pages has the same, but somewhere in its middle.
type Verdict struct {
	header trace.Header
	lang   string
	first  string // about the first step that differed; "" if there is none
}

// NewVerdict begins a verdict in a language.
func NewVerdict(header trace.Header, lang string) *Verdict {
	return &Verdict{header: header, lang: lang}
}

// Step takes in one step.
func (v *Verdict) Step(step trace.Step) {
	if v.first != "" {
		return
	}
	switch {
	case len(step.Findings) > 0:
		v.first = wStepDiffers.F(v.lang, step.Step, tell.FindingText(&v.header, step.Findings[0], v.lang))
	case len(v.header.Faults) > 0: // the command asked for what is not in the script
	case step.Beat == "" && v.header.Network != trace.HostNetwork && tell.OffScript(&v.header, &step, v.lang) != "":
		v.first = wStepUnscripted.F(v.lang, step.Step, tell.MoveText(&v.header, step.Move, v.lang))
	}
}

// Sentence returns the verdict on a run that has ended, "" if it did not differ
// from its script.
func (v *Verdict) Sentence(end trace.End) string {
	if end.Differences == 0 {
		return ""
	}
	said, left := v.first, end.Differences-1
	if said == "" {
		said, left = wNeverCame.F(v.lang, strings.Join(end.Skipped, ", ")), end.Differences-len(end.Skipped)
	}
	if left > 0 {
		said += wMoreDiffer.F(v.lang, left)
	}
	return said
}

// The words of a verdict.
var (
	wStepDiffers    = tell.Word{"step %[1]d is not as the script has it: %[2]s", "第 %[1]d 步与脚本不同：%[2]s"}
	wStepUnscripted = tell.Word{"step %[1]d is not in the script: %[2]s", "第 %[1]d 步不在脚本里：%[2]s"}
	wNeverCame      = tell.Word{"the run did not come to %[1]s", "这次没有走到 %[1]s"}
	wMoreDiffer     = tell.Word{" (and %[1]d more)", "（另有 %[1]d 处）"}
)
