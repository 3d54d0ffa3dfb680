package tell

import (
	"regexp"
	"strings"

	"tcplab/lab/trace"
)

// FindingText says how a run differed from its script.
func FindingText(f trace.Finding, lang string) string {
	got, want := f.Got, f.Want
	if lang == "zh" {
		got, want = claimInChinese(got), claimInChinese(want)
	}
	return Word{
		"here: %[1]s %[2]s; expected: %[3]s",
		"此处：%[1]s %[2]s；预期：%[3]s"}.F(lang, f.Subject, got, want)
}

// claims are the words of a script's claims, and of what was so instead.
var claims = []struct {
	english *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^(\S+) has not ended$`), "$1 没有返回"},
	{regexp.MustCompile(`^has not ended$`), "没有结束"},
	{regexp.MustCompile(`^no (\S+) is under way$`), "没有进行中的 $1"},
	{regexp.MustCompile(`^runs (.+)$`), "$1 正在进行"},
	{regexp.MustCompile(`^prints nothing$`), "没有输出"},
	{regexp.MustCompile(`^prints (?:: )?(.+)$`), "输出 $1"},
	{regexp.MustCompile(`^sends nothing$`), "什么也没发"},
	{regexp.MustCompile(`^sends (.+)$`), "发出 $1"},
	{regexp.MustCompile(`^exits (?:: )?(.+)$`), "结束，$1"},
	{regexp.MustCompile(`^no socket$`), "没有套接字"},
	{regexp.MustCompile(`^owned$`), "属于程序"},
	{regexp.MustCompile(`^unowned$`), "不属于任何程序"},
	{regexp.MustCompile(`^recv_q (\d+)$`), "Recv-Q $1"},
	{regexp.MustCompile(`^send_q (\d+)$`), "Send-Q $1"},
}

// endsClaim is a claim about what a call gave, perhaps without saying what.
var endsClaim = regexp.MustCompile(`^ends (\S+?)(?:: ?(.*))?$`)

// claimInChinese puts a claim into Chinese. A state is its own name.
func claimInChinese(text string) string {
	if c := endsClaim.FindStringSubmatch(text); c != nil {
		gave := resultInChinese(c[2])
		if gave == "bytes" { // as many as there are
			gave = "若干字节"
		}
		return strings.TrimSpace(c[1] + " 返回 " + gave)
	}
	for _, c := range claims {
		if c.english.MatchString(text) {
			return c.english.ReplaceAllString(text, c.chinese)
		}
	}
	return text
}
