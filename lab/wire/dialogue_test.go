package wire

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
)

// A test of the wire is a dialogue: two made-up kernels send, moves are made,
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
	sent    [][]byte // what the kernels have sent and nobody has read
	arrived [][]byte
	fail    error         // of the next Write
	react   func() []byte // what the receiving kernel answers at once, if set
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

func (f *fake) Pass(ctx context.Context, each func(raw []byte)) error {
	for _, raw := range f.sent {
		each(raw)
		f.arrived = append(f.arrived, raw)
	}
	f.sent = nil
	return nil
}

// dialogue has the verbs.
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

// news takes, and compares: "1 SYN seq 0 ack 0" is a new packet, "1 SYN again,
// 2 now" a copy that was folded.
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
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatalf("%s (-want +got):\n%s", why, diff)
	}
}

// held compares what waits on the wire.
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
func (d *dialogue) drops(id int)    { d.t.Helper(); d.must(d.Drop(id)) }

func (d *dialogue) duplicates(id int) int {
	d.t.Helper()
	twin, err := d.Duplicate(id)
	d.must(err)
	return twin
}

func (d *dialogue) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// connected is a dialogue after the handshake: the client's next byte is 101,
// the server's 501.
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

func TestNothingMovesUntilTold(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("a SYN goes out", "1 SYN seq 0 ack 0")
	d.news("nothing was sent since")
	if len(d.arrived) != 0 {
		t.Errorf("%d packets arrived, want none: nobody delivered", len(d.arrived))
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

func TestCopyOfHeldIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.sends(client, syn, 100, 0)
	d.sends(client, syn, 100, 0)
	d.news("its kernel is impatient; the original is held", "1 SYN again, 2 now", "1 SYN again, 3 now")
	held := d.Held()
	if len(held) != 1 || held[0].Copies != 3 {
		t.Fatalf("held: %+v, want one row, sent three times", held)
	}
	if !held[0].Again.After(held[0].Sent) {
		t.Errorf("sent at %v, again at %v; want when the last copy came", held[0].Sent, held[0].Again)
	}
	d.delivers(1)
	if len(d.arrived) != 1 {
		t.Errorf("%d packets arrived, want 1: copies never do", len(d.arrived))
	}
}

func TestCopyOfDeliveredIsFoldedWhileItsAnswerIsHeld(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, synAck, 500, 101)
	d.news("the listener answers", "2 SYN ACK seq 0 ack 1")
	d.sends(client, syn, 100, 0)
	d.news("the client cannot know: its answer is held", "1 SYN again, 2 now")
	d.delivers(2)
	d.sends(client, ack, 101, 501)
	d.news("the client acknowledges", "3 ACK seq 1 ack 1")
	d.sends(server, synAck, 500, 101)
	d.news("the server cannot know: the ACK is held", "2 SYN ACK again, 2 now")
}

func TestCopyBeforeItsAnswerIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(client, syn, 100, 0)
	d.sends(server, synAck, 500, 101)
	d.news("both were sent before anybody looked", "2 SYN ACK seq 0 ack 1", "1 SYN again, 2 now")
}

func TestCopyMadeBeforeAMoveIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.sends(client, syn, 100, 0) // and nobody looks
	d.react = func() []byte {
		return packettest.TCP(packettest.Segment{Src: server, Dst: client, Flags: synAck, Seq: 500, Ack: 101})
	}
	d.delivers(1)
	d.news("the copy was sent while the original was held", "2 SYN ACK seq 0 ack 1", "1 SYN again, 2 now")
}

func TestCopyMadeWhileItsAnswerArrivesIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, synAck, 500, 101)
	d.news("the listener answers", "2 SYN ACK seq 0 ack 1")
	d.react = func() []byte { // the timer runs out in the last moment
		d.react = nil
		return packettest.TCP(packettest.Segment{Src: client, Dst: server, Flags: syn, Seq: 100})
	}
	d.delivers(2)
	d.news("the answer was on its way when the copy left", "1 SYN again, 2 now")
	d.sends(client, syn, 100, 0)
	d.news("now the client knows, so this is something else", "3 SYN seq 0 ack 0")
}

func TestRepetitionAfterALossIsNew(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.news("the client writes", "4 DATA 5 seq 1 ack 1")
	d.drops(4)
	d.sends(client, push, 101, 501, "hello")
	d.news("the original was dropped", "5 DATA 5 seq 1 ack 1")
	d.delivers(5)
	d.sends(server, ack, 501, 106)
	d.news("it is acknowledged", "6 ACK seq 1 ack 6")
	d.drops(6)
	d.sends(client, push, 101, 501, "hello")
	d.news("its answer was dropped", "7 DATA 5 seq 1 ack 1")
}

func TestOnlyAnAnswerExcusesACopy(t *testing.T) {
	d := connected(t)
	d.sends(server, push, 501, 101, "welcome")
	d.sends(client, push, 101, 501, "hello")
	d.news("both write at once", "4 DATA 7 seq 1 ack 1", "5 DATA 5 seq 1 ack 1")
	d.delivers(5)
	d.sends(server, ack, 508, 106)
	d.news("the server acknowledges", "6 ACK seq 8 ack 6")
	d.drops(6)
	d.sends(client, push, 101, 501, "hello")
	d.news("packet 4 is held, but it does not acknowledge packet 5", "7 DATA 5 seq 1 ack 1")
}

