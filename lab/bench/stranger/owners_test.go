package stranger

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestAnOwnerIsAskedForAgain shows that a program which had no name when its
// socket was new, because it was just being started, gets its name later. It
// also shows that neither a socket whose owner stays hidden nor one whose owner
// is known makes every look read all of /proc.
func TestAnOwnerIsAskedForAgain(t *testing.T) {
	local, hidden := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:8002")
	now := time.Unix(0, 0)
	asked := 0
	owners := map[uint32][]proc.Owner{}
	var failure error
	f := NewOwners(func() (map[uint32][]proc.Owner, error) { asked++; return owners, failure }, func() time.Time { return now })
	s := &table.Sockets{}
	s.Add("server", trace.RoleListener, "tcp", local, netip.AddrPort{}, tcp.Passive)
	s.Add("server", trace.RoleListener, "tcp", hidden, netip.AddrPort{}, tcp.Passive)
	seen := table.Snapshot{
		{Proto: "tcp", Local: local, Remote: netip.AddrPort{}}:  {State: tcp.Listen, Inode: 11},
		{Proto: "tcp", Local: hidden, Remote: netip.AddrPort{}}: {State: tcp.Listen, Inode: 12},
	}
	for _, c := range []struct {
		after time.Duration
		do    func()
		asked int
		name  string
		why   string
	}{
		{0, func() { failure = errors.New("no /proc") }, 1, "", "both are new, and the search fails"},
		{time.Millisecond, func() {
			failure = nil
			owners[11] = []proc.Owner{{PID: 7, Name: "nc"}}
		}, 1, "", "the last search was only a moment ago"},
		{time.Second, func() {}, 2, "nc (7)", "the program has been started by now"},
		{time.Second, func() {}, 2, "nc (7)", "the hidden one was asked for twice, so the third search comes later"},
		{time.Second, func() {}, 3, "nc (7)", "two seconds have passed"},
		{3 * time.Second, func() {}, 3, "nc (7)", "now the wait is four seconds"},
		{time.Second, func() {}, 4, "nc (7)", "four seconds have passed"},
		{0, func() {
			seen[table.Address{Proto: "udp", Local: local, Remote: netip.AddrPort{}}] = kernel.Socket{Inode: 13}
			owners[13] = []proc.Owner{{PID: 8, Name: "dig"}}
		}, 5, "nc (7)", "a new socket is asked for at once"},
		{time.Hour, func() { delete(seen, table.Address{Proto: "tcp", Local: hidden, Remote: netip.AddrPort{}}) }, 6, "nc (7)", "a socket may have gone to another program, as after a fork"},
		{time.Millisecond, func() {}, 6, "nc (7)", "it was asked for a moment ago"},
	} {
		now = now.Add(c.after)
		c.do()
		f.Look(seen)
		f.Name(s.Rows, seen)
		if asked != c.asked || s.Rows[0].Program != c.name {
			t.Errorf("after %v: asked %d times, the program is %q; want %d and %q: %s", now.Sub(time.Unix(0, 0)), asked, s.Rows[0].Program, c.asked, c.name, c.why)
		}
	}
	for port := range uint16(100) {
		at := table.Address{Proto: "udp", Local: netip.AddrPortFrom(local.Addr(), 1000+port)}
		f.Look(table.Snapshot{at: {Inode: 1000 + uint32(port)}})
	}
	if len(f.known) > 70 {
		t.Errorf("%d entries are kept of 100 sockets that came and went", len(f.known))
	}
}

// TestAForkedServersConnection follows the connection of a server that forks a
// child for it. Each look is a moment after the one before, so that a change of
// the socket alone is the reason for a search, except where time passes.
func TestAForkedServersConnection(t *testing.T) {
	at, from := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:40000")
	const parent, child = "server (7)", "server (8)"
	now := time.Unix(0, 0)
	var holder int
	f := NewOwners(func() (map[uint32][]proc.Owner, error) {
		if holder == 0 {
			return nil, nil
		}
		return map[uint32][]proc.Owner{11: {{PID: holder, Name: "server"}}}, nil
	}, func() time.Time { return now })
	s := &table.Sockets{}
	row := s.Add("server", trace.RoleConnection, "tcp", at, from, tcp.Passive)
	for _, c := range []struct {
		after  time.Duration
		holder int // the process that holds the socket, the lowest if there are several; 0 if none
		seen   kernel.Socket
		want   string
		why    string
	}{
		{0, 0, kernel.Socket{State: tcp.Established, Cookie: 1}, "", "no program has accepted it yet"},
		{time.Millisecond, 7, kernel.Socket{State: tcp.Established, Cookie: 1, Inode: 11}, parent, "accept has given it to the server, and then to its child, too"},
		{time.Second, 8, kernel.Socket{State: tcp.Established, Cookie: 1, Inode: 11}, child, "the server has closed its copy, and a second has passed"},
		{time.Millisecond, 7, kernel.Socket{State: tcp.CloseWait, Cookie: 1, Inode: 11}, parent, "another state means that something has happened, so it is asked at once"},
		{time.Millisecond, 8, kernel.Socket{State: tcp.LastAck, Cookie: 1}, parent, "the kernel alone has it now, and the name is that of the last program"},
	} {
		now, holder = now.Add(c.after), c.holder
		seen := table.Snapshot{{Proto: "tcp", Local: at, Remote: from}: c.seen}
		f.Look(seen)
		f.Name(s.Rows, seen)
		if row.Program != c.want {
			t.Errorf("%v with inode %d: the program is %q, want %q: %s", c.seen.State, c.seen.Inode, row.Program, c.want, c.why)
		}
	}
	f = NewOwners(func() (map[uint32][]proc.Owner, error) { return nil, nil }, func() time.Time { return now })
	seen := table.Snapshot{{Proto: "tcp", Local: at, Remote: from}: {State: tcp.Established, Cookie: 1, Inode: 11}}
	f.Look(seen)
	f.Name(s.Rows, seen)
	if row.Program != "" {
		t.Errorf("the program is %q, want none: a program holds the socket, and nobody can see which", row.Program)
	}
}

