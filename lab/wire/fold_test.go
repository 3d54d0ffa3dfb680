package wire

import (
	"bytes"
	"testing"

	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
)

func TestCopyOfHeldIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.sends(client, syn, 100, 0)
	d.sends(client, syn, 100, 0)
	d.news("its kernel repeats the SYN, whose original is held", "1 SYN again, 2 now", "1 SYN again, 3 now")
	held := d.Held()
	if len(held) != 1 || held[0].Copies != 3 {
		t.Fatalf("held: %+v, want one row, sent three times", held)
	}
	if !held[0].Again.After(held[0].Sent) {
		t.Errorf("sent at %v, again at %v; want the time of the last copy", held[0].Sent, held[0].Again)
	}
	d.delivers(1)
	if len(d.arrived) != 1 {
		t.Errorf("%d packets arrived, want 1: a folded copy never arrives", len(d.arrived))
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
	d.news("the client does not know the answer, which is held", "1 SYN again, 2 now")
	d.delivers(2)
	d.sends(client, ack, 101, 501)
	d.news("the client acknowledges", "3 ACK seq 1 ack 1")
	d.sends(server, synAck, 500, 101)
	d.news("the server does not know the ACK, which is held", "2 SYN ACK again, 2 now")
}

func TestCopyBeforeItsAnswerIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.delivers(1)
	d.sends(client, syn, 100, 0)
	d.sends(server, synAck, 500, 101)
	d.news("both were sent before the wire was read", "2 SYN ACK seq 0 ack 1", "1 SYN again, 2 now")
}

