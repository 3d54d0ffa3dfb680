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

// Awaited says what a run waits for that has made step last and is about to make
// the next move.
func Awaited(header trace.Header, last trace.Step, lang string) string {
	if last.Next == nil {
		return ""
	}
	move := tell.MoveText(&header, *last.Next, lang)
	if last.Next.Kind == trace.MoveWait {
		var timers []string
		for _, s := range last.Sockets {
			if text := tell.TimerText(lang, &s); text != "" {
				timers = append(timers, tell.HostName(&header, s.Host, lang)+" "+s.State+" "+text)
			}
		}
		return wAwaitsTimer.F(lang, last.Step+1, move, strings.Join(timers, ", "))
	}
	var hosts []string
	for i, h := range header.Hosts {
		if i < len(last.Hosts) && last.Hosts[i].Alive {
			hosts = append(hosts, wProcess.F(lang, tell.HostName(&header, h.Name, lang), h.PID))
		}
	}
	return wAwaitsHosts.F(lang, last.Step+1, move, strings.Join(hosts, ", "))
}

// The words for what a run waits for.
var (
	wAwaitsTimer = tell.Word{"step %[1]d: %[2]s (%[3]s)", "第 %[1]d 步：%[2]s（%[3]s）"}
	wAwaitsHosts = tell.Word{
		"step %[1]d: %[2]s, and the programs have not come to rest; if somebody has stopped one, kill -CONT lets it go on (%[3]s)",
		"第 %[1]d 步：%[2]s，程序还没有静下来；若有人停住了其中一个，用 kill -CONT 让它继续（%[3]s）"}
	wProcess = tell.Word{"%[1]s: process %[2]d", "%[1]s：进程 %[2]d"}
)