func TestAnswersThatExcuse(t *testing.T) {
	for _, c := range []struct {
		what   string
		answer packettest.Segment
		row    string
	}{
		{"an ACK of more", packettest.Segment{Src: server, Flags: ack, Seq: 501, Ack: 200}, "6 ACK seq 1 ack 100"},
		{"data that acknowledge", packettest.Segment{Src: server, Flags: push, Seq: 501, Ack: 109, Data: "ok"}, "6 DATA 2 seq 1 ack 9"},
		{"a reset", packettest.Segment{Src: server, Flags: rstAck, Seq: 501, Ack: 101}, "6 RST ACK seq 1 ack 1"},
		{"a SACK: what came before is missing", packettest.Segment{Src: server, Flags: ack, Seq: 501, Ack: 101,
			SACK: []packet.Range{{First: 104, After: 109}}}, "6 ACK seq 1 ack 1"},
	} {
		d := connected(t)
		d.sends(client, push, 101, 501, "one")
		d.sends(client, push, 104, 501, "hello")
		d.news("two writes", "4 DATA 3 seq 1 ack 1", "5 DATA 5 seq 4 ack 1")
		d.delivers(5)
		d.send(c.answer)
		d.news(c.what, c.row)
		d.sends(client, push, 104, 501, "hello")
		d.news(c.what+" is held", "5 DATA 5 again, 2 now")
	}
}

func TestSegmentsRepeatedInOne(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.sends(client, push, 106, 501, "world")
	d.sends(client, finAck, 111, 501)
	d.news("two writes and a close", "4 DATA 5 seq 1 ack 1", "5 DATA 5 seq 6 ack 1", "6 FIN ACK seq 11 ack 1")
	d.sends(client, push, 101, 501, "helloworld")
	d.news("the kernel repeats both writes in one segment", "4 DATA 5 again, 2 now")
	d.sends(client, finAck, 106, 501, "world")
	d.news("or the second with the FIN", "5 DATA 5 again, 2 now")
	d.delivers(4)
	d.sends(client, push, 101, 501, "helloworld")
	d.news("the first was delivered, and no answer is held", "7 DATA 10 seq 1 ack 1")
	d.drops(7)
	d.sends(server, ack, 501, 106)
	d.news("now it is acknowledged", "8 ACK seq 1 ack 6")
	d.sends(client, push, 101, 501, "helloworld")
	d.news("every byte is held, or its answer is", "4 DATA 5 again, 3 now")
	d.drops(5)
	d.sends(client, push, 101, 501, "helloworld")
	d.news("half of it is lost", "9 DATA 10 seq 1 ack 1")
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
	d.news("the same ACK again is what the second one led to", "7 ACK seq 1 ack 6")
	if len(d.arrived) != 6 {
		t.Errorf("%d packets arrived, want 6: three of the handshake, the data twice, one ACK", len(d.arrived))
	}
}

func TestRefused(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(server, rstAck, 0, 101)
	d.news("nobody listens: no SYN came from there, so its own number counts as 0", "2 RST ACK seq 0 ack 1")
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
	d.news("at both ends", "5 SYN ACK seq 0 ack 1")
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
	d.news("relative numbers do not", "1 SYN seq 0 ack 0", "2 DATA 5 seq 1 ack 0")
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

func TestDatagramsAreNeverCopies(t *testing.T) {
	d := newDialogue(t)
	for range 2 {
		d.sent = append(d.sent, packettest.UDP(client, server, "hello"))
	}
	d.news("the program sent it twice", "1 UDP 5 seq 0 ack 0", "2 UDP 5 seq 0 ack 0")
	d.delivers(1)
	d.holds("they are two rows", "2 UDP 5 seq 0 ack 0")
}

func TestOtherProtocolsPass(t *testing.T) {
	d := newDialogue(t)
	var seen int
	d.Tap = func(time.Time, []byte) { seen++ }
	sctp := packettest.UDP(client, server, "hello")
	sctp[9] = 132
	d.sent = append(d.sent, sctp, packettest.UDP(client, server, "hello"))
	d.news("no lesson is about it", "1 UDP 5 seq 0 ack 0")
	if len(d.arrived) != 1 || seen != 2 {
		t.Errorf("%d arrived, %d tapped; want the one that is passed on, and both", len(d.arrived), seen)
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

func TestRunPassesAndCounts(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "held")
	d.news("a write before the run", "4 DATA 4 seq 1 ack 1")
	for i := range uint32(3) {
		d.sends(client, push, 105+5*i, 501, "hello")
		d.sends(server, ack, 501, 110+5*i)
	}
	tapped := 0
	d.Tap = func(time.Time, []byte) { tapped++ }
	tallies, err := d.Run(t.Context())
	d.must(err)
	var got []string
	for _, c := range tallies {
		got = append(got, fmt.Sprintf("%s %v: %d packets, %d with %d bytes, %d to %d", c.Proto, c.Src, c.Packets, c.Segments, c.Bytes, c.First, c.Last))
	}
	want := []string{
		"tcp " + client + ": 4 packets, 4 with 19 bytes, 1 to 20",
		"tcp " + server + ": 3 packets, 0 with 0 bytes, 1 to 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the tallies are wrong (-want +got):\n%s", diff)
	}
	if tapped != 6 || len(d.arrived) != 10 {
		t.Errorf("%d tapped, %d arrived; want the 6 of the run, and with the handshake and the held one 10", tapped, len(d.arrived))
	}
	d.holds("all crossed")
	d.sends(client, push, 120, 501, "after")
	d.news("numbers go on", "11 DATA 5 seq 20 ack 1")
}

func TestCopyAfterARunIsFolded(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	if _, err := d.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.sends(server, ack, 501, 106)
	d.news("the answer came after the run", "5 ACK seq 1 ack 6")
	d.sends(client, push, 101, 501, "hello")
	d.news("its answer is held", "4 DATA 5 again, 2 now")
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
