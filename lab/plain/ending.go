package plain

import (
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/tell/detail"
	"tcplab/lab/trace"
)

// Finish writes the closing page, the worksheet, and how the run ended.
func (t *Text) Finish(end trace.End) error {
	t.closing()
	t.figure()
	t.worksheet()
	t.line("")
	t.ending(end)
	if t.packets {
		t.paragraph("", detail.More(&tell.Scene{Header: &t.header, Lang: t.lang}, t.capture))
	}
	return t.err
}

// ending writes how the run ended.
func (t *Text) ending(end trace.End) {
	last := end.Steps - 1 // the first one is step 0, the start
	switch {
	case t.header.Open || t.own: // nobody expected anything
		t.line("%s", tell.Word{"Steps 0 to %[1]d.", "第 0 到 %[1]d 步。"}.F(t.lang, last))
	case end.Differences == 0 && len(t.header.Faults) > 0:
		t.line("%s", tell.Word{"Steps 0 to %[1]d, with the faults that the command asked for.", "第 0 到 %[1]d 步，带有命令要求的故障。"}.F(t.lang, last))
	case end.Differences == 0:
		t.line("%s", tell.Word{"Steps 0 to %[1]d, every one as expected.", "第 0 到 %[1]d 步，每一步都符合预期。"}.F(t.lang, last))
	default:
		t.line("%s", tell.Word{"Steps 0 to %[1]d; %[2]d differences from the script.", "第 0 到 %[1]d 步；与脚本有 %[2]d 处不同。"}.F(t.lang, last, end.Differences))
		if len(end.Skipped) > 0 {
			t.paragraph("", t.say("Not reached: ", "未到达：")+strings.Join(end.Skipped, ", "))
		}
	}
	if end.Unjudged > 0 && !t.own {
		t.paragraph("", tell.Word{
			"Not checked: the script's claims about queues and other things that this system does not tell (%[1]d).",
			"没有检查：脚本里关于队列等的断言，这个系统不提供这些信息（%[1]d 处）。"}.F(t.lang, end.Unjudged))
	}
}

func (t *Text) closing() {
	c := t.words.Closing
	if c.Headline == "" || t.last.Done != trace.DoneTold {
		return
	}
	t.rule(c.Headline)
	for _, n := range c.Notes {
		seen := t.tally.Fill(n.Filled(t.steps, t.header.Script(), nil, t.lang), t.lang)
		if n.Quote == "" && seen == "" {
			continue // the notes lack this line, and it is about another network
		}
		t.line("")
		if n.Quote != "" {
			t.paragraph("  > ", tell.Quote(&c, n, t.lang))
		}
		t.markdown("    ", seen)
	}
}
