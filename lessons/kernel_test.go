package lessons

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
)

// TestLookingForLongDisturbsNothing waits at the beats of every lesson, as a
// class does. The packets that the kernels repeat meanwhile must not disturb
// the script, and the story must be that of a run at which nobody looks. If it
// explores, it waits three seconds at every beat at which packets are held; in the
// parts behind the files five seconds, wherever the key n stops and packets are
// held. Else it waits only at beats at which a kernel repeats something soon, and
// until that has happened.
func TestLookingForLongDisturbsNothing(t *testing.T) {
	needPrivate(t)
	t.Parallel()
	explore := labtest.Factor(t)
	looks := make([]look, len(All))
	var all sync.WaitGroup // of more lessons than there are processors, because they mostly wait
	for i, l := range All {
		b, err := bench.Open(l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		all.Go(func() {
			began := time.Now()
			looks[i] = lookAtEach(b, l.Part, explore)
			looks[i].took = time.Since(began)
		})
	}
	all.Wait()
	for i, l := range All {
		t.Run(l.Name, func(t *testing.T) {
			looks[i].check(t)
			if l.Settings.Network == lab.HostNetwork {
				return // there is no other run on this network
			}
			if want, got := toldOf(t, l, recorded(t, l)), toldOf(t, l, looks[i].rec); !slices.Equal(want, got) {
				t.Errorf("while somebody looks the run tells\n%q, want as else\n%q", got, want)
			}
		})
	}
}

// look is what came of a run whose beats somebody looked at.
type look struct {
	rec      *trace.Recording
	end      trace.End
	repeated int // at how many beats a kernel repeated something
	took     time.Duration
	stops    bool // the key n made the moves, which may open a connection in one go
	err      error
}

func (l *look) check(t *testing.T) {
	t.Logf("it took %v; at %d beats a kernel repeated something", l.took, l.repeated)
	if l.err != nil {
		t.Fatal(l.err)
	}
	if l.end.Differences != 0 || len(l.end.Skipped) != 0 {
		t.Errorf("%d differences, %v skipped, want none: the kernel's repetitions disturbed the script\n%s",
			l.end.Differences, l.end.Skipped, transcript(t, l.rec))
	}
	handshakes := 0
	var before trace.Step
	steps := stepsFrom(t, l.rec, 0)
	for _, s := range steps {
		if s.Move.Kind == trace.MoveTime && s.Beat == "" && !timeWaitEnded(s) && !probed(s) && !persisted(before) && !deliveredLater(s, steps) {
			t.Errorf("step %d came by itself, and no row is about it: %v", s.Step, s.Events)
		}
		for _, e := range s.Events {
			if e.Kind == trace.EventSent && e.Name == "SYN ACK" {
				handshakes++
			}
		}
		before = s
	}
	if handshakes > 0 && l.repeated < 3 && !l.stops {
		t.Errorf("at %d beats a kernel repeated something, want 3: SYN, SYN ACK, and SYN ACK while the ACK is held", l.repeated)
	}
}

// lookTime is how long somebody looks in the lessons of a part. A kernel sends a SYN
// or a SYN ACK again after 1, 3 and 7 s: in four seconds, and in the next four. The
// lessons of the later parts are about what comes by itself, and their timers are
// longer.
func lookTime(p lab.Part) time.Duration {
	if later(p) {
		return 5 * time.Second
	}
	return 4 * time.Second
}

// later reports whether a part comes behind that of the files.
func later(p lab.Part) bool { return p > lab.Files || p == lab.Curious }

// toldOf returns the beats whose texts a run has told, without those that depend on
// when a kernel repeats something.
func toldOf(t *testing.T, l *lab.Lesson, rec *trace.Recording) (beats []string) {
	t.Helper()
	for _, s := range stepsFrom(t, rec, 0) {
		if s.Beat != "" && s.Expected && !depends(l, s.Beat) {
			beats = append(beats, s.Beat)
		}
	}
	return beats
}

// timeWaitEnded reports whether a TIME_WAIT ran out in a step, which it does
// after a minute whatever a script has.
func timeWaitEnded(s trace.Step) bool {
	return slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Kind == trace.EventState && e.From == "TIME_WAIT" }) &&
		!slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Kind == trace.EventSent })
}

// probed reports whether all that has come in a step are probes, which cross
// beside the story if no row asks for them.
func probed(s trace.Step) bool {
	return len(s.Events) > 0 && !slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Packet == nil || e.Packet.Probe == "" })
}

