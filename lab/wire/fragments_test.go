package wire

import (
	"encoding/binary"
	"fmt"
	"testing"

	"tcplab/lab/packet/packettest"
)

// pieces cuts a datagram into two fragments (RFC 791, section 3.2): the first with so
// many bytes behind the IP header, and the rest. id is their identification.
func pieces(raw []byte, id uint16, first int) [2][]byte {
	const header = 20
	cut := func(from, to int, more uint16) []byte {
		b := append(append([]byte{}, raw[:header]...), raw[header+from:header+to]...)
		binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
		binary.BigEndian.PutUint16(b[4:], id)
		binary.BigEndian.PutUint16(b[6:], more<<13|uint16(from/8))
		return b
	}
	return [2][]byte{cut(0, first, 1), cut(first, len(raw)-header, 0)}
}

// TestAFragmentGoesTheWayOfItsDatagram shows that a fragment behind the first, which
// carries no ports, has those of its first one, that another datagram's are not taken
// for them, and that one whose first fragment was never seen has none.
func TestAFragmentGoesTheWayOfItsDatagram(t *testing.T) {
	d := newDialogue(t)
	const other = "127.0.0.1:40001"
	asks := pieces(packettest.UDP(client, server, "0123456789abcdef"), 7, 16)
	answers := pieces(packettest.UDP(server, client, "ABCDEFGHIJKLMNOP"), 8, 16)
	again := pieces(packettest.UDP(other, server, "0123456789abcdef"), 7, 16)
	lost := pieces(packettest.UDP(client, server, "0123456789abcdef"), 9, 16)
	const nowhere = "127.0.0.1:0 → 127.0.0.1:0"
	for _, c := range []struct {
		raw  []byte
		want string
		why  string
	}{
		{asks[0], client + " → " + server, "it has the ports"},
		{answers[0], server + " → " + client, "so has the answer"},
		{asks[1], client + " → " + server, "it belongs to the first datagram"},
		{answers[1], server + " → " + client, "it belongs to the answer"},
		{again[0], other + " → " + server, "an identification may be used again"},
		{again[1], other + " → " + server, "it belongs to the newer one"},
		{lost[1], nowhere, "nobody has seen the fragment before it"},
	} {
		d.fake.sent = append(d.fake.sent, c.raw)
		news, err := d.Take()
		if err != nil || len(news.Sent) != 1 {
			t.Fatalf("%d packets, error %v, want one: %s", len(news.Sent), err, c.why)
		}
		p := news.Sent[0]
		if got := fmt.Sprint(p.Src, " → ", p.Dst); got != c.want {
			t.Errorf("%s goes %s, want %s: %s", p.Name(), got, c.want, c.why)
		}
	}
	for id := range uint16(2 * maxDatagrams) {
		d.fake.sent = append(d.fake.sent, pieces(packettest.UDP(client, server, "0123456789abcdef"), id, 16)[0])
	}
	if _, err := d.Take(); err != nil || len(d.pieces.known) > maxDatagrams {
		t.Errorf("%d datagrams are remembered, error %v, want at most %d", len(d.pieces.known), err, maxDatagrams)
	}
}
