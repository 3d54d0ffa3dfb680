package packet

import (
	"fmt"
	"strings"
	"testing"
)

// header returns the numbers of a packet's header as one line.
func header(p Packet) string {
	return fmt.Sprint(p.Src, " ", p.Dst, " ", p.Seq, " ", p.Ack, " ", p.Window, " ", p.Len)
}

func TestSame(t *testing.T) {
	data := Packet{Proto: TCP, Flags: ACK | PSH, Seq: 100, Ack: 7, Window: 64, Len: 5}
	ack := Packet{Proto: TCP, Flags: ACK, Seq: 100, Ack: 7, Window: 64}
	reset := Packet{Proto: TCP, Flags: RST | ACK, Seq: 100, Ack: 7}
	udp := Packet{Proto: UDP, Len: 5}
	piece := Packet{Proto: UDP, IPID: 9, Offset: 1480, Size: 1480, More: true}
	for _, c := range []struct {
		what string
		a    Packet
		edit func(b *Packet)
		want bool
	}{
		{"data again", data, func(b *Packet) {}, true},
		{"data without PSH, which is only for the receiver's program", data, func(b *Packet) { b.Flags = ACK }, true},
		{"data that acknowledges more, because data came in meanwhile", data, func(b *Packet) { b.Ack, b.Window = 9, 60 }, true},
		{"data with a FIN, which is news", data, func(b *Packet) { b.Flags |= FIN }, false},
		{"longer data, because the program wrote more", data, func(b *Packet) { b.Len = 6 }, false},
		{"the next data", data, func(b *Packet) { b.Seq = 105 }, false},
		{"an equal ACK, which answers another segment: a sender counts such duplicates", ack, func(b *Packet) {}, false},
		{"an ACK of more", ack, func(b *Packet) { b.Ack = 8 }, false},
		{"an equal RST, which answers another segment", reset, func(b *Packet) {}, false},
		{"an equal datagram, which the program sent twice", udp, func(b *Packet) {}, false},
		{"a fragment again, of a duplicate", piece, func(b *Packet) {}, true},
		{"the same part of the next datagram", piece, func(b *Packet) { b.IPID = 10 }, false},
	} {
		b := c.a
		c.edit(&b)
		if got := Same(&c.a, &b); got != c.want {
			t.Errorf("%s: Same is %v, want %v", c.what, got, c.want)
		}
	}
}

func TestEndCountsSYNAndFIN(t *testing.T) {
	for _, c := range []struct {
		p    Packet
		want uint32
		why  string
	}{
		{Packet{Flags: SYN, Seq: 10}, 11, "a SYN counts one"},
		{Packet{Flags: FIN | ACK, Seq: 10, Len: 5}, 16, "five bytes, and the FIN counts one"},
		{Packet{Flags: ACK, Seq: 10}, 10, "an ACK takes no room"},
		{Packet{Flags: ACK, Seq: 0xffff_fffe, Len: 5}, 3, "the numbers wrap around"},
	} {
		if got := c.p.End(); got != c.want {
			t.Errorf("%s from %d ends at %d, want %d: %s (RFC 9293, section 3.4)", c.p.FlagLetters(), c.p.Seq, got, c.want, c.why)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		p    Packet
		want string
		why  string
	}{
		{Packet{Proto: TCP, Flags: FIN}, "FIN", "a FIN without ACK, which the RFC does not allow"},
		{Packet{Proto: TCP, Flags: FIN | ACK | PSH, Len: 5}, "FIN ACK", "the end of the stream is the news; Len tells of the data"},
		{Packet{Proto: TCP, Flags: SYN, Len: 5}, "SYN", "data in a SYN (RFC 7413) do not change what it is"},
		{Packet{Proto: TCP, Flags: SYN | FIN | ACK}, "SYN FIN", "no kernel sends it"},
		{Packet{Proto: TCP, Flags: RST}, "RST", "a reset in answer to an ACK"},
		{Packet{Proto: TCP, Flags: ACK | URG, Len: 1}, "DATA 1", "data are data, urgent or not"},
		{Packet{Proto: TCP}, "TCP without flags", "no kernel sends it"},
		{Packet{Proto: UDP}, "UDP 0", "an empty datagram is a datagram"},
		{Packet{Proto: ICMP, ICMPType: 11}, "ICMP time to live exceeded", "from the table"},
		{Packet{Proto: ICMP, ICMPType: 3, ICMPCode: 13}, "ICMP type 3 code 13", "not in the table"},
	} {
		if got := c.p.Name(); got != c.want {
			t.Errorf("name %q, want %q: %s", got, c.want, c.why)
		}
	}
}

func TestTextIsCut(t *testing.T) {
	for _, c := range []struct {
		data, want, why string
	}{
		{"", "", "there is nothing to show"},
		{"a\r\n\x1b[31m", `"a\r\n\x1b[31m"`, "a terminal must not obey the data"},
		{strings.Repeat("x", 48), `"` + strings.Repeat("x", 48) + `"`, "48 bytes fit"},
		{strings.Repeat("x", 49), `"` + strings.Repeat("x", 48) + `"…`, "the dots say that there is more"},
		{strings.Repeat("x", 47) + "語!", `"` + strings.Repeat("x", 47) + `"…`, "a character is not cut in two"},
		{strings.Repeat("\x80", 60), `"` + strings.Repeat(`\x80`, 48) + `"…`, "data that are no UTF-8 are cut after 48 bytes"},
	} {
		p := Packet{Proto: TCP, Payload: []byte(c.data), Len: len(c.data)}
		if got := p.Text(); got != c.want {
			t.Errorf("%d bytes: %s, want %s: %s", len(c.data), got, c.want, c.why)
		}
	}
}

func TestDetailCountsSACKRanges(t *testing.T) {
	p := Packet{Proto: TCP, WScale: -1, SACK: []Range{{1, 2}, {5, 6}}}
	if got := p.Detail(); got != "sack of 2 ranges" {
		t.Errorf("detail %q, want the number of ranges: a duplicate ACK shows that something is missing", got)
	}
}
