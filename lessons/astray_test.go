package lessons

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/author/rehearse"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
)

// These tests make moves that are not in the script, as a student does, and go
// on with n. A new lesson has to pass them as it is, with no line added here.
// Package rehearse has the rules, and the moves.

// goOn presses n until the run has come to an end, and returns the kind of end.
func goOn(t *testing.T, b *bench.Bench) string {
	t.Helper()
	end, err := rehearse.GoOn(context.Background(), b, rehearse.LongWait)
	if err != nil {
		t.Fatal(err)
	}
	return end
}

// stepsFrom returns a run's steps from number first on.
func stepsFrom(t *testing.T, rec *trace.Recording, first int) []trace.Step {
	t.Helper()
	steps, err := rehearse.StepsFrom(rec, first)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func playUsual(t *testing.T, b *bench.Bench) *rehearse.Usual {
	t.Helper()
	u, err := rehearse.PlayUsual(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// holdsTrue checks the rules for every step behind a student's own move. It
// returns how many steps were not as in the script.
func holdsTrue(t *testing.T, u *rehearse.Usual, l *lab.Lesson, steps []trace.Step, disorder bool) int {
	t.Helper()
	faults, unexpected := u.Holds(l, steps, disorder)
	for _, f := range faults {
		t.Errorf("%s: %s", f.Beat, f.Say)
	}
	return unexpected
}

// heldNow returns the first packet that is held.
func heldNow(t *testing.T, b *bench.Bench) trace.Packet {
	t.Helper()
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	if len(step.Held) == 0 {
		t.Fatalf("no packet is held behind %s", step.Beat)
	}
	return step.Held[0]
}

// TestGoingOnAfterADrop drops a packet at a beat and goes on with n.
func TestGoingOnAfterADrop(t *testing.T) {
	needPrivate(t)
	for _, c := range []struct {
		lesson, at string
		later      bool                           // first wait until a kernel repeats something
		also       func(*testing.T, *bench.Bench) // is called after the drop
		next       string                         // the move that comes next after the drop
		told, not  []string                       // beats that must be told, or must not
		end        string
		why        string
	}{
		{
			lesson: "bytes", at: "three-arrives", next: "call server Read",
			also: func(t *testing.T, b *bench.Bench) {
				for range 2 {
					if err := b.Next(context.Background()); err != nil {
						t.Fatal(err)
					}
				}
				if err := b.Do(context.Background(), trace.Move{Kind: trace.MoveDuplicate, ID: heldNow(t, b).ID}); err != nil {
					t.Fatal(err)
				}
			},
			told: []string{"read-all", "write-long", "segment", "segment-ack", "first-piece", "end"}, not: []string{"three-ack"}, end: trace.DoneTold,
			why: "a later ACK acknowledges the same, but it belongs to a later segment and is not the one that was dropped",
		},
		{
			lesson: "file-transfer-breaks", at: "kill", next: "wait", end: rehearse.EndWait,
			why: "the old receiver has its port until its connection has ended, so no other may listen",
		},
		{
			lesson: "concurrent-server", at: "write-2", next: "wait", end: rehearse.EndWait, not: []string{"write"},
			why: "Bo's message is sent again; Ann speaks after he has got his answer",
		},
		{
			lesson: "who-closes", at: "client-close", next: "wait", end: rehearse.EndWait, not: []string{"client-exit", "listener-close"},
			why: "the kernel sends the FIN again, and then the story goes on",
		},
		{
			lesson: "refused", at: "syn", next: "wait", told: []string{"rst", "listen", "rst-late"}, end: trace.DoneTold,
			why: "a client in SYN_SENT sends its SYN again, and is refused again",
		},
		{
			lesson: "refused", at: "syn", later: true, next: "deliver client SYN", told: []string{"rst", "listen", "rst-late"}, end: trace.DoneTold,
			why: "the client's repeated SYN is on the wire: the server does not listen before it has been refused",
		},
		{
			lesson: "udp-boundaries", at: "three", next: "deliver client UDP 3", told: []string{"read-two", "read-empty", "bye-arrives", "second"},
			not: []string{"one-arrives", "two-arrives", "three-arrives", "read-one", "read-three", "ten", "ten-arrives", "read-four"}, end: trace.DoneTold,
			why: "nobody sends a datagram again: two wait, not three, and each Read gives the result of a later row",
		},
		{
			lesson: "connection", at: "client-close", next: "wait", end: rehearse.EndWait, not: []string{"client-exit"},
			why: "the client has closed but exits last, because the server has to receive the FIN first",
		},
	} {
		t.Run(c.lesson+"/"+c.at, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(All, func(l *lab.Lesson) bool { return l.Name == c.lesson })
			b, err := bench.Open(All[i], bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			ctx := context.Background()
			u := playUsual(t, b)
			if err := b.GoTo(ctx, c.at); err != nil {
				t.Fatal(err)
			}
			if err := b.Do(ctx, trace.Move{Kind: trace.MoveDrop, ID: heldNow(t, b).ID}); err != nil {
				t.Fatal(err)
			}
			first := b.Recording().Len()
			if c.later {
				if err := b.Do(ctx, lab.Wait()); err != nil {
					t.Fatal(err)
				}
			}
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			next := ""
			if step.Next != nil {
				next = strings.TrimSpace(step.Next.Kind + " " + step.Next.Host + " " + step.Next.Name)
			}
			if next != c.next {
				t.Errorf("next is %q, want %q: %s", next, c.next, c.why)
			}
			if c.also != nil {
				c.also(t, b)
			}
			if end := goOn(t, b); end != c.end {
				t.Errorf("the run's end is %q, want %q: %s", end, c.end, c.why)
			}
			steps := stepsFrom(t, b.Recording(), first)
			holdsTrue(t, u, All[i], steps, false)
			told := map[string]bool{}
			for _, s := range steps {
				told[s.Beat] = told[s.Beat] || s.Expected
			}
			for _, beat := range c.told {
				if !told[beat] {
					t.Errorf("%s is not told: %s", beat, c.why)
				}
			}
			for _, beat := range c.not {
				if told[beat] {
					t.Errorf("%s is told: %s", beat, c.why)
				}
			}
			if t.Failed() {
				t.Log(transcript(t, b.Recording()))
			}
		})
	}
}

// TestNoTextSaysWhatDidNotHappen makes moves behind which a packet takes its row
// and does less, or more, than the row's text says. The text is not told then.
func TestNoTextSaysWhatDidNotHappen(t *testing.T) {
	needPrivate(t)
	for _, c := range []struct {
		lesson, at string
		moves      []string // a kind and the place of its packet among those held, from 0; or call, a host and a name
		beat       string   // that the last move takes, and that is not told
		why        string
	}{
		{"bytes", "write-long", []string{"deliver 2"}, "segment", "the segment stands behind a gap: Recv-Q has not grown"},
		{"bytes", "write-long", []string{"drop 0", "deliver 0"}, "segment", "the segment before it was lost: Recv-Q has not grown"},
		{"bytes", "write-long", []string{"deliver 1", "deliver 0"}, "segment", "the segment filled a gap: Recv-Q has grown by both"},
		{"bytes", "write-long", []string{"deliver 1", "deliver 2"}, "segment-ack", "the ACK is one for the bytes before the gap: nothing may be forgotten"},
		{"file-transfer", "send", []string{"deliver 1", "deliver 2"}, "segment-ack", "the ACK is one for the bytes before the gap: nothing may be forgotten"},
		{"tcp-or-udp", "tcp-drop", []string{"deliver 2", "deliver 2"}, "tcp-seven", "\"six\" has come in before \"seven\""},
		{"tcp-or-udp", "tcp-drop", []string{"deliver 4"}, "tcp-eight", "\"four\" to \"seven\" have not come in"},
		{"tcp-or-udp", "tcp-drop", []string{"deliver 2"}, "tcp-six", "it is early, and not late"},
		{"tcp-or-udp", "udp-drop", []string{"deliver 4"}, "udp-eight", "it is the third datagram, and not the eighth"},
		{"tcp-or-udp", "udp-two", []string{"call udp-server ReadFromUDP", "deliver 1"}, "udp-four", "\"three\" is still on its way"},
		{"bytes", "frame-long", []string{"deliver 0", "deliver 0", "call server Read", "call server Read"}, "part-two-waits", "82 bytes are missing, and not 1542"},
	} {
		t.Run(c.lesson+"/"+c.at+"/"+strings.Join(c.moves, ","), func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(lessonNamed(t, c.lesson), bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if err := b.GoTo(t.Context(), c.at); err != nil {
				t.Fatal(err)
			}
			for _, m := range c.moves {
				kind, place, _ := strings.Cut(m, " ")
				step, err := b.Latest()
				if err != nil {
					t.Fatal(err)
				}
				move := trace.Move{Kind: kind}
				if kind == trace.MoveCall {
					i := slices.IndexFunc(step.Calls, func(c trace.Call) bool {
						return c.Status == trace.CallWaiting && c.Host+" "+c.Name == place
					})
					if i < 0 {
						t.Fatalf("%s: the calls are %v", m, step.Calls)
					}
					move.ID = step.Calls[i].ID
				} else {
					n, err := strconv.Atoi(place)
					if err != nil || n >= len(step.Held) {
						t.Fatalf("%s: %d packets are held", m, len(step.Held))
					}
					move.ID = step.Held[n].ID
				}
				if err := b.Do(t.Context(), move); err != nil {
					t.Fatal(err)
				}
			}
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			if step.Beat != c.beat {
				t.Fatalf("the last move takes %q, want %q\n%s", step.Beat, c.beat, transcript(t, b.Recording()))
			}
			if step.Expected {
				t.Errorf("the text is told, but %s\n%s", c.why, transcript(t, b.Recording()))
			}
			if len(step.Findings) > 0 {
				t.Errorf("findings %v, want none: a student's own move is no difference", step.Findings)
			}
		})
	}
}

// TestTextsFitTheMovesBefore makes moves in another order than the script has
// them. A text that speaks of what did not come is not told, and a text that
// holds all the same is.
func TestTextsFitTheMovesBefore(t *testing.T) {
	needPrivate(t)
	for _, c := range []struct {
		lesson, at string
		moves      []trace.Move
		told, not  []string // beats that must be told, or must not
		why        string
	}{
		{
			"connection", "last-ack", []trace.Move{{Kind: trace.MoveDestroy, Host: "client"}, lab.Call("server", "Close"), lab.Call("server", "exit"), lab.Call("client", "exit")},
			[]string{"listener-close", "server-exit", "client-exit"}, nil,
			"TIME_WAIT ends by itself if a class talks about it for a minute, and these texts do not say that it lasts",
		},
		{
			"connection", "last-fin", []trace.Move{{Kind: trace.MoveDestroy, Host: "client"}, lab.Deliver("client", "ACK")}, []string{"last-ack"}, nil,
			"as above: the class talks before the last ACK arrives",
		},
		{
			"half-close", "last-fin", []trace.Move{{Kind: trace.MoveDestroy, Host: "client"}, lab.Deliver("client", "ACK")}, []string{"last-ack"}, nil,
			"as above",
		},
		{
			"connection", "hello-ack", []trace.Move{lab.Kill("server"), lab.Call("client", "Read")}, nil, []string{"client-read"},
			"the server's kernel has sent a FIN: not both ends may send",
		},
		{
			"netstat", "", []trace.Move{lab.Call("client", "Dial"), lab.Call("server", "Listen")}, nil, []string{"listen"},
			"the client's row is there, too, and the text says that there is one",
		},
		{
			"refused", "", []trace.Move{lab.Call("client-3", "Dial"), lab.Deliver("client-3", "SYN"), lab.Deliver("server", "RST ACK")}, []string{"syn-late"}, []string{"rst-late"},
			"no other client has been refused or connected yet",
		},
		{
			"refused", "listen", []trace.Move{
				lab.Call("server", "Accept"), lab.Call("client-2", "Dial"), lab.Deliver("client-2", "SYN"),
				lab.Deliver("server", "SYN ACK"), lab.Deliver("client-2", "ACK"),
			}, []string{"syn-again", "syn-ack"}, []string{"ack"},
			"Accept was waiting and has the connection: it does not wait in the queue",
		},
		{
			"listen", "ack", []trace.Move{lab.Call("server", "Accept"), lab.Call("client", "Write")}, nil, []string{"write"},
			"the question behind it is about data that arrive where nobody has accepted",
		},
		{
			"half-close", "close-write", []trace.Move{lab.Kill("client"), lab.Deliver("client", "FIN ACK"), lab.Deliver("server", "ACK")}, []string{"fin"}, []string{"fin-ack"},
			"no program holds the socket any more, so Linux limits its FIN_WAIT_2",
		},
		{
			"concurrent-server", "accept", []trace.Move{
				lab.Call("client-2", "Dial"), lab.Deliver("client-2", "SYN"), lab.Deliver("server", "SYN ACK"), lab.Deliver("client-2", "ACK"),
				lab.Call("server", "Accept"), lab.Call("client", "Dial"), lab.Deliver("client", "SYN"), lab.Deliver("server", "SYN ACK"), lab.Deliver("client", "ACK"),
			}, nil, []string{"ack"},
			"Ann is not the first client, and three calls wait at the server",
		},
		{
			"address-in-use", "client-exit", []trace.Move{
				{Kind: trace.MoveDestroy, Host: "server"}, lab.Call("server-4", "Listen"), lab.Call("server-4", "Close"), lab.Call("server-4", "Listen"),
			}, []string{"strict-late", "late-close", "again"}, nil,
			"TIME_WAIT was over before the port was wanted again, so nothing had it",
		},
	} {
		t.Run(c.lesson+"/"+c.at, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(lessonNamed(t, c.lesson), bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if c.at != "" {
				if err := b.GoTo(t.Context(), c.at); err != nil {
					t.Fatal(err)
				}
			}
			first := b.Recording().Len()
			for _, m := range c.moves {
				if err := b.Do(t.Context(), m); err != nil {
					t.Fatalf("%s %s %s: %v", m.Kind, m.Host, m.Name, err)
				}
			}
			taken, told := map[string]bool{}, map[string]bool{}
			for _, s := range stepsFrom(t, b.Recording(), first) {
				taken[s.Beat], told[s.Beat] = true, told[s.Beat] || s.Expected
			}
			for _, beat := range c.told {
				if !told[beat] {
					t.Errorf("%s is not told: %s", beat, c.why)
				}
			}
			for _, beat := range c.not {
				if !taken[beat] {
					t.Errorf("no step takes %s", beat)
				}
				if told[beat] {
					t.Errorf("%s is told: %s", beat, c.why)
				}
			}
			if t.Failed() {
				t.Log(transcript(t, b.Recording()))
			}
		})
	}
}

// TestEveryDeviationIsSurvived makes a move that is not in the script, and goes
// on with n. Each lesson gets every second kind of move, in turn with the next
// lesson, at one place. If the test explores, it gets all of them, at as
// many places as the deviation says, evenly spread, and at a multiple of them with a
// higher factor: .ci/long comes to every step at which the move can be made.
func TestEveryDeviationIsSurvived(t *testing.T) {
	needPrivate(t)
	for i, l := range All {
		if l.Settings.Network == lab.HostNetwork {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			u := playUsual(t, b)
			for k, d := range rehearse.Deviations {
				if labtest.Factor(t) == 0 && (i+k)%2 == 1 {
					continue
				}
				places := d.Places(u, labtest.Times(t, 1, d.Most))
				runs, steps, unexpected, ends := 0, 0, 0, map[string]int{}
				for _, at := range places {
					made, end, err := d.Make(t.Context(), b, at, rehearse.LongWait)
					if err != nil {
						t.Fatal(err)
					}
					ends[end]++
					runs, steps, unexpected = runs+1, steps+len(made), unexpected+holdsTrue(t, u, l, made, d.Disorder)
					if end == rehearse.EndEndless {
						t.Errorf("no end after %d moves", len(made))
					}
					if t.Failed() {
						t.Fatalf("%s behind %s:\n%s", d.Name, at.Beat, transcript(t, b.Recording()))
					}
				}
				t.Logf("%s, %s: %d runs, %d steps behind it, %d of these not as the script has them; ends %v", l.Name, d.Name, runs, steps, unexpected, ends)
			}
		})
	}
}
