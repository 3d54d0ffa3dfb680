package tell

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// moveWords are the sentences of a move by kind: English, then Chinese. %[1]s
// is the host, %[2]s the name, %[3]s the receiver.
var moveWords = map[string]Word{
	trace.MoveStart:     {"the hosts start", "各主机启动"},
	trace.MoveCall:      {"%[1]s calls %[2]s", "%[1]s 调用 %[2]s"},
	trace.MoveDeliver:   {"deliver %[2]s to %[3]s", "把 %[2]s 送达 %[3]s"},
	trace.MoveDrop:      {"drop %[2]s from %[1]s", "丢弃 %[1]s 发的 %[2]s"},
	trace.MoveDuplicate: {"deliver %[2]s to %[3]s and keep a copy", "把 %[2]s 送达 %[3]s，并留一份副本"},
	trace.MoveRun:       {"let it run on", "连续运行"},
	trace.MoveWait:      {"wait until something happens", "等待，直到有事发生"},
	trace.MoveTime:      {"time passed", "过了一段时间"},
	trace.MoveKill:      {"kill %[1]s", "终止 %[1]s 进程"},
	trace.MoveDestroy:   {"destroy %[1]s's socket", "销毁 %[1]s 的套接字"},
	trace.MoveInput:     {"tell %[1]s: %[2]s", "告诉 %[1]s：%[2]s"},
	trace.MoveCut:       {"cut the wire for %[1]s's packets", "切断线路，不再传 %[1]s 发的包"},
	trace.MoveMend:      {"mend the wire for %[1]s's packets", "接通线路，恢复传 %[1]s 发的包"},
}

// wholeWire are the sentences of a move about the wire that means everybody.
var wholeWire = map[string]Word{
	trace.MoveCut:  {"cut the wire for all packets", "切断线路，什么包都不再传"},
	trace.MoveMend: {"mend the wire for all packets", "接通线路，恢复传所有的包"},
}

// MoveText says in one short line what a move of the run with that header does.
func MoveText(h *trace.Header, m trace.Move, lang string) string {
	words, ok := moveWords[m.Kind]
	if !ok {
		return strings.TrimSpace(m.Kind + " " + m.Host + " " + m.Name)
	}
	switch {
	case m.Host == trace.Everybody && m.AboutWire():
		words = wholeWire[m.Kind]
	case m.Kind == trace.MoveCall && m.Name == "exit":
		words = Word{"%[1]s exits", "%[1]s 退出"}
	case m.Kind == trace.MoveCall && m.To != "" && isClient(h, m.Host):
		words = Word{"%[1]s calls %[2]s (peer: %[3]s)", "%[1]s 调用 %[2]s（对方：%[3]s）"}
	case m.Kind == trace.MoveCall && m.To != "":
		words = Word{"%[1]s calls %[2]s for %[3]s", "%[1]s 为 %[3]s 调用 %[2]s"}
	}
	if m.By == trace.ByFault {
		return wFault.F(lang, faultText(h, m, lang))
	}
	to := m.To
	if to == "" {
		to = Word{"its receiver", "接收方"}.In(lang)
	}
	return words.F(lang, HostName(h, m.Host, lang), m.Name, HostName(h, to, lang))
}

// isClient reports whether host has the role of a client. Its calls are not made
// for its peer, as those of a server are.
func isClient(h *trace.Header, host string) bool {
	return h != nil && slices.ContainsFunc(h.Hosts, func(x trace.Host) bool { return x.Name == host && x.Role == "client" })
}

// faultText says in one short line what a fault has done.
func faultText(h *trace.Header, m trace.Move, lang string) string {
	if m.Kind == trace.MoveDuplicate {
		return wHeldTwice.F(lang, HostName(h, m.Host, lang), m.Name)
	}
	m.By = ""
	return MoveText(h, m, lang)
}

// NotPossibleText says that a move is not possible now, and how to see the
// possible ones.
func NotPossibleText(m trace.Move, lang string) string {
	return wNotPossible.F(lang, MoveText(nil, m, lang))
}

// NotRepeatedText says that a run which was to repeat an earlier one came out
// otherwise: a move is not possible this time, or things stand otherwise if m is
// the zero Move.
func NotRepeatedText(m trace.Move, lang string) string {
	if m.Kind == "" {
		return wStandsOtherwise.In(lang)
	}
	return wNotRepeated.F(lang, MoveText(nil, m, lang))
}

// MoveText says in one short line what a move does. If the move does not name a
// packet's receiver, that is looked up among the held packets, or it is the
// only other host.
func (s *Scene) MoveText(m trace.Move) string {
	if m.AboutPacket() && m.To == "" {
		for _, h := range s.Header.Hosts {
			if len(s.Header.Hosts) == 2 && h.Name != m.Host {
				m.To = h.Name
			}
		}
		for _, p := range s.Step.Held {
			if p.From == m.Host && p.Name == m.Name && (m.ID == 0 || m.ID == p.ID) {
				m.To = p.To
				break
			}
		}
	}
	if p := s.packetOf(m); p != nil {
		if p.Probe != "" {
			m.Name = PacketName(s.Lang, p)
		}
		drops := m.Kind == trace.MoveDrop
		m.Host, m.Name, m.To = s.withPort(p, drops, !drops, m.Host, m.Name, m.To)
	}
	return MoveText(s.Header, m, s.Lang)
}

// packetOf returns the packet that a move is about; nil if the move does not name
// one.
func (s *Scene) packetOf(m trace.Move) *trace.Packet {
	if !m.AboutPacket() || m.ID == 0 {
		return nil
	}
	return s.Packet(m.ID)
}

// Awaited names a move that the panel waits for. For a move that is itself a
// wait, it names the timer, so that the line does not say "wait" twice.
func (s *Scene) Awaited(m trace.Move) string {
	if m.Kind == trace.MoveWait {
		if sock := s.soonest(); sock != nil {
			return s.timerOf(sock)
		}
		return s.Say(wSomething)
	}
	return s.MoveText(m)
}

// The words for a wait while no timer runs, and for a run that cannot be
// repeated.
var (
	wStandsOtherwise = Word{"undone, but the kernels did something else this time: look at where things stand", "已撤销，但这次内核的做法不同：请看现在停在哪里"}
	wNotRepeated     = Word{"this time it came out otherwise: “%s” is not possible, so the run stands before it", "这次结果不同：走不了“%s”，所以停在它之前"}
	wNotPossible     = Word{"%q is not possible now: choose a call that waits at the gate or a packet that is held", "“%s”现在做不了：请选一个等在关口的调用，或一个停着的包"}
	wFault           = Word{"fault: %s", "故障：%s"}
	wHeldTwice       = Word{"hold a copy of %[2]s from %[1]s beside it", "在 %[1]s 发的 %[2]s 旁边再放一份副本"}
	wSomething       = Word{"something to happen by itself", "有事发生"}
)
