package script

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// asked is the probe of a keepalive timer.
func asked(id int) trace.Packet {
	p := segment(id, "client", "ACK", 3, 1)
	p.Probe = trace.ProbeKeepalive
	return p
}

// lost is the story of a segment whose acknowledgement is dropped.
var lost = append(slices.Clone(talk[:5]),
	lab.Beat{ID: "arrives", Move: lab.Deliver("client", "DATA 3")},
	lab.Beat{ID: "drop", Move: lab.Drop("server", "ACK")},
	lab.Beat{ID: "again", Move: lab.Wait(), Then: "client resends DATA 3 seq 1"},
	lab.Beat{ID: "arrives-again", Move: lab.Deliver("client", "DATA 3")},
	lab.Beat{ID: "close", Move: lab.Call("client", "Close")},
)

// asks is a story in which a keepalive timer asks twice.
var asks = append(slices.Clone(talk[:4]),
	lab.Beat{ID: "read", Move: lab.Call("client", "Read")},
	lab.Beat{ID: "asks", Move: lab.Wait(), Then: "client sends probe"},
	lab.Beat{ID: "unheard", Move: lab.Drop("client", "probe")},
	lab.Beat{ID: "asks-again", Move: lab.Wait(), Then: "client sends probe"},
	lab.Beat{ID: "heard", Move: lab.Deliver("client", "probe")},
	lab.Beat{ID: "answer", Move: lab.Deliver("server", "ACK")},
	lab.Beat{ID: "end", Move: lab.Wait(), Then: "client ends Read: ETIMEDOUT"},
)