// persisted reports whether a persist timer ran after a step. Then the kernel sends
// by itself as much as a narrow window has room for, and rows of a loop are about it.
func persisted(s trace.Step) bool {
	return slices.ContainsFunc(s.Sockets, func(s trace.Socket) bool { return s.Timer != nil && s.Timer.Kind == trace.TimerPersist })
}

// deliveredLater reports whether all that has come in a step are packets for which
// later rows ask: the ACK of lost-packets was lost, so SYN ACK comes again if somebody
// looks for long, and a row of a loop delivers it.
func deliveredLater(s trace.Step, steps []trace.Step) bool {
	return len(s.Events) > 0 && !slices.ContainsFunc(s.Events, func(e trace.Event) bool {
		return e.Kind != trace.EventSent || !slices.ContainsFunc(steps, func(later trace.Step) bool {
			return later.Move.Kind == trace.MoveDeliver && later.Move.ID == e.ID && later.Beat != ""
		})
	})
}

// lookAtEach runs a lesson and looks at its beats. If the test explores, it
// looks for a while at each one at which packets are held, the first time that a
// loop comes by. Else it looks only until a kernel has repeated
// something.
func lookAtEach(b *bench.Bench, p lab.Part, explore int) (l look) {
	on := b.Step
	if later(p) && explore > 0 {
		on, l.stops = b.Next, true
	}
	b.Watch()
	seen := map[string]bool{}
	for {
		step, err := b.Latest()
		if err != nil {
			return look{err: err}
		}
		recorded, err := b.Recording().Step(step.Step)
		if err != nil {
			return look{err: err}
		}
		before := repetitions(recorded)                                    // on a loaded machine a kernel may have repeated something since
		enough := time.After(time.Duration(max(1, explore)) * lookTime(p)) // the time itself is tested here; the test waits for nothing else
		mayCome := explore > 0 && !seen[step.Beat] && len(step.Held) > 0
		seen[step.Beat] = true
		for looking := mayCome || repeatsSoon(step) && repetitions(step) == before; looking; {
			select {
			case <-enough:
				looking = false
			case <-b.Changed():
			}
			if step, err = b.Latest(); err != nil {
				return look{err: err}
			}
			looking = looking && (explore > 0 || repetitions(step) == before)
		}
		if repetitions(step) > before {
			l.repeated++
		}
		if step.Done != "" {
			l.rec, l.end = b.Recording(), b.End()
			return l
		}
		if err := on(context.Background()); err != nil {
			return look{err: err}
		}
	}
}

// repeatsSoon reports whether a kernel repeats something within seconds, or asks
// whether a window has opened. Other timers are longer.
func repeatsSoon(step trace.Step) bool {
	return slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool {
		return s.Timer != nil && (s.Timer.Kind == trace.TimerRetransmit || s.Timer.Kind == trace.TimerPersist) && s.Timer.Millis < 5_000
	})
}

// repetitions returns how often kernels have sent something again: the number
// of copies of held packets, and the counts of the kernels' timers.
func repetitions(step trace.Step) int {
	n := 0
	for _, p := range step.Held {
		n += p.Copies - 1
	}
	for _, s := range step.Sockets {
		if s.Timer != nil {
			n += s.Timer.Retransmits
		}
	}
	return n
}

