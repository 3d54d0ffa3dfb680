package script

import (
	"cmp"
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

// check compares a claim with a step, and with the sockets as they were before
// it. If the claim does not hold, ok is false and got says what is true
// instead.
func (c claim) check(step *trace.Step, before []trace.Socket) (got string, ok bool) {
	switch c.verb {
	case "recv_q grows", "send_q falls", "send_q stays":
		return c.checkQueue(step, before)
	case "state", "recv_q", "send_q", "owned":
		return c.checkSocket(step)
	case "runs":
		return c.checkRuns(step)
	case "waits":
		n := 0
		for _, call := range step.Calls {
			if call.Host == c.host && call.Name == c.name && call.Status == trace.CallWaiting {
				n++
			}
		}
		return fmt.Sprintf("waits %s %d", c.name, n), strconv.Itoa(n) == c.want
	case "sends", "gets", "held":
		return c.checkPackets(step)
	}
	return c.checkEvent(step)
}

// checkRuns checks that a call of that name is under way, with arguments that
// contain what the claim wants, or that none is.
func (c claim) checkRuns(step *trace.Step) (string, bool) {
	got, none := "no "+c.name+" is under way", true
	for _, call := range step.Calls {
		switch {
		case call.Host != c.host || call.Status != trace.CallRunning:
			continue
		case call.Name == c.name && strings.Contains(call.Text, c.want):
			return "", true
		case call.Name == c.name || c.name == "nothing":
			got = "runs " + cmp.Or(call.Text, call.Name)
		}
		none = false
	}
	return got, none && c.name == "nothing"
}

func (c claim) checkSocket(step *trace.Step) (string, bool) {
	s := c.socket(step.Sockets)
	switch {
	case s == nil && c.verb == "state":
		return string(tcp.Closed), c.want == string(tcp.Closed)
	case s == nil:
		return "no socket", false
	case c.verb == "state":
		return s.State, s.State == c.want
	case s.StateOnly:
		return "", true // the system does not tell it, so nobody can say that it is otherwise
	case c.verb == "owned":
		got := map[bool]string{true: "owned", false: "unowned"}[s.Owned]
		return got, got == c.want
	case c.verb == "recv_q":
		return c.verb + " " + strconv.Itoa(s.RecvQ), strconv.Itoa(s.RecvQ) == c.want
	}
	return c.verb + " " + strconv.Itoa(s.SendQ), strconv.Itoa(s.SendQ) == c.want
}

// checkQueue checks that a receive queue has grown by the data of the packet
// that was delivered, or that a send queue has become shorter, or has not
// changed. For UDP a
// receive queue is counted in memory, so any growth will do.
func (c claim) checkQueue(step *trace.Step, before []trace.Socket) (string, bool) {
	now := c.socket(step.Sockets)
	if now == nil {
		return "no socket", false
	}
	if now.StateOnly {
		return "", true // as in checkSocket
	}
	was := trace.Socket{}
	if i := slices.IndexFunc(before, func(s trace.Socket) bool { return s.ID == now.ID }); i >= 0 {
		was = before[i]
	}
	switch got := fmt.Sprintf("send_q %d, before %d", now.SendQ, was.SendQ); c.verb {
	case "send_q falls":
		return got, now.SendQ < was.SendQ
	case "send_q stays":
		return got, now.SendQ == was.SendQ
	}
	data := 0
	for _, e := range step.Events {
		if (e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated) && e.Packet != nil && e.Packet.To == c.host {
			data += e.Packet.Len
		}
	}
	grown := now.RecvQ == was.RecvQ+data || now.Proto == "udp" && now.RecvQ > was.RecvQ
	return fmt.Sprintf("recv_q %d, before %d", now.RecvQ, was.RecvQ), grown
}

// socket returns the socket that a claim is about: the newest that fits, or nil
// if there is none.
func (c claim) socket(sockets []trace.Socket) *trace.Socket {
	for i := len(sockets) - 1; i >= 0; i-- {
		s := &sockets[i]
		if s.Host != c.host {
			continue
		}
		switch c.at {
		case "listener":
			if s.Role == trace.RoleListener {
				return s
			}
		case "udp":
			if s.Proto == "udp" {
				return s
			}
		case "":
			if s.Role == trace.RoleConnection {
				return s
			}
		default:
			if s.Role == trace.RoleConnection && ownsAddress(sockets, c.at, s.Remote) {
				return s
			}
		}
	}
	return nil
}

// ownsAddress reports whether one of host's sockets has that local address.
func ownsAddress(sockets []trace.Socket, host, address string) bool {
	return slices.ContainsFunc(sockets, func(s trace.Socket) bool {
		return s.Host == host && s.Local == address
	})
}

// checkPackets checks that a packet of that name, and with those numbers, is
// among those of the claim.
func (c claim) checkPackets(step *trace.Step) (string, bool) {
	var seen []string
	for _, p := range c.packets(step) {
		if like(c.name, p.Name) && (c.seq == nil || *c.seq == p.Seq) && (c.ack == nil || *c.ack == p.Ack) {
			return "", true
		}
		text := p.Name
		if c.seq != nil {
			text += fmt.Sprint(" seq ", p.Seq)
		}
		if c.ack != nil {
			text += fmt.Sprint(" ack ", p.Ack)
		}
		seen = append(seen, text)
	}
	if len(seen) == 0 {
		return c.verb + " nothing", c.name == "nothing"
	}
	return c.verb + " " + strings.Join(seen, ", "), false
}

// packets returns the packets that the claim's host put on the wire (sends),
// that arrived at it (gets), or that are held on their way from it (held).
func (c claim) packets(step *trace.Step) []trace.Packet {
	var list []trace.Packet
	if c.verb == "held" {
		for _, p := range step.Held {
			if p.From == c.host {
				list = append(list, p)
			}
		}
		return list
	}
	for _, e := range step.Events {
		switch {
		case c.verb == "sends" && e.Kind == trace.EventSent && e.Host == c.host && e.Packet == nil: // the event sums up several
			list = append(list, trace.Packet{Name: e.Name})
		case c.verb == "sends" && e.Kind == trace.EventSent && e.Host == c.host,
			c.verb == "gets" && (e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated) && e.Packet != nil && e.Packet.To == c.host:
			list = append(list, *e.Packet)
		}
	}
	return list
}

// checkEvent checks claims with the verbs ends, prints and exits, which are
// about an event of the step.
func (c claim) checkEvent(step *trace.Step) (string, bool) {
	kind := map[string]string{"ends": trace.EventEnded, "prints": trace.EventOutput, "exits": trace.EventExit}[c.verb]
	got := map[string]string{"ends": c.name + " has not ended", "prints": "prints nothing", "exits": "has not ended"}[c.verb]
	for _, e := range step.Events {
		if e.Kind != kind || e.Host != c.host || c.name != "" && e.Name != c.name {
			continue
		}
		text := strings.Trim(e.Text+", "+e.Err, ", ")
		if e.Kind == trace.EventEnded && e.Count > 0 {
			text = fmt.Sprintf("%d bytes", e.Bytes)
		}
		if _, isError := errorTexts[c.want]; isError {
			text, ok := c.checkError(step, e, text)
			if ok {
				return "", true
			}
			got = strings.TrimSpace(c.verb + " " + c.name + ": " + text)
			continue
		}
		if strings.Contains(text, c.want) {
			return "", true
		}
		got = strings.TrimSpace(c.verb + " " + c.name + ": " + text)
	}
	return got, false
}

// checkError compares an event with the error that the claim names. A call has
// ended with it if the numbers are the same. A program has printed it if it
// printed the words of its last error, and that has the number. seen is text
// with the name of the event's own error.
func (c claim) checkError(step *trace.Step, e trace.Event, text string) (seen string, ok bool) {
	if e.Kind == trace.EventEnded {
		if e.Errno == "" {
			return text, false
		}
		return text + " (" + e.Errno + ")", e.Errno == c.want
	}
	return text, slices.ContainsFunc(step.Hosts, func(h trace.State) bool {
		return h.Host == c.host && h.Error != nil && h.Error.Errno == c.want &&
			strings.Contains(e.Text, strings.TrimSpace(h.Error.Err[strings.LastIndex(h.Error.Err, ": ")+1:]))
	})
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
