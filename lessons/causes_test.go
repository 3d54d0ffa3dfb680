package lessons

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A turn leads off a lesson's script, so that a real kernel does what has a
// cause. Its moves are words: "to BEAT" goes there by the script; the others are
// a student's own: "call HOST NAME", "deliver HOST PACKET", "drop", "duplicate",
// "kill HOST", "wait", each as package lab has it.
type turn struct {
	lesson  string
	why     string // what the moves do to the connection
	sysctls map[string]string
	moves   []string
	says    []string // kinds, each with its sentence's beginning or a piece of it: "gap: Byte 1 is missing"
	never   []string // kinds
	fails   string   // the call that fails in the last step, and its error, as the cause has foretold; "" if none
}

var turns = []turn{
	{lesson: "half-close", why: "the FIN overtakes the data, which is lost; a SACK tells so",
		moves: []string{"to text", "call client CloseWrite", "drop client DATA 18", "deliver client FIN ACK", "deliver server ACK", "await client", "deliver client DATA 18"},
		says: []string{
			"gap: Byte 1 is missing before FIN ACK: the FIN does not count yet", "gap: server stays in ESTABLISHED; its ACK asks for byte 1",
			"resend: A SACK told client that bytes behind its DATA 18 have arrived",
			"gap-filled: and so does the FIN. So server goes to CLOSE_WAIT",
		}, never: []string{"copy", "closed-first"}},
	{lesson: "connection", why: "a datum comes twice",
		moves: []string{"to hello", "duplicate client DATA 5", "deliver client DATA 5"},
		says:  []string{"copy: A copy: server had all of DATA 5 before", "copy: (ack 6)"},
		never: []string{"gap", "resend"}},
	{lesson: "tcp-or-udp", why: "the first segment is lost, and SACK is off: the third duplicate ACK has it sent again",
		moves: []string{"to tcp-one", "deliver tcp-server ACK", "drop tcp-client DATA 4", "deliver tcp-client DATA 6", "deliver tcp-client DATA 5", "deliver tcp-client DATA 5",
			"deliver tcp-server ACK", "deliver tcp-server ACK", "deliver tcp-server ACK", "deliver tcp-client DATA 4", "deliver tcp-client DATA 4"},
		says:  []string{"gap: asks for byte 5", "resend: 4 ACKs asked tcp-client for the same byte 5", "gap-filled: DATA 4 fills the gap"},
		never: []string{"window-full", "nagle"}},
	{lesson: "connection", why: "a lost SYN is sent again, and after that once more: the kernel gives up",
		sysctls: map[string]string{"net.ipv4.tcp_syn_retries": "1", "net.ipv4.tcp_syn_linear_timeouts": "0"},
		moves:   []string{"to dial", "drop client SYN", "wait", "drop client SYN", "wait"},
		says: []string{
			"resend: The resend timer of client ran out: no ACK has come in for its SYN",
			"given-up: client was in SYN_SENT, and no answer came to what it sent, nor to 1 resend: its kernel has given up (ETIMEDOUT)",
		}, never: []string{"program-gave-up", "nobody-listens"}},
	{lesson: "listen", why: "a program accepts a connection and is killed before it has read what waited there",
		moves: []string{"to accept", "kill server"},
		says:  []string{"unread-at-close: server ended with 19 bytes unread: so its kernel sends RST instead of FIN"},
		never: []string{"abortive-close", "listener-closed"}},
	{lesson: "listen", why: "the program that would accept is killed: what waits in its queue is reset",
		moves: []string{"to ack", "kill server", "deliver server RST ACK"},
		says:  []string{"listener-closed: The listener of server is gone: the connection of 127.0.0.1:"},
		never: []string{"abortive-close", "unread-at-close"}},
	{lesson: "listen", why: "the listener is gone before the ACK comes that would complete the connection",
		moves: []string{"to dial", "deliver client SYN", "kill server", "deliver server SYN ACK", "deliver client ACK"},
		says:  []string{"listener-gone: Nobody listens on 127.0.0.1:8001 any more, so nobody could accept this connection, which was in SYN_RCVD. Its kernel answers ACK with RST"},
		never: []string{"not-known", "listener-closed"}},
	{lesson: "listen", why: "the listener is gone, and the timer of the SYN ACK runs out",
		moves: []string{"to dial", "deliver client SYN", "kill server", "wait"},
		says:  []string{"listener-gone: Nobody listens on 127.0.0.1:8001 any more: when the timer ran out, its kernel dropped this connection in SYN_RCVD. No packet tells 127.0.0.1:"},
		never: []string{"given-up"}},
	{lesson: "file-transfer-breaks", why: "the second receiver wants the port of the first one",
		moves: []string{"to listen", "call checker Listen"},
		says:  []string{"port-held: receiver listens on 127.0.0.1:8001 already, and a port takes one listener: so Listen fails with EADDRINUSE."},
		never: []string{"closed-first"}},
	{lesson: "half-close", why: "the server is killed before the client's FIN comes in: the FINs cross",
		moves: []string{"to close-write", "kill server", "deliver server FIN ACK"},
		says:  []string{"fins-crossed: Both have sent a FIN, and they crossed: this one (ack 19) does not acknowledge that of client. CLOSING lasts until then."},
		never: []string{"closed-first", "closed-together"}},
	{lesson: "udp-boundaries", why: "a datagram of ten bytes comes to a program that waits with room for four",
		moves: []string{"to read-three", "call server ReadFromUDP", "call client Write", "deliver client UDP 10"},
		says:  []string{"cut-off: The datagram had 10 bytes, the buffer of server has room for 4: the rest (6) is gone"},
		never: []string{"nobody-has-port"}},
	{lesson: "bytes", why: "a segment waits on the wire while the one before it is sent again and comes: its timestamp is old then",
		moves: []string{"to two-arrives", "call client Write", "deliver server ACK", "call client Write", "call server Read", "call server Read", "deliver client DATA 80", "deliver server ACK",
			"drop client DATA 5", "deliver client DATA 5", "deliver client DATA 1460"},
		says:  []string{"gap: Byte 7 is missing", "old-timestamp: server waits for DATA 1460, but has taken a newer timestamp: its kernel throws it away as old (PAWS; ack 12)"},
		never: []string{"copy"}},
	{lesson: "free", why: "a connection is reset that nobody has accepted",
		moves: []string{"input server listen", "call server ListenTCP", "input client dial", "call client DialTCP", "deliver client SYN", "deliver server SYN ACK", "deliver client ACK",
			"input client reset", "call client Close", "deliver client RST ACK", "input server accept", "call server AcceptTCP", "input server read", "call server Read"},
		says: []string{
			"abortive-close: client closed with nothing unread",
			"reset-in-queue: The RST ends a connection that no program has accepted. It stays in the accept queue (1)",
		}, never: []string{"listener-closed"}, fails: "Read ECONNRESET"},
}

