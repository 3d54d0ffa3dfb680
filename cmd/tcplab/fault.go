package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/fault"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// addFault adds the flag --fault, which may be given several times.
func (e *env) addFault(flags *pflag.FlagSet, to *[]string) {
	flags.StringArrayVar(to, "fault", nil, e.say("a fault such as 'drop client ACK 1': drop, duplicate or cut; who, or any; which packet; which one of that name; repeatable",
		"一个故障，如 'drop client ACK 1'：drop、duplicate 或 cut；谁发的，或 any；哪种包；第几个；可写多次"))
}

// readFaults reads the values of --fault for a run with these hosts.
func readFaults(texts, hosts []string) (rules []fault.Rule, err error) {
	for _, text := range texts {
		r, err := fault.Parse(text, hosts)
		if err != nil {
			return nil, usageError{err}
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// faultsOf reads the values of --fault for a lesson on a network.
func faultsOf(texts []string, l *lab.Lesson, net string) ([]fault.Rule, error) {
	if len(texts) > 0 && (net == trace.HostNetwork || l.Settings.Network == trace.HostNetwork && net != trace.PrivateNetwork) {
		return nil, usageError{bench.ErrNoFaults}
	}
	var hosts []string
	for _, h := range l.Hosts {
		hosts = append(hosts, h.Name)
	}
	return readFaults(texts, hosts)
}

// outcome returns an error if a run differed from its script, or if a fault that
// the command asked for came to apply to nothing. verdict is what is said of the
// differences.
func outcome(end trace.End, verdict, lang string) error {
	said := idleText(end, lang)
	if end.Differences == 0 && said == "" {
		return nil
	}
	if said != "" && verdict != "" {
		said += "\ntcplab: "
	}
	return differError{end.Differences, said + verdict}
}

// idleText says of the faults whose packets were never sent that it was so; "" if
// there are none.
func idleText(end trace.End, lang string) string {
	if len(end.IdleFaults) == 0 {
		return ""
	}
	var quoted []string
	sized := false
	for _, f := range end.IdleFaults {
		quoted = append(quoted, "'"+f+"'")
		sized = sized || slices.ContainsFunc([]string{" DATA ", " UDP "}, func(name string) bool {
			_, behind, ok := strings.Cut(f, name)
			return ok && !strings.HasPrefix(behind, "*")
		})
	}
	text := words.Say("--fault %s came to nothing, because no such packet was sent", "--fault %s 没有起作用：没有发出过这样的包", strings.Join(quoted, ", ")).In(lang)
	if sized {
		text += words.Word{" (a number behind DATA or UDP is a length; * stands for any)", "（DATA 和 UDP 后面的数字是长度，* 表示任意长度）"}.In(lang)
	}
	return plain.Visible(text)
}

// inVain is waitWithin for a run with faults whose wire is cut: nothing comes there
// but what kernels send again in vain.
const inVain = time.Minute

// vain reports whether the run can only wait behind a step, in a cut wire and for
// nothing that its script knows.
func vain(h trace.Header, step trace.Step) bool {
	return len(h.Faults) > 0 && len(step.Cut) > 0 && step.Next != nil && step.Next.Kind == trace.MoveWait && step.NextBeat == ""
}

// waitsInVain says that a run ends because it would only wait.
func waitsInVain(waited time.Duration, lang string) error {
	return differError{1, words.Word{"the wire is cut, and for %d s nothing has come but what is sent again in vain: the run ends here",
		"线路已切断，%d 秒里除了徒劳的重传什么也没有：运行到此为止"}.F(lang, int(waited.Round(time.Second).Seconds()))}
}
