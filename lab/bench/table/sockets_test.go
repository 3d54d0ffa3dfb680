package table

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// rowsOf lists the rows of the table: id, host and state.
func rowsOf(t *Sockets) []string {
	var list []string
	for _, s := range t.Snapshot() {
		list = append(list, fmt.Sprint(s.ID, " ", s.Host, " ", s.State))
	}
	return list
}

func wordsOf(events []trace.Event) []string {
	var list []string
	for _, e := range events {
		list = append(list, fmt.Sprint(e.ID, " ", e.Host, " ", e.From, " → ", e.To, e.Passed))
	}
	return list
}

// TestAPortPairUsedAgainIsAnotherMachine shows that a connection with the
// addresses of an earlier one is a new row, and not the old one's next state.
func TestAPortPairUsedAgainIsAnotherMachine(t *testing.T) {
	server, client := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:40000")
	for _, c := range []struct {
		name         string
		opener       tcp.Opener
		was, now     kernel.Socket
		told         string // the host that announces the socket again before the second reading, "" if none does
		events, rows []string
		why          string
	}{
		{
			"server, in TIME_WAIT, gets a SYN", tcp.Passive,
			kernel.Socket{State: tcp.TimeWait, Cookie: 1}, kernel.Socket{State: tcp.SynRcvd, Cookie: 2}, "",
			[]string{"1 a TIME_WAIT → CLOSED[]", "2 a LISTEN → SYN_RCVD[]"},
			[]string{"1 a CLOSED", "2 a SYN_RCVD"},
			"the kernel ended the old connection and opened a new one beside the listener",
		}, {
			"another host dials from the port", tcp.Active,
			kernel.Socket{State: tcp.TimeWait, Cookie: 1}, kernel.Socket{State: tcp.SynSent, Cookie: 2}, "b",
			[]string{"1 a TIME_WAIT → CLOSED[]", "2 b CLOSED → SYN_SENT[]"},
			[]string{"1 a CLOSED", "2 b SYN_SENT"},
			"the new connection belongs to the host that announced it",
		}, {
			"between two readings one was reset and the next one opened", tcp.Passive,
			kernel.Socket{State: tcp.Established, Cookie: 1}, kernel.Socket{State: tcp.Established, Cookie: 2}, "",
			[]string{"1 a ESTABLISHED → CLOSED[]", "2 a LISTEN → ESTABLISHED[SYN_RCVD]"},
			[]string{"1 a CLOSED", "2 a ESTABLISHED"},
			"the same state of another connection is news, too",
		}, {
			"an ordinary step", tcp.Active,
			kernel.Socket{State: tcp.FinWait2, Cookie: 1}, kernel.Socket{State: tcp.TimeWait, Cookie: 1}, "",
			[]string{"1 a FIN_WAIT_2 → TIME_WAIT[]"},
			[]string{"1 a TIME_WAIT"},
			"the same cookie means the same connection",
		}, {
			"announced twice", tcp.Active,
			kernel.Socket{State: tcp.SynSent, Cookie: 1}, kernel.Socket{State: tcp.Established, Cookie: 1}, "a",
			[]string{"1 a SYN_SENT → ESTABLISHED[]"},
			[]string{"1 a ESTABLISHED"},
			"a second announcement makes no second connection",
		}, {
			"a system without cookies", tcp.Passive,
			kernel.Socket{State: tcp.TimeWait}, kernel.Socket{State: tcp.SynRcvd}, "",
			[]string{"1 a TIME_WAIT → CLOSED[]", "2 a LISTEN → SYN_RCVD[]"},
			[]string{"1 a CLOSED", "2 a SYN_RCVD"},
			"only CLOSED follows TIME_WAIT in the life of one connection",
		}, {
			"an ordinary step without cookies", tcp.Passive,
			kernel.Socket{State: tcp.SynRcvd}, kernel.Socket{State: tcp.Established}, "",
			[]string{"1 a SYN_RCVD → ESTABLISHED[]"},
			[]string{"1 a ESTABLISHED"},
			"without cookies only the addresses identify a connection",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Sockets{Source: trace.SourceKernel}
			at := Address{Proto: "tcp", Local: server, Remote: client}
			s.Add("a", trace.RoleConnection, "tcp", server, client, c.opener)
			if _, err := s.Read(Snapshot{at: c.was}, nil); err != nil {
				t.Fatal(err)
			}
			if c.told != "" {
				s.Add(c.told, trace.RoleConnection, "tcp", server, client, c.opener)
			}
			changed, err := s.Read(Snapshot{at: c.now}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.events, wordsOf(changed)); diff != "" {
				t.Errorf("%s, but the events differ (want -, got +):\n%s", c.why, diff)
			}
			if diff := cmp.Diff(c.rows, rowsOf(s)); diff != "" {
				t.Errorf("%s, but the table differs (want -, got +):\n%s", c.why, diff)
			}
			if again, _ := s.Read(Snapshot{at: c.now}, nil); len(again) > 0 {
				t.Errorf("read once more, nothing has changed, but it says %v", wordsOf(again))
			}
			if found := s.Find("tcp", server, client); found == nil || found.State != string(c.now.State) {
				t.Errorf("by its addresses %+v is found, want the connection that has them now", found)
			}
		})
	}
}

