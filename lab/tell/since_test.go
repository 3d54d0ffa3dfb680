package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestACauseThatLastsIsToldOnce: what happens by itself below a text whose cause
// lasts does not say the cause again, neither there nor behind Enter.
func TestACauseThatLastsIsToldOnce(t *testing.T) {
	const client, server = "127.0.0.1:50000", "127.0.0.1:9100"
	window, notSent := 2896, 28064
	sockets := []trace.Socket{
		{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: client, Remote: server, State: "ESTABLISHED", Owned: true, SendQ: 30064,
			Info: &trace.Info{NotSent: &notSent, SendWindow: &window, Unacked: 2, Cwnd: 10, MSS: 1448}},
		{ID: 2, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: server, Remote: client, State: "ESTABLISHED", Owned: true},
	}
	ack := func(id int) *trace.Packet {
		return &trace.Packet{ID: id, Proto: "tcp", From: "server", Src: server, Dst: client, Name: "ACK", Flags: "A", Seq: 1, Ack: 1449}
	}
	own := trace.Step{Step: 1, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "DATA 552"}, Sockets: sockets,
		Events: []trace.Event{{Kind: trace.EventSent, Host: "server", Name: "ACK", Packet: ack(1)}}}
	since := trace.Step{Step: 2, Move: trace.Move{Kind: trace.MoveTime}, Sockets: sockets,
		Events: []trace.Event{{Kind: trace.EventSent, Host: "server", Name: "ACK", Packet: ack(2)}}}
	s := &Scene{Lang: "en", Header: &trace.Header{Open: true}, Step: since, Own: &own, Since: []trace.Step{since}, Before: &own}
	if lead := s.General().Lead; !strings.Contains(lead, "28064 bytes wait") {
		t.Fatalf("the text that stands is %q, which does not tell the cause", lead)
	}
	texts := s.SinceText()
	if len(texts) != 1 || !strings.Contains(texts[0], "server sends ACK") || strings.Contains(texts[0], "bytes wait") {
		t.Errorf("below it stands %q; it must tell the ACK, and not the cause again", texts)
	}
	if more := s.MoreSince(); more != "" {
		t.Errorf("behind Enter the evidence stands again: %q", more)
	}
}

// TestTheOldestStepByItselfTellsItsChange: a program that reads later changes a queue
// and nothing else. The oldest of the steps that are told below a text tells such a
// change, too, though others came before it that are not told any more.
func TestTheOldestStepByItselfTellsItsChange(t *testing.T) {
	header := &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	walk := NewWalk(header, "en")
	var last *Scene
	for i, unread := range []int{5, 4, 3, 2} {
		kind := trace.MoveTime
		if i == 0 {
			kind = trace.MoveDeliver
		}
		last = walk.Step(trace.Step{Step: i, Move: trace.Move{Kind: kind, Name: "DATA 5"}, Sockets: []trace.Socket{
			{ID: 1, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "ESTABLISHED", Owned: true, RecvQ: unread},
		}})
	}
	want := []string{"(1 before) meanwhile: server: Recv-Q 4 → 3", "meanwhile: server: Recv-Q 3 → 2"}
	got := last.SinceText()
	for i := range want {
		if len(got) != len(want) || !strings.HasPrefix(got[i], want[i]) {
			t.Fatalf("below the text stands %q, want %q", got, want)
		}
	}
}
