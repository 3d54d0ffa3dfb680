package packet

import (
	"strings"
	"testing"
)

// captured6 are packets that Linux 6.18 sent from ::1 to ::1.
var captured6 = []capture{
	{
		what: "a client dials",
		hex:  "600a1cb2002806400000000000000000000000000000000100000000000000000000000000000001a1ae1f41148fb57c00000000a002fd20ce240000020405a00402080af1deffef000000000103030a",
		name: "SYN", flags: "S",
		head: "[::1]:41390 [::1]:8001 344962428 0 64800 0",
		more: "mss 1440, sack permitted, timestamps, wscale 10",
	},
	{
		what: "a listener answers",
		hex:  "60085ff60028064000000000000000000000000000000001000000000000000000000000000000011f41a1ae447b5276148fb57da012fb0469300000020405a00402080a392396eaf1deffef0103030a",
		name: "SYN ACK", flags: "SA",
		head: "[::1]:8001 [::1]:41390 1148932726 344962429 64260 0",
		more: "mss 1440, sack permitted, timestamps, wscale 10",
	},
	{
		what: "the client writes hello",
		hex:  "600a1cb2002506400000000000000000000000000000000100000000000000000000000000000001a1ae1f41148fb57d447b5277801800404ece00000101080af1defff2392396ea68656c6c6f",
		name: "DATA 5", flags: "AP",
		head: "[::1]:41390 [::1]:8001 344962429 1148932727 64 5",
		more: `timestamps "hello"`,
	},
	{
		what: "nobody listens on port 8002",
		hex:  "600646f80014064000000000000000000000000000000001000000000000000000000000000000011f42d03a00000000327e0079501400008d5b0000",
		name: "RST ACK", flags: "AR",
		head: "[::1]:8002 [::1]:53306 0 847118457 0 0",
	},
	{
		what: "a datagram",
		hex:  "600e4f30000d11400000000000000000000000000000000100000000000000000000000000000001a0f61f41000dfbc868656c6c6f",
		name: "UDP 5",
		head: "[::1]:41206 [::1]:8001 0 0 0 5",
		more: `"hello"`,
	},
	{
		what: "nobody has that UDP port",
		hex:  "60081d21003d3a40000000000000000000000000000000010000000000000000000000000000000101043e1500000000600e4f30000d11400000000000000000000000000000000100000000000000000000000000000001a0f61f41000dfbc868656c6c6f",
		name: "ICMPv6 port unreachable",
		head: "[::1]:0 [::1]:0 0 0 0 53",
		more: "about UDP 5 from [::1]:41206 to [::1]:8001",
	},
	{
		what: "the first of three fragments of 4000 bytes: it has the UDP header",
		hex:  "600dcbec05b02c4000000000000000000000000000000001000000000000000000000000000000011100000163101888ac791f420fa814e1", pad: 1440,
		name: "UDP fragment 0-1447",
		head: "[::1]:44153 [::1]:8002 0 0 0 1440",
		more: `part of datagram 1661999240, more follow "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
	{
		what: "the second fragment: no ports",
		hex:  "600dcbec05b02c400000000000000000000000000000000100000000000000000000000000000001110005a963101888", pad: 1448,
		name: "UDP fragment 1448-2895",
		head: "[::1]:0 [::1]:0 0 0 0 1448",
		more: `part of datagram 1661999240, more follow "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
	{
		what: "the last fragment: 4008 bytes with the header",
		hex:  "600dcbec04602c40000000000000000000000000000000010000000000000000000000000000000111000b5063101888", pad: 1112,
		name: "UDP fragment 2896-4007",
		head: "[::1]:0 [::1]:0 0 0 0 1112",
		more: `part of datagram 1661999240, the last "` + strings.Repeat(`\x00`, MaxText) + `"…`,
	},
	{
		what: "a fragment of a ping: no other than the first says that it asks",
		hex:  "600dcbec04602c4000000000000000000000000000000001000000000000000000000000000000013a000b5063101888", pad: 1112,
		name: "ICMPv6 fragment 2896-4007",
		head: "[::1]:0 [::1]:0 0 0 0 1112",
		more: `part of datagram 1661999240, the last`,
	},
	{
		what: "ping asks",
		hex:  "600545a7000c3a4000000000000000000000000000000001000000000000000000000000000000018000ff2ca1b8000170696e67",
		name: "ICMPv6 echo request",
		head: "[::1]:0 [::1]:0 0 0 0 4",
	},
}

// extended puts an extension header of zeros before what an IPv6 packet carries.
// length is the header's own word for its length: 8 bytes each beyond the first
// 8 (RFC 8200, section 4).
func extended(raw []byte, kind, length byte) []byte {
	header := make([]byte, 8)
	header[0], header[1] = raw[6], length
	long := append(append(append([]byte(nil), raw[:40]...), header...), raw[40:]...)
	long[6], long[5] = kind, long[5]+8
	return long
}

// bare is the IPv6 header of a packet that carries nothing behind it, and says
// that an extension header of that kind does follow.
func bare(raw []byte, kind byte) []byte {
	short := append([]byte(nil), raw[:40]...)
	short[4], short[5], short[6] = 0, 0, kind
	return short
}

// TestParseSkipsExtensionHeaders reads one SYN behind each of the headers that may
// stand before it. None of them changes what TCP says.
func TestParseSkipsExtensionHeaders(t *testing.T) {
	syn := decode(t, captured6[0].hex, 0)
	for what, raw := range map[string][]byte{
		"hop-by-hop options":  extended(syn, extHopByHop, 0),
		"destination options": extended(syn, extDestination, 0),
		"a routing header":    extended(syn, extRouting, 0),
		"a fragment header of a datagram that is whole (RFC 6946)": extended(syn, extFragment, 0),
		"two of them": extended(extended(syn, extDestination, 0), extHopByHop, 0),
	} {
		p, err := Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if got := header(p); p.Name() != "SYN" || got != captured6[0].head || p.Size != 40 {
			t.Errorf("behind %s: %s %s, %d bytes; want the SYN %s of 40 bytes", what, p.Name(), got, p.Size, captured6[0].head)
		}
	}
}

// TestFragmentsOfIPv6AreTold compares two fragments whose numbers differ only in
// the upper 16 bits, which IPv4 does not have.
func TestFragmentsOfIPv6AreTold(t *testing.T) {
	raw := decode(t, captured6[7].hex, captured6[7].pad)
	other := append([]byte(nil), raw...)
	other[44]++
	a, errA := Parse(raw)
	b, errB := Parse(other)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if !Same(&a, &a) || Same(&a, &b) {
		t.Error("the fragments of two datagrams are taken for copies of each other")
	}
}

// TestNamesOfICMPv6 reads a message of each type that a kernel may send over ::1.
func TestNamesOfICMPv6(t *testing.T) {
	for kind, want := range map[[2]byte]string{
		{1, 0}:   "ICMPv6 no route to destination",
		{1, 3}:   "ICMPv6 address unreachable",
		{1, 4}:   "ICMPv6 port unreachable",
		{2, 0}:   "ICMPv6 packet too big",
		{3, 0}:   "ICMPv6 hop limit exceeded",
		{3, 1}:   "ICMPv6 reassembly time exceeded",
		{128, 0}: "ICMPv6 echo request",
		{129, 0}: "ICMPv6 echo reply",
		{135, 0}: "ICMPv6 type 135 code 0",
	} {
		raw := decode(t, captured6[5].hex, 0)
		raw[40], raw[41] = kind[0], kind[1]
		p, err := Parse(raw)
		if err != nil || p.Name() != want {
			t.Errorf("type %d code %d is %q, error %v; want %q", kind[0], kind[1], p.Name(), err, want)
		}
		if quotes := kind[0] < 128; (p.Inner != nil) != quotes {
			t.Errorf("%s quotes a packet: %v, want %v: types below 128 are errors (RFC 4443, section 2.1)", want, p.Inner != nil, quotes)
		}
		if p.Asks() != (kind[0] == 128) || p.Answers() != (kind[0] == 129) {
			t.Errorf("%s asks: %v, answers: %v; want only ping's messages to", want, p.Asks(), p.Answers())
		}
	}
}

// TestParseShortQuote6 reads a message that quotes eight bytes behind the IPv6
// header.
func TestParseShortQuote6(t *testing.T) {
	raw := append(decode(t, captured6[5].hex, 0)[:48], decode(t, captured6[2].hex, 0)[:48]...)
	raw[5] = byte(len(raw) - 40)
	p, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Inner == nil || p.Inner.Src.String() != "[::1]:41390" || p.Inner.Seq != 344962429 {
		t.Errorf("quoted %+v, want the segment of the connection", p.Inner)
	}
}
