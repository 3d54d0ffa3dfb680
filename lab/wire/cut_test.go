package wire

import (
	"fmt"
	"testing"

	"tcplab/lab/packet"
)

// cuts cuts the wire for what the kernel at from sends; "" mends it.
func (d *dialogue) cuts(from string) {
	d.t.Helper()
	if from == "" {
		d.must(d.Cut(nil))
		return
	}
	d.must(d.Cut(func(p *Packet) bool { return p.Src.String() == from }))
}

// TestACutWireTakesNothing shows what is held, lost and counted on a wire that
// is cut in one direction, and that it is as before once it is mended.
func TestACutWireTakesNothing(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "one")
	d.news("a write before the cut", "4 DATA 3 seq 1 ack 1")
	d.cuts(client)
	d.sends(client, push, 104, 501, "hello")
	d.news("a write into the cut wire", "5 DATA 5 seq 4 ack 1 lost")
	d.holds("what was on the wire before stays there", "4 DATA 3 seq 1 ack 1")
	d.sends(client, push, 104, 501, "hello")
	d.sends(client, push, 104, 501, "hello")
	d.news("its kernel repeats it", "5 DATA 5 lost again, 2 now", "5 DATA 5 lost again, 3 now")
	d.delivers(4)
	d.sends(server, ack, 501, 104)
	d.news("the other direction is whole", "6 ACK seq 1 ack 4")
	d.delivers(6)
	d.sends(client, push, 104, 501, "hello")
	d.news("one more time", "5 DATA 5 lost again, 4 now")
	d.cuts("")
	d.sends(client, push, 104, 501, "hello")
	d.news("the wire is mended: the repetition is a new packet, as after a drop", "7 DATA 5 seq 4 ack 1")
	d.holds("and it is held", "7 DATA 5 seq 4 ack 1")
	if len(d.arrived) != 5 {
		t.Errorf("%d packets arrived, want 5: three of the handshake, and two that were delivered", len(d.arrived))
	}
}

// TestACutWireKeepsNoCopies: a repetition of what is held is counted, but it is
// not on the wire, so that a drop does not bring it to light.
func TestACutWireKeepsNoCopies(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "one")
	d.news("a write before the cut", "4 DATA 3 seq 1 ack 1")
	d.cuts(client)
	d.sends(client, push, 101, 501, "one")
	d.news("its kernel repeats it", "4 DATA 3 again, 2 now")
	d.drops(4)
	d.holds("the repetition was lost before")
	d.sends(client, push, 101, 501, "one")
	d.news("the original was dropped, so this one is the first that the cut has lost", "5 DATA 3 seq 1 ack 1 lost")
}

// TestALostAnswerIsNone: data whose acknowledgement a cut wire has lost comes
// again as a new packet, as if the acknowledgement had been dropped.
func TestALostAnswerIsNone(t *testing.T) {
	d := connected(t)
	d.cuts(server)
	d.sends(client, push, 101, 501, "hello")
	d.news("the client writes", "4 DATA 5 seq 1 ack 1")
	d.delivers(4)
	d.sends(server, ack, 501, 106)
	d.sends(client, push, 101, 501, "hello")
	d.news("the server's ACK is lost, though it was read together with the repetition", "6 DATA 5 seq 1 ack 1", "5 ACK seq 1 ack 6 lost")
	d.delivers(6)
	d.sends(server, ack, 501, 106)
	d.news("an ACK is never repeated, so it is another one", "7 ACK seq 1 ack 6 lost")
}

// TestALostProbeIsCounted: a probe looks like an ACK, but its kernel repeats it.
func TestALostProbeIsCounted(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.news("the client writes", "4 DATA 5 seq 1 ack 1")
	d.delivers(4)
	d.sends(server, ack, 501, 106)
	d.news("it is acknowledged", "5 ACK seq 1 ack 6")
	d.delivers(5)
	d.cuts(client)
	d.sends(client, ack, 105, 501)
	d.news("keepalive asks", "6 ACK seq 5 ack 1 lost")
	d.sends(client, ack, 105, 501)
	d.news("and asks again", "6 ACK lost again, 2 now")
}

// TestALostRepetitionIsToldAsItWasSent: a kernel sends it with a later timestamp
// than the first one, which nobody may show for it.
func TestALostRepetitionIsToldAsItWasSent(t *testing.T) {
	d := connected(t)
	d.cuts(client)
	d.sends(client, push, 101, 501, "hello")
	d.news("the first one", "4 DATA 5 seq 1 ack 1 lost")
	d.sends(client, push, 101, 507, "hello")
	news, err := d.Take()
	d.must(err)
	if len(news.LostAgain) != 1 || news.LostAgain[0].ID != 4 || news.LostAgain[0].RelSeq != 1 || news.LostAgain[0].RelAck != 7 {
		t.Errorf("lost again: %+v, want packet 4 with seq 1 and ack 7: it acknowledges more than the first one", news.LostAgain)
	}
}

