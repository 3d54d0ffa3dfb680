// Package packet turns the bytes of an IPv4 packet into a value and says in
// words what it is. Its names are the only ones the project prints. It is
// pure: it neither sends nor receives, and no wire ever comes in here.
package packet

import (
	"net/netip"
	"slices"
	"strings"
)

// The protocols a packet may carry.
const (
	TCP  = "tcp"
	UDP  = "udp"
	ICMP = "icmp"
)

// Flags are the control bits of a TCP header (RFC 9293, section 3.1), the low
// byte of their 16-bit word. ECE and CWR are kept and never shown.
type Flags uint8

// The control bits.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
)

// Has reports whether all of these bits are set.
func (f Flags) Has(bits Flags) bool { return f&bits == bits }

// letters are the bits in the order in which the trace writes them.
var letters = []struct {
	bit    Flags
	letter byte
}{{SYN, 'S'}, {ACK, 'A'}, {FIN, 'F'}, {RST, 'R'}, {PSH, 'P'}, {URG, 'U'}}

// String returns the letters of the bits that are set, in the order SAFRPU.
func (f Flags) String() string {
	var b strings.Builder
	for _, l := range letters {
		if f.Has(l.bit) {
			b.WriteByte(l.letter)
		}
	}
	return b.String()
}

// Packet is one IPv4 packet that carries TCP, UDP or ICMP, or a fragment of
// one. Numbers are live: as they cross the wire, not relative to anything.
type Packet struct {
	Proto    string         // TCP, UDP or ICMP
	Src, Dst netip.AddrPort // port 0 where there is none: ICMP, later fragments
	Raw      []byte         // the whole packet, from its IP header on
	Payload  []byte         // the data, a part of Raw

	// Len is the length of the data in bytes. It is len(Payload), except of
	// the packet that an ICMP message quotes, which may be cut off.
	Len int

	// TCP, RFC 9293 section 3.1.
	Flags    Flags
	Seq, Ack uint32 // Ack means nothing without the flag
	Window   int    // as announced, not scaled

	// TCP's options, RFC 9293 section 3.2, RFC 7323, RFC 2018.
	MSS        int // bytes; 0 where it is not announced
	WScale     int // the shift; -1 where it is not announced
	SACKPerm   bool
	Timestamps bool
	TSVal      uint32 // ticks of the sender's clock
	TSEcr      uint32 // the peer's clock, echoed
	SACK       []Range

	// ICMP, RFC 792.
	ICMPType, ICMPCode uint8
	Inner              *Packet // the packet that an error message quotes, or nil

	// Fragments, RFC 791. A packet that is whole has neither an offset nor
	// more to follow.
	IPID   uint16
	Offset int  // bytes of the datagram before this fragment
	Size   int  // bytes of the datagram in this packet, with TCP's or UDP's header
	More   bool // further fragments follow
}

// Range is a run of sequence numbers that arrived out of order: the first, and
// the one after the last.
type Range struct{ First, After uint32 }

// Fragment reports whether p is one piece of a larger datagram.
func (p *Packet) Fragment() bool { return p.Offset > 0 || p.More }

// FlagLetters returns the flags of a segment as letters in the order SAFRPU.
func (p *Packet) FlagLetters() string { return p.Flags.String() }

// End returns the sequence number after p: SYN and FIN count as one each
// (RFC 9293, section 3.4).
func (p *Packet) End() uint32 {
	end := p.Seq + uint32(p.Len)
	if p.Flags.Has(SYN) {
		end++
	}
	if p.Flags.Has(FIN) {
		end++
	}
	return end
}

// Occupies reports whether p takes room in the sequence space, so that its
// sender repeats it until it is acknowledged.
func (p *Packet) Occupies() bool { return p.Proto == TCP && p.End() != p.Seq }

// Same reports whether b is a copy of a, sent again by a's kernel: the same
// protocol and addresses, flags (PSH aside), sequence number and length. A
// repeated segment with data, SYN or FIN may acknowledge more than the first
// one did; of two segments without, everything must be the same but the
// timestamps, for an ACK that says something new is a new packet.
//
// No kernel repeats a UDP datagram or an ICMP message: two that are alike were
// sent by a program twice. Only fragments are compared, by the number of their
// datagram.
func Same(a, b *Packet) bool {
	if a.Proto != b.Proto || a.Src != b.Src || a.Dst != b.Dst {
		return false
	}
	if a.Fragment() || b.Fragment() {
		return a.IPID == b.IPID && a.Offset == b.Offset && a.Size == b.Size
	}
	if a.Proto != TCP || a.Mark() != b.Mark() {
		return false
	}
	return a.Occupies() || a.Ack == b.Ack && a.Window == b.Window && slices.Equal(a.SACK, b.SACK)
}

// Mark tells a segment that takes room in the sequence space from all others
// of its direction: copies of it have the same.
type Mark struct {
	Flags Flags // without those that say nothing about the stream
	Seq   uint32
	Len   int
}

// Mark returns the mark of a segment.
func (p *Packet) Mark() Mark { return Mark{p.Flags &^ (PSH | ECE | CWR), p.Seq, p.Len} }
