package wire

import (
	"fmt"
	"testing"

	"tcplab/lab/packet/packettest"
)

func TestRefused(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, rstAck, 0, 101)
	d.news("nobody listens; no SYN came from that end, so this segment's own number counts as 0", "2 RST ACK seq 0 ack 1")
}

// TestARefusalBehindASYN: an end that has dialled, too, has numbers of its own, but
// the RST ACK that refuses a SYN has none of them (RFC 9293, section 3.5.2).
func TestARefusalBehindASYN(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.sends(server, syn, 500, 0)
	d.news("both dial", "1 SYN seq 0 ack 0", "2 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, rstAck, 0, 101)
	d.news("the server's socket is gone meanwhile", "3 RST ACK seq 0 ack 1")
}

func TestSimultaneousOpen(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.sends(server, syn, 500, 0)
	d.news("both dial", "1 SYN seq 0 ack 0", "2 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, synAck, 500, 101)
	d.news("the SYN ACK has the SYN's number", "3 SYN ACK seq 0 ack 1")
	d.delivers(2)
	d.sends(client, synAck, 100, 501)
	d.news("the other end does the same", "4 SYN ACK seq 0 ack 1")
}

func TestPortUsedAgain(t *testing.T) {
	d := connected(t)
	d.sends(client, syn, 9000, 0)
	d.news("a new connection counts from its own SYN", "4 SYN seq 0 ack 0")
	d.delivers(4)
	d.sends(server, synAck, 7000, 9001)
	d.news("and so does the other end", "5 SYN ACK seq 0 ack 1")
}

func TestNumbersWithoutASYN(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, push, 4000, 9000, "hello")
	d.news("the connection is older than the wire", "1 DATA 5 seq 0 ack 0")
	d.delivers(1)
	d.sends(server, ack, 9000, 4005)
	d.news("its answer fits", "2 ACK seq 0 ack 5")
}

func TestNumbersWrapAround(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 0xffff_fffe, 0)
	d.sends(client, push, 0xffff_ffff, 501, "hello")
	d.news("the live numbers wrap around, the relative ones do not", "1 SYN seq 0 ack 0", "2 DATA 5 seq 1 ack 0")
	d.delivers(2)
	d.sends(server, ack, 501, 4)
	d.news("the answer", "3 ACK seq 0 ack 6")
	d.sends(client, push, 0xffff_ffff, 501, "hello")
	d.news("4 comes after 4294967295, so the answer covers it", "2 DATA 5 again, 2 now")
}

func TestWindowIsScaledWhereTheScaleIsKnown(t *testing.T) {
	for _, c := range []struct {
		client, server, want int
		why                  string
	}{
		{7, 3, 640, "both SYNs carried a scale, the client's is 7"},
		{7, 0, 5, "the server announced none, so nobody scales (RFC 7323, section 2.2)"},
	} {
		d := newDialogue(t)
		d.send(packettest.Segment{Src: client, Flags: syn, Seq: 100, Window: 5, WScale: c.client})
		d.send(packettest.Segment{Src: server, Flags: synAck, Seq: 500, Ack: 101, Window: 5, WScale: c.server})
		d.send(packettest.Segment{Src: client, Flags: ack, Seq: 101, Ack: 501, Window: 5})
		news, err := d.Take()
		d.must(err)
		if got := news.Sent[0].Window; got != 5 {
			t.Errorf("the SYN's window is %d, want 5: in a SYN it is never scaled", got)
		}
		if got := news.Sent[2].Window; got != c.want {
			t.Errorf("the ACK's window is %d, want %d: %s", got, c.want, c.why)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	d := connected(t)
	seq := uint32(101)
	for range 2000 {
		d.sends(client, push, seq, 501, "hello")
		seq += 5
		d.sends(server, ack, 501, seq)
		news, err := d.Take()
		d.must(err)
		for _, p := range news.Sent {
			d.delivers(p.ID)
		}
	}
	d.news("nothing is left")
	for key, f := range d.flows {
		if len(f.past) > 1 {
			t.Errorf("%v remembers %d delivered packets, want at most the last: all were acknowledged", key, len(f.past))
		}
	}
	for port := range maxFlows {
		from := fmt.Sprintf("127.0.0.%d:%d", 2+port>>14, 1024+port&0x3fff)
		d.sent = append(d.sent, packettest.UDP(from, server, ""))
		news, err := d.Take()
		d.must(err)
		d.drops(news.Sent[0].ID)
	}
	if len(d.flows) > maxFlows+2 {
		t.Errorf("%d directions are remembered, want at most %d", len(d.flows), maxFlows)
	}
}