// TestQueuesAreOfTheMachineShown shows that between two steps a row does not
// take over the numbers of another connection.
func TestQueuesAreOfTheMachineShown(t *testing.T) {
	server, client := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:40000")
	at := Address{Proto: "tcp", Local: server, Remote: client}
	s := &Sockets{}
	s.Add("a", trace.RoleConnection, "tcp", server, client, tcp.Active)
	s.Read(Snapshot{at: {State: tcp.Established, RecvQ: 1, Cookie: 1}}, nil)
	s.Refresh(Snapshot{at: {State: tcp.Established, RecvQ: 7, Cookie: 2}})
	if got := s.Snapshot()[0].RecvQ; got != 1 {
		t.Errorf("Recv-Q is %d, want 1 still: the 7 bytes wait in another connection, which the next step will show", got)
	}
	s.Refresh(Snapshot{at: {State: tcp.Established, RecvQ: 5, Cookie: 1}})
	if got := s.Snapshot()[0].RecvQ; got != 5 {
		t.Errorf("Recv-Q is %d, want 5: they wait in the same connection", got)
	}
}

// TestWhatIsNotToldIsMarked: the numbers of a system that tells the state alone
// are zero and mean nothing, and a reader of the trace must be able to see it.
func TestWhatIsNotToldIsMarked(t *testing.T) {
	server := netip.MustParseAddrPort("127.0.0.1:8001")
	for _, alone := range []bool{true, false} {
		table := &Sockets{Source: trace.SourceKernel}
		table.Add("server", trace.RoleListener, kernel.TCP, server, netip.AddrPort{}, tcp.Passive)
		now := kernel.Socket{Proto: kernel.TCP, State: tcp.Listen, Local: server, StateOnly: alone}
		if _, err := table.Read(Snapshot{{Proto: kernel.TCP, Local: server}: now}, nil); err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(table.Snapshot()[0])
		if err != nil {
			t.Fatal(err)
		}
		if marked := strings.Contains(string(written), `"state_only":true`); marked != alone {
			t.Errorf("the trace has %s; want its numbers marked as unknown: %v", written, alone)
		}
	}
}

// whole is a system that tells all its sockets at once, and counts how often.
type whole struct {
	Snapshot
	now   kernel.Listing
	asked int
}

func (w *whole) Moment() (kernel.Listing, error) {
	w.asked++
	return w.now, nil
}

// TestASystemThatTellsAllIsAskedOnce: on Windows each question brings the table of the
// whole machine. One table has to do for all rows, which then are of one moment, too.
// It has the address and the process of a UDP socket and no state, so that the row has
// never been in one.
func TestASystemThatTellsAllIsAskedOnce(t *testing.T) {
	at := netip.MustParseAddrPort
	server, client, nobody := at("127.0.0.1:8001"), at("127.0.0.1:40000"), at("0.0.0.0:0")
	table := &Sockets{Source: trace.SourceKernel}
	table.Add("server", trace.RoleListener, kernel.TCP, server, netip.AddrPort{}, tcp.Passive)
	table.Add("server", trace.RoleSocket, kernel.UDP, server, netip.AddrPort{}, tcp.Passive)
	table.Add("client", trace.RoleSocket, kernel.UDP, client, server, tcp.Active)
	system := &whole{now: kernel.Listing{
		{Proto: kernel.TCP, State: tcp.Listen, Local: server, Remote: nobody, PID: 400, StateOnly: true},
		{Proto: kernel.UDP, Local: client, Remote: nobody, PID: 404, StateOnly: true},
		{Proto: kernel.UDP, Local: server, Remote: nobody, PID: 400, StateOnly: true},
	}}
	step := func(events, rows []string) {
		t.Helper()
		before := system.asked
		changed, err := table.Read(system, nil)
		if err != nil {
			t.Fatal(err)
		}
		if system.asked != before+1 {
			t.Errorf("the system was asked %d times, want once", system.asked-before)
		}
		var got []string
		for _, s := range table.Snapshot() {
			got = append(got, fmt.Sprintf("%d %s %s %q pid %d been %q", s.ID, s.Host, s.Proto, s.State, s.PID, s.Been))
		}
		if diff := cmp.Diff([][]string{events, rows}, [][]string{wordsOf(changed), got}); diff != "" {
			t.Errorf("the events or the rows differ (want -, got +):\n%s", diff)
		}
	}
	step([]string{"1 server CLOSED → LISTEN[]", "2 server CLOSED → []", "3 client CLOSED → []"},
		[]string{`1 server tcp "LISTEN" pid 400 been []`, `2 server udp "" pid 400 been []`, `3 client udp "" pid 404 been []`})
	step(nil, []string{`1 server tcp "LISTEN" pid 400 been []`, `2 server udp "" pid 400 been []`, `3 client udp "" pid 404 been []`})
	system.now = system.now[:2]
	step([]string{"2 server  → CLOSED[]"},
		[]string{`1 server tcp "LISTEN" pid 400 been []`, `2 server udp "CLOSED" pid 0 been []`, `3 client udp "" pid 404 been []`})
}

