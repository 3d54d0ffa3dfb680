package tell

import (
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/trace"
)

// FindingText says how a run differed from its script. The words of a claim are
// a script's, for the author of a lesson; here they are a student's.
func FindingText(h *trace.Header, f trace.Finding, lang string) string {
	return Word{
		"here: %[1]s %[2]s; expected: %[3]s",
		"此处：%[1]s %[2]s；预期：%[3]s"}.F(lang, subject(h, f.Subject, lang), claimText(f, f.Got, lang), claimText(f, f.Want, lang))
}

// subject names what a finding is about: a host, its listener, its UDP socket,
// or its end of the connection with another host.
func subject(h *trace.Header, name, lang string) string {
	host, of, ok := strings.Cut(name, "/")
	switch host = HostName(h, host, lang); {
	case !ok:
		return host
	case of == "listener":
		return wListenerOf.F(lang, host)
	case of == "udp":
		return wItsUDP.F(lang, host)
	}
	return wItsEnd.F(lang, host, HostName(h, of, lang))
}

// claims says a script's claims, and the observations that contradict them, in
// a student's words.
var claims = []struct {
	claim pattern.Pattern
	say   Word
}{
	{pattern.New(`^ends (\S+?):? bytes$`), Word{"gets bytes from $1", "$1 返回若干字节"}},
	{pattern.New(`^ends ([^\s:]+)$`), Word{"comes back from $1", "$1 返回"}},
	{pattern.New(`^ends (\S+?): ?(.+)$`), Word{"gets $2 from $1", "$1 返回 $2"}},
	{pattern.New(`^(\S+) has not ended$`), Word{"has not come back from $1", "$1 没有返回"}},
	{pattern.New(`^has not ended$`), Word{"has not ended", "没有结束"}},
	{pattern.New(`^no (\S+) is under way$`), Word{"is in no $1", "没有进行中的 $1"}},
	{pattern.New(`^runs nothing$`), Word{"is in no call", "没有进行中的调用"}},
	{pattern.New(`^runs (.+)$`), Word{"is in $1", "$1 正在进行"}},
	{pattern.New(`^waits (\S+) (\d+)$`), Word{"stands at the gate of $1 ×$2", "闸门前的 $1：$2 个"}},
	{pattern.New(`^prints nothing$`), Word{"prints nothing", "没有输出"}},
	{pattern.New(`^prints (?:: )?(.+)$`), Word{"prints $1", "输出 $1"}},
	{pattern.New(`^sends nothing$`), Word{"sends nothing", "什么也没发"}},
	{pattern.New(`^sends lost: (.+)$`), Word{"sends $1 into the cut wire", "发出 $1，但线路已切断"}},
	{pattern.New(`^sends probe$`), Word{"sends a probe", "发出探测"}},
	{pattern.New(`^gets probe$`), Word{"gets a probe", "收到探测"}},
	{pattern.New(`^held probe$`), Word{"has a probe held", "探测待放行"}},
	{pattern.New(`^resends nothing$`), Word{"sends nothing again", "没有重传"}},
	{pattern.New(`^resends (.+)$`), Word{"sends $1 again", "重传 $1"}},
	{pattern.New(`^sends (.+)$`), Word{"sends $1", "发出 $1"}},
	{pattern.New(`^gets nothing$`), Word{"gets nothing", "什么也没收到"}},
	{pattern.New(`^gets (.+)$`), Word{"gets $1", "收到 $1"}},
	{pattern.New(`^held nothing$`), Word{"has nothing held", "没有待放行的包"}},
	{pattern.New(`^held (.+)$`), Word{"has $1 held", "$1 待放行"}},
	{pattern.New(`^exits (?:: )?(?:exit (?:status )?)?(\d+)$`), Word{"ends: exit $1", "结束，退出码 $1"}},
	{pattern.New(`^exits (?:: )?killed$`), Word{"ends: killed", "被终止"}},
	{pattern.New(`^exits (?:: )?(.+)$`), Word{"ends: $1", "结束，$1"}},
	{pattern.New(`^open$`), Word{"is there", "还在"}},
	{pattern.New(`^no socket$`), Word{"has no socket", "没有套接字"}},
	{pattern.New(`^owned$`), Word{"held by its program", "属于程序"}},
	{pattern.New(`^unowned$`), Word{"held by no program", "不属于任何程序"}},
	{pattern.New(`^recv_q grows$`), Word{"Recv-Q grows by what came in", "Recv-Q 正好增加所到的字节数"}},
	{pattern.New(`^send_q falls$`), Word{"Send-Q falls", "Send-Q 减少"}},
	{pattern.New(`^send_q stays$`), Word{"Send-Q stays", "Send-Q 不变"}},
	{pattern.New(`^recv_q (\d+), before (\d+)$`), Word{"Recv-Q $1, before $2", "Recv-Q $1，之前是 $2"}},
	{pattern.New(`^send_q (\d+), before (\d+)$`), Word{"Send-Q $1, before $2", "Send-Q $1，之前是 $2"}},
	{pattern.New(`^cwnd grows$`), Word{"cwnd grows", "cwnd 增大"}},
	{pattern.New(`^cwnd falls$`), Word{"cwnd falls", "cwnd 减小"}},
	{pattern.New(`^cwnd (\d+), before (\d+)$`), Word{"cwnd $1, before $2", "cwnd $1，之前是 $2"}},
	{pattern.New(`^(cwnd|ssthresh) (\d+)$`), Word{"$1 $2", "$1 $2"}},
	{pattern.New(`^timer restarts$`), Word{"restarts its timer", "定时器重新开始"}},
	{pattern.New(`^timer none$`), Word{"has no timer", "没有定时器"}},
	{pattern.New(`^timer (\S+)$`), Word{"has the timer $1", "定时器：$1"}},
	{pattern.New(`^timer (\S+) starts$`), Word{"starts the timer $1", "定时器 $1 刚刚开始"}},
	{pattern.New(`^timer (\S+) goes on$`), Word{"lets the timer $1 run on", "定时器 $1 继续走"}},
	{pattern.New(`^recv_q (\d+)$`), Word{"Recv-Q $1", "Recv-Q $1"}},
	{pattern.New(`^send_q (\d+)$`), Word{"Send-Q $1", "Send-Q $1"}},
}

