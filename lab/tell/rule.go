package tell

import "tcplab/lab/tcp"

// A Rule says why an end takes an arrow.
type Rule struct{ Event, Action, Source string }

// Rules returns the rules of an arrow in a language.
func Rules(e tcp.Edge, lang string) []Rule {
	var rules []Rule
	for _, t := range e.Rules() {
		r := Rule{Event: t.Cause, Action: wSendsNothing.In(lang), Source: t.Source}
		if lang == "zh" {
			r.Event = causesInChinese[t.Cause]
		}
		if t.Sends != "" {
			r.Action = wSendsIt.F(lang, t.Sends)
		}
		rules = append(rules, r)
	}
	return rules
}

var (
	wSendsNothing = Word{"sends nothing", "什么也不发"}
	wSendsIt      = Word{"sends %s", "发出 %s"}
)

// causesInChinese has the causes of lab/tcp's transitions in Chinese.
var causesInChinese = map[string]string{
	"the program calls Listen":                           "程序调用 Listen",
	"the program calls Dial":                             "程序调用 Dial",
	"a SYN comes in":                                     "收到 SYN",
	"the program sends on a listening connection":        "程序在监听的连接上发送",
	"the program closes the listener":                    "程序关闭监听套接字",
	"a SYN ACK comes in":                                 "收到 SYN ACK",
	"a SYN comes in: both ends opened at once":           "收到 SYN：两端同时打开",
	"the program closes before an answer came":           "还没有回答，程序就关闭了",
	"a RST ACK comes in: refused":                        "收到 RST ACK：被拒绝",
	"nobody answered in time":                            "一直没有人回答",
	"the ACK of its SYN comes in":                        "自己的 SYN 得到确认",
	"the program closes":                                 "程序关闭",
	"a RST comes in":                                     "收到 RST",
	"the ACK of its FIN comes in":                        "自己的 FIN 得到确认",
	"a FIN comes in that does not acknowledge its own":   "收到 FIN，它没有确认自己的 FIN",
	"a FIN comes in that acknowledges its own":           "收到 FIN，它也确认了自己的 FIN",
	"a FIN comes in":                                     "收到 FIN",
	"two maximum segment lifetimes have passed":          "过了 2MSL，即报文段最长寿命的两倍",
	"a reset, an abort, or nobody answered in time":      "复位、中止，或一直没有人回答",
	"a reset, an abort, or Linux's tcp_fin_timeout":      "复位、中止，或 Linux 的 tcp_fin_timeout 到时",
	"a reset, an abort, or a new SYN from the same port": "复位、中止，或同一个端口来了新的 SYN",
	"a new SYN from the same port comes in":              "同一个端口来了新的 SYN",
}
