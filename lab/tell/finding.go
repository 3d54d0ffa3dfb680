package tell

import (
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/trace"
)

// FindingText says how a run differed from its script.
func FindingText(h *trace.Header, f trace.Finding, lang string) string {
	got, want := f.Got, f.Want
	if lang == "zh" {
		got, want = claimInChinese(got), claimInChinese(want)
	}
	return Word{
		"here: %[1]s %[2]s; expected: %[3]s",
		"此处：%[1]s %[2]s；预期：%[3]s"}.F(lang, subject(h, f.Subject, lang), got, want)
}

// subject names what a finding is about: a host, its listener, or something else.
func subject(h *trace.Header, name, lang string) string {
	host, ok := strings.CutSuffix(name, "/listener")
	if ok && lang == "zh" {
		return wListenerOf.F(lang, HostName(h, host, lang))
	}
	return HostName(h, name, lang)
}

// claims translates a script's claims, and the observations that contradict
// them.
var claims = []struct {
	english pattern.Pattern
	chinese string
}{
	{pattern.New(`^(\S+) has not ended$`), "$1 没有返回"},
	{pattern.New(`^has not ended$`), "没有结束"},
	{pattern.New(`^no (\S+) is under way$`), "没有进行中的 $1"},
	{pattern.New(`^runs nothing$`), "没有进行中的调用"},
	{pattern.New(`^runs (.+)$`), "$1 正在进行"},
	{pattern.New(`^waits (\S+) (\d+)$`), "闸门前的 $1：$2 个"},
	{pattern.New(`^prints nothing$`), "没有输出"},
	{pattern.New(`^prints (?:: )?(.+)$`), "输出 $1"},
	{pattern.New(`^sends nothing$`), "什么也没发"},
	{pattern.New(`^sends (.+)$`), "发出 $1"},
	{pattern.New(`^gets nothing$`), "什么也没收到"},
	{pattern.New(`^gets (.+)$`), "收到 $1"},
	{pattern.New(`^held nothing$`), "没有待放行的包"},
	{pattern.New(`^held (.+)$`), "$1 待放行"},
	{pattern.New(`^exits (?:: )?(?:exit (?:status )?)?(\d+)$`), "结束，退出码 $1"},
	{pattern.New(`^exits (?:: )?killed$`), "被终止"},
	{pattern.New(`^exits (?:: )?(.+)$`), "结束，$1"},
	{pattern.New(`^no socket$`), "没有套接字"},
	{pattern.New(`^owned$`), "属于程序"},
	{pattern.New(`^unowned$`), "不属于任何程序"},
	{pattern.New(`^recv_q grows$`), "Recv-Q 因此增加"},
	{pattern.New(`^send_q falls$`), "Send-Q 减少"},
	{pattern.New(`^send_q stays$`), "Send-Q 不变"},
	{pattern.New(`^recv_q (\d+), before (\d+)$`), "Recv-Q $1，之前是 $2"},
	{pattern.New(`^send_q (\d+), before (\d+)$`), "Send-Q $1，之前是 $2"},
	{pattern.New(`^recv_q (\d+)$`), "Recv-Q $1"},
	{pattern.New(`^send_q (\d+)$`), "Send-Q $1"},
}

// endsClaim matches a claim that a call ended, and perhaps with which result.
var endsClaim = pattern.New(`^ends (\S+?)(?:: ?(.*))?$`)

// claimInChinese translates a claim into Chinese. The names of states stay.
func claimInChinese(text string) string {
	if c := endsClaim().FindStringSubmatch(text); c != nil {
		gave := resultInChinese(c[2])
		if gave == "bytes" { // any number of bytes
			gave = "若干字节"
		}
		return strings.TrimSpace(c[1] + " 返回 " + gave)
	}
	for _, c := range claims {
		if c.english().MatchString(text) {
			return c.english().ReplaceAllString(text, c.chinese)
		}
	}
	return text
}
