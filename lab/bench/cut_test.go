package bench

import (
	"context"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/packet"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// again lets the client's kernel repeat its SYN.
func (w *world) again() { w.sends(clientEnd, serverEnd, packet.SYN, 100, 0) }

// looks takes in what has happened while nobody made a move, and reports
// whether that became a step.
func (w *world) looks() bool {
	w.t.Helper()
	news, err := w.run.catchUp(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return news
}

// TestACutWireIsToldInTheStep shows what the steps of a cut wire have.
func TestACutWireIsToldInTheStep(t *testing.T) {
	w := dialling(t)
	step := w.do(lab.Cut("client"))
	if !slices.Equal(step.Cut, []string{"client"}) || len(step.Events) != 0 {
		t.Errorf("the step has %q cut and events %s, want client, and no events: a cut by itself moves nothing", step.Cut, kinds(step))
	}
	step = w.do(lab.Call("client", "Dial"))
	if want := "call-started client Dial, packet-sent client SYN, packet-lost client SYN, state client CLOSED>SYN_SENT"; kinds(step) != want {
		t.Errorf("the events are\n%s, want\n%s", kinds(step), want)
	}
	if len(step.Held) != 0 || len(step.Wire) != 1 || step.Wire[0].Fate != trace.FateLost || !slices.Equal(step.Cut, []string{"client"}) {
		t.Errorf("held %v, wire %v, cut %q; want the SYN on the wire, lost, and the cut still told", step.Held, step.Wire, step.Cut)
	}
	step = w.do(lab.Mend("client"))
	if len(step.Cut) != 0 {
		t.Errorf("%q is cut, want nothing: the wire is mended", step.Cut)
	}
	w.again()
	step = w.do(lab.Deliver("client", "SYN")) // what came by itself is a step first
	if want := "packet-sent client SYN"; kinds(step) != want || len(step.Held) != 1 {
		t.Errorf("the events are %s, %d held; want %s, held: behind the mend a repetition is a new packet", kinds(step), len(step.Held), want)
	}
}

// TestRepetitionsIntoACutWireAreCounted: a kernel repeats itself for minutes.
// That is no step unless somebody waits for it.
func TestRepetitionsIntoACutWireAreCounted(t *testing.T) {
	w := dialling(t)
	w.do(lab.Cut("*"))
	w.do(lab.Call("client", "Dial"))
	for range 7 {
		w.again()
		if w.looks() {
			t.Fatal("a repetition became a step while nobody waited for it")
		}
	}
	latest, err := w.run.latest(context.Background())
	if err != nil || len(latest.Wire) != 1 || latest.Wire[0].Copies != 8 {
		t.Errorf("the wire is %v (%v), want the one SYN, sent eight times", latest.Wire, err)
	}
	w.run.overlookLost() // as a wait begins
	w.again()
	w.run.waiting = true
	if !w.looks() {
		t.Fatal("a repetition is what a wait waits for")
	}
	w.run.waiting = false
	step := w.run.last
	if want := "packet-sent client SYN, packet-lost client SYN, packet-again client SYN"; kinds(step) != want {
		t.Errorf("the events are %s, want %s", kinds(step), want)
	}
	if e := step.Events[2]; e.Count != 7 || e.Packet.Fate != trace.FateLost {
		t.Errorf("%+v, want the seven earlier repetitions", e)
	}
	if p := step.Wire[0]; p.Copies != 9 || p.Ended != step.Step {
		t.Errorf("the packet is %+v, want one that is new in this step", p)
	}
}

// TestAScriptWaitsForRepetitions: each one that a row waits for is a step, so
// that a lesson can count them; other rows find the packet once the wire is
// mended.
func TestAScriptWaitsForRepetitions(t *testing.T) {
	w := dialling(t,
		lab.Beat{ID: "cut", Move: lab.Cut("client")},
		lab.Beat{ID: "dial", Move: lab.Call("client", "Dial"), Then: "client SYN_SENT; client sends SYN"},
		lab.Beat{ID: "once", Move: lab.Wait(), Then: "client sends SYN"},
		lab.Beat{ID: "twice", Move: lab.Wait(), Then: "client sends SYN"},
		lab.Beat{ID: "mend", Move: lab.Mend("client")},
		lab.Beat{ID: "comes", Move: lab.Wait(), Then: "client held SYN"},
		lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"},
	)
	var took []string
	takes := func() {
		t.Helper()
		step, err := w.run.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		took = append(took, step.Beat)
		if !step.Expected {
			t.Errorf("step %d, %s: not as the script has it: %v", step.Step, step.Beat, step.Unmet)
		}
	}
	takes()
	takes()
	for range 2 {
		w.again()
		takes()
	}
	takes()
	w.again()
	takes()
	takes()
	if got := strings.Join(took, " "); got != "cut dial once twice mend comes syn" {
		t.Errorf("the rows taken are %q", got)
	}
	if end := w.run.end(); end.Differences != 0 {
		t.Errorf("%d differences, want none: all was scripted", end.Differences)
	}
}

// TestTheStoryGoesOnBehindACutOfTheStudents: the key n mends the wire once
// nothing else can come of the story.
func TestTheStoryGoesOnBehindACutOfTheStudents(t *testing.T) {
	w := dialling(t,
		lab.Beat{ID: "dial", Move: lab.Call("client", "Dial"), Then: "client SYN_SENT; client sends SYN"},
		lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"},
		lab.Beat{ID: "synack", Move: lab.Deliver("server", "SYN ACK"), Then: "client ESTABLISHED"},
	)
	w.do(lab.Cut("*"))
	step := w.do(lab.Call("client", "Dial"))
	if want := (trace.Finding{Beat: "dial", Subject: "client", Want: "sends SYN", Got: "sends lost: SYN"}); !slices.Equal(step.Unmet, []trace.Finding{want}) {
		t.Errorf("unmet is %v, want %v: a text that says that a SYN was sent may say that it is held", step.Unmet, want)
	}
	if step.Next == nil || *step.Next != lab.Mend("*") {
		t.Fatalf("next is %v, want that the wire is mended", step.Next)
	}
	if got, want := tell.MoveText(nil, *step.Next, "zh"), "接通线路，恢复传所有的包"; got != want {
		t.Errorf("it is told as %q, want %q", got, want)
	}
	step = w.do(*step.Next)
	w.again()
	w.do(lab.Deliver("client", "SYN"))        // a step of time
	step = w.do(lab.Deliver("client", "SYN")) // the packet belongs to the row that lost it
	if step.Beat != "syn" {
		t.Errorf("the step took %q, want the row whose packet was lost", step.Beat)
	}
}

// TestAHostNetworkIsNotCut: tcplab does not hold its packets.
func TestAHostNetworkIsNotCut(t *testing.T) {
	w := dialling(t)
	w.run.flows, w.run.ahead = true, nil
	if _, err := w.run.Do(context.Background(), lab.Cut("client")); err != network.ErrWhole {
		t.Errorf("the error is %v, want one that says that there is no wire", err)
	}
}
