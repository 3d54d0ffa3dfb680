package tell

import (
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// WhyFault says, in Markdown, why a call of a host failed in this run: the cause
// of the RST that came in, the sockets that hold the port, or why a kernel gave
// up. It is "" if the steps that the scene remembers do not show it.
func (s *Scene) WhyFault(host string, f *trace.Fault) string {
	at := slices.IndexFunc(s.Window, func(step trace.Step) bool { return step.Step == f.Step })
	if at < 0 {
		return ""
	}
	switch f.Errno {
	case "EADDRINUSE":
		return s.holders(&s.Window[at], f)
	case "ETIMEDOUT":
		return s.whyStep(at)
	case "EPIPE":
		if text := s.closedItself(host, &s.Window[at], f); text != "" {
			return text
		}
		return s.whyReset(host, at)
	case "ECONNRESET", "ECONNREFUSED":
		return s.whyReset(host, at)
	}
	return ""
}

// whyStep says the cause of a step of the window.
func (s *Scene) whyStep(at int) string {
	one := *s
	one.Step, one.Before, one.Own, one.Since = s.Window[at], nil, nil, nil
	if at > 0 {
		one.Before = &s.Window[at-1]
	}
	why := one.Why()
	if why == nil {
		return ""
	}
	return wInStep.F(s.Lang, one.Step.Step, plainMarkdown(why.Say)) + "\n\n" + why.markdown(s.Lang)
}

// whyReset says why the RST was sent that came in at a host last, up to a step of
// the window.
func (s *Scene) whyReset(host string, at int) string {
	for i := at; i >= 0; i-- {
		for _, e := range s.Window[i].Events {
			if e.Kind != trace.EventDelivered || e.Packet == nil || e.Packet.To != host || !strings.HasPrefix(e.Name, "RST") {
				continue
			}
			sent := slices.IndexFunc(s.Window, func(step trace.Step) bool { return step.Step == e.Packet.Step })
			if sent < 0 {
				return ""
			}
			return s.whyStep(sent)
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

// addressOf matches the address in an error of package net.
var addressOf = pattern.New(`\S+(:\d+): bind: `)

// holders lists the sockets that hold the port that a program wanted.
func (s *Scene) holders(step *trace.Step, f *trace.Fault) string {
	wanted := addressOf().FindStringSubmatch(f.Err)
	if wanted == nil {
		return ""
	}
	one := *s
	one.Step = *step
	var list []string
	for i := range step.Sockets {
		sock := &step.Sockets[i]
		if sock.State == ClosedState || portOf(sock.Local) != wanted[1] || strings.Contains(f.Err, "tcp") != (sock.Proto == "tcp") {
			continue
		}
		text := wHolds.F(s.Lang, one.whoseEnd(sock), sock.Local, sock.State)
		if timer := one.Timer(sock); timer != "" {
			text += wBeside.F(s.Lang, timer)
		}
		list = append(list, "- "+plainMarkdown(text))
	}
	if len(list) == 0 {
		return ""
	}
	return wHolders.F(s.Lang, plainMarkdown(wanted[1])) + "\n\n" + strings.Join(list, "\n")
}

// The words about the cause of a failed call.
var (
	wInStep       = Word{"In step %d: %s", "第 %d 步：%s"}
	wClosedItself = Word{
		"%[1]s had closed its own sending side before: its end was in %[2]s, after its FIN.",
		"%[1]s 自己先前已关闭发送方向：它这一端处于 %[2]s，FIN 已经发过。"}
	wHolders = Word{"What held port %s in that step:", "那一步里占着端口 %s 的是："}
	wHolds   = Word{"%s, %s, %s", "%s，%s，%s"}
)
