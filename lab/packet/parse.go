package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// Parse reads one IPv4 packet. The result refers to raw, which must not be
// changed afterwards. Its error says what is wrong with the bytes; a kernel
// sends none that have one, except of protocols that are not TCP, UDP or ICMP.
func Parse(raw []byte) (Packet, error) {
	return parse(raw, false)
}

// parse reads a packet; a quoted one comes out of an ICMP message and may end
// early, anywhere after the first eight bytes of what IP carries (RFC 792).
func parse(raw []byte, quoted bool) (Packet, error) {
	p := Packet{Raw: raw, WScale: -1}
	if len(raw) == 0 || raw[0]>>4 != 4 {
		return p, fmt.Errorf("this is not an IPv4 packet (%d bytes)", len(raw))
	}
	var ip layers.IPv4
	if err := ip.DecodeFromBytes(raw, gopacket.NilDecodeFeedback); err != nil {
		return p, fmt.Errorf("the IP header cannot be read: %w", err)
	}
	header := int(ip.IHL) * 4
	p.Size = int(ip.Length) - header
	if len(ip.Payload) < p.Size && !quoted {
		return p, fmt.Errorf("the packet ends after %d bytes of %d", len(raw), ip.Length)
	}
	p.IPID = ip.Id
	p.Offset = int(ip.FragOffset) * 8
	p.More = ip.Flags&layers.IPv4MoreFragments != 0
	src, _ := netip.AddrFromSlice(ip.SrcIP)
	dst, _ := netip.AddrFromSlice(ip.DstIP)
	p.Src, p.Dst = netip.AddrPortFrom(src, 0), netip.AddrPortFrom(dst, 0)

	var read func(*Packet, []byte) error
	switch ip.Protocol {
	case layers.IPProtocolTCP:
		p.Proto, read = TCP, (*Packet).readTCP
		if quoted {
			read = (*Packet).quoteTCP
		}
	case layers.IPProtocolUDP:
		p.Proto, read = UDP, (*Packet).readUDP
	case layers.IPProtocolICMPv4:
		p.Proto, read = ICMP, (*Packet).readICMP
	default:
		return p, fmt.Errorf("the packet carries %v, not TCP, UDP or ICMP", ip.Protocol)
	}
	if p.Offset > 0 { // the header travelled in the first fragment
		p.Payload, p.Len = ip.Payload, p.Size
		return p, nil
	}
	return p, read(&p, ip.Payload)
}

// readTCP reads a segment (RFC 9293, section 3.1).
func (p *Packet) readTCP(data []byte) error {
	var t layers.TCP
	if err := t.DecodeFromBytes(data, gopacket.NilDecodeFeedback); err != nil {
		return fmt.Errorf("the TCP header cannot be read: %w", err)
	}
	p.ports(uint16(t.SrcPort), uint16(t.DstPort))
	p.Seq, p.Ack, p.Window = t.Seq, t.Ack, int(t.Window)
	p.Flags = Flags(data[13])
	p.Payload, p.Len = t.Payload, len(t.Payload)
	for _, o := range t.Options {
		p.option(o.OptionType, o.OptionData)
	}
	return nil
}

// option reads one option of TCP; one of a wrong length is passed over, as a
// receiver would.
func (p *Packet) option(kind layers.TCPOptionKind, data []byte) {
	word := func(i int) uint32 { return binary.BigEndian.Uint32(data[i:]) }
	switch {
	case kind == layers.TCPOptionKindMSS && len(data) == 2:
		p.MSS = int(binary.BigEndian.Uint16(data))
	case kind == layers.TCPOptionKindWindowScale && len(data) == 1:
		p.WScale = int(data[0])
	case kind == layers.TCPOptionKindSACKPermitted:
		p.SACKPerm = true
	case kind == layers.TCPOptionKindTimestamps && len(data) == 8:
		p.Timestamps, p.TSVal, p.TSEcr = true, word(0), word(4)
	case kind == layers.TCPOptionKindSACK && len(data)%8 == 0:
		for i := 0; i < len(data); i += 8 {
			p.SACK = append(p.SACK, Range{word(i), word(i + 4)})
		}
	}
}

// quoteTCP reads what is left of a segment inside an ICMP message: at least
// the ports and the sequence number.
func (p *Packet) quoteTCP(data []byte) error {
	if len(data) < 8 {
		return fmt.Errorf("the quoted TCP header ends after %d bytes", len(data))
	}
	p.ports(binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:]))
	p.Seq = binary.BigEndian.Uint32(data[4:])
	if len(data) < 20 {
		return nil
	}
	p.Ack = binary.BigEndian.Uint32(data[8:])
	p.Flags = Flags(data[13])
	p.Window = int(binary.BigEndian.Uint16(data[14:]))
	header := min(int(data[12]>>4)*4, len(data))
	p.Payload, p.Len = data[header:], max(p.Size-header, 0)
	return nil
}

// readUDP reads a datagram or its first fragment (RFC 768).
func (p *Packet) readUDP(data []byte) error {
	var u layers.UDP
	if err := u.DecodeFromBytes(data, gopacket.NilDecodeFeedback); err != nil {
		return fmt.Errorf("the UDP header cannot be read: %w", err)
	}
	p.ports(uint16(u.SrcPort), uint16(u.DstPort))
	p.Payload, p.Len = u.Payload, int(u.Length)-8
	if p.Len > p.Size-8 || u.Length == 0 { // a first fragment, or an untrue header
		p.Len = len(u.Payload)
	}
	return nil
}

// readICMP reads a message and, if it reports an error, the packet it is about.
func (p *Packet) readICMP(data []byte) error {
	var m layers.ICMPv4
	if err := m.DecodeFromBytes(data, gopacket.NilDecodeFeedback); err != nil {
		return fmt.Errorf("the ICMP header cannot be read: %w", err)
	}
	p.ICMPType, p.ICMPCode = m.TypeCode.Type(), m.TypeCode.Code()
	p.Payload, p.Len = m.Payload, len(m.Payload)
	if icmpError[p.ICMPType] {
		if inner, err := parse(m.Payload, true); err == nil {
			p.Inner = &inner
		}
	}
	return nil
}

// icmpError are the types of message that quote a packet; only these, so that
// a message inside a message inside a message ends.
var icmpError = map[uint8]bool{
	layers.ICMPv4TypeDestinationUnreachable: true,
	layers.ICMPv4TypeSourceQuench:           true,
	layers.ICMPv4TypeRedirect:               true,
	layers.ICMPv4TypeTimeExceeded:           true,
	layers.ICMPv4TypeParameterProblem:       true,
}

func (p *Packet) ports(src, dst uint16) {
	p.Src = netip.AddrPortFrom(p.Src.Addr(), src)
	p.Dst = netip.AddrPortFrom(p.Dst.Addr(), dst)
}