// aResult matches a claim or an observation of a call's result.
var aResult = pattern.New(`^(ends \S+?: ?)(.+)$`)

// claimText says a claim of a finding, or what contradicted it. The names of
// states stay; a UDP socket has none, so that CLOSED says that there is no such
// socket.
func claimText(f trace.Finding, text, lang string) string {
	if strings.HasSuffix(f.Subject, "/udp") && text == ClosedState {
		return wNoUDP.In(lang)
	}
	if strings.HasSuffix(f.Subject, "/udp") && text == "recv_q grows" {
		return wUDPGrows.In(lang) // by more than the datagram has, since Linux counts memory there
	}
	if c := aResult().FindStringSubmatch(text); c != nil && c[2] != "bytes" {
		gave := strings.TrimSuffix(c[2], ", EOF") // io.EOF is the result and the error
		if lang == "zh" {
			gave = resultInChinese(gave)
		}
		text = c[1] + gave
	}
	for _, c := range claims {
		if c.claim().MatchString(text) {
			return c.claim().ReplaceAllString(text, c.say.In(lang))
		}
	}
	return text
}

// The words for what a finding is about.
var (
	wItsUDP   = Word{"%[1]s's UDP socket", "%[1]s 的 UDP 套接字"}
	wItsEnd   = Word{"%[1]s (%[2]s)", "%[1]s 对 %[2]s 的一端"}
	wUDPGrows = Word{"Recv-Q grows", "Recv-Q 增加"}
	wNoUDP    = Word{"is not there", "不存在"}
)
