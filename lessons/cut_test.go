package lessons

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/net"
	"tcplab/lab/trace"
)

// severed is a lesson for tests: the wire is cut while a client writes, its
// kernel sends again in vain, and the wire is mended.
var severed = &lab.Lesson{
	Name: "severed", Files: blocking.Files, Chapters: []string{"one"},
	Settings: lab.Settings{Network: lab.PrivateNetwork, Clock: lab.Ordinary},
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: func() {
			conn, err := net.Dial("tcp", "127.0.0.1:8001")
			if err != nil {
				panic(err)
			}
			conn.Write([]byte("hello"))
			conn.Close()
		}},
		{Name: "server", Role: lab.Server, File: "server.go", Main: func() {
			ln, err := net.Listen("tcp", "127.0.0.1:8001")
			if err != nil {
				panic(err)
			}
			conn, err := ln.Accept()
			if err != nil {
				panic(err)
			}
			conn.Read(make([]byte, 100))
			conn.Close()
		}},
	},
	Script: []lab.Beat{
		{ID: "listen", Chapter: "one", Move: lab.Call("server", "Listen"), Then: "server/listener LISTEN"},
		{ID: "accept", Chapter: "one", Move: lab.Call("server", "Accept"), Then: "server runs Accept"},
		{ID: "dial", Chapter: "one", Move: lab.Call("client", "Dial"), Then: "client sends SYN"},
		{ID: "syn", Chapter: "one", Move: lab.Deliver("client", "SYN"), Then: "server sends SYN ACK"},
		{ID: "synack", Chapter: "one", Move: lab.Deliver("server", "SYN ACK"), Then: "client sends ACK"},
		{ID: "ack", Chapter: "one", Move: lab.Deliver("client", "ACK"), Then: "server ends Accept"},
		{ID: "read", Chapter: "one", Move: lab.Call("server", "Read"), Then: "server runs Read"},
		{ID: "cut", Chapter: "one", Move: lab.Cut("client")},
		{ID: "write", Chapter: "one", Move: lab.Call("client", "Write"), Then: "client ends Write: 5 bytes; client sends DATA 5; client held nothing; client send_q 5; client timer retransmit"},
		{ID: "first", Chapter: "one", Move: lab.Wait(), Then: "client resends DATA 5 seq 1; client held nothing"},
		{ID: "second", Chapter: "one", Move: lab.Wait(), Then: "client resends DATA 5 seq 1; client held nothing; server recv_q 0"},
		{ID: "mend", Chapter: "one", Move: lab.Mend("client"), Then: "client held nothing"},
		{ID: "third", Chapter: "one", Move: lab.Wait(), Then: "client resends DATA 5 seq 1; client held DATA 5"},
		{ID: "data", Chapter: "one", Move: lab.Deliver("client", "DATA 5"), Then: "server ends Read: 5 bytes; server sends ACK ack 6"},
		{ID: "acked", Chapter: "one", Move: lab.Deliver("server", "ACK"), Then: "client send_q 0"},
	},
}

