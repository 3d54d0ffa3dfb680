package wire

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
)

func TestNothingMovesUntilTold(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("a SYN goes out", "1 SYN seq 0 ack 0")
	d.news("nothing was sent since")
	if len(d.arrived) != 0 {
		t.Errorf("%d packets arrived, want none: nobody delivered one", len(d.arrived))
	}
	d.holds("it waits", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.holds("it has crossed")
	if len(d.arrived) != 1 || !slices.Equal(d.arrived[0], packettest.TCP(packettest.Segment{Src: client, Dst: server, Flags: syn, Seq: 100})) {
		t.Error("what arrived is not what was sent, byte for byte")
	}
}

func TestAnyOrder(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "one")
	d.sends(client, push, 104, 501, "two")
	d.sends(client, push, 107, 501, "six")
	d.news("three writes", "4 DATA 3 seq 1 ack 1", "5 DATA 3 seq 4 ack 1", "6 DATA 3 seq 7 ack 1")
	d.delivers(6)
	d.drops(4)
	d.holds("the second is left", "5 DATA 3 seq 4 ack 1")
	d.delivers(5)
	var got []string
	for _, raw := range d.arrived[3:] {
		p, _ := packet.Parse(raw)
		got = append(got, p.Text())
	}
	if diff := cmp.Diff([]string{`"six"`, `"two"`}, got); diff != "" {
		t.Errorf("the receiver got something else than what was delivered (-want +got):\n%s", diff)
	}
	if err := d.Deliver(4); err == nil || !strings.Contains(err.Error(), "not on the wire any more") {
		t.Errorf("delivering a dropped packet: error %v, want one that says that it is gone", err)
	}
}

func TestDuplicate(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.news("the client writes", "4 DATA 5 seq 1 ack 1")
	twin := d.duplicates(4)
	d.holds("a copy stays", "5 DATA 5 seq 1 ack 1")
	if p := d.Held()[0]; p.ID != twin || p.Of != 4 || p.Copies != 1 {
		t.Errorf("the copy: %+v, want id %d, of packet 4, sent once", p, twin)
	}
	d.sends(server, ack, 501, 106)
	d.news("the first one is acknowledged; the copy is no news", "6 ACK seq 1 ack 6")
	d.delivers(6)
	d.delivers(5)
	d.sends(server, ack, 501, 106)
	d.news("the second arrival is acknowledged, too, and that ACK is news", "7 ACK seq 1 ack 6")
	if len(d.arrived) != 6 {
		t.Errorf("%d packets arrived, want 6: three of the handshake, the data twice, one ACK", len(d.arrived))
	}
}

func TestOtherProtocolsPass(t *testing.T) {
	d := newDialogue(t)
	seen := &listener{}
	d.Tap = seen
	sctp := packettest.UDP(client, server, "hello")
	sctp[9] = 132
	d.sent = append(d.sent, sctp, packettest.UDP(client, server, "hello"))
	d.news("no lesson is about it", "1 UDP 5 seq 0 ack 0")
	if want := "1 arrived, 2 waits"; len(d.arrived) != 1 || seen.String() != want {
		t.Errorf("%d arrived, the tap heard %q; want only the other protocol's to arrive, and %q", len(d.arrived), seen, want)
	}
}

func TestAFailedDeliveryKeepsThePacket(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.fail = errors.New("no buffer space available")
	if err := d.Deliver(1); err == nil || !strings.Contains(err.Error(), "SYN cannot be delivered") {
		t.Errorf("error %v, want one that names the packet", err)
	}
	d.holds("it did not arrive", "1 SYN seq 0 ack 0")
}

func TestTheQueueIsBounded(t *testing.T) {
	d := &flooded{left: 3 * maxBatch}
	w := New(d, nil)
	w.Limit = 100
	overflow := 0
	for d.left > 0 {
		news, err := w.Take()
		if err != nil {
			t.Fatal(err)
		}
		overflow += news.Overflow
		if n := len(w.Held()); n > 100 {
			t.Fatalf("%d packets are held, and the limit is 100", n)
		}
	}
	if want := 3*maxBatch - 100; overflow != want {
		t.Errorf("%d packets count as thrown away, want %d: every one beyond the limit", overflow, want)
	}
}

// TestWhatWasThrownAwayBeforeARunIsTold shows that packets thrown away before a
// run are still counted after it.
func TestWhatWasThrownAwayBeforeARunIsTold(t *testing.T) {
	w := New(&flooded{left: 150}, nil)
	w.Limit = 100
	if _, err := w.Drop(1); err != nil { // reads the device without a Take
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	tallies, err := w.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(tallies) != 1 || tallies[0].Packets != 99 {
		t.Errorf("the tallies are %+v, want the 99 that were held", tallies)
	}
	news, err := w.Take()
	if err != nil || len(news.Sent) != 0 || news.Overflow != 50 {
		t.Errorf("after the run %d packets are new and %d thrown away, error %v; want none and 50", len(news.Sent), news.Overflow, err)
	}
}

// TestARunThrowsNothingAway shows that packets which wait in the device when a
// run begins pass with the rest, however many they are.
func TestARunThrowsNothingAway(t *testing.T) {
	device := &flooded{left: 150}
	w := New(device, nil)
	w.Limit = 100
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if device.left != 150 || len(w.Held()) != 0 {
		t.Errorf("%d packets were taken from the device before the run and %d held, want none: the limit is for packets that wait on the wire", 150-device.left, len(w.Held()))
	}
}

// flooded is a device that brings one datagram after the other.
type flooded struct{ left int }

func (d *flooded) Read(buf []byte) (int, error) {
	if d.left == 0 {
		return 0, nil
	}
	d.left--
	return copy(buf, packettest.UDP("127.0.0.1:40001", "127.0.0.1:9", "x")), nil
}

func (d *flooded) Write([]byte) error { return nil }

// Pass has nothing left to let through.
func (d *flooded) Pass(context.Context, func([]byte) int) error { return nil }
