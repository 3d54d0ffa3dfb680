package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// claim is one statement of a row about the world after its step. The doc
// comment of lab.Beat has the grammar.
type claim struct {
	text string // as written, for findings
	host string // client, server, client-2, …
	at   string // which socket of that host: "" for the newest connection, listener, udp, or a peer's name
	verb string // state, recv_q, send_q, owned, recv_q grows, send_q falls, ends, runs, waits, sends, gets, held, prints, exits
	name string // of the call (ends, runs, waits) or of the packet (sends, gets, held)
	want string // a state, a number, a text, an error's name, or owned or unowned

	// seq and ack are the packet's relative numbers, as the panel shows them; nil
	// if any number will do.
	seq, ack *uint32
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
		return claim{}, fmt.Errorf("the claim %q names no state and no verb: write it as Beat's comment shows", text)
	}
	c := claim{text: text}
	c.host, c.at, _ = strings.Cut(subject, "/")
	verb, rest, _ := strings.Cut(rest, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "recv_q", "send_q":
		if slices.Contains(moves[verb], rest) {
			c.verb = verb + " " + rest
			break
		}
		if _, err := strconv.Atoi(rest); err != nil {
			return claim{}, fmt.Errorf("the claim %q needs a number or one of %q behind %s", text, moves[verb], verb)
		}
		c.verb, c.want = verb, rest
	case "owned", "unowned":
		if rest != "" {
			return claim{}, fmt.Errorf("the claim %q needs nothing behind %s", text, verb)
		}
		c.verb, c.want = "owned", verb
	case "ends":
		name, want, _ := strings.Cut(rest, ":")
		c.verb, c.name, c.want = verb, strings.TrimSpace(name), strings.TrimSpace(want)
		return c, c.namesError()
	case "waits":
		name, number, _ := strings.Cut(rest, " ")
		if _, err := strconv.Atoi(number); err != nil {
			return claim{}, fmt.Errorf("the claim %q needs the name of a call and a number behind waits", text)
		}
		c.verb, c.name, c.want = verb, name, number
	case "runs":
		name, want, _ := strings.Cut(rest, ":")
		c.verb, c.name, c.want = verb, strings.TrimSpace(name), strings.TrimSpace(want)
	case "sends", "gets", "held":
		c.verb = verb
		if err := c.parsePacket(rest); err != nil {
			return claim{}, err
		}
	case "prints", "exits":
		c.verb, c.want = verb, rest
		return c, c.namesError()
	default:
		if rest != "" || !isState(verb) {
			return claim{}, fmt.Errorf("the claim %q has the unknown word %q: write it as Beat's comment shows", text, verb)
		}
		c.verb, c.want = "state", verb
	}
	return c, nil
}

// parsePacket reads what stands behind sends, gets and held: a packet's name, and
// perhaps its numbers.
func (c *claim) parsePacket(text string) error {
	words := strings.Fields(text)
	for len(words) > 2 {
		to := map[string]**uint32{"seq": &c.seq, "ack": &c.ack}[words[len(words)-2]]
		if to == nil {
			break
		}
		n, err := strconv.ParseUint(words[len(words)-1], 10, 32)
		if err != nil {
			return fmt.Errorf("the claim %q needs a number behind %s", c.text, words[len(words)-2])
		}
		number := uint32(n)
		*to = &number
		words = words[:len(words)-2]
	}
	c.name = strings.Join(words, " ")
	return nil
}

// namesError returns nil unless the claim has one system's words for an error.
func (c claim) namesError() error {
	for name, words := range errorTexts {
		if strings.Contains(c.want, words) {
			return fmt.Errorf("the claim %q has words that only some systems have for that error: write %s", c.text, name)
		}
	}
	return nil
}

// moves are the words behind a queue that compare it with the step before.
var moves = map[string][]string{"recv_q": {"grows"}, "send_q": {"falls", "stays"}}

func isState(word string) bool {
	return word == "UNCONN" || slices.Contains(tcp.States, tcp.State(word))
}

// lasting reports whether a claim is about how things stand after the step, and
// not about what happened in it.
func (c claim) lasting() bool {
	switch c.verb {
	case "state", "recv_q", "send_q", "owned", "runs", "waits":
		return true
	}
	return false
}

// changed reports whether a claim that holds after a step is about something that
// this step has changed.
func (c claim) changed(step *trace.Step) bool {
	switch c.verb {
	case "ends", "prints", "exits", "gets":
		return true
	case "sends":
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
	case "sends", "gets", "held", "recv_q grows", "send_q falls", "send_q stays":
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