// TestSeveralLostSegmentsComeAgainAsOne: that is a repetition of them all.
func TestSeveralLostSegmentsComeAgainAsOne(t *testing.T) {
	d := connected(t)
	d.cuts(client)
	d.sends(client, push, 101, 501, "one")
	d.sends(client, push, 104, 501, "two")
	d.news("two writes", "4 DATA 3 seq 1 ack 1 lost", "5 DATA 3 seq 4 ack 1 lost")
	d.sends(client, push, 101, 501, "onetwo")
	d.news("the kernel has put them together", "4 DATA 6 lost again, 2 now")
	d.sends(client, push, 101, 501, "onetwosix")
	d.news("with new bytes it is a new packet", "6 DATA 9 seq 1 ack 1 lost")
}

// TestTheTapHearsOfALostPacket: a capture says what has become of it.
func TestTheTapHearsOfALostPacket(t *testing.T) {
	d := newDialogue(t)
	tap := &listener{}
	d.Tap = tap
	d.cuts(client)
	d.sends(client, syn, 100, 0)
	d.sends(client, syn, 100, 0)
	_, err := d.Take()
	d.must(err)
	if got, want := tap.String(), "1 waits, 2 waits, 1 lost, 2 lost"; got != want {
		t.Errorf("the tap heard %q, want %q: a repetition is lost like the first one", got, want)
	}
}

// TestARunHonoursTheCut: packets that flow do not cross a cut wire either, and
// one that was held before does.
func TestARunHonoursTheCut(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "held")
	d.news("a write before the cut", "4 DATA 4 seq 1 ack 1")
	d.cuts(client)
	tap := &listener{}
	d.Tap = tap
	d.sends(client, push, 105, 501, "hello")
	d.sends(server, push, 501, 101, "hi")
	d.sends(client, ack|packet.FIN, 110, 501)
	tallies, err := d.Run(t.Context())
	d.must(err)
	var got []string
	for _, c := range tallies {
		got = append(got, fmt.Sprintf("%v %v lost %v", c.Src, c.Kinds, c.Fate == Lost))
	}
	want := fmt.Sprint([]string{
		client + " [{DATA 1}] lost false",
		client + " [{DATA 1} {FIN ACK 1}] lost true",
		server + " [{DATA 1}] lost false",
	})
	if fmt.Sprint(got) != want {
		t.Errorf("the tallies are %v, want %v", got, want)
	}
	if len(d.arrived) != 5 {
		t.Errorf("%d packets arrived, want 5: three of the handshake, the held one, and the server's", len(d.arrived))
	}
	if got, want := tap.String(), "0 arrived, 1 waits, 1 lost, 2 arrived, 3 waits, 3 lost"; got != want {
		t.Errorf("the tap heard %q, want %q", got, want)
	}
}

// TestAPacketMayTurnOutToBeLost: a fault cuts the wire from a packet on that was
// read, and held, together with others.
func TestAPacketMayTurnOutToBeLost(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "one")
	d.sends(client, push, 104, 501, "two")
	d.news("two writes", "4 DATA 3 seq 1 ack 1", "5 DATA 3 seq 4 ack 1")
	d.must(d.Lose(5))
	d.cuts(client)
	d.holds("the first one was sent before the cut", "4 DATA 3 seq 1 ack 1")
	d.sends(client, push, 104, 501, "two")
	d.news("its repetition is counted with it", "5 DATA 3 lost again, 2 now")
}

// TestACopyBeside is held, and so is its original.
func TestACopyBeside(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.news("a write", "4 DATA 5 seq 1 ack 1")
	twin, err := d.Copy(4)
	d.must(err)
	d.holds("both", "4 DATA 5 seq 1 ack 1", "5 DATA 5 seq 1 ack 1")
	if twin.ID != 5 || twin.Of != 4 {
		t.Errorf("the copy is %d of %d, want 5 of 4", twin.ID, twin.Of)
	}
}

// TestFaultsInARun: what flows can be dropped, duplicated and lost.
func TestFaultsInARun(t *testing.T) {
	d := connected(t)
	fates := []Fate{Arrived, Dropped, Duplicated, Lost}
	d.Faults = func(*Packet) Fate {
		f := fates[0]
		fates = fates[1:]
		return f
	}
	for i := range uint32(4) {
		d.sends(client, push, 101+i, 501, "x")
	}
	before := len(d.arrived)
	tallies, err := d.Run(t.Context())
	d.must(err)
	var got []Fate
	for _, c := range tallies {
		got = append(got, c.Fate)
	}
	if want := []Fate{Arrived, Dropped, Duplicated, Lost}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the tallies' fates are %v, want %v", got, want)
	}
	if n := len(d.arrived) - before; n != 3 {
		t.Errorf("%d packets arrived, want 3: the first one, and the third one twice", n)
	}
}
