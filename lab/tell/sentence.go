package tell

import (
	"tcplab/lab/trace"
)

// MoveText is a move in words. Where it does not name a packet's receiver,
// that is looked up among the packets held, or is the only other host.
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
	return MoveText(m, s.Lang)
}

// Awaited is what a move is called while it is waited for: to wait is not said
// twice.
func (s *Scene) Awaited(m trace.Move) string {
	if m.Kind == trace.MoveWait {
		if sock := s.soonest(); sock != nil {
			return s.timerOf(sock)
		}
		return s.Say(wSomething)
	}
	return s.MoveText(m)
}

var (
	wSomething = Word{"something to happen by itself", "有事发生"}
)