func TestCopyMadeBeforeAMoveIsFolded(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.sends(client, syn, 100, 0) // and the wire is not read
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
	d.react = func() []byte { // the timer runs out at the last moment
		d.react = nil
		return packettest.TCP(packettest.Segment{Src: client, Dst: server, Flags: syn, Seq: 100})
	}
	d.delivers(2)
	d.news("the answer was on its way when the copy left", "1 SYN again, 2 now")
	d.sends(client, syn, 100, 0)
	d.news("now the client has the answer, so this is a new SYN", "3 SYN seq 0 ack 0")
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

func TestADropTakesOnePacket(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.sends(client, finAck, 106, 501)
	d.news("a write and a close", "4 DATA 5 seq 1 ack 1", "5 FIN ACK seq 6 ack 1")
	d.sends(client, push, 101, 501, "hello")
	d.sends(client, push, 101, 501, "hello")
	d.news("its kernel repeats the held write", "4 DATA 5 again, 2 now", "4 DATA 5 again, 3 now")
	d.drops(4)
	d.news("nothing was sent by that")
	d.holds("the two copies stay in its place", "6 DATA 5 seq 1 ack 1", "5 FIN ACK seq 6 ack 1")
	if p := d.Held()[0]; p.Of != 4 || p.Copies != 2 {
		t.Errorf("it is a copy of %d, sent %d times; want of 4, twice", p.Of, p.Copies)
	}
	d.sends(client, push, 101, 501, "hello")
	d.news("one more is folded into them", "6 DATA 5 again, 3 now")
	for _, id := range []int{6, 7, 8} {
		d.drops(id)
	}
	d.holds("three drops have taken three packets", "5 FIN ACK seq 6 ack 1")
	d.sends(client, push, 101, 501, "hello")
	d.news("all were dropped, so the next repetition is news", "9 DATA 5 seq 1 ack 1")
}

func TestADroppedAnswerExcusesNoCopy(t *testing.T) {
	d := newDialogue(t)
	d.sends(client, syn, 100, 0)
	d.news("the client dials", "1 SYN seq 0 ack 0")
	d.sends(client, syn, 100, 0)
	d.news("its kernel repeats the SYN", "1 SYN again, 2 now")
	d.delivers(1)
	d.sends(server, synAck, 500, 101)
	d.news("the listener answers", "2 SYN ACK seq 0 ack 1")
	d.sends(client, syn, 100, 0)
	d.news("the answer is held", "1 SYN again, 3 now")
	d.drops(2)
	d.holds("the SYN that was sent behind the delivered one is on the wire, as on a real one", "3 SYN seq 0 ack 0")
	if p := d.Held()[0]; p.Of != 1 || p.Copies != 1 {
		t.Errorf("it is a copy of %d, sent %d times; want of 1, once: the other one came to nothing before", p.Of, p.Copies)
	}
}

func TestACopyIsWhatTheKernelSentLast(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.sends(client, push, 106, 501, "world")
	d.news("two writes", "4 DATA 5 seq 1 ack 1", "5 DATA 5 seq 6 ack 1")
	d.sends(client, push, 101, 501, "helloworld")
	d.news("the kernel repeats both in one segment", "4 DATA 5 again, 2 now")
	d.drops(4)
	d.holds("that segment stays, as it was sent", "6 DATA 10 seq 1 ack 1", "5 DATA 5 seq 6 ack 1")
	if d.delivers(6); !bytes.HasSuffix(d.arrived[len(d.arrived)-1], []byte("helloworld")) {
		t.Errorf("what arrived ends with %q, want both writes", d.arrived[len(d.arrived)-1])
	}
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
		{"a SACK, because the bytes before are missing", packettest.Segment{Src: server, Flags: ack, Seq: 501, Ack: 101,
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
	d.news("or it repeats the second write with the FIN", "5 DATA 5 again, 2 now")
	d.delivers(4)
	d.sends(client, push, 101, 501, "helloworld")
	d.news("the first was delivered, and no answer is held", "7 DATA 10 seq 1 ack 1")
	d.drops(7)
	d.sends(server, ack, 501, 106)
	d.news("now it is acknowledged", "8 ACK seq 1 ack 6")
	d.sends(client, push, 101, 501, "helloworld")
	d.news("each byte or its answer is held", "4 DATA 5 again, 3 now")
	d.drops(5)
	d.drops(9) // the copy of it that came with the FIN
	d.sends(client, push, 101, 501, "helloworld")
	d.news("the second half was dropped", "10 DATA 10 seq 1 ack 1")
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

func TestAnswersAreNeverCopies(t *testing.T) {
	d := connected(t)
	seq := uint32(101)
	for _, word := range []string{"three", "four", "five", "six"} {
		d.sends(client, push, seq, 501, word)
		seq += uint32(len(word))
	}
	d.news("four writes", "4 DATA 5 seq 1 ack 1", "5 DATA 4 seq 6 ack 1", "6 DATA 4 seq 10 ack 1", "7 DATA 3 seq 14 ack 1")
	d.drops(4)
	for _, id := range []int{5, 6, 7} {
		d.delivers(id)
		d.sends(server, ack, 501, 101)
	}
	d.news("each segment behind the gap is answered, and the sender counts the answers (RFC 5681, section 3.2)",
		"8 ACK seq 1 ack 1", "9 ACK seq 1 ack 1", "10 ACK seq 1 ack 1")
	d.sends(server, rstAck, 501, 101)
	d.sends(server, rstAck, 501, 101)
	d.news("no kernel repeats a RST, so two segments were answered", "11 RST ACK seq 1 ack 1", "12 RST ACK seq 1 ack 1")
}

func TestProbesAreRepeated(t *testing.T) {
	d := connected(t)
	probe := func() { d.sends(client, ack, 100, 501) }
	probe()
	d.news("a timer asks, with a sequence number one below the next: RFC 9293, section 3.8.4", "4 ACK seq 0 ack 1")
	probe()
	d.news("nobody has answered, because the probe is held", "4 ACK again, 2 now")
	d.delivers(4)
	d.sends(server, ack, 501, 101)
	d.news("the receiver must answer", "5 ACK seq 1 ack 1")
	probe()
	d.news("the answer is held", "4 ACK again, 3 now")
	d.delivers(5)
	d.news("the answer has come in")
	probe()
	d.news("this one asks anew", "6 ACK seq 0 ack 1")
	d.drops(6)
	probe()
	d.news("the last one was dropped", "7 ACK seq 0 ack 1")
	for _, p := range d.Held() {
		if !p.Probe {
			t.Errorf("%s is no probe, want that it is one", line(p))
		}
	}
}

// TestAProbeMayBringAnOldByte: gVisor asks for room with a byte that the other end
// has acknowledged, which no kernel repeats for its own sake.
func TestAProbeMayBringAnOldByte(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.news("the client writes", "4 DATA 5 seq 1 ack 1")
	d.delivers(4)
	d.sends(server, ack, 501, 106)
	d.news("the server has it", "5 ACK seq 1 ack 6")
	old := func() { d.sends(client, ack, 105, 501, "x") }
	old()
	d.news("the client does not know yet that the byte has arrived, so it is repeated for its own sake, and its answer is held", "4 DATA 5 again, 2 now")
	d.delivers(5)
	d.news("the answer has come in")
	old()
	d.news("the byte is known to have arrived, so this asks for something else", "6 DATA 1 seq 5 ack 1")
	old()
	d.news("nobody has answered", "6 DATA 1 again, 2 now")
	d.delivers(6)
	d.sends(server, ack, 501, 106)
	d.news("an old byte must be answered: RFC 9293, section 3.10.7.4", "7 ACK seq 1 ack 6")
	old()
	d.news("the answer is held", "6 DATA 1 again, 3 now")
	for _, p := range d.Held() {
		if p.Probe {
			t.Errorf("%s is a probe, want that it is an answer", line(p))
		}
	}
}

func TestAnAckThatAnswersIsNoProbe(t *testing.T) {
	for _, c := range []struct {
		what  string
		sends packettest.Segment
		want  bool
	}{
		{"an ACK has the next sequence number", packettest.Segment{Src: client, Flags: ack, Seq: 106, Ack: 501}, false},
		{"a probe has the one below", packettest.Segment{Src: client, Flags: ack, Seq: 105, Ack: 501}, true},
		{"a segment sent again has data", packettest.Segment{Src: client, Flags: push, Seq: 105, Ack: 501, Data: "o"}, false},
		{"a RST ends the connection and asks for nothing", packettest.Segment{Src: client, Flags: rstAck, Seq: 105, Ack: 501}, false},
	} {
		d := connected(t)
		d.sends(client, push, 101, 501, "hello")
		d.news("the client writes", "4 DATA 5 seq 1 ack 1")
		d.drops(4)
		d.send(c.sends)
		news, err := d.Take()
		d.must(err)
		if len(news.Sent) != 1 || news.Sent[0].Probe != c.want {
			t.Errorf("%s: %+v, want one new packet, a probe: %v", c.what, news.Sent, c.want)
		}
	}
}