// TestADuplicateAckIsAPacket delivers the segments behind a lost one before any
// answer to them. Each is answered by an ACK that is held by itself, and the
// third makes the client's kernel send the lost one again, without a timer.
func TestADuplicateAckIsAPacket(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(lessonNamed(t, "tcp-or-udp"), bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	if err := b.GoTo(ctx, "tcp-drop"); err != nil {
		t.Fatal(err)
	}
	do := func(m trace.Move) trace.Step {
		t.Helper()
		if err := b.Do(ctx, m); err != nil {
			t.Fatal(err)
		}
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		return step
	}
	acks := func(step trace.Step) (n int) {
		for _, p := range step.Held {
			if p.Name == "ACK" && p.From == "tcp-server" && p.Copies == 1 {
				n++
			}
		}
		return n
	}
	var step trace.Step
	for i, name := range []string{"DATA 5", "DATA 5", "DATA 4", "DATA 6", "DATA 6"} {
		step = do(lab.Deliver("tcp-client", name))
		if got := acks(step); got != i+1 {
			t.Fatalf("%d ACKs are held after %d segments behind the gap, want one each: each is answered (RFC 5681, section 4.2)", got, i+1)
		}
	}
	for n := 1; n <= 3; n++ {
		step = do(lab.Deliver("tcp-server", "ACK"))
		sent := slices.ContainsFunc(step.Events, func(e trace.Event) bool { return e.Kind == trace.EventSent && e.Name == "DATA 6" })
		if sent != (n == 3) {
			t.Errorf("after %d duplicate ACKs the lost segment was sent again: %v, want it after the third (RFC 5681, section 3.2)", n, sent)
		}
	}
}

// TestDestroyingTimeWait has the kernel destroy a socket in TIME_WAIT, which
// nothing else can shorten.
func TestDestroyingTimeWait(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(All[0], bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	if err := b.GoTo(ctx, "last-ack"); err != nil {
		t.Fatal(err)
	}
	if err := b.Do(ctx, trace.Move{Kind: trace.MoveDestroy, Host: "client"}); err != nil {
		t.Fatal(err)
	}
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range step.Sockets {
		if s.Host == "client" && s.State != string(tcp.Closed) {
			t.Errorf("the client is in %s, want CLOSED: its socket was destroyed", s.State)
		}
	}
	if kind := step.Events[0].Kind; kind != trace.EventDestroyed {
		t.Errorf("the step begins with %s, want %s: a move destroyed the socket, and the step must tell that", kind, trace.EventDestroyed)
	}
	if _, rows, _ := witness.Sockets(t, b, false); slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, "TIME-WAIT") }) {
		t.Errorf("ss still lists %v", rows)
	}
}

// TestADroppedAckLeavesTheStoryWhole drops each ACK of plain data in turn. The
// connection goes on, because a later packet acknowledges the same. So the
// later ACKs must have their own texts and questions, and the story must come
// to its end.
func TestADroppedAckLeavesTheStoryWhole(t *testing.T) {
	needPrivate(t)
	for _, lost := range []string{"hello-ack", "answer-ack"} {
		t.Run(lost, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(All[0], bench.Options{Network: lab.PrivateNetwork})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			ctx := context.Background()
			taken := map[string]bool{}
			for {
				step, err := b.Latest()
				if err != nil {
					t.Fatal(err)
				}
				taken[step.Beat] = true
				if len(step.Findings) > 0 || step.PassedOver {
					t.Errorf("%s: findings %v, passed over %v; want neither: the connection went on as always", step.Beat, step.Findings, step.PassedOver)
				}
				if step.Done != "" {
					if step.Done != trace.DoneTold {
						t.Errorf("the run is %s at its end, want told", step.Done)
					}
					break
				}
				move := *step.Next
				if step.NextBeat == lost && !taken["drop"] {
					move.Kind, taken["drop"] = trace.MoveDrop, true
				}
				if err := b.Do(ctx, move); err != nil {
					t.Fatal(err)
				}
			}
			for _, b := range All[0].Script {
				if taken[b.ID] != (b.ID != lost) {
					t.Errorf("%s was dropped, and that %s was taken is %v, want the opposite", lost, b.ID, taken[b.ID])
				}
			}
			if t.Failed() {
				t.Log(transcript(t, b.Recording()))
			}
		})
	}
}

// TestNextBeginsNoWait drops a client's message. The story goes on without it
// to its last row. After that the run can only wait two minutes for the
// kernel's timer. This wait must not be a part of the last move; the student
// has to ask for it.
func TestNextBeginsNoWait(t *testing.T) {
	needPrivate(t)
	i := slices.IndexFunc(All, func(l *lab.Lesson) bool { return l.Name == "concurrent-server" })
	b, err := bench.Open(All[i], bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	if err := b.GoTo(ctx, "write-2"); err != nil {
		t.Fatal(err)
	}
	if err := b.Do(ctx, lab.Drop("client-2", "DATA 2")); err != nil {
		t.Fatal(err)
	}
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Beat == "last-ack" && step.Expected {
			t.Errorf("%s is told in the script's words, though the second client is still there", step.Beat)
		}
		if step.Next == nil || step.Done != "" {
			t.Fatalf("the run has come to its end, %q, want that it stops before a wait", step.Done)
		}
		if step.Next.Kind == trace.MoveWait {
			break
		}
		if err := b.Next(ctx); err != nil {
			t.Fatal(err)
		}
	}
}
