// Package packettest builds the bytes of packets for tests.
package packettest

import (
	"net"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"tcplab/lab/packet"
)

// Segment describes a TCP segment to build.
type Segment struct {
	Src, Dst string // "127.0.0.1:8001"
	Flags    packet.Flags
	Seq, Ack uint32
	Window   uint16
	MSS      uint16 // bytes; 0 builds no such option
	WScale   int    // the shift; 0 builds no such option
	SACK     []packet.Range
	Data     string
}

// TCP returns the bytes of a segment, checksums included.
func TCP(s Segment) []byte {
	src, dst := netip.MustParseAddrPort(s.Src), netip.MustParseAddrPort(s.Dst)
	ip := header(src, dst, layers.IPProtocolTCP)
	t := &layers.TCP{
		SrcPort: layers.TCPPort(src.Port()), DstPort: layers.TCPPort(dst.Port()),
		Seq: s.Seq, Ack: s.Ack, Window: s.Window,
		FIN: s.Flags.Has(packet.FIN), SYN: s.Flags.Has(packet.SYN), RST: s.Flags.Has(packet.RST),
		PSH: s.Flags.Has(packet.PSH), ACK: s.Flags.Has(packet.ACK), URG: s.Flags.Has(packet.URG),
	}
	if s.MSS > 0 {
		t.Options = append(t.Options, option(layers.TCPOptionKindMSS, byte(s.MSS>>8), byte(s.MSS)))
	}
	if s.WScale > 0 {
		t.Options = append(t.Options, option(layers.TCPOptionKindWindowScale, byte(s.WScale)))
	}
	if len(s.SACK) > 0 {
		var data []byte
		for _, r := range s.SACK {
			for _, n := range []uint32{r.First, r.After} {
				data = append(data, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
			}
		}
		t.Options = append(t.Options, option(layers.TCPOptionKindSACK, data...))
	}
	check(t.SetNetworkLayerForChecksum(ip))
	return bytes(ip, t, gopacket.Payload(s.Data))
}

// UDP returns the bytes of a datagram, checksums included.
func UDP(from, to, data string) []byte {
	src, dst := netip.MustParseAddrPort(from), netip.MustParseAddrPort(to)
	ip := header(src, dst, layers.IPProtocolUDP)
	u := &layers.UDP{SrcPort: layers.UDPPort(src.Port()), DstPort: layers.UDPPort(dst.Port())}
	check(u.SetNetworkLayerForChecksum(ip))
	return bytes(ip, u, gopacket.Payload(data))
}

func option(kind layers.TCPOptionKind, data ...byte) layers.TCPOption {
	return layers.TCPOption{OptionType: kind, OptionLength: uint8(2 + len(data)), OptionData: data}
}

func header(src, dst netip.AddrPort, proto layers.IPProtocol) *layers.IPv4 {
	return &layers.IPv4{
		Version: 4, IHL: 5, TTL: 64, Protocol: proto, Flags: layers.IPv4DontFragment,
		SrcIP: net.IP(src.Addr().AsSlice()), DstIP: net.IP(dst.Addr().AsSlice()),
	}
}

func bytes(parts ...gopacket.SerializableLayer) []byte {
	buf := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	check(gopacket.SerializeLayers(buf, options, parts...))
	return buf.Bytes()
}

func check(err error) {
	if err != nil {
		panic("BUG: a packet of a test cannot be built: " + err.Error())
	}
}
