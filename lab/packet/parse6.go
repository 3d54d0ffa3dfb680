package packet

import (
	"fmt"
	"net/netip"
)

// The extension headers that may stand between IPv6's header and TCP's (RFC
// 8200, section 4).
const (
	extHopByHop    = 0
	extRouting     = 43
	extFragment    = 44
	extDestination = 60
)

// parse6 reads an IPv6 packet (RFC 8200, section 3). Quoted is as in parse.
func (p *Packet) parse6(raw []byte, quoted bool) error {
	if len(raw) < 40 {
		return fmt.Errorf("the IPv6 header ends after %d bytes", len(raw))
	}
	total := 40 + int(word16(raw, 4))
	if total > len(raw) && !quoted {
		return fmt.Errorf("the packet ends after %d bytes of %d", len(raw), total)
	}
	data := raw[40:min(total, len(raw))]
	p.Size = total - 40
	p.Src = netip.AddrPortFrom(netip.AddrFrom16([16]byte(raw[8:24])), 0)
	p.Dst = netip.AddrPortFrom(netip.AddrFrom16([16]byte(raw[24:40])), 0)
	next := raw[6]
	for p.Offset == 0 { // behind the header of a later fragment are data alone
		length := 8
		switch next {
		case extHopByHop, extRouting, extDestination:
			if len(data) >= 2 {
				length = 8 + int(data[1])*8
			}
		case extFragment:
		case protoICMP:
			return errProtocol(protoICMP) // it belongs to IPv4 alone
		default:
			return p.transport(next, data, quoted)
		}
		if length > len(data) {
			return fmt.Errorf("the IPv6 extension header %d of %d bytes does not fit into the packet", next, length)
		}
		if next == extFragment {
			p.IPID = word32(data, 4)
			p.Offset, p.More = int(word16(data, 2)&^7), data[3]&1 != 0
		}
		next, data, p.Size = data[0], data[length:], p.Size-length
	}
	return p.transport(next, data, quoted)
}