// TestRowsThatWait follows stories in which kernels do something by themselves,
// while somebody waits or looks.
func TestRowsThatWait(t *testing.T) {
	waited := trace.Move{Kind: trace.MoveWait}
	again := segment(6, "client", "DATA 3", 1, 1)
	written := append(slices.Clone(connected), one, act{move: with(4, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(5, "server", "ACK", 1, 4)}})
	drop := act{move: with(5, lab.Drop("server", "ACK"))}
	reads := act{move: lab.Call("client", "Read")}
	for _, c := range []struct {
		name  string
		beats []lab.Beat
		acts  []act
		rows  string // the beats of the steps behind the handshake; + before those that were told beside
		why   string
	}{
		{"waited for", lost, append(slices.Clone(written), drop, act{move: waited, sends: []trace.Packet{again}}, act{move: with(6, lab.Deliver("client", "DATA 3"))}),
			"one arrives drop again arrives-again", "the packet was not dropped, and belongs to the row behind the wait"},
		{"looked at", lost, append(slices.Clone(written), drop, act{move: elapsed, sends: []trace.Packet{again}}, act{move: with(6, lab.Deliver("client", "DATA 3"))}),
			"one arrives drop again arrives-again", "it came by itself"},
		{"sent before the drop", lost, append(slices.Clone(written), act{move: drop.move, copies: []trace.Packet{again}}, act{move: with(6, lab.Deliver("client", "DATA 3"))}),
			"one arrives drop+again arrives-again", "a copy was on the wire already: nothing is left to wait for"},
		{"something else first", lost, append(slices.Clone(written), drop, act{move: waited, sends: []trace.Packet{segment(7, "server", "FIN ACK", 1, 4)}}, act{move: elapsed, sends: []trace.Packet{again}}),
			"one arrives drop - again", "the server has sent something of its own; the row goes on waiting"},
		{"otherwise than claimed", lost, append(slices.Clone(written), drop, act{move: waited, sends: []trace.Packet{segment(7, "client", "DATA 3", 4, 1)}}),
			"one arrives drop again", "it sent DATA 3, and for the first time: that is a finding"},

		{"a probe dropped", asks, append(slices.Clone(connected), reads, act{move: waited, sends: []trace.Packet{asked(7)}}, act{move: with(7, lab.Drop("client", "ACK"))},
			act{move: waited, sends: []trace.Packet{asked(8)}}, act{move: with(8, lab.Deliver("client", "ACK")), sends: []trace.Packet{segment(9, "server", "ACK", 1, 4)}}, act{move: with(9, lab.Deliver("server", "ACK"))}),
			"read asks unheard asks-again heard answer", "rows name a probe, whose name on the wire is ACK"},
		{"a probe too early", asks, append(slices.Clone(connected), act{move: elapsed, sends: []trace.Packet{asked(7)}}, act{move: with(7, lab.Deliver("client", "ACK")), sends: []trace.Packet{segment(9, "server", "ACK", 1, 4)}},
			act{move: with(9, lab.Deliver("server", "ACK"))}, reads, act{move: waited, sends: []trace.Packet{asked(10)}}),
			"- - - read asks", "before the call no row asks for it, and its answer is not that of the later one"},
		{"a probe for an ACK", lost, append(slices.Clone(connected), one, act{move: elapsed, sends: []trace.Packet{asked(7)}}, act{move: with(7, lab.Deliver("client", "ACK"))}),
			"one - -", "no row that asks for an ACK means a probe"},
		{"two in one look", append(slices.Clone(asks), lab.Beat{ID: "gone", Move: lab.Wait(), Then: "client exits 1"}), append(slices.Clone(connected), reads, act{move: waited, sends: []trace.Packet{asked(7)}}, act{move: with(7, lab.Drop("client", "ACK"))},
			act{move: waited, sends: []trace.Packet{asked(8)}}, act{move: with(8, lab.Deliver("client", "ACK")), sends: []trace.Packet{segment(9, "server", "ACK", 1, 4)}}, act{move: with(9, lab.Deliver("server", "ACK"))},
			act{move: elapsed, also: []trace.Event{{Kind: trace.EventEnded, Host: "client", Name: "Read", Errno: "ETIMEDOUT"}, {Kind: trace.EventExit, Host: "client", Text: "exit 1"}}}),
			"read asks unheard asks-again heard answer end+gone", "both rows wait for what came in the same step"},
		{"one look, two rows of it", append(slices.Clone(talk[:4]), lab.Beat{ID: "a", Move: lab.Wait(), Then: "client sends probe"}, lab.Beat{ID: "b", Move: lab.Wait(), Then: "client sends probe"}),
			append(slices.Clone(connected), act{move: elapsed, sends: []trace.Packet{asked(7)}}), "a", "one probe is told once"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := read(c.beats, false)
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			differs := 0
			known := map[int]trace.Packet{}
			for _, a := range c.acts {
				step := a.step()
				for _, e := range step.Events {
					if e.Kind == trace.EventSent || e.Kind == trace.EventCopy {
						known[e.ID] = *e.Packet
					}
					if e.Kind == trace.EventDropped || e.Kind == trace.EventDelivered {
						*e.Packet = known[e.Packet.ID]
					}
				}
				_, unscripted := s.Follow(step, &a.move, Loop{}, nil)
				differs += unscripted + len(step.Findings)
				row := strings.Join(append([]string{step.Beat}, step.Told...), "+")
				if row == "" {
					row = "-"
				}
				rows = append(rows, row)
			}
			if got := strings.Join(rows[4:], " "); got != c.rows {
				t.Errorf("rows %s, want %s: %s", got, c.rows, c.why)
			}
			if finding := c.name == "otherwise than claimed"; (differs > 0) != finding {
				t.Errorf("%d differences; want some: %v", differs, finding)
			}
		})
	}
}

