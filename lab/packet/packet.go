// Package packet turns the bytes of an IPv4 or IPv6 packet into a value and puts
// it in words. The whole project prints only the names that this package gives. It is
// pure: it neither sends nor receives, and no wire ever comes in here.
package packet

import (
	"net/netip"
	"strings"
)

// The protocols a packet may carry. ICMP also stands for ICMPv6, over IPv6.
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

// Packet is one IP packet that carries TCP, UDP or ICMP, or a fragment of one. Its numbers are live: they are those on the wire, not relative to an
// initial sequence number.
type Packet struct {
	Proto    string         // TCP, UDP or ICMP
	Src, Dst netip.AddrPort // port 0 if there is none: in ICMP and in later fragments
	Raw      []byte         // the whole packet, from its IP header on
	Payload  []byte         // the data, a part of Raw

	// Len is the length of the data in bytes. It is len(Payload), but larger if
	// p is a packet that an ICMP message quotes and its data are cut off.
	Len int

	// TCP, RFC 9293 section 3.1.
	Flags    Flags
	Seq, Ack uint32 // Ack means nothing without the flag ACK
	Window   int    // bytes as announced, not scaled

	// TCP's options, RFC 9293 section 3.2, RFC 7323, RFC 2018.
	MSS        int // bytes; 0 if it is not announced
	WScale     int // the shift; -1 if it is not announced
	SACKPerm   bool
	Timestamps bool
	TSVal      uint32 // ticks of the sender's clock
	TSEcr      uint32 // ticks of the peer's clock, echoed
	SACK       []Range

	// ICMP, RFC 792, and ICMPv6, RFC 4443, which has other types.
	ICMPType, ICMPCode uint8
	Inner              *Packet // the packet that an error message quotes; nil if there is none

	// Fragments, RFC 791, and RFC 8200 section 4.5. A packet that is whole has
	// neither an offset nor more to follow.
	IPID   uint32 // IPv4 has 16 bits; IPv6 has an identification in fragments alone
	Offset int    // bytes of the datagram before this fragment
	Size   int    // bytes of the datagram in this packet, with TCP's or UDP's header
	More   bool   // further fragments follow
}

// Range is a run of sequence numbers that arrived out of order: from First up
// to the one before After.
type Range struct{ First, After uint32 }

// Fragment reports whether p is one piece of a larger datagram.
func (p *Packet) Fragment() bool { return p.Offset > 0 || p.More }

// Asks reports whether p is an ICMP message that asks for an answer, as ping's
// does (RFC 792; RFC 4443, section 4). The first fragment of a message does, too; no
// other has the type.
func (p *Packet) Asks() bool { return p.pings() && p.ICMPType == p.icmp().echo }

// Answers reports whether p is the answer to a packet that Asks.
func (p *Packet) Answers() bool { return p.pings() && p.ICMPType == p.icmp().echoReply }

func (p *Packet) pings() bool { return p.Proto == ICMP && p.Inner == nil && p.Offset == 0 }

// FlagLetters returns the flags of a segment as letters in the order SAFRPU.
func (p *Packet) FlagLetters() string { return p.Flags.String() }

// End returns the sequence number that follows p. SYN and FIN count as one byte
// each (RFC 9293, section 3.4).
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

// Same reports whether b is a copy of a that a's kernel sent again. Both must
// have the same protocol, addresses, flags (PSH aside), sequence number and
// length. A repeated segment may acknowledge more than the first one did.
//
// Only a segment that takes room in the sequence space is repeated. An ACK
// without data and a RST are answers: if two are alike to the byte, two
// segments were answered (RFC 9293, section 3.10.7.4), and a sender counts such
// duplicate ACKs (RFC 5681, section 3.2). A probe has the form of an ACK and is
// repeated; it can be told from an answer only by what its sender has sent
// before.
//
// No kernel repeats a UDP datagram or an ICMP message: if two are alike, a
// program has sent both. Fragments are compared by the number of their datagram
// and their place in it.
func Same(a, b *Packet) bool {
	if a.Proto != b.Proto || a.Src != b.Src || a.Dst != b.Dst {
		return false
	}
	if a.Fragment() || b.Fragment() {
		return a.IPID == b.IPID && a.Offset == b.Offset && a.Size == b.Size
	}
	return a.Occupies() && !a.Flags.Has(RST) && a.Mark() == b.Mark()
}

// Mark identifies a segment that takes room in the sequence space among all of
// its direction. Only copies have the same mark.
type Mark struct {
	Flags Flags // without PSH, ECE and CWR, which say nothing about the stream
	Seq   uint32
	Len   int
}

// Mark returns the mark of a segment.
func (p *Packet) Mark() Mark { return Mark{p.Flags &^ (PSH | ECE | CWR), p.Seq, p.Len} }
