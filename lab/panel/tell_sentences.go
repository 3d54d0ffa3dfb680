package panel

import (
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// moveText is a move in words. Where it does not name a packet's receiver,
// that is looked up among the packets held, or is the only other host.
func (s *Scene) moveText(m trace.Move) string {
	if m.AboutPacket() && m.To == "" {
		for _, h := range s.header.Hosts {
			if len(s.header.Hosts) == 2 && h.Name != m.Host {
				m.To = h.Name
			}
		}
		for _, p := range s.step.Held {
			if p.From == m.Host && p.Name == m.Name && (m.ID == 0 || m.ID == p.ID) {
				m.To = p.To
				break
			}
		}
	}
	return tell.MoveText(m, s.lang)
}

// awaited is what a move is called while it is waited for: to wait is not said
// twice.
func (s *Scene) awaited(m trace.Move) string {
	if m.Kind == trace.MoveWait {
		if sock := s.soonest(); sock != nil {
			return s.timerOf(sock)
		}
		return s.t(wSomething)
	}
	return s.moveText(m)
}

var (
	wSomething = tell.Word{"something to happen by itself", "有事发生"}
)
