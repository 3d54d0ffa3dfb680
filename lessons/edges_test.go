package lessons

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// walks says of every arrow of RFC 9293's state machine where the course walks
// it, or why it cannot.
var walks = []struct {
	from, to tcp.State
	lesson   string // that walks it in its script
	moves    string // else moves of a student's own in the lesson free that walk it, as in byHand
	reason   string // else why no lesson walks it
}{
	{from: tcp.Closed, to: tcp.Listen, lesson: "connection"},
	{from: tcp.Closed, to: tcp.SynSent, lesson: "connection"},
	{from: tcp.Listen, to: tcp.SynRcvd, lesson: "connection"},
	{from: tcp.Listen, to: tcp.SynSent, reason: "no program can send on a listener: connect(2) on one fails on Linux, and Go has no call for it"},
	{from: tcp.Listen, to: tcp.Closed, lesson: "connection"},
	{from: tcp.SynSent, to: tcp.Established, lesson: "connection"},
	{from: tcp.SynSent, to: tcp.SynRcvd, lesson: "simultaneous-open", moves: simultaneous},
	{from: tcp.SynSent, to: tcp.Closed, lesson: "refused", moves: "client: dial|call client DialTCP|client: exit|call client exit"},
	{from: tcp.SynRcvd, to: tcp.Established, lesson: "connection"},
	{from: tcp.SynRcvd, to: tcp.FinWait1, moves: simultaneous + "|client: exit|call client exit"},
	{from: tcp.SynRcvd, to: tcp.Listen, lesson: "why-three", moves: "server: listen|call server ListenTCP|client: dial|call client DialTCP|deliver client SYN|kill client|deliver server SYN ACK|deliver client RST"},
	{from: tcp.Established, to: tcp.FinWait1, lesson: "connection"},
	{from: tcp.FinWait1, to: tcp.FinWait2, lesson: "connection"},
	{from: tcp.FinWait1, to: tcp.Closing, lesson: "simultaneous-close"},
	{from: tcp.FinWait1, to: tcp.TimeWait, lesson: "simultaneous-close"},
	{from: tcp.FinWait2, to: tcp.TimeWait, lesson: "connection"},
	{from: tcp.Closing, to: tcp.TimeWait, lesson: "simultaneous-close"},
	{from: tcp.TimeWait, to: tcp.Closed, moves: open + "|client: close|call client Close|deliver client FIN ACK|server: close|call server Close|deliver server ACK|deliver server FIN ACK|destroy client"},
	{from: tcp.Established, to: tcp.CloseWait, lesson: "connection"},
	{from: tcp.CloseWait, to: tcp.LastAck, lesson: "connection"},
	{from: tcp.LastAck, to: tcp.Closed, lesson: "connection"},

	// Those that the figure does not draw.
	{from: tcp.SynRcvd, to: tcp.Closed, moves: "client: dial|call client DialTCP|server: dial|call server DialTCP|deliver client SYN|kill client|deliver server SYN ACK|deliver client RST"},
	{from: tcp.Established, to: tcp.Closed, lesson: "free"},
	{from: tcp.FinWait1, to: tcp.Closed, moves: open + "|client: closewrite|call client CloseWrite|client: reset|call client Close"},
	{from: tcp.FinWait2, to: tcp.Closed, moves: open + "|client: closewrite|call client CloseWrite|deliver client FIN ACK|deliver server ACK|client: reset|call client Close"},
	{from: tcp.CloseWait, to: tcp.Closed, moves: open + "|client: closewrite|call client CloseWrite|deliver client FIN ACK|server: reset|call server Close"},
	{from: tcp.Closing, to: tcp.Closed, moves: open + "|client: closewrite|call client CloseWrite|server: closewrite|call server CloseWrite|deliver server FIN ACK|client: reset|call client Close"},
	{from: tcp.TimeWait, to: tcp.SynRcvd, reason: "Linux takes a new SYN from the same port, but with a row of its own: the TIME_WAIT row goes, and the listener's kernel opens another"},
}