// TestWhatCannotComeIsNotWaitedFor: behind a student's own move a row may wait for
// what will not come any more. The story goes on behind it.
func TestWhatCannotComeIsNotWaitedFor(t *testing.T) {
	possible := []trace.Move{{Kind: trace.MoveWait}, {Kind: trace.MoveCall, Host: "client", Name: "Close", ID: 9}}
	timer := func(kind string) []trace.Socket {
		return []trace.Socket{{Host: "client", Role: trace.RoleConnection, State: "ESTABLISHED", Timer: &trace.Timer{Kind: kind}}}
	}
	running := []trace.Call{{Host: "client", Name: "Read", Status: trace.CallRunning}}
	for _, c := range []struct {
		then    string
		sockets []trace.Socket
		calls   []trace.Call
		waits   bool
		why     string
	}{
		{"client resends DATA 3", timer(trace.TimerRetransmit), nil, true, "its timer runs"},
		{"client resends DATA 3", timer(trace.TimerKeepalive), nil, false, "another timer runs"},
		{"client resends SYN", timer(trace.TimerRetransmit), nil, false, "the connection is open: its timer is about something else"},
		{"server resends DATA 3", timer(trace.TimerRetransmit), nil, false, "another host's timer runs"},
		{"client sends probe", timer(trace.TimerKeepalive), nil, true, "its timer runs"},
		{"client sends DATA 3", timer(trace.TimerPersist), nil, true, "a kernel fills what is left of a window when that timer runs out"},
		{"client sends DATA 3", timer(trace.TimerKeepalive), nil, false, "no timer that sends data runs"},
		{"client sends probe", timer(trace.TimerRetransmit), nil, false, "no timer that asks runs"},
		{"client ends Read: EOF", nil, running, true, "the Read is under way"},
		{"client ends Write: EPIPE", nil, running, false, "no Write is under way"},
		{"client CLOSED", timer(trace.TimerTimeWait), nil, true, "it will be"},
		{"client ESTABLISHED", timer(trace.TimerTimeWait), nil, false, "it is, and need not come"},
		{"client resends DATA 3", []trace.Socket{{Host: "client", StateOnly: true}}, nil, true, "the system tells no timers"},
	} {
		s, err := read([]lab.Beat{{ID: "wait", Move: lab.Wait(), Then: c.then}, {ID: "close", Move: lab.Call("client", "Close")}}, false)
		if err != nil {
			t.Fatal(err)
		}
		s.astray, s.calls = true, c.calls
		if row, _, _ := s.Next(possible, c.sockets); (row == 0) != c.waits {
			t.Errorf("%q: next is row %d; want that the row waits: %v, because %s", c.then, row, c.waits, c.why)
		}
	}
}

// TestWhatWasNotLostIsNotWaitedFor: if the student lets a packet arrive that the
// script drops, no kernel sends it again.
func TestWhatWasNotLostIsNotWaitedFor(t *testing.T) {
	possible := []trace.Move{{Kind: trace.MoveWait}, {Kind: trace.MoveCall, Host: "client", Name: "Close", ID: 9}}
	sockets := []trace.Socket{{Host: "client", Role: trace.RoleConnection, State: "ESTABLISHED", Timer: &trace.Timer{Kind: trace.TimerRetransmit}}}
	for _, c := range []struct {
		dropped bool
		want    int
	}{{true, 1}, {false, 2}} {
		s, err := read([]lab.Beat{
			{ID: "drop", Move: lab.Drop("client", "DATA 3")},
			{ID: "again", Move: lab.Wait(), Then: "client resends DATA 3"},
			{ID: "close", Move: lab.Call("client", "Close")},
		}, false)
		if err != nil {
			t.Fatal(err)
		}
		s.astray = true
		if c.dropped {
			s.mark(0)
		}
		if row, _, _ := s.Next(possible, sockets); row != c.want {
			t.Errorf("dropped %v: next is row %d, want %d", c.dropped, row, c.want)
		}
	}
}

// TestOneWaitInVainIsEnough: a kernel asks again and again whether a window has
// opened. A student who has left the script is not to wait each time for what the
// script had in mind; one who has not, is.
func TestOneWaitInVainIsEnough(t *testing.T) {
	waited := trace.Move{Kind: trace.MoveWait}
	possible := []trace.Move{waited, {Kind: trace.MoveCall, Host: "client", Name: "Close", ID: 9}}
	sockets := []trace.Socket{{Host: "client", Role: trace.RoleConnection, State: "ESTABLISHED", Timer: &trace.Timer{Kind: trace.TimerPersist}}}
	for _, c := range []struct {
		astray bool
		want   int
	}{{true, 1}, {false, 0}} {
		s, err := read([]lab.Beat{{ID: "rest", Move: lab.Wait(), Then: "client sends DATA 3"}, {ID: "close", Move: lab.Call("client", "Close")}}, false)
		if err != nil {
			t.Fatal(err)
		}
		s.astray = c.astray
		if row, _, _ := s.Next(possible, sockets); row != 0 {
			t.Fatalf("next is row %d, want the wait: it may come", row)
		}
		step := act{move: waited, sends: []trace.Packet{segment(7, "server", "DATA 5", 1, 1)}}.step()
		step.Sockets = sockets
		s.Follow(step, &waited, Loop{}, nil)
		if row, _, _ := s.Next(possible, sockets); row != c.want {
			t.Errorf("astray %v: behind something else, next is row %d, want %d", c.astray, row, c.want)
		}
	}
}
