package panel

import (
	"cmp"
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// onWire chooses which packets there is room for: the marked one, what the step
// did to packets, what it sent, those held behind the marked one, and then the
// newest of the others. Many may be held, and one that was just lost or sent
// again must not be hidden by those that wait.
func (s *Scene) onWire(all []trace.Packet, target *trace.Packet, room int) []trace.Packet {
	if len(all) <= room {
		return all
	}
	rank := func(p trace.Packet) int {
		switch {
		case target != nil && p.ID == target.ID:
			return 0
		case p.Fate != "" && p.Ended == s.step.Step:
			return 1
		case p.Step == s.step.Step:
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

// emptyWire says why the wire holds nothing.
func (s *Scene) emptyWire() string {
	if s.header.Network == "host" {
		return s.t(wFlowing)
	}
	return s.t(wNothing)
}

// fate is what became of a packet.
func (s *Scene) fate(p *trace.Packet) string {
	switch p.Fate {
	case trace.FateDelivered:
		return s.t(wCameIn)
	case trace.FateDropped:
		return s.t(wDropped)
	}
	return s.t(wHeld)
}

// sentAgainText says how often a packet was sent again, in a few letters if it
// must be short; "" if it was sent once.
func (s *Scene) sentAgainText(p *trace.Packet, short bool) string {
	switch {
	case p.Copies <= 1:
		return ""
	case short:
		return wAgainShort.F(s.lang, p.Copies-1)
	}
	return wAgain.F(s.lang, p.Copies-1)
}

// fullName is what a packet or call is called, with its host, or the one it
// goes to, where that is not plain from the side.
func (s *Scene) fullName(from, to, name string) string {
	if len(s.header.Hosts) <= 2 {
		return name
	}
	left, right := sides(s.header)
	own, others := right, left
	if isLeft(s.header, from) {
		own, others = left, right
	}
	switch {
	case len(own) > 1:
		return from + " " + name
	case len(others) > 1 && to != "":
		return name + " → " + to
	}
	return name
}

// target is the held packet a key acts on: the one selected, else the one the
// next move is about, else the oldest; nil if none is held.
func (s *Scene) target() *trace.Packet {
	held := s.step.Held
	if len(held) == 0 {
		return nil
	}
	find := func(match func(p trace.Packet) bool) *trace.Packet {
		if i := slices.IndexFunc(held, match); i >= 0 {
			return &held[i]
		}
		return nil
	}
	if p := find(func(p trace.Packet) bool { return p.ID == s.picked }); p != nil {
		return p
	}
	if n := s.step.Next; n != nil && n.AboutPacket() {
		p := find(func(p trace.Packet) bool { return n.ID != 0 && p.ID == n.ID })
		if p == nil {
			p = find(func(p trace.Packet) bool { return p.From == n.Host && p.Name == n.Name })
		}
		if p != nil {
			return p
		}
	}
	return &held[0]
}

var (
	wHeld       = tell.Word{"HELD", "扣留"}
	wCameIn     = tell.Word{"came in", "已到达"}
	wDropped    = tell.Word{"dropped", "被丢弃"}
	wAgain      = tell.Word{"; sent again ×%d", "；重发 ×%d"}
	wAgainShort = tell.Word{", +%d", "，+%d"}
	wNothing    = tell.Word{"nothing on the wire", "线路上没有包"}
	wFlowing    = tell.Word{"nothing is held: on this network packets flow by themselves", "不扣留：这个网络里的包自己流动"}
)
