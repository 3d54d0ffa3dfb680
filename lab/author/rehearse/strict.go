package rehearse

import (
	"strings"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Differences returns how a run by the script alone differed from it.
func Differences(header trace.Header, steps []trace.Step, end trace.End) []Fault {
	var faults []Fault
	last := "" // the beat taken last
	for _, s := range steps {
		for _, f := range s.Findings {
			claim := strings.TrimSpace(f.Subject + " " + f.Want)
			faults = append(faults, Fault{s.Beat, s.Step, words.Say("beat %s claims %q, and in step %d of the %s network it is %q",
				"步骤 %[1]s 断言 %[2]q，可在 %[4]s 网络的第 %[3]d 步，它是 %[5]q", s.Beat, claim, s.Step, header.Network, strings.TrimSpace(f.Subject+" "+f.Got)), f.Want})
		}
		if s.Beat == "" && len(s.Told) == 0 && s.Move.Kind != trace.MoveStart && s.Move.Kind != trace.MoveTime && trace.Holds(header.Network) {
			move := strings.Join(strings.Fields(strings.Join([]string{s.Move.Kind, s.Move.Host, s.Move.Name}, " ")), " ")
			faults = append(faults, Fault{last, s.Step, words.Say("step %d, %q, is in no row of the script: add a row for it behind beat %s, or see whether a row asks for a packet of another name",
				"第 %d 步 %q 不在脚本里：请在步骤 %s 后面为它加一行，或看看是不是某一行把报文段的名字写错了", s.Step, move, last), ""})
		}
		if s.Beat != "" {
			last = s.Beat
		}
	}
	for _, id := range end.Skipped {
		faults = append(faults, Fault{id, 0, words.Say("the run on the %[1]s network does not come to beat %[2]s: its move is not possible where the script has it, or the host or the name in it is another",
			"%[1]s 网络上的运行没有走到 %[2]s：脚本走到那里时这一步走不了，或者里面的主机或名字写错了", header.Network, id), ""})
	}
	return faults
}
