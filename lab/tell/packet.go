package tell

import (
	"cmp"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// Packets returns the packets of the step, in the order in which they were sent:
// those that are held, and the last ones that no longer are.
func (s *Scene) Packets() []trace.Packet {
	all := append(slices.Clone(s.Step.Wire), s.Step.Held...)
	slices.SortStableFunc(all, func(a, b trace.Packet) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Packet returns the packet of that id in the step; nil if it has none.
func (s *Scene) Packet(id int) *trace.Packet {
	for _, list := range [][]trace.Packet{s.Step.Held, s.Step.Wire} {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

// Selected returns the packet that the student selected; nil if there is none.
func (s *Scene) Selected() *trace.Packet { return s.Packet(s.Picked) }

// OnWire chooses packets if there are more than room: first the marked one
// (target), then those that the step delivered or dropped, those that it sent,
// those held behind the marked one, and the newest of the others. So the many
// that wait do not hide a packet that was just lost or sent again.
func (s *Scene) OnWire(all []trace.Packet, target *trace.Packet, room int) []trace.Packet {
	if len(all) <= room {
		return all
	}
	rank := func(p trace.Packet) int {
		switch {
		case target != nil && p.ID == target.ID:
			return 0
		case p.Fate != "" && p.Ended == s.Step.Step:
			return 1
		case p.Step == s.Step.Step:
			return 2
		case p.Fate == "" && target != nil && p.ID > target.ID:
			return 3
		}
		return 4
	}
	chosen := slices.Clone(all)
	slices.SortStableFunc(chosen, func(a, b trace.Packet) int {
		ra, rb := rank(a), rank(b)
		if ra == 4 && rb == 4 {
			return cmp.Compare(b.ID, a.ID)
		}
		return cmp.Compare(ra, rb)
	})
	chosen = chosen[:max(0, room)]
	slices.SortStableFunc(chosen, func(a, b trace.Packet) int { return cmp.Compare(a.ID, b.ID) })
	return chosen
}

// UnseenHeld returns the number of held packets that are not among some packets of
// the step.
func (s *Scene) UnseenHeld(seen []trace.Packet) int {
	n := len(s.Step.Held) + s.Step.HeldMore
	for i := range seen {
		if seen[i].Fate == "" {
			n--
		}
	}
	return n
}

// EmptyWire says why the wire holds nothing.
func (s *Scene) EmptyWire() string {
	if s.Header.Network == "host" {
		return s.Say(wFlowing)
	}
	return s.Say(wNothing)
}

// Fate says what became of a packet.
func (s *Scene) Fate(p *trace.Packet) string {
	switch p.Fate {
	case trace.FateDelivered:
		return s.Say(wCameIn)
	case trace.FateDropped:
		return s.Say(wDropped)
	case trace.FateLost:
		return s.Say(wLostAtOnce)
	}
	return s.Say(wHeld)
}

// FateShort is Fate in one word.
func (s *Scene) FateShort(p *trace.Packet) string {
	if p.Fate == trace.FateLost {
		return s.Say(wLost)
	}
	return s.Fate(p)
}

// CutText says where the wire is cut; "" if it is whole.
func (s *Scene) CutText() string {
	if len(s.Step.Cut) == 0 {
		return ""
	}
	var hosts []string
	for _, h := range s.Step.Cut {
		hosts = append(hosts, s.HostName(h))
	}
	return wCutFor.F(s.Lang, strings.Join(hosts, s.Say(wListed)))
}

// SentAgainText says how often a packet was sent again, in a few letters if
// short is set; "" if it was sent once.
func (s *Scene) SentAgainText(p *trace.Packet, short bool) string {
	switch {
	case p.Copies <= 1:
		return ""
	case short:
		return wAgainShort.F(s.Lang, p.Copies-1)
	}
	return wAgain.F(s.Lang, p.Copies-1)
}

// PacketName returns the name of a packet. A probe is an ACK by its form, and is
// named for what it asks.
func PacketName(lang string, p *trace.Packet) string {
	if w, ok := probes[p.Probe]; ok {
		return w.In(lang)
	}
	return p.Name
}

var probes = map[string]Word{
	trace.ProbeKeepalive:  {"keepalive probe", "保活探测"},
	trace.ProbeZeroWindow: {"zero-window probe", "零窗口探测"},
}

// FullName returns the name of a packet or a call. It adds the host that it
// comes from if there are several on that side, else the host that it goes to
// if there are several on the other side.
func (s *Scene) FullName(from, to, name string) string {
	if len(s.Header.Hosts) <= 2 {
		return name
	}
	left, right := sides(s.Header)
	own, others := right, left
	if IsLeft(s.Header, from) {
		own, others = left, right
	}
	switch {
	case len(own) > 1:
		return s.HostName(from) + " " + name
	case len(others) > 1 && to != "":
		return name + arrowTo + s.HostName(to)
	}
	return name
}

// TakenNext reports whether the next move is about the packet, so that the key
// n takes it.
func (s *Scene) TakenNext(p *trace.Packet) bool {
	n := s.Step.Next
	return n != nil && n.AboutPacket() && (n.ID == p.ID || n.ID == 0 && n.Host == p.From && n.Name == p.Name)
}

// Target returns the held packet that keys act on: the selected one, else the
// one that the next move is about, else the oldest that is no copy, else the
// oldest; nil if none is held.
func (s *Scene) Target() *trace.Packet {
	held := s.Step.Held
	if len(held) == 0 {
		return nil
	}
	find := func(match func(p trace.Packet) bool) *trace.Packet {
		if i := slices.IndexFunc(held, match); i >= 0 {
			return &held[i]
		}
		return nil
	}
	if p := find(func(p trace.Packet) bool { return p.ID == s.Picked }); p != nil {
		return p
	}
	if p := find(func(p trace.Packet) bool { return s.TakenNext(&p) }); p != nil {
		return p
	}
	if p := find(func(p trace.Packet) bool { return p.Of == 0 }); p != nil {
		return p // before the copies
	}
	return &held[0]
}

// The words for the fate of a packet and for an empty wire.
var (
	wHeld       = Word{"HELD", "待放行"}
	wCameIn     = Word{"came in", "已到达"}
	wDropped    = Word{"dropped", "被丢弃"}
	wLostAtOnce = Word{"lost: the wire is cut", "丢失：线路已切断"}
	wLost       = Word{"lost", "丢失"}
	wCutFor     = Word{"cut: %s", "已切断：%s"}
	wListed     = Word{", ", "、"}
	wAgain      = Word{"; sent again ×%d", "；重传 ×%d"}
	wAgainShort = Word{", +%d", "，+%d"}
	wNothing    = Word{"nothing on the wire", "线路上没有包"}
	wFlowing    = Word{"nothing is held: packets flow by themselves", "没有待放行的包：这个网络里的包自己流动"}
)
