package bench

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/fault"
	"tcplab/lab/packet"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// failing returns a world whose command has asked for faults.
func failing(t *testing.T, texts ...string) *world {
	t.Helper()
	w := dialling(t,
		lab.Beat{ID: "dial", Move: lab.Call("client", "Dial"), Then: "client SYN_SENT; client sends SYN"},
		lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"},
		lab.Beat{ID: "synack", Move: lab.Deliver("server", "SYN ACK"), Then: "client ESTABLISHED"},
		lab.Beat{ID: "ack", Move: lab.Deliver("client", "ACK")},
	)
	var rules []fault.Rule
	for _, text := range texts {
		r, err := fault.Parse(text, []string{"client", "server"})
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	if err := w.run.failAt(rules); err != nil {
		t.Fatal(err)
	}
	return w
}

// made lists the moves of a run as text, those of faults with the word fault.
func made(t *testing.T, r *Run) string {
	t.Helper()
	var list []string
	for i := 1; i < r.rec.Len(); i++ {
		step, err := r.rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, tell.MoveText(nil, step.Move, "en"))
	}
	return strings.Join(list, " | ")
}

// TestAFaultIsAStepOfItsOwn, as soon as its packet is sent, and nobody has made
// it.
func TestAFaultIsAStepOfItsOwn(t *testing.T) {
	w := failing(t, "drop client SYN")
	w.do(lab.Call("client", "Dial"))
	if got, want := made(t, w.run), "client calls Dial | fault: drop SYN from client"; got != want {
		t.Errorf("the moves are %q, want %q", got, want)
	}
	step := w.run.last
	if step.Move.Made() || !step.Stop || len(step.Findings) > 0 {
		t.Errorf("%+v: want a step that nobody made, that is a stop, and that has no findings", step)
	}
	w.again()
	w.do(lab.Deliver("client", "SYN"))        // a step of time
	step = w.do(lab.Deliver("client", "SYN")) // the second SYN is not the rule's
	if step.Beat != "syn" {
		t.Errorf("the step took %q, want the row of the packet that the fault has dropped", step.Beat)
	}
	w.do(lab.Deliver("server", "SYN ACK"))
	w.do(lab.Deliver("client", "ACK"))
	if end := w.run.end(); end.Differences != 0 || len(end.IdleFaults) != 0 {
		t.Errorf("the end is %+v, want no differences: the command asked for the fault, and the story came to its end", end)
	}
}

// TestTheNthPacketIsMeant: others of that name cross as usual.
func TestTheNthPacketIsMeant(t *testing.T) {
	w := failing(t, "drop client SYN 2", "drop client DATA")
	w.do(lab.Call("client", "Dial"))
	w.do(lab.Drop("client", "SYN"))
	w.again()
	w.looks()
	if got, want := made(t, w.run), "client calls Dial | drop SYN from client | time passed | fault: drop SYN from client"; got != want {
		t.Errorf("the moves are %q, want %q", got, want)
	}
	if end := w.run.end(); !slices.Equal(end.IdleFaults, []string{"drop client DATA * 1"}) {
		t.Errorf("idle are %q, want the fault whose packet was never sent", end.IdleFaults)
	}
}

// TestADuplicateIsHeldBeside: the original is not delivered, and still belongs to
// its row.
func TestADuplicateIsHeldBeside(t *testing.T) {
	w := failing(t, "duplicate any SYN")
	w.do(lab.Call("client", "Dial"))
	step := w.run.last
	if len(step.Held) != 2 || step.Held[1].Of != step.Held[0].ID || kinds(step) != "packet-copy client SYN" {
		t.Errorf("held are %v, events %s; want the SYN and a copy of it", step.Held, kinds(step))
	}
	if step = w.do(lab.Deliver("client", "SYN")); step.Beat != "syn" || len(step.Held) != 2 {
		t.Errorf("the step took %q, %d are held; want the row of the SYN, and the copy still there beside the answer", step.Beat, len(step.Held))
	}
	if step.Next == nil || step.Next.Name != "SYN ACK" {
		t.Errorf("next is %v, want the story's packet and not the copy", step.Next)
	}
}

// TestACutBegins with the packet that the rule means, and with all that the same
// host has sent behind it.
func TestACutBegins(t *testing.T) {
	w := failing(t, "cut client ACK")
	w.answers["SYN ACK"] = func() {
		w.sends(clientEnd, serverEnd, packet.ACK, 101, 901)
		w.sends(clientEnd, serverEnd, packet.FIN|packet.ACK, 101, 901)
		w.sends(serverEnd, clientEnd, packet.ACK, 901, 101)
	}
	w.do(lab.Call("client", "Dial"))
	w.do(lab.Deliver("client", "SYN"))
	w.do(lab.Deliver("server", "SYN ACK"))
	step := w.run.last
	if want := "packet-lost client ACK, packet-lost client FIN ACK"; kinds(step) != want || !slices.Equal(step.Cut, []string{"client"}) {
		t.Errorf("the events are %s, cut %q; want %s", kinds(step), step.Cut, want)
	}
	if len(step.Held) != 1 || step.Held[0].From != "server" {
		t.Errorf("held are %v, want the server's alone", step.Held)
	}
	w.sends(clientEnd, serverEnd, packet.FIN|packet.ACK, 101, 901)
	w.looks()
	if got, err := w.run.latest(context.Background()); err != nil || len(got.Held) != 1 {
		t.Errorf("held are %v (%v), want nothing more of the client's", got.Held, err)
	}
	if next := w.run.outlook().next; next != nil && next.Kind == trace.MoveMend {
		t.Error("next is a mend, and the command asked for the cut")
	}
}

// TestFaultsInAFlow: no step comes between the packets then, so the wire asks.
func TestFaultsInAFlow(t *testing.T) {
	w := failing(t, "drop client SYN", "cut client ACK")
	w.do(lab.Call("client", "Dial")) // so that the client's address is known; the fault drops the SYN
	of := func(flags packet.Flags) *wire.Packet {
		return &wire.Packet{Packet: packet.Packet{Proto: packet.TCP, Src: clientEnd, Dst: serverEnd, Flags: flags}}
	}
	for _, c := range []struct {
		flags packet.Flags
		want  wire.Fate
		why   string
	}{
		{packet.SYN, wire.Arrived, "the first one was dropped in a step"},
		{packet.ACK, wire.Lost, "the cut begins with it"},
	} {
		if got := w.run.fateInFlow(of(c.flags)); got != c.want {
			t.Errorf("fate %v, want %v: %s", got, c.want, c.why)
		}
	}
	if got := w.run.cutHosts(); !slices.Equal(got, []string{"client"}) {
		t.Errorf("cut are %q, want the client", got)
	}
}
