package packet

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Name returns the usual name of p: SYN, SYN ACK, ACK, FIN ACK, RST, RST ACK,
// DATA 5, UDP 5, ICMP port unreachable, ICMPv6 port unreachable. A segment with data is called DATA and
// their length in bytes, unless it has SYN, RST or FIN; then only Len tells of
// the data. A fragment's name has the range of the bytes of the datagram that
// it carries, header included: UDP fragment 1480-2959.
func (p *Packet) Name() string {
	switch kind := p.Kind(); kind {
	case "fragment":
		return fmt.Sprintf("%s fragment %d-%d", p.protocol(), p.Offset, p.Offset+p.Size-1)
	case "UDP", "DATA":
		return kind + " " + strconv.Itoa(p.Len)
	default:
		return kind
	}
}

// protocol returns what p's protocol is called: TCP, UDP, ICMP or ICMPv6.
func (p *Packet) protocol() string {
	if p.Proto == ICMP {
		return p.icmp().name
	}
	return strings.ToUpper(p.Proto)
}

// Kind returns the name of p without the numbers that differ from packet to
// packet: DATA, UDP, fragment; of all others, Name.
func (p *Packet) Kind() string {
	switch {
	case p.Fragment():
		return "fragment"
	case p.Proto == UDP:
		return "UDP"
	case p.Proto == ICMP:
		return p.icmp().nameOf(p.ICMPType, p.ICMPCode)
	}
	for _, n := range segments {
		if p.Flags&n.mask == n.bits {
			return n.name
		}
	}
	switch {
	case p.Len > 0:
		return "DATA"
	case p.Flags.Has(ACK):
		return "ACK"
	}
	return "TCP without flags"
}

// segments names the segments that open, close or reset a connection. The first
// row that fits counts.
var segments = []struct {
	mask, bits Flags
	name       string
}{
	{RST | ACK, RST | ACK, "RST ACK"},
	{RST, RST, "RST"},
	{SYN | FIN, SYN | FIN, "SYN FIN"},
	{SYN | ACK, SYN | ACK, "SYN ACK"},
	{SYN, SYN, "SYN"},
	{FIN | ACK, FIN | ACK, "FIN ACK"},
	{FIN, FIN, "FIN"},
}

// Detail returns the rest of the header in words: TCP's options, the place of a
// fragment, the packet that an ICMP message is about. It leaves out the values
// of timestamps, which differ from run to run.
func (p *Packet) Detail() string {
	var words []string
	add := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	switch {
	case p.Fragment() && p.More:
		add("part of datagram %d, more follow", p.IPID)
	case p.Fragment():
		add("part of datagram %d, the last", p.IPID)
	}
	if p.MSS > 0 {
		add("mss %d", p.MSS)
	}
	if p.SACKPerm {
		add("sack permitted")
	}
	if p.Timestamps {
		add("timestamps")
	}
	if p.WScale >= 0 {
		add("wscale %d", p.WScale)
	}
	switch n := len(p.SACK); n {
	case 0:
	case 1:
		add("sack of 1 range")
	default:
		add("sack of %d ranges", n)
	}
	if p.Inner != nil {
		add("about %s from %s to %s", p.Inner.Name(), p.Inner.Src, p.Inner.Dst)
	}
	return strings.Join(words, ", ")
}

// MaxText is how many bytes of the data Text shows at most.
const MaxText = 48

// Text returns the first MaxText bytes of the data, quoted as Go does, with …
// behind them if there are more. It returns "" if there are no data. It cuts no
// character in two if the data are UTF-8.
func (p *Packet) Text() string {
	if len(p.Payload) == 0 || p.Proto == ICMP {
		return ""
	}
	if len(p.Payload) <= MaxText {
		return strconv.Quote(string(p.Payload))
	}
	cut := MaxText
	for cut > MaxText-utf8.UTFMax && !utf8.RuneStart(p.Payload[cut]) {
		cut--
	}
	if !utf8.Valid(p.Payload[:cut]) {
		cut = MaxText
	}
	return strconv.Quote(string(p.Payload[:cut])) + "…"
}
