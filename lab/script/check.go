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

// past is what a claim has to know of the time before a step.
type past struct {
	sockets []trace.Socket // as they stood after the step before
	millis  int64          // when that was
	again   map[int]bool   // by the id of a packet of this step: its sender has sent something behind it before
}

// check compares a claim with a step, and with what was before it. If the claim
// does not hold, ok is false and got says what is true instead. A claim about what
// the system does not tell holds, since nobody can contradict it.
func (c claim) check(step *trace.Step, was past) (got string, ok bool) {
	if c.untold(step) {
		return "", true
	}
	switch c.verb {
	case "recv_q grows", "send_q falls", "send_q stays":
		return c.checkQueue(step, was.sockets)
	case "cwnd grows", "cwnd falls", "timer restarts":
		return c.checkChange(step, was)
	case "cwnd", "ssthresh", "timer":
		return c.checkKernel(step)
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
	case "sends", "resends", "gets", "held":
		return c.checkPackets(step, was.again)
	}
	return c.checkEvent(step)
}

// untold reports whether a claim is about a thing that the system tells of no socket
// of that kind: a queue, a timer or an owner, and of UDP the state.
func (c claim) untold(step *trace.Step) bool {
	s := c.socket(step.Sockets)
	if s == nil {
		return false
	}
	switch c.verb {
	case "recv_q", "send_q", "owned", "recv_q grows", "send_q falls", "send_q stays":
		return s.StateOnly
	case "timer", "cwnd", "ssthresh", "cwnd grows", "cwnd falls", "timer restarts":
		return s.StateOnly || s.QueuesOnly
	case "state":
		return s.StateOnly && s.State == "" && c.want != string(tcp.Closed)
	}
	return false
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
		return cmp.Or(s.State, "open"), s.State == c.want
	case c.verb == "owned":
		got := map[bool]string{true: "owned", false: "unowned"}[s.Owned]
		return got, got == c.want
	case c.verb == "recv_q":
		return c.checkNumber(s.RecvQ, s.QueuesOnly && in(s, tcp.CloseWait, tcp.LastAck, tcp.Closing))
	}
	return c.checkNumber(s.SendQ, s.QueuesOnly && in(s, tcp.SynSent, tcp.SynRcvd, tcp.FinWait1, tcp.LastAck, tcp.Closing))
}

// checkNumber checks the number of bytes in a queue. Linux counts a SYN or a FIN as
// one byte more. uncounted is true if this system does not, so that one less will do.
func (c claim) checkNumber(n int, uncounted bool) (string, bool) {
	holds := strconv.Itoa(n) == c.want || uncounted && strconv.Itoa(n+1) == c.want
	return c.verb + " " + strconv.Itoa(n), holds
}

func in(s *trace.Socket, states ...tcp.State) bool {
	return slices.Contains(states, tcp.State(s.State))
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
	was := earlier(before, now)
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

// earlier returns a socket as it stood before the step. It is the zero value if
// there was none.
func earlier(before []trace.Socket, now *trace.Socket) trace.Socket {
	if i := slices.IndexFunc(before, func(s trace.Socket) bool { return s.ID == now.ID }); i >= 0 {
		return before[i]
	}
	return trace.Socket{}
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