// TestCausesBehindMovesOfOnesOwn makes the moves above and reads what is said of
// the steps. The kernel is the judge of the conditions of a cause.
func TestCausesBehindMovesOfOnesOwn(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for _, c := range turns {
		t.Run(c.lesson+", "+c.why, func(t *testing.T) {
			t.Parallel()
			l := *lessonNamed(t, c.lesson)
			l.Settings.Sysctls = maps.Clone(l.Settings.Sysctls)
			for name, value := range c.sysctls {
				if l.Settings.Sysctls == nil {
					l.Settings.Sysctls = map[string]string{}
				}
				l.Settings.Sysctls[name] = value
			}
			b, err := bench.Open(&l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			for _, m := range c.moves {
				if err := turned(t.Context(), b, m); err != nil {
					t.Fatalf("%s: %v\n%s", m, err, transcript(t, b.Recording()))
				}
			}
			said := causes(t, b.Recording())
			for _, want := range c.says {
				kind, piece, _ := strings.Cut(want, ": ")
				if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, kind+": ") && strings.Contains(s, piece) }) {
					t.Errorf("no step has the cause %q", want)
				}
			}
			for _, s := range said {
				if kind, _, _ := strings.Cut(s, ": "); slices.Contains(c.never, kind) {
					t.Errorf("it says %q, which is not so", s)
				}
			}
			if c.fails != "" && !slices.Contains(failures(t, b), c.fails) {
				t.Errorf("the last step fails with %q, want %s", failures(t, b), c.fails)
			}
			if t.Failed() {
				t.Logf("said: %q\n%s", said, transcript(t, b.Recording()))
			}
		})
	}
}

// failures lists the calls that failed in the last step, with their errors.
func failures(t *testing.T, b *bench.Bench) (list []string) {
	t.Helper()
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range step.Events {
		if e.Kind == trace.EventEnded && e.Errno != "" {
			list = append(list, e.Name+" "+e.Errno)
		}
	}
	return list
}

// turned makes a move that is written in words. "await HOST" is a wait, unless the
// host has sent something: behind a gap with fewer than three segments a kernel
// sends again at once, or after a part of a round trip (RFC 8985, section 6.2),
// which is long on a busy machine.
func turned(ctx context.Context, b *bench.Bench, move string) error {
	words := strings.SplitN(move, " ", 3)
	m := trace.Move{Kind: words[0]}
	switch m.Kind {
	case "to":
		return b.GoTo(ctx, words[1])
	case "await":
		step, err := b.Latest()
		if err != nil || slices.ContainsFunc(step.Held, func(p trace.Packet) bool { return p.From == words[1] }) {
			return err
		}
		return b.Do(ctx, trace.Move{Kind: trace.MoveWait})
	}
	if len(words) > 1 {
		m.Host = words[1]
	}
	if len(words) > 2 {
		m.Name = words[2]
	}
	return b.Do(ctx, m)
}

// causes lists what is said of the steps of a run, in English: the kinds with
// their sentences.
func causes(t *testing.T, rec *trace.Recording) (said []string) {
	t.Helper()
	h := rec.Header()
	steps := stepsFrom(t, rec, 0)
	for i := 1; i < len(steps); i++ {
		s := &tell.Scene{Header: &h, Lang: "en", Step: steps[i], Before: &steps[i-1], At: i, Length: len(steps)}
		if why := s.Why(); why != nil {
			said = append(said, why.Kind+": "+why.Say)
		}
	}
	return said
}
