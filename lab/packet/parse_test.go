package packet

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// capture is a packet that Linux 6.18 put on the private network, and how it is
// to be read.
type capture struct {
	what  string // the event that made it send the packet
	hex   string
	pad   int // bytes of zero that the hex leaves out at the end
	name  string
	flags string
	head  string // source, destination, seq, ack, window, length
	more  string // Detail, and Text if there is one
}

var captured = []capture{
	{
		what: "a client dials",
		hex:  "4500003c8c3940004006b0807f0000017f000001809a1f41d2381cb900000000a002faf01fb90000020405b40402080a8b6e1515000000000103030a",
		name: "SYN", flags: "S",
		head: "127.0.0.1:32922 127.0.0.1:8001 3526892729 0 64240 0",
		more: "mss 1460, sack permitted, timestamps, wscale 10",
	},
	{
		what: "a listener answers",
		hex:  "4500003c0000400040063cba7f0000017f0000011f41809aceaeddcdd2381cbaa012fe8853660000020405b40402080ae4b437788b6e15150103030a",
		name: "SYN ACK", flags: "SA",
		head: "127.0.0.1:8001 127.0.0.1:32922 3467566541 3526892730 65160 0",
		more: "mss 1460, sack permitted, timestamps, wscale 10",
	},
	{
		what: "the client acknowledges",
		hex:  "450000348c3a40004006b0877f0000017f000001809a1f41d2381cbaceaeddce8010003f807f00000101080a8b6e1515e4b43778",
		name: "ACK", flags: "A",
		head: "127.0.0.1:32922 127.0.0.1:8001 3526892730 3467566542 63 0",
		more: "timestamps",
	},
	{
		what: "the client writes hello",
		hex:  "450000398c3b40004006b0817f0000017f000001809a1f41d2381cbaceaeddce8018003f3ca000000101080a8b6e1515e4b4377868656c6c6f",
		name: "DATA 5", flags: "AP",
		head: "127.0.0.1:32922 127.0.0.1:8001 3526892730 3467566542 63 5",
		more: `timestamps "hello"`,
	},
	{
		what: "the server closes",
		hex:  "4500003448e940004006f3d87f0000017f0000011f41809aceaeddced2381cbf80110040807800000101080ae4b437788b6e1515",
		name: "FIN ACK", flags: "AF",
		head: "127.0.0.1:8001 127.0.0.1:32922 3467566542 3526892735 64 0",
		more: "timestamps",
	},
	{
		what: "nobody listens on port 8002",
		hex:  "450000280000400040063cce7f0000017f0000011f42d0b200000000ca86feb050140000f8a10000",
		name: "RST ACK", flags: "AR",
		head: "127.0.0.1:8002 127.0.0.1:53426 0 3397844656 0 0",
	},
	{
		what: "the client closes with linger 0",
		hex:  "450000347f3a40004006bd877f0000017f00000180a01f4144435e8af4c2ba108014003f6e3e00000101080a5be8d30e4899a126",
		name: "RST ACK", flags: "AR",
		head: "127.0.0.1:32928 127.0.0.1:8001 1145265802 4106402320 63 0",
		more: "timestamps",
	},
	{
		what: "a datagram",
		hex:  "45000021142c40004011289e7f0000017f00000194401f41000d0a7e68656c6c6f",
		name: "UDP 5",
		head: "127.0.0.1:37952 127.0.0.1:8001 0 0 0 5",
		more: `"hello"`,
	},
	{
		what: "nobody has that UDP port",
		hex:  "45c0003deae40000400191197f0000017f0000010303fb1d0000000045000021142c40004011289e7f0000017f00000194401f41000d0a7e68656c6c6f",
		name: "ICMP port unreachable",
		head: "127.0.0.1:0 127.0.0.1:0 0 0 0 33",
		more: "about UDP 5 from 127.0.0.1:37952 to 127.0.0.1:8001",
	},
	{
		what: "the first of three fragments of 4000 bytes: it has the UDP header",
		hex:  "450005dc804d20004011d6c17f0000017f0000011f421f420fa8a417", pad: 1472,
		name: "UDP fragment 0-1479",
		head: "127.0.0.1:8002 127.0.0.1:8002 0 0 0 1472",
		more: `part of datagram 32845, more follow "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
	{
		what: "the second fragment: no ports",
		hex:  "450005dc804d20b94011d6087f0000017f000001", pad: 1480,
		name: "UDP fragment 1480-2959",
		head: "127.0.0.1:0 127.0.0.1:0 0 0 0 1480",
		more: `part of datagram 32845, more follow "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
	{
		what: "the last fragment: 4008 bytes with the header",
		hex:  "4500042c804d01724011f6ff7f0000017f000001", pad: 1048,
		name: "UDP fragment 2960-4007",
		head: "127.0.0.1:0 127.0.0.1:0 0 0 0 1048",
		more: `part of datagram 32845, the last "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
}

// all are the packets of both versions of IP.
var all = slices.Concat(captured, captured6)

func decode(t testing.TB, digits string, pad int) []byte {
	t.Helper()
	raw, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return append(raw, make([]byte, pad)...)
}

func TestParseCaptured(t *testing.T) {
	for _, c := range all {
		p, err := Parse(decode(t, c.hex, c.pad))
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if p.Name() != c.name || p.FlagLetters() != c.flags {
			t.Errorf("%s: %s with flags %q, want %s with %q", c.what, p.Name(), p.FlagLetters(), c.name, c.flags)
		}
		if diff := cmp.Diff(c.head, header(p)); diff != "" {
			t.Errorf("%s: the header is read wrong (-want +got):\n%s", c.what, diff)
		}
		more := strings.TrimSpace(p.Detail() + " " + p.Text())
		if diff := cmp.Diff(c.more, more); diff != "" {
			t.Errorf("%s: Detail or Text is wrong (-want +got):\n%s", c.what, diff)
		}
	}
}

func TestParseKeepsLiveTimestamps(t *testing.T) {
	p, err := Parse(decode(t, captured[1].hex, 0))
	if err != nil {
		t.Fatal(err)
	}
	if p.TSVal != 0xe4b43778 || p.TSEcr != 0x8b6e1515 {
		t.Errorf("timestamps %#x %#x, want those of the bytes: the SYN ACK echoes the SYN's", p.TSVal, p.TSEcr)
	}
}

func TestParseRefuses(t *testing.T) {
	whole := decode(t, captured[0].hex, 0)
	six := decode(t, captured6[0].hex, 0)
	seven := append([]byte{0x70}, whole[1:]...)
	crossed, crossed6 := append([]byte(nil), whole...), append([]byte(nil), six...)
	crossed[9], crossed6[6] = protoICMPv6, protoICMP
	datagram := decode(t, captured[7].hex, 0)
	igmp := append([]byte(nil), whole...)
	igmp[9] = 2
	for _, c := range []struct {
		what string
		raw  []byte
		want string
	}{
		{"nothing", nil, "not an IP packet"},
		{"IPv7", seven, "not an IP packet"},
		{"half an IPv6 header", six[:39], "IPv6 header ends after 39 bytes"},
		{"half an IPv6 packet", six[:79], "ends after 79 bytes of 80"},
		{"an extension header longer than the packet", extended(six, extDestination, 255), "extension header 60"},
		{"an extension header of which nothing is there", bare(six, extFragment), "extension header 44"},
		{"ICMPv6 over IPv4", crossed, "protocol 58"},
		{"ICMP over IPv6", crossed6, "protocol 1,"},
		{"half a packet", whole[:40], "ends after 40 bytes of 60"},
		{"half an IP header", whole[:10], "not an IP packet"},
		{"an IP header longer than the packet", append([]byte{0x4f}, whole[1:]...)[:58], "does not fit"},
		{"half a TCP header", cut(whole, 32), "TCP header ends"},
		{"half a UDP header", cut(datagram, 24), "UDP header ends"},
		{"IGMP", igmp, "not TCP, UDP or ICMP"},
	} {
		if _, err := Parse(c.raw); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.what, err, c.want)
		}
	}
}

// cut shortens a packet, and writes the new length into its IP header.
func cut(raw []byte, length int) []byte {
	short := append([]byte(nil), raw[:length]...)
	short[3] = byte(length)
	return short
}

// TestParseShortQuote reads an ICMP message that quotes only eight bytes behind
// the IP header, as a router may (RFC 792). They hold the ports and the
// sequence number.
func TestParseShortQuote(t *testing.T) {
	quoted := decode(t, captured[3].hex, 0)[:28]
	raw := decode(t, captured[8].hex, 0)[:28]
	raw = append(raw, quoted...)
	raw[3] = byte(len(raw))
	p, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Inner == nil {
		t.Fatal("no packet was found inside, but its first eight bytes are there")
	}
	if got := p.Inner.Src.String() + " " + p.Inner.Dst.String(); got != "127.0.0.1:32922 127.0.0.1:8001" || p.Inner.Seq != 3526892730 {
		t.Errorf("quoted %s seq %d, want the segment of the connection", got, p.Inner.Seq)
	}
}

// FuzzParse feeds bytes that no kernel sends. If Parse accepts them, the packet
// must have a name, and its data must be a part of these bytes.
func FuzzParse(f *testing.F) {
	for _, c := range all {
		f.Add(decode(f, c.hex, c.pad))
	}
	f.Add(extended(decode(f, captured6[0].hex, 0), extHopByHop, 0))
	f.Add(extended(extended(decode(f, captured6[0].hex, 0), extFragment, 0), extDestination, 0))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Parse(raw)
		if err != nil {
			return
		}
		if p.Name() == "" {
			t.Error("a packet that can be read has no name")
		}
		_, _, _ = p.Detail(), p.Text(), p.FlagLetters()
		if len(p.Payload) > len(raw) || p.Len < 0 || p.Len != len(p.Payload) {
			t.Errorf("%d bytes of data, Len %d, in a packet of %d", len(p.Payload), p.Len, len(raw))
		}
		if p.Proto == TCP && !p.Fragment() {
			if repeated := p.Occupies() && !p.Flags.Has(RST); Same(&p, &p) != repeated {
				t.Errorf("two equal segments are copies: %v, want %v: a kernel repeats only what takes room", !repeated, repeated)
			}
			agrees(t, p, raw)
		}
	})
}

// agrees compares with gopacket, which reads the same headers in its own way.
// It compares nothing if gopacket refuses the bytes, as it does if options are
// cut off.
func agrees(t *testing.T, p Packet, raw []byte) {
	kind := layers.LayerTypeIPv4
	if p.Src.Addr().Is6() {
		kind = layers.LayerTypeIPv6
	}
	read := gopacket.NewPacket(raw, kind, gopacket.NoCopy)
	tcp, ok := read.TransportLayer().(*layers.TCP)
	if !ok || read.ErrorLayer() != nil {
		return
	}
	ends := read.NetworkLayer().NetworkFlow()
	if got, want := p.Src.Addr().String()+" "+p.Dst.Addr().String(), netipOf(ends.Src())+" "+netipOf(ends.Dst()); got != want {
		t.Errorf("%x\nis read as from %s, gopacket reads %s", raw, got, want)
	}
	id := p.IPID // of IPv6, it is in a fragment's header, behind which gopacket reads on in no first fragment
	if ip, ok := read.NetworkLayer().(*layers.IPv4); ok {
		id = uint32(ip.Id)
	}
	type numbers struct {
		Src, Dst                 uint16
		Seq, Ack                 uint32
		Window, Len              int
		SYN, ACK, FIN, RST, IPID any
	}
	want := numbers{
		uint16(tcp.SrcPort), uint16(tcp.DstPort), tcp.Seq, tcp.Ack, int(tcp.Window),
		len(tcp.Payload), tcp.SYN, tcp.ACK, tcp.FIN, tcp.RST, id,
	}
	got := numbers{
		p.Src.Port(), p.Dst.Port(), p.Seq, p.Ack, p.Window,
		p.Len, p.Flags.Has(SYN), p.Flags.Has(ACK), p.Flags.Has(FIN), p.Flags.Has(RST), p.IPID,
	}
	if got != want {
		t.Errorf("%x\nis read as %+v, gopacket reads %+v", raw, got, want)
	}
}

func netipOf(e gopacket.Endpoint) string {
	a, _ := netip.AddrFromSlice(e.Raw())
	return a.String()
}

func BenchmarkParse(b *testing.B) {
	raw := decode(b, captured[3].hex, 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
