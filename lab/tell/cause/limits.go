package cause

import (
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// The causes of what runs out: descriptors and ports.

func descriptorsUsedUp(l *look) *Cause {
	_, ln := l.unaccepted()
	if ln == nil || ln.Program == "" {
		return nil
	}
	for _, g := range l.step.Guests {
		if g.Program != ln.Program || g.Allowed == 0 || g.Files < g.Allowed {
			continue
		}
		return &Cause{
			Say: say("%[1]s has %[3]d descriptors open and may have no more: its accept fails with EMFILE until it closes one. Accept queue: %[2]d.",
				"%[1]s 已打开 %[3]d 个描述符，不能再多：它的 accept 会以 EMFILE 失败，直到关掉一个。全连接队列：%[2]d 条。", Program{ln}, ln.RecvQ, g.Files),
			Evidence: []Sentence{queueOf(ln), say("descriptors open: %d, allowed: %d", "打开的描述符：%d，允许：%d", g.Files, g.Allowed)},
			Source:   "accept(2); getrlimit(2)",
		}
	}
	return nil
}

func portsUsedUp(l *look) *Cause {
	r := l.step.PortRange
	if r == nil || r.Last < r.First {
		return nil
	}
	for i := range l.step.Sockets {
		s := &l.step.Sockets[i]
		if s.Proto != "tcp" || s.Role != trace.RoleConnection || s.State == closed || s.Remote == "" || !within(r, s) || !l.touches(s) {
			continue
		}
		used := map[string]bool{}
		for k := range l.step.Sockets {
			o := &l.step.Sockets[k]
			if o.Proto == "tcp" && o.State != closed && o.State != string(tcp.TimeWait) && o.Remote == s.Remote && host(o.Local) == host(s.Local) && within(r, o) {
				used[o.Local] = true
			}
		}
		if len(used) <= r.Last-r.First {
			continue
		}
		return &Cause{
			Say: say("Every port that a kernel may choose (%[1]d to %[2]d) leads to %[3]s: a connect there that names no port fails (EADDRNOTAVAIL).",
				"内核可选的每个端口（%[1]d 到 %[2]d）都已连到 %[3]s：再往那里 connect 而不指定端口，就会失败（EADDRNOTAVAIL）。", r.First, r.Last, s.Remote),
			Evidence: []Sentence{say("ip_local_port_range: %d %d", "ip_local_port_range：%d %d", r.First, r.Last), say("connections from %s to %s: %d", "从 %s 到 %s 的连接：%d 条", host(s.Local), s.Remote, len(used))},
			Source:   "ip(7); connect(2)",
		}
	}
	return nil
}

// within reports whether a socket's local port is one that a kernel may choose.
func within(r *trace.PortRange, s *trace.Socket) bool {
	n := number(strings.TrimPrefix(port(s.Local), ":"))
	return n >= r.First && n <= r.Last
}