// TestAShortConnectionKeepsItsName shows that a look between two steps is enough
// for the name of a connection which its program has closed by the next step.
func TestAShortConnectionKeepsItsName(t *testing.T) {
	at, from := netip.MustParseAddrPort("127.0.0.1:40000"), netip.MustParseAddrPort("127.0.0.1:8001")
	address := table.Address{Proto: "tcp", Local: at, Remote: from}
	f := NewOwners(func() (map[uint32][]proc.Owner, error) {
		return map[uint32][]proc.Owner{11: {{PID: 7, Name: "curl"}}}, nil
	}, time.Now)
	f.Look(table.Snapshot{address: {State: tcp.Established, Cookie: 1, Inode: 11}})
	s := &table.Sockets{}
	row := s.Add("client", trace.RoleConnection, "tcp", at, from, tcp.Active)
	f.Name(s.Rows, table.Snapshot{address: {State: tcp.TimeWait, Cookie: 1}})
	if row.Program != "curl (7)" {
		t.Errorf("the program is %q, want curl (7): the socket is the one that it held", row.Program)
	}
}

// TestSearchesAreBounded shows that a machine with many processes, on which a
// search takes long, is not searched all the time because sockets change.
func TestSearchesAreBounded(t *testing.T) {
	now := time.Unix(0, 0)
	asked := 0
	f := NewOwners(func() (map[uint32][]proc.Owner, error) {
		asked++
		now = now.Add(100 * time.Millisecond)
		return map[uint32][]proc.Owner{11: {{PID: 7, Name: "nc"}}}, nil
	}, func() time.Time { return now })
	address := table.Address{Proto: "tcp", Local: netip.MustParseAddrPort("127.0.0.1:40000"), Remote: netip.MustParseAddrPort("127.0.0.1:8001")}
	states := []tcp.State{tcp.SynSent, tcp.Established}
	for i := range 200 {
		f.Look(table.Snapshot{address: {State: states[i%2], Cookie: 1, Inode: 11}})
		now = now.Add(10 * time.Millisecond)
	}
	if asked < 2 || asked > 3 {
		t.Errorf("it asked %d times in two seconds, want 2 or 3: each search takes a tenth of a second, and at most a tenth of the time may go there", asked)
	}
}

// TestSeveralHoldersOfASocket shows whose name a socket has that several processes
// hold, as after a fork.
func TestSeveralHoldersOfASocket(t *testing.T) {
	parent, child, other := proc.Owner{PID: 7, Name: "server"}, proc.Owner{PID: 8, Name: "server"}, proc.Owner{PID: 9, Name: "server"}
	at := netip.MustParseAddrPort("127.0.0.1:8001")
	address := table.Address{Proto: "tcp", Local: at}
	var holders []proc.Owner
	now := time.Unix(0, 0)
	f := NewOwners(func() (map[uint32][]proc.Owner, error) { return map[uint32][]proc.Owner{11: holders}, nil }, func() time.Time { return now })
	s := &table.Sockets{}
	row := s.Add("server", trace.RoleListener, "tcp", at, netip.AddrPort{}, tcp.Passive)
	row.ID = 1
	for _, c := range []struct {
		holders []proc.Owner
		waits   []int // the processes that wait at the socket
		want    string
		why     string
	}{
		{[]proc.Owner{parent}, nil, "server (7)", "it is the only one"},
		{[]proc.Owner{parent, child, other}, nil, "server (7), also [server (8) server (9)]", "nothing tells which of them has to do with it"},
		{[]proc.Owner{parent, child, other}, []int{9, 8}, "server (8), also [server (7) server (9)]", "two of them wait for it, and this one has the lower number"},
		{[]proc.Owner{parent, child, other}, nil, "server (8), also [server (7) server (9)]", "it goes on to hold the socket, and nobody else waits for it"},
		{[]proc.Owner{parent, child, other}, []int{7}, "server (7), also [server (8) server (9)]", "another one waits for it now"},
		{[]proc.Owner{child, other}, nil, "server (8), also [server (9)]", "that one has closed its copy"},
		{[]proc.Owner{other}, nil, "server (9)", "so has the next one"},
	} {
		holders = c.holders
		seen := table.Snapshot{address: {State: tcp.Listen, Cookie: 1, Inode: 11}}
		f.Rest(asleep)
		f.Found(seen)
		f.Calls(func(pid, _ int, _ func(uint32) bool) []proc.Call {
			if slices.Contains(c.waits, pid) {
				return []proc.Call{{Name: "accept4", Asks: []proc.Ask{{Inode: 11}}}}
			}
			return []proc.Call{{Name: "wait4"}}
		}, func(uint32) *table.Socket { return row })
		f.Name(s.Rows, seen)
		got := row.Program
		if len(row.Also) > 0 {
			got += fmt.Sprint(", also ", row.Also)
		}
		if got != c.want {
			t.Errorf("of %v, of which %v wait for the socket, it is %s, want %s: %s", c.holders, c.waits, got, c.want, c.why)
		}
	}
}
