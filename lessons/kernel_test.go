package lessons

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestStatesAreWhatSSSays runs ss inside the lesson's own network after every
// step. Its states must be those of the panel, which reads the same kernel.
func TestStatesAreWhatSSSays(t *testing.T) {
	needPrivate(t)
	if _, err := exec.LookPath("ss"); err != nil {
		t.Skip("ss is not installed here: install iproute2")
	}
	b, err := bench.Open(All[0], bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ss(t, b), shown(step)); diff != "" {
			t.Errorf("step %d (%s): ss (-) and the panel (+) differ:\n%s", step.Step, step.Beat, diff)
		}
		if step.Done != "" {
			return
		}
		if err := b.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// ss lists the TCP sockets of a lesson's network as "state local remote".
func ss(t *testing.T, b *bench.Bench) []string {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command("ss", "-tanH")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := b.Start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("ss failed: %v\n%s", err, out.String())
	}
	var rows []string
	for line := range strings.Lines(out.String()) {
		f := strings.Fields(line)
		rows = append(rows, fmt.Sprintf("%s %s %s", f[0], f[3], f[4]))
	}
	slices.Sort(rows)
	return rows
}

// shown lists the TCP sockets of a step in the words of ss.
func shown(step trace.Step) []string {
	var rows []string
	for _, s := range step.Sockets {
		if s.State == string(tcp.Closed) || s.Proto != "tcp" {
			continue
		}
		remote := s.Remote
		if remote == "" {
			remote = "0.0.0.0:*"
		}
		rows = append(rows, fmt.Sprintf("%s %s %s", tcp.Names(tcp.State(s.State)).SS, s.Local, remote))
	}
	slices.Sort(rows)
	return rows
}

// TestLookingForLongDisturbsNothing waits at the beats of every lesson, as a
// class does. The packets that the kernels repeat meanwhile must not disturb
// the script. If it explores, it waits three seconds at every beat at which
// packets are held. Else it waits only at beats at which a kernel
// repeats something soon, and until that has happened.
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
		all.Go(func() { looks[i] = lookAtEach(b, explore) })
	}
	all.Wait()
	for i, l := range All {
		t.Run(l.Name, func(t *testing.T) { looks[i].check(t) })
	}
}

// look is what came of a run whose beats somebody looked at.
type look struct {
	rec      *trace.Recording
	end      trace.End
	repeated int // at how many beats a kernel repeated something
	err      error
}

func (l *look) check(t *testing.T) {
	if l.err != nil {
		t.Fatal(l.err)
	}
	if l.end.Differences != 0 || len(l.end.Skipped) != 0 {
		t.Errorf("%d differences, %v skipped, want none: the kernel's repetitions disturbed the script\n%s",
			l.end.Differences, l.end.Skipped, transcript(t, l.rec))
	}
	handshakes := 0
	for _, s := range stepsFrom(t, l.rec, 0) {
		if s.Move.Kind == trace.MoveTime && s.Beat == "" && !timeWaitEnded(s) {
			t.Errorf("step %d came by itself, and no row is about it: %v", s.Step, s.Events)
		}
		for _, e := range s.Events {
			if e.Kind == trace.EventSent && e.Name == "SYN ACK" {
				handshakes++
			}
		}
	}
	if handshakes > 0 && l.repeated < 3 {
		t.Errorf("at %d beats a kernel repeated something, want 3: SYN, SYN ACK, and SYN ACK while the ACK is held", l.repeated)
	}
}

// lookTime is long enough for a kernel to repeat a SYN twice.
const lookTime = 3 * time.Second

// timeWaitEnded reports whether a TIME_WAIT ran out in a step, which it does
// after a minute whatever a script has.
func timeWaitEnded(s trace.Step) bool {
	return slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Kind == trace.EventState && e.From == "TIME_WAIT" }) &&
		!slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Kind == trace.EventSent })
}

// lookAtEach runs a lesson and looks at its beats. If the test explores, it
// looks for a while at each one at which packets are held, the first time that a
// loop comes by. Else it looks only until a kernel has repeated
// something.
func lookAtEach(b *bench.Bench, explore int) (l look) {
	b.Watch()
	seen := map[string]bool{}
	for {
		step, err := b.Latest()
		if err != nil {
			return look{err: err}
		}
		before := repetitions(step)
		enough := time.After(time.Duration(max(1, explore)) * lookTime) // the time itself is tested here; the test waits for nothing else
		mayCome := explore > 0 && !seen[step.Beat] && len(step.Held) > 0
		seen[step.Beat] = true
		for looking := mayCome || repeatsSoon(step); looking; {
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
		if err := b.Step(context.Background()); err != nil {
			return look{err: err}
		}
	}
}

// repeatsSoon reports whether a kernel repeats something within seconds. Only
// the timers of connections that are being opened are so short.
func repeatsSoon(step trace.Step) bool {
	return slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool {
		return s.Timer != nil && s.Timer.Kind == "retransmit" && s.Timer.Millis < 5_000
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
	if rows := ss(t, b); slices.ContainsFunc(rows, func(r string) bool { return strings.HasPrefix(r, "TIME-WAIT") }) {
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
