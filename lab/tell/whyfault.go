package tell

import (
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// WhyFault says, in Markdown, why a call of a host failed in this run: the cause
// of the RST or of the ICMP message that came in, the sockets that hold the port or
// use up the ports, or why a kernel gave up. It is "" if the steps that the scene
// remembers do not show it.
func (s *Scene) WhyFault(host string, f *trace.Fault) string {
	at := slices.IndexFunc(s.Window, func(step trace.Step) bool { return step.Step == f.Step })
	if at < 0 {
		return ""
	}
	switch f.Errno {
	case "EADDRINUSE":
		return s.holders(&s.Window[at], f)
	case "EADDRNOTAVAIL":
		return s.leadThere(&s.Window[at], f)
	case "ETIMEDOUT":
		return s.whyGivenUp(host, at, f)
	case "EPIPE":
		if text := s.closedItself(host, &s.Window[at], f); text != "" {
			return text
		}
		return s.whyRefused(host, at, f)
	case "ECONNRESET", "ECONNREFUSED", "ENOTCONN":
		return s.whyRefused(host, at, f)
	}
	return ""
}

// whyStep says the cause of a step of the window, without those of its events that
// are to be left out because they are about something else.
func (s *Scene) whyStep(at int, leaveOut func(trace.Event) bool) string {
	one := *s
	one.Step, one.Before, one.Own, one.Since = s.Window[at], nil, nil, nil
	one.Step.Events = slices.DeleteFunc(slices.Clone(one.Step.Events), leaveOut)
	if at > 0 {
		one.Before = &s.Window[at-1]
	}
	why := one.Why()
	if why == nil {
		return ""
	}
	return wInStep.F(s.Lang, one.Step.Step, plainMarkdown(why.Say)) + "\n\n" + why.markdown(s.Lang)
}

// failedAt matches the addresses in an error of package net: the call's own, if it
// is told, and the other end's.
var failedAt = pattern.New(`(?:dial|read|write|close) (tcp|udp)\d? (?:(\S+)->)?(\S+): `)

// endsOf returns the addresses of the socket on which a call failed. local is "" if
// the error does not tell it; ok is false if it tells none at all.
func endsOf(f *trace.Fault) (proto, local, remote string, ok bool) {
	at := failedAt().FindStringSubmatch(f.Err)
	if at == nil {
		return "", "", "", false
	}
	return at[1], at[2], at[3], true
}

// whyRefused says why the packet was sent that made a call of a host fail: the RST
// that ended its connection last, or the ICMP message that refused its datagram
// last, up to a step of the window.
func (s *Scene) whyRefused(host string, at int, f *trace.Fault) string {
	proto, local, remote, ok := endsOf(f)
	if !ok {
		return ""
	}
	for i := at; i >= 0; i-- {
		step := &s.Window[i]
		for _, e := range step.Events {
			p := e.Packet
			if e.Kind != trace.EventDelivered && e.Kind != trace.EventDuplicated || p == nil || p.To != host {
				continue
			}
			if proto == "udp" && !refuses(p, local, remote) || proto == "tcp" && !(strings.HasPrefix(p.Name, "RST") && p.Src == remote && (local == "" || p.Dst == local) && ended(step, p)) {
				continue
			}
			id, sent := s.sentIn(p)
			if sent < 0 {
				return ""
			}
			return s.whyStep(sent, func(e trace.Event) bool {
				return e.Kind == trace.EventSent && e.Packet != nil && e.Packet.ID != id && strings.HasPrefix(e.Name, "RST")
			})
		}
	}
	return ""
}

// refuses reports whether a packet is an ICMP message that says that a datagram
// between two addresses came to no socket.
func refuses(p *trace.Packet, local, remote string) bool {
	return p.Proto == "icmp" && strings.HasSuffix(p.Name, "port unreachable") && strings.HasSuffix(p.Detail, " from "+local+" to "+remote)
}

// ended reports whether a connection to which a packet came has ended in its step.
func ended(step *trace.Step, p *trace.Packet) bool {
	return slices.ContainsFunc(step.Sockets, func(sock trace.Socket) bool {
		return sock.Local == p.Dst && sock.Remote == p.Src && slices.ContainsFunc(step.Events, func(e trace.Event) bool {
			return e.Kind == trace.EventState && e.ID == sock.ID && e.To == ClosedState
		})
	})
}

// sentIn returns the packet that a kernel has sent and that this one is, or is a
// copy of, and the step of the window in which it was sent; -1 if it is not known.
func (s *Scene) sentIn(p *trace.Packet) (id, at int) {
	id = p.ID
	if p.Of != 0 {
		id = p.Of
	}
	return id, slices.IndexFunc(s.Window, func(step trace.Step) bool {
		return slices.ContainsFunc(step.Events, func(e trace.Event) bool {
			return e.Kind == trace.EventSent && e.Packet != nil && e.Packet.ID == id
		})
	})
}

// whyGivenUp says why the kernel of a host gave up the connection on which a call
// failed. That was in the call's step, or before, if the call has only heard of it.
func (s *Scene) whyGivenUp(host string, at int, f *trace.Fault) string {
	_, local, remote, ok := endsOf(f)
	if !ok {
		return ""
	}
	for i := at; i >= 0; i-- {
		step := &s.Window[i]
		for _, e := range step.Events {
			if e.Kind != trace.EventState || e.Host != host || e.To != ClosedState {
				continue
			}
			for k := range step.Sockets {
				if sock := &step.Sockets[k]; sock.ID == e.ID && sock.Remote == remote && (local == "" || sock.Local == local) {
					return s.whyStep(i, func(o trace.Event) bool { return o.Kind == trace.EventState && o.ID != e.ID })
				}
			}
		}
	}
	return ""
}

// closedItself says that a host could not write since its own sending side was
// closed, which its connection's state shows; "" if that is not so.
func (s *Scene) closedItself(host string, step *trace.Step, f *trace.Fault) string {
	for i := range step.Sockets {
		sock := &step.Sockets[i]
		if sock.Host != host || !strings.Contains(f.Err, sock.Local+"->"+sock.Remote) {
			continue
		}
		switch tcp.State(sock.State) {
		case tcp.FinWait1, tcp.FinWait2, tcp.Closing, tcp.LastAck, tcp.TimeWait:
			return plainMarkdown(wClosedItself.F(s.Lang, s.HostName(host), sock.State))
		}
	}
	return ""
}

// addressOf matches the address in an error of package net that could not be
// bound: of a call that connects, its own one.
var addressOf = pattern.New(` \S*?(:\d+)(?:->\S+)?: bind: `)

// holders lists the sockets that hold the port that a program wanted.
func (s *Scene) holders(step *trace.Step, f *trace.Fault) string {
	wanted := addressOf().FindStringSubmatch(f.Err)
	if wanted == nil {
		return ""
	}
	list := s.listed(step, func(sock *trace.Socket) bool {
		return portOf(sock.Local) == wanted[1] && strings.Contains(f.Err, "tcp") == (sock.Proto == "tcp")
	})
	if list == "" {
		return ""
	}
	return wHolders.F(s.Lang, plainMarkdown(wanted[1])) + "\n\n" + list
}

// leadThere lists the connections that led to an address when no port was left for
// one more.
func (s *Scene) leadThere(step *trace.Step, f *trace.Fault) string {
	proto, local, remote, ok := endsOf(f)
	if !ok || proto != "tcp" || local != "" || !strings.Contains(f.Err, ": connect: ") {
		return ""
	}
	list := s.listed(step, func(sock *trace.Socket) bool { return sock.Proto == "tcp" && sock.Remote == remote })
	if list == "" {
		return ""
	}
	return wLeadThere.F(s.Lang, plainMarkdown(remote)) + "\n\n" + list
}

// listed lists the living sockets of a step that are so, in Markdown; "" if there
// are none.
func (s *Scene) listed(step *trace.Step, so func(*trace.Socket) bool) string {
	one := *s
	one.Step = *step
	var list []string
	for i := range step.Sockets {
		sock := &step.Sockets[i]
		if sock.State == ClosedState || !so(sock) {
			continue
		}
		text := wHolds.F(s.Lang, one.whoseEnd(sock), sock.Local, sock.State)
		if timer := one.Timer(sock); timer != "" {
			text += wBeside.F(s.Lang, timer)
		}
		list = append(list, "- "+plainMarkdown(text))
	}
	return strings.Join(list, "\n")
}

// The words about the cause of a failed call.
var (
	wInStep       = Word{"In step %d: %s", "第 %d 步：%s"}
	wClosedItself = Word{
		"%[1]s had closed its own sending side before: its end was in %[2]s, after its FIN.",
		"%[1]s 自己先前已关闭发送方向：它这一端处于 %[2]s，FIN 已经发过。"}
	wHolders   = Word{"What held port %s in that step:", "那一步里占着端口 %s 的是："}
	wLeadThere = Word{
		"No two connections have the same four numbers. What led to %s in that step:",
		"没有两条连接的四个数全都相同。那一步里连到 %s 的有："}
	wHolds = Word{"%s, %s, %s", "%s，%s，%s"}
)
