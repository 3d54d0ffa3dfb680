package lessons

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestTheLastTextOfFreeHolds has both ends dial where the script of the lesson free
// ends, as its last text proposes: both ports are free there. A socket that was
// bound keeps its port after a RST until its program closes it.
func TestTheLastTextOfFreeHolds(t *testing.T) {
	needPrivate(t)
	b := byHand(t, "")
	ctx := context.Background()
	if err := b.GoTo(ctx, "close"); err != nil {
		t.Fatal(err)
	}
	for _, m := range []trace.Move{
		lab.Tell("server", "unlisten"), lab.Call("server", "Close"),
		lab.Tell("server", "dial"), lab.Call("server", "DialTCP"), lab.Tell("client", "dial"), lab.Call("client", "DialTCP"),
		lab.Deliver("server", "SYN"), lab.Deliver("client", "SYN"),
	} {
		if err := b.Do(ctx, m); err != nil {
			t.Fatalf("%s: %v\n%s", m.Name, err, transcript(t, b.Recording()))
		}
	}
	if !edgesOf(t, b.Recording())[tcp.Edge{From: tcp.SynSent, To: tcp.SynRcvd}] {
		t.Errorf("no end went from SYN_SENT to SYN_RCVD, but two SYNs have crossed\n%s", transcript(t, b.Recording()))
	}
}

// TestFreePlay makes moves at random in the lesson that is the student's own: what
// is told, calls, packets, kills. No such run differs from its script or is stuck
// while somebody can be told something, and every arrow that was walked is one of
// RFC 9293's: the lesson cannot show what the RFC does not have.
func TestFreePlay(t *testing.T) {
	needPrivate(t)
	t.Parallel()
	const perRun = 40
	left := labtest.Times(t, 400, 4_000)
	rnd := rand.New(rand.NewPCG(labtest.Seed(t), 5))
	b, err := bench.Open(lessonNamed(t, "free"), bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx, walked := context.Background(), map[tcp.Edge]int{}
	for left > 0 && !t.Failed() {
		for range rnd.IntN(10) { // the opening, or a part of it
			if err := b.Step(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for range perRun {
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			moves := slices.DeleteFunc(slices.Clone(step.Moves), func(m trace.Move) bool {
				ends := m.Kind == trace.MoveKill || m.Name == "exit" && m.Kind == trace.MoveInput
				return m.Kind == trace.MoveWait || ends && rnd.IntN(30) > 0 // else few programs live long
			})
			for _, kind := range []string{trace.MoveCall, trace.MoveDeliver} { // often what a student would do
				some := slices.DeleteFunc(slices.Clone(moves), func(m trace.Move) bool { return m.Kind != kind })
				if len(some) > 0 && rnd.IntN(3) > 0 {
					moves = some
					break
				}
			}
			told := slices.ContainsFunc(moves, func(m trace.Move) bool { return m.Kind == trace.MoveInput })
			if told && step.Done == trace.DoneStuck {
				t.Error("stuck, though a program waits for a line")
			}
			if len(moves) == 0 {
				break
			}
			before := b.Recording().Len()
			if err := b.Do(ctx, moves[rnd.IntN(len(moves))]); err != nil {
				t.Fatal(err)
			}
			left -= b.Recording().Len() - before
		}
		if end := b.End(); end.Differences != 0 {
			t.Errorf("%d differences, want none", end.Differences)
		}
		h := b.Recording().Header()
		x, known := tell.NewEdges(&h), map[tcp.Edge]bool{}
		for _, s := range stepsFrom(t, b.Recording(), 0) {
			x.Add(&s)
		}
		for _, e := range tcp.Edges() {
			known[e] = true
			walked[e] += len(x.Walks(e, b.Recording().Len()))
		}
		for _, w := range x.All() {
			if !known[w.Edge] {
				t.Errorf("step %d walks from %s to %s, which the RFC does not have", w.Step, w.From, w.To)
			}
		}
		if t.Failed() {
			t.Log(transcript(t, b.Recording()))
			break
		}
		if err := b.Restart(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range tcp.Edges() {
		t.Logf("%-12s to %-12s %d", e.From, e.To, walked[e])
	}
}