// TestASimultaneousOpenComesFromClosed shows that a socket which has dialled
// does not come out of a listener, though it stands on the servers' side.
func TestASimultaneousOpenComesFromClosed(t *testing.T) {
	a, b := netip.MustParseAddrPort("127.0.0.1:5000"), netip.MustParseAddrPort("127.0.0.1:6000")
	at := Address{Proto: "tcp", Local: a, Remote: b}
	s := &Sockets{}
	s.Add("server", trace.RoleConnection, "tcp", a, b, tcp.Passive)
	for _, c := range []struct {
		state tcp.State
		want  string
	}{
		{tcp.SynSent, "1 server CLOSED → SYN_SENT[]"},
		{tcp.SynRcvd, "1 server SYN_SENT → SYN_RCVD[]"},
		{tcp.Established, "1 server SYN_RCVD → ESTABLISHED[]"},
	} {
		changed, err := s.Read(Snapshot{at: {State: c.state, Cookie: 1}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{c.want}, wordsOf(changed)); diff != "" {
			t.Errorf("a program dialled from this end, and nobody listens (want -, got +):\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string{"CLOSED", "SYN_SENT", "SYN_RCVD"}, s.Snapshot()[0].Been); diff != "" {
		t.Errorf("its earlier states differ (want -, got +):\n%s", diff)
	}
}

// TestEstablishedIsPassed shows that a connection which opened, talked and
// closed between two readings was in ESTABLISHED, if a packet shows that its
// SYN was acknowledged. The state is marked as passed, because nobody saw it.
func TestEstablishedIsPassed(t *testing.T) {
	a, b := netip.MustParseAddrPort("127.0.0.1:40000"), netip.MustParseAddrPort("127.0.0.1:8001")
	at := Address{Proto: "tcp", Local: a, Remote: b}
	for _, c := range []struct {
		acked        map[Address]bool
		want         string
		been, passed []string
		why          string
	}{
		{map[Address]bool{at: true}, "1 a SYN_SENT → FIN_WAIT_1[ESTABLISHED]", []string{"CLOSED", "SYN_SENT", "ESTABLISHED"}, []string{"ESTABLISHED"}, "the SYN ACK that came in leads there"},
		{map[Address]bool{{Proto: "tcp", Local: b, Remote: a}: true}, "1 a SYN_SENT → FIN_WAIT_1[]", []string{"CLOSED", "SYN_SENT"}, nil, "the other end's SYN says nothing about this end"},
		{nil, "1 a SYN_SENT → FIN_WAIT_1[]", []string{"CLOSED", "SYN_SENT"}, nil, "a close in SYN_RCVD leads past ESTABLISHED"},
	} {
		s := &Sockets{}
		s.Add("a", trace.RoleConnection, "tcp", a, b, tcp.Active)
		s.Read(Snapshot{at: {State: tcp.SynSent, Cookie: 1}}, nil)
		changed, err := s.Read(Snapshot{at: {State: tcp.FinWait1, Cookie: 1}}, c.acked)
		if err != nil {
			t.Fatal(err)
		}
		row := s.Snapshot()[0]
		if diff := cmp.Diff([]any{[]string{c.want}, c.been, c.passed}, []any{wordsOf(changed), row.Been, row.Passed}); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", c.why, diff)
		}
	}
}
