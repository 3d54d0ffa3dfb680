package script

import (
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/nearest"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// claim is one statement of a row about the world after its step. The doc
// comment of lab.Beat has the grammar.
type claim struct {
	text string // as written, for findings
	host string // client, server, client-2, …
	at   string // which socket of that host: "" for the newest connection, listener, udp, or a peer's name
	verb string // a word of the grammar; of some, with the word behind it: recv_q grows, timer restarts
	name string // of the call (ends, runs, waits) or of the packet (sends, resends, gets, held)
	want string // a state, a number, a text, a timer, an error's name, or owned or unowned

	numbers []number // of the packet, as the panel shows them; any other number will do
}

// errorTexts holds the errors that a claim may name, with the words that Linux
// has for them. Other systems have others, and a C library may translate
// them, so a claim compares the number that the trace recorded (errno(3)).
var errorTexts = map[string]string{
	"EACCES":        "permission denied",
	"EADDRINUSE":    "address already in use",
	"EADDRNOTAVAIL": "cannot assign requested address",
	"ECONNABORTED":  "software caused connection abort",
	"ECONNREFUSED":  "connection refused",
	"ECONNRESET":    "connection reset by peer",
	"EHOSTUNREACH":  "no route to host",
	"EMFILE":        "too many open files",
	"EMSGSIZE":      "message too long",
	"ENETUNREACH":   "network is unreachable",
	"ENOENT":        "no such file or directory",
	"ENOTCONN":      "transport endpoint is not connected",
	"EPIPE":         "broken pipe",
	"ETIMEDOUT":     "connection timed out",
}

// claims reads a list of claims separated by semicolons.
func claims(text string) ([]claim, error) {
	var list []claim
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		c, err := parseClaim(part)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func parseClaim(text string) (claim, error) {
	subject, rest, ok := strings.Cut(text, " ")
	if !ok {
		return claim{}, words.Errorf("the claim %q names no state and no verb: write it as Beat's comment shows",
			"断言 %q 里没有状态也没有动词：请照 Beat 的注释写", text)
	}
	c := claim{text: text}
	c.host, c.at, _ = strings.Cut(subject, "/")
	verb, rest, _ := strings.Cut(rest, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "recv_q", "send_q", "cwnd", "ssthresh":
		if slices.Contains(moves[verb], rest) {
			c.verb = verb + " " + rest
			break
		}
		if _, err := strconv.ParseUint(rest, 10, 31); err != nil {
			return claim{}, words.Errorf("the claim %q needs a number or one of %q behind %s",
				"断言 %q 需要一个数或 %q 之一，写在 %s 后面", text, moves[verb], verb)
		}
		c.verb, c.want = verb, rest
	case "timer":
		switch {
		case rest == "restarts":
			c.verb = verb + " " + rest
		case slices.Contains(timers, rest):
			c.verb, c.want = verb, rest
		default:
			return claim{}, words.Errorf("the claim %q needs restarts or one of %q behind timer",
				"断言 %q 的 timer 后面需要 restarts 或 %q 之一", text, timers)
		}
	case "owned", "unowned":
		if rest != "" {
			return claim{}, words.Errorf("the claim %q needs nothing behind %s",
				"断言 %q 的 %s 后面不需要别的", text, verb)
		}
		c.verb, c.want = "owned", verb
	case "ends":
		name, want, _ := strings.Cut(rest, ":")
		c.verb, c.name, c.want = verb, strings.TrimSpace(name), strings.TrimSpace(want)
		return c, c.namesError()
	case "waits":
		name, number, _ := strings.Cut(rest, " ")
		if _, err := strconv.Atoi(number); err != nil {
			return claim{}, words.Errorf("the claim %q needs the name of a call and a number behind waits",
				"断言 %q 的 waits 后面需要一个调用名和一个数", text)
		}
		c.verb, c.name, c.want = verb, name, number
	case "runs":
		name, want, _ := strings.Cut(rest, ":")
		c.verb, c.name, c.want = verb, strings.TrimSpace(name), strings.TrimSpace(want)
	case "sends", "resends", "gets", "held":
		c.verb = verb
		if err := c.parsePacket(rest); err != nil {
			return claim{}, err
		}
	case "prints", "exits":
		c.verb, c.want = verb, rest
		return c, c.namesError()
	default:
		if rest != "" || !isState(verb) {
			return claim{}, words.Errorf("the claim %q has the unknown word %q: %s",
				"断言 %q 里有不认识的词 %q：%s", text, verb, nearest.DidYouMean(verb, known()))
		}
		c.verb, c.want = "state", verb
	}
	return c, nil
}

// known lists the words that may stand behind the subject of a claim.
func known() []string {
	list := []string{"recv_q", "send_q", "cwnd", "ssthresh", "timer", "owned", "unowned", "ends", "waits", "runs", "sends", "resends", "gets", "held", "prints", "exits", "UNCONN"}
	for _, s := range tcp.States {
		list = append(list, string(s))
	}
	return list
}

// namesError returns nil unless the claim has one system's words for an error.
func (c claim) namesError() error {
	for name, text := range errorTexts {
		if strings.Contains(c.want, text) {
			return words.Errorf("the claim %q has words that only some systems have for that error: write %s",
				"断言 %q 里的错误文字只有某些系统才这样写：请写 %s", c.text, name)
		}
	}
	return nil
}

// moves are the words behind a queue or a window that compare it with the step
// before.
var moves = map[string][]string{"recv_q": {"grows"}, "send_q": {"falls", "stays"}, "cwnd": {"grows", "falls"}}

// timers are the words that may stand behind timer.
var timers = []string{trace.TimerRetransmit, trace.TimerPersist, trace.TimerKeepalive, trace.TimerTimeWait, noTimer}

// noTimer is the word for a socket without a timer.
const noTimer = "none"

func isState(word string) bool {
	return word == "UNCONN" || slices.Contains(tcp.States, tcp.State(word))
}

// lasting reports whether a claim is about how things stand after the step, and
// not about what happened in it.
func (c claim) lasting() bool {
	switch c.verb {
	case "state", "recv_q", "send_q", "cwnd", "ssthresh", "timer", "owned", "runs", "waits":
		return true
	}
	return false
}

// changed reports whether a claim that holds after a step is about something that
// this step has changed.
func (c claim) changed(step *trace.Step) bool {
	switch c.verb {
	case "ends", "prints", "exits", "gets", "recv_q grows", "send_q falls", "cwnd grows", "cwnd falls", "timer restarts":
		return true
	case "sends", "resends":
		return c.name != "nothing"
	case "state":
		s := c.socket(step.Sockets)
		return s != nil && slices.ContainsFunc(step.Events, func(e trace.Event) bool {
			return e.Kind == trace.EventState && e.ID == s.ID && e.To == c.want
		})
	}
	return false
}

// ofPacket reports whether a claim is about what one packet did. If packets
// flow by themselves, a step has several, and no such claim can be checked.
func (c claim) ofPacket() bool {
	switch c.verb {
	case "sends", "resends", "gets", "held", "recv_q grows", "send_q falls", "send_q stays", "cwnd grows", "cwnd falls", "timer restarts":
		return true
	}
	return false
}

// subject names the socket or host that a claim is about, as a finding shows
// it.
func (c claim) subject() string {
	if c.at == "" {
		return c.host
	}
	return c.host + "/" + c.at
}

// expectation is the claim without its subject.
func (c claim) expectation() string {
	return strings.TrimSpace(strings.TrimPrefix(c.text, c.subject()))
}
