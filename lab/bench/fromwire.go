package bench

import (
	"net/netip"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/packet"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// This file takes in packets, and copies of them, while a run settles.

// absorbPackets takes in the news of the wire, and reports whether a packet is
// new.
func (r *Run) absorbPackets(news wire.News) bool {
	for _, p := range news.Sent {
		r.happened.sent = append(r.happened.sent, r.describe(p))
	}
	for _, p := range news.Again {
		if row := r.packets.ByWire(p.ID); row != nil {
			row.Copies = p.Copies
			r.happened.again[row]++
			continue
		}
		for _, row := range r.happened.sent {
			if row.Wire == p.ID {
				row.Copies = p.Copies
			}
		}
	}
	r.happened.overflow += news.Overflow
	return r.absorbLost(news) || len(news.Sent) > 0
}

// describe returns the row of a packet, with its fields in the trace.
func (r *Run) describe(p wire.Packet) *table.Packet {
	if r.foreign != nil {
		r.foreign.sides.Saw(p.Packet)
	}
	row := &table.Packet{
		Wire: p.ID, Read: p,
		Packet: trace.Packet{
			Proto: p.Proto, Name: p.Name(),
			Src: p.Src.String(), Dst: p.Dst.String(), Flags: p.FlagLetters(),
			Seq: p.RelSeq, Ack: p.RelAck, Len: len(p.Payload), Size: len(p.Raw), Window: int(p.Window),
			Text: p.Text(), Detail: p.Detail(), Copies: p.Copies, Step: r.rec.Len(),
			RawWindow: p.Packet.Window, Options: options(p),
		},
	}
	if p.Inner != nil {
		row.About = &trace.About{Proto: p.Inner.Proto, Src: p.Inner.Src.String(), Dst: p.Inner.Dst.String()}
	}
	r.address(row)
	return row
}

// options returns a segment's options as the trace has them; nil if it has none.
func options(p wire.Packet) *trace.Options {
	if p.Proto != packet.TCP || p.MSS == 0 && p.WScale < 0 && !p.SACKPerm && !p.Timestamps && len(p.SACK) == 0 {
		return nil
	}
	o := &trace.Options{MSS: p.MSS, SACKPermitted: p.SACKPerm}
	if p.WScale >= 0 {
		o.Scale = &p.WScale
	}
	if p.Timestamps {
		o.Timestamps = &trace.Timestamps{Value: p.TSVal, Echo: p.TSEcr}
	}
	for _, r := range p.SACK { // they count the bytes of the other direction, as Ack does
		o.SACK = append(o.SACK, trace.Range{First: p.RelAck + r.First - p.Ack, After: p.RelAck + r.After - p.Ack})
	}
	return o
}

// address sets the hosts that a packet comes from and goes to. A packet may be
// read off the wire before its host has announced the socket, so the packets
// that were sent in a step are addressed once more after everything has
// settled.
func (r *Run) address(row *table.Packet) {
	row.From, row.To = r.ends(row.Read)
	row.Guessed = r.guesses(row.Read)
	row.Order = r.orderOf(row.From)
}

// ends returns the hosts between which a packet travels. An ICMP message has no
// ports; it travels in the opposite direction of the packet that it quotes. If
// it asks for an answer, as ping's does, it comes from a client.
func (r *Run) ends(p wire.Packet) (from, to string) {
	switch {
	case p.Asks():
		return r.firstOf(lab.Client), r.firstOf(lab.Server)
	case p.Answers():
		return r.firstOf(lab.Server), r.firstOf(lab.Client)
	}
	proto, src, dst := between(p)
	return r.hostAt(proto, src, dst), r.hostAt(proto, dst, src)
}

// firstOf returns the name of the first host with a role, or "" if there is none.
func (r *Run) firstOf(role string) string {
	for _, h := range r.hosts {
		if h.Role == role {
			return h.Name
		}
	}
	if r.foreign != nil {
		return role // the two sides of an open lab are named like that
	}
	return ""
}

func between(p wire.Packet) (proto string, src, dst netip.AddrPort) {
	if p.Inner != nil {
		return p.Inner.Proto, p.Inner.Dst, p.Inner.Src
	}
	return p.Proto, p.Src, p.Dst
}

// guesses reports whether a packet's ends are guessed from its ports.
func (r *Run) guesses(p wire.Packet) bool {
	if r.foreign == nil || p.Asks() || p.Answers() {
		return false
	}
	proto, src, dst := between(p)
	_, from := r.foreign.sides.At(proto, src, dst)
	_, to := r.foreign.sides.At(proto, dst, src)
	return from || to
}

// hostAt returns the name of the host that has an address. In a lesson hosts
// announce their sockets. If no host has the address, as with a refusal from a
// port on which nobody listens, hostAt returns a server that is not at the
// other end, or else any host that is not.
func (r *Run) hostAt(proto string, at, other netip.AddrPort) string {
	if r.foreign != nil {
		side, _ := r.foreign.sides.At(proto, at, other)
		return side
	}
	if name := r.holder(proto, at, other); name != "" {
		return name
	}
	far := r.sockets.Owner(proto, other)
	for _, h := range r.hosts {
		if h.Role == lab.Server && h.Name != far {
			return h.Name
		}
	}
	for _, h := range r.hosts {
		if h.Name != far {
			return h.Name
		}
	}
	return far
}

// holder returns the name of the host whose socket gets what comes from other to an
// address, or "". Several hosts may have sockets there, as with SO_REUSEPORT.
func (r *Run) holder(proto string, at, other netip.AddrPort) string {
	if s := r.sockets.Paired(proto, at, other); s != nil {
		return s.Host
	}
	if s := r.sockets.Hearer(r.net.Sockets(), proto, at, other); s != nil {
		return s.Host
	}
	return r.sockets.Owner(proto, at)
}

func (r *Run) orderOf(name string) int {
	for _, h := range r.hosts {
		if h.Name == name {
			return h.Order
		}
	}
	return len(r.hosts)
}
