package wire

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
)

// A test of the wire is a dialogue. Two made-up kernels send, moves are made,
// and after each the test says what is new on the wire, and why.

const (
	client = "127.0.0.1:40000"
	server = "127.0.0.1:8001"

	syn    = packet.SYN
	synAck = packet.SYN | packet.ACK
	ack    = packet.ACK
	push   = packet.ACK | packet.PSH
	finAck = packet.FIN | packet.ACK
	rstAck = packet.RST | packet.ACK
)

// fake is a device without a kernel.
type fake struct {
	sent    [][]byte // sent by the kernels and not read yet
	arrived [][]byte
	fail    error         // of the next Write
	react   func() []byte // returns the receiving kernel's immediate answer; may be nil
}

func (f *fake) Read(buf []byte) (int, error) {
	if len(f.sent) == 0 {
		return 0, nil
	}
	n := copy(buf, f.sent[0])
	f.sent = f.sent[1:]
	return n, nil
}

func (f *fake) Write(raw []byte) error {
	if f.fail != nil {
		return f.fail
	}
	f.arrived = append(f.arrived, slices.Clone(raw))
	if f.react != nil {
		if answer := f.react(); answer != nil {
			f.sent = append(f.sent, answer)
		}
	}
	return nil
}

func (f *fake) Pass(ctx context.Context, each func(raw []byte) (times int)) error {
	for _, raw := range f.sent {
		for range each(raw) {
			f.arrived = append(f.arrived, raw)
		}
	}
	f.sent = nil
	return nil
}

// dialogue has the verbs of these tests.
type dialogue struct {
	t *testing.T
	*fake
	*Wire
}

func newDialogue(t *testing.T) *dialogue {
	f := &fake{}
	seconds := 0
	clock := func() time.Time { seconds++; return time.Unix(int64(seconds), 0) }
	return &dialogue{t, f, New(f, clock)}
}

// sends lets the kernel at from put a segment on the wire.
func (d *dialogue) sends(from string, flags packet.Flags, seq, ack uint32, data ...string) {
	d.send(packettest.Segment{Src: from, Flags: flags, Seq: seq, Ack: ack, Data: strings.Join(data, "")})
}

func (d *dialogue) send(s packettest.Segment) {
	if s.Dst = server; s.Src == server {
		s.Dst = client
	}
	d.sent = append(d.sent, packettest.TCP(s))
}

// news calls Take and compares its result: "1 SYN seq 0 ack 0" is a new packet,
// "1 SYN again, 2 now" a copy that was folded.
func (d *dialogue) news(why string, want ...string) {
	d.t.Helper()
	news, err := d.Take()
	if err != nil {
		d.t.Fatalf("%s: %v", why, err)
	}
	var got []string
	for _, p := range news.Sent {
		got = append(got, line(p))
	}
	for _, p := range news.Again {
		got = append(got, fmt.Sprintf("%d %s again, %d now", p.ID, p.Name(), p.Copies))
	}
	for _, p := range news.Lost {
		got = append(got, line(p)+" lost")
	}
	for _, p := range news.LostAgain {
		got = append(got, fmt.Sprintf("%d %s lost again, %d now", p.ID, p.Name(), p.Copies))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatalf("%s (-want +got):\n%s", why, diff)
	}
}

// holds compares the packets that wait on the wire.
func (d *dialogue) holds(why string, want ...string) {
	d.t.Helper()
	var got []string
	for _, p := range d.Held() {
		got = append(got, line(p))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatalf("%s (-want +got):\n%s", why, diff)
	}
}

func line(p Packet) string {
	return fmt.Sprintf("%d %s seq %d ack %d", p.ID, p.Name(), p.RelSeq, p.RelAck)
}

// delivers, drops and duplicates make moves that must be possible.
func (d *dialogue) delivers(id int) { d.t.Helper(); d.must(d.Deliver(id)) }

func (d *dialogue) drops(id int) {
	d.t.Helper()
	_, err := d.Drop(id)
	d.must(err)
}

func (d *dialogue) duplicates(id int) int {
	d.t.Helper()
	twin, err := d.Duplicate(id)
	d.must(err)
	return twin.ID
}

func (d *dialogue) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// connected returns a dialogue after the handshake. The client's next byte has
// number 101, the server's 501.
func connected(t *testing.T) *dialogue {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, synAck, 500, 101)
	d.news("the listener answers", "2 SYN ACK seq 0 ack 1")
	d.delivers(2)
	d.sends(client, ack, 101, 501)
	d.news("the client acknowledges", "3 ACK seq 1 ack 1")
	d.delivers(3)
	return d
}