// The beginnings of some moves.
const (
	open         = "server: listen|call server ListenTCP|server: accept|call server AcceptTCP|client: dial|call client DialTCP|deliver client SYN|deliver server SYN ACK|deliver client ACK"
	simultaneous = "client: dial|call client DialTCP|server: dial|call server DialTCP|deliver client SYN|deliver server SYN"
)

// TestEveryEdgeHasItsPlace looks at a run of each lesson and says which of them
// walks each arrow of Figure 5. The table above must name a lesson that does, or
// moves of the student's own that do, and nothing that it calls impossible may be
// walked.
func TestEveryEdgeHasItsPlace(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	by := map[tcp.Edge][]string{}
	for _, l := range All {
		if l.Settings.Network == lab.HostNetwork {
			continue
		}
		for e := range edgesOf(t, recorded(t, l)) {
			by[e] = append(by[e], l.Name)
		}
	}
	var named []tcp.Edge
	for _, w := range walks {
		e := tcp.Edge{From: w.from, To: w.to}
		named = append(named, e)
		name := fmt.Sprintf("%s to %s", w.from, w.to)
		switch {
		case w.reason != "" && len(by[e]) > 0:
			t.Errorf("%s is walked by %v, but the table says it cannot be: %s", name, by[e], w.reason)
		case w.lesson != "" && !slices.Contains(by[e], w.lesson):
			t.Errorf("%s: the lesson %s does not walk it; these do: %v", name, w.lesson, by[e])
		case w.lesson == "" && w.moves == "" && w.reason == "":
			t.Errorf("%s has neither a lesson nor moves nor a reason", name)
		}
		t.Logf("%-28s %s %v", name, w.reason, by[e])
	}
	for _, e := range tcp.Edges() {
		if !slices.Contains(named, e) {
			t.Errorf("%s to %s is not in the table: say which lesson walks it, or why none does", e.From, e.To)
		}
	}
}

// edgesOf returns the arrows that were walked and seen in a run.
func edgesOf(t *testing.T, rec *trace.Recording) map[tcp.Edge]bool {
	t.Helper()
	h := rec.Header()
	x := tell.NewEdges(&h)
	for _, s := range stepsFrom(t, rec, 0) {
		x.Add(&s)
	}
	found := map[tcp.Edge]bool{}
	for _, e := range tcp.Edges() {
		for _, w := range x.Walks(e, rec.Len()) {
			found[e] = found[e] || !w.Passed
		}
	}
	return found
}

// TestEdgesByHand makes the moves of the table in the lesson free: a student
// reaches these arrows by hand, and no such run differs from its script.
func TestEdgesByHand(t *testing.T) {
	needPrivate(t)
	for _, w := range walks {
		if w.moves == "" {
			continue
		}
		t.Run(fmt.Sprintf("%s to %s", w.from, w.to), func(t *testing.T) {
			t.Parallel()
			b := byHand(t, w.moves)
			if !edgesOf(t, b.Recording())[tcp.Edge{From: w.from, To: w.to}] {
				t.Errorf("these moves do not walk it:\n%s", transcript(t, b.Recording()))
			}
			if end := b.End(); end.Differences != 0 {
				t.Errorf("%d differences, want none: this lesson is the student's own", end.Differences)
			}
		})
	}
}

// byHand opens the lesson free and makes moves, which are written "client: dial" for
// a line that the client is told, and else as kind, host and name. "" is none.
func byHand(t *testing.T, moves string) *bench.Bench {
	t.Helper()
	b, err := bench.Open(lessonNamed(t, "free"), bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	if moves == "" {
		return b
	}
	for text := range strings.SplitSeq(moves, "|") {
		m := trace.Move{Kind: trace.MoveInput}
		host, line, told := strings.Cut(text, ": ")
		if m.Host, m.Name = host, line; !told {
			part := strings.SplitN(text+" ", " ", 3)
			m = trace.Move{Kind: part[0], Host: part[1], Name: strings.TrimSpace(part[2])}
		}
		if err := b.Do(context.Background(), m); err != nil {
			t.Fatalf("%s: %v\n%s", text, err, transcript(t, b.Recording()))
		}
	}
	return b
}
