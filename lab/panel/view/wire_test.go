package view

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestManyHeld: if more packets are held than the wire has rows, a student
// still sees the one that the step was about, and the one that is next.
func TestManyHeld(t *testing.T) {
	w := paneltest.Datagrams()
	for i := range 8 {
		w.Step(trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Write"}, "", true, func() {
			w.Sends(2, 1, fmt.Sprintf("UDP %d", 10+i), "", 0, 0, strings.Repeat("x", 10+i))
		})
	}
	shows := func(rows int, want ...string) {
		t.Helper()
		s := sceneAt(w, len(w.Steps)-1, true)
		lines := wirePane(s, 80, rows)
		if len(lines) != rows {
			t.Fatalf("%d rows were drawn, want %d", len(lines), rows)
		}
		var all string
		for _, l := range lines {
			all += l.String() + "\n"
		}
		at := 0
		for _, x := range want {
			i := strings.Index(all[at:], x)
			if i < 0 {
				t.Fatalf("%q is missing, or in the wrong place among %q:\n%s", x, want, all)
			}
			at += i
		}
	}
	shows(3, "> UDP 10", "UDP 11", "UDP 17") // the next one, the one behind it, and the one just sent
	w.Step(trace.Move{Kind: trace.MoveDrop, Host: "client", Name: "UDP 10"}, "", true, func() {
		w.Fate(trace.EventDropped, trace.FateDropped, "client", "UDP 10")
	})
	shows(3, "UDP 10", "dropped", "> UDP 11", "UDP 12")
	shows(2, "UDP 10", "dropped", "> UDP 11")
	shows(1, "> UDP 11")
	w.Step(trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "UDP 15"}, "", true, func() {
		w.Fate(trace.EventDelivered, trace.FateDelivered, "client", "UDP 15")
		w.Sends(1, 2, "UDP 99", "", 0, 0, "y")
	})
	shows(3, "> UDP 11", "UDP 15", "came in", "UDP 99")
}

// TestOnlyWhatNTakesIsPointedAt duplicates a SYN. The copy that stays is what
// the other keys act on, but n begins a call.
func TestOnlyWhatNTakesIsPointedAt(t *testing.T) {
	step := trace.Step{
		Held: []trace.Packet{{ID: 2, Of: 1, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S", Copies: 1}},
		Next: &trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Accept"},
	}
	header := trace.Header{Network: trace.PrivateNetwork, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	s := &Scene{Scene: tell.Scene{Header: &header, Step: step, Lang: "en"}}
	for _, c := range []struct {
		picked int
		next   trace.Move
		sign   string
		why    string
	}{
		{0, *step.Next, " · SYN", "n takes a call"},
		{2, *step.Next, " > SYN", "the student has chosen it"},
		{0, step.Held[0].Move(trace.MoveDeliver), " > SYN", "n takes it"},
	} {
		s.Picked, s.Step.Next = c.picked, &c.next
		if got := wirePane(s, 80, 3)[0].String(); !strings.HasPrefix(got, c.sign) {
			t.Errorf("%q, want %q at the front: %s", got, c.sign, c.why)
		}
	}
}

// TestHowManyAreHeldBesides: the wire has few rows, and Step.Held is bounded, too.
// What is said to be held besides counts both: all that are held and not drawn.
func TestHowManyAreHeldBesides(t *testing.T) {
	w, err := paneltest.Recorded(crowd)
	if err != nil {
		t.Fatal(err)
	}
	const dialled = 2 // in this step 200 SYNs were sent, of which 64 are listed
	for _, c := range []struct {
		w, rows    int
		lang, want string
	}{{120, 5, "en", "… 196 more held"}, {120, 5, "zh", "……另有 196 个待放行"}, {50, 1, "en", "… +199"}} {
		s := crowded(w, dialled)
		s.Lang = c.lang
		lines := wirePane(s, c.w, c.rows)
		if got := lines[len(lines)-1].String(); len(lines) != c.rows || !strings.Contains(got, c.want) {
			t.Errorf("%d rows of %d columns: the last of %d is %q, want %q in it", c.rows, c.w, len(lines), got, c.want)
		}
	}
	s := crowded(w, dialled)
	if got := wireTitle(s, 80).String(); !strings.Contains(got, "· 200 held") || !strings.Contains(got, "["+s.PairName(s.Pairs()[0])+"]") {
		t.Errorf("the title is %q, want the connection that is drawn, and that 200 are held", got)
	}
}

// TestAPortIsNotCut: the port tells a packet from others of its name. If the name is too
// long for a wire, the program goes, and the port stays.
func TestAPortIsNotCut(t *testing.T) {
	step := trace.Step{}
	for i, port := range []string{"40001", "40002"} {
		step.Sockets = append(step.Sockets, trace.Socket{ID: i + 1, Host: "client", Proto: "udp", Role: trace.RoleSocket, Local: "0.0.0.0:" + port, State: "UNCONN", Program: "python3 (7)", Owned: true})
		step.Held = append(step.Held, trace.Packet{ID: i + 1, Proto: "icmp", Name: "ICMP port unreachable", From: "server", To: "client",
			About: &trace.About{Proto: "udp", Src: "127.0.0.1:" + port, Dst: "127.0.0.1:53"}})
	}
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: "en", Step: step}}
	for w, want := range map[int]string{80: "ICMP port unreachable → :40001", 120: "ICMP port unreachable → python3:40001"} {
		if got := wireName(s, &step.Held[0], w); got != want {
			t.Errorf("in %d columns the name is %q, want %q", w, got, want)
		}
	}
}