// TestAScriptCutsTheWire shows on the real kernel that the rows of a script can
// cut and mend the wire, and count what is sent in vain meanwhile. A look that
// lasts changes nothing.
func TestAScriptCutsTheWire(t *testing.T) {
	needPrivate(t)
	for _, look := range []bool{false, true} {
		b, err := bench.Open(severed, bench.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if look {
			b.Watch()
		}
		for {
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			if step.Done != "" {
				break
			}
			if look && step.Beat == "write" { // until its kernel has sent it twice more
				for within := time.After(10 * time.Second); step.Beat != "second"; {
					select {
					case <-b.Changed():
					case <-within:
						t.Fatalf("the run stands at %q, want that both rows which wait are taken while somebody looks", step.Beat)
					}
					if step, err = b.Latest(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := b.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if end := b.End(); end.Differences != 0 {
			t.Errorf("look %v: %d differences, want none\n%s", look, end.Differences, transcript(t, b.Recording()))
		}
	}
}

// TestACutOfTheStudentsIsUndone: the run is made again up to before the cut. Behind
// a cut of their own the story comes to its end, because n mends the wire.
func TestACutOfTheStudentsIsUndone(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(severed, bench.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	do := func(what string, err error) trace.Step {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		return step
	}
	do("Listen", b.Step(ctx))
	if step := do("cut", b.Do(ctx, lab.Cut("*"))); len(step.Cut) != 2 {
		t.Fatalf("%q is cut, want both", step.Cut)
	}
	if step := do("undo", b.Undo(ctx)); len(step.Cut) != 0 || step.Beat != "listen" {
		t.Fatalf("the run stands at %q with %q cut, want the step before the cut", step.Beat, step.Cut)
	}
	do("cut", b.Do(ctx, lab.Cut("client")))
	step := do("Accept", b.Step(ctx))
	for i := 0; step.Done == ""; i++ {
		if i == 25 {
			t.Fatalf("the run does not come to an end:\n%s", transcript(t, b.Recording()))
		}
		step = do("a move", b.Step(ctx))
	}
	if step.Done != trace.DoneTold {
		t.Errorf("the run ends as %q, want that its story was told:\n%s", step.Done, transcript(t, b.Recording()))
	}
	steps := stepsFrom(t, b.Recording(), 0)
	for _, s := range steps {
		if len(s.Findings) > 0 {
			t.Errorf("step %d has findings behind a move of the student's own: %v", s.Step, s.Findings)
		}
	}
}

// TestAWaitBehindACutIsNoEnd cuts the wire before a kernel asks whether the other
// end is there. n mends the wire before it waits for the probe. If somebody waits
// nevertheless, so that the probe is lost, the story goes on without it, because
// the next one comes ten minutes later.
func TestAWaitBehindACutIsNoEnd(t *testing.T) {
	needPrivate(t)
	t.Parallel()
	b, err := bench.Open(lessonNamed(t, "power-cut"), bench.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	for range 5 {
		if err := b.Step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, move := range []struct {
		m    trace.Move
		next string // the kind of the move that n makes then
	}{
		{lab.Cut("*"), trace.MoveDeliver},
		{lab.Deliver("client", "ACK"), trace.MoveMend},
		{lab.Wait(), trace.MoveCall},
	} {
		if err := b.Do(ctx, move.m); err != nil {
			t.Fatal(err)
		}
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Next == nil || step.Next.Kind != move.next {
			t.Fatalf("after %v comes %v, want a move of the kind %s\n%s", move.m, step.Next, move.next, transcript(t, b.Recording()))
		}
	}
}

// TestGoingOnBehindACut cuts the wire in the midst of a lesson and goes on with n:
// no text and no finding may come of it that is not so, and the run comes to its
// end, because n mends the wire. If it explores, it does so in every lesson: at
// one place, or at four if it explores more than .ci/run does.
func TestGoingOnBehindACut(t *testing.T) {
	needPrivate(t)
	names := []string{"connection", "udp"}
	if labtest.Factor(t) > 0 {
		names = nil
		for _, l := range All {
			names = append(names, l.Name)
		}
	}
	for i, name := range names {
		l := lessonNamed(t, name)
		if l.Settings.Network == lab.HostNetwork {
			continue
		}
		places := []int{2, 5, 8, 11}
		if labtest.Factor(t) == 1 {
			places = places[i%len(places):][:1]
		}
		for _, at := range places {
			for _, host := range []string{l.Hosts[0].Name, "*"} {
				t.Run(fmt.Sprintf("%s/%d %s", name, at, host), func(t *testing.T) {
					t.Parallel()
					goOnBehindACut(t, l, at, host)
				})
			}
		}
	}
}

func goOnBehindACut(t *testing.T, l *lab.Lesson, at int, host string) {
	b, err := bench.Open(l, bench.Options{Network: lab.PrivateNetwork, Clock: "ordinary", Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	u := playUsual(t, b)
	if err := b.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for range at {
		if step, err := b.Latest(); err != nil || step.Done != "" || b.Step(ctx) != nil {
			return // the lesson is shorter
		}
	}
	first := b.Recording().Len()
	if err := b.Do(ctx, lab.Cut(host)); err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Done != "" || step.Next == nil || step.Next.Kind == trace.MoveWait && step.Beat != "" && len(step.Cut) == 0 && longWait(step) {
			break
		}
		if err := b.Step(ctx); err != nil || n == 200 {
			t.Fatalf("%v\n%s", err, transcript(t, b.Recording()))
		}
	}
	holdsTrue(t, u, l, stepsFrom(t, b.Recording(), first), true)
}

// longWait reports whether the timer that a step waits for takes longer than a
// test may.
func longWait(step trace.Step) bool {
	for _, s := range step.Sockets {
		if s.Timer != nil && s.Timer.Millis < 5000 {
			return false
		}
	}
	return true
}
