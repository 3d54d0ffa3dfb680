package tell

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// crowded returns the scene of a step in which n clients have dialled at once. The
// name of client i's program is program(i).
func crowded(n int, program func(i int) string) *Scene {
	s := openLab()
	s.Step = trace.Step{Move: trace.Move{Kind: trace.MoveTime}}
	for i := range n {
		at := fmt.Sprintf("127.0.0.1:%d", 40001+i)
		p := trace.Packet{ID: i + 1, From: labClient, To: labServer, Proto: "tcp", Name: "SYN", Flags: "S", Src: at, Dst: redis, Copies: 1}
		s.Step.Held = append(s.Step.Held, p)
		s.Step.Sockets = append(s.Step.Sockets, trace.Socket{ID: i + 1, Host: labClient, Role: trace.RoleConnection, Proto: "tcp", Local: at, Remote: redis, State: inSynSent, Program: program(i)})
		s.Step.Events = append(s.Step.Events, trace.Event{Kind: trace.EventSent, Host: labClient, To: labServer, Name: "SYN", ID: p.ID, Packet: &p})
	}
	for i := range n {
		s.Step.Events = append(s.Step.Events, trace.Event{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: i + 1, From: ClosedState, To: inSynSent})
	}
	return s
}

// TestEqualEventsAreOneSentence: fifty SYNs are one sentence, whatever their
// ports, and so are fifty new states. Two keep a sentence each, because a sentence
// with a name tells more than a number.
func TestEqualEventsAreOneSentence(t *testing.T) {
	one := func(int) string { return "python3 (7)" }
	for _, c := range []struct {
		why  string
		s    *Scene
		want string
	}{
		{"one program", crowded(50, one),
			"client sends SYN ×50 (python3, :40001 … :40050); python3 called connect: CLOSED → SYN_SENT ×50 (:40001 … :40050)"},
		{"more programs than are short", crowded(50, func(i int) string { return fmt.Sprintf("p%d (%d)", i%5, i) }),
			"client sends SYN ×50 (:40001 … :40050); 5 programs called connect: CLOSED → SYN_SENT ×50 (:40001 … :40050)"},
		{"few ports", crowded(3, one),
			"client sends SYN ×3 (python3, :40001 :40002 :40003); python3 called connect: CLOSED → SYN_SENT ×3 (:40001 :40002 :40003)"},
		{"two", crowded(2, one),
			"python3:40001 sends SYN  seq 0; python3:40002 sends SYN  seq 0; " +
				"python3 (7) called connect from :40001 to 127.0.0.1:6379: CLOSED → SYN_SENT; python3 (7) called connect from :40002 to 127.0.0.1:6379: CLOSED → SYN_SENT"},
	} {
		if got := strings.Join(c.s.eventsTold(), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
	s := crowded(50, one)
	s.Lang = "zh"
	if got, want := s.eventsTold()[0], "客户端发出 SYN ×50（python3、:40001 … :40050）"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestSocketsThatAreGoneAreNamed: a step lists few of the sockets that are CLOSED.
// Those whose end it tells are named all the same, from the step before.
func TestSocketsThatAreGoneAreNamed(t *testing.T) {
	before := crowded(2, func(int) string { return "nc (7)" })
	s := crowded(0, nil)
	s.Before = &before.Step
	for id := range 2 {
		s.Step.Events = append(s.Step.Events, trace.Event{Kind: trace.EventState, Host: labClient, Name: trace.RoleConnection, ID: id + 1, From: inSynSent, To: ClosedState})
	}
	if got, want := strings.Join(s.eventsTold(), "; "), "nc:40001: SYN_SENT → CLOSED; nc:40002: SYN_SENT → CLOSED"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
