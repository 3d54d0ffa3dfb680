package stranger

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestAnOwnerIsAskedForAgain shows that a program which had no name when its
// socket was new, because it was just being started, gets its name later. It
// also shows that a socket whose owner stays hidden does not make every look
// read all of /proc.
func TestAnOwnerIsAskedForAgain(t *testing.T) {
	local, hidden := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:8002")
	now := time.Unix(0, 0)
	asked := 0
	owners := map[uint32]kernel.Owner{}
	var failure error
	f := NewOwners(func() (map[uint32]kernel.Owner, error) { asked++; return owners, failure }, func() time.Time { return now })
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
			owners[11] = kernel.Owner{PID: 7, Name: "nc"}
		}, 1, "", "the last search was only a moment ago"},
		{time.Second, func() {}, 2, "nc (7)", "the program has been started by now"},
		{time.Second, func() {}, 2, "nc (7)", "the hidden one was asked for twice, so the third search comes later"},
		{time.Second, func() {}, 3, "nc (7)", "two seconds have passed"},
		{3 * time.Second, func() {}, 3, "nc (7)", "now the wait is four seconds"},
		{time.Second, func() {}, 4, "nc (7)", "four seconds have passed"},
		{0, func() {
			seen[table.Address{Proto: "udp", Local: local, Remote: netip.AddrPort{}}] = kernel.Socket{Inode: 13}
			owners[13] = kernel.Owner{PID: 8, Name: "dig"}
		}, 5, "nc (7)", "a new socket is asked for at once"},
		{time.Hour, func() { delete(seen, table.Address{Proto: "tcp", Local: hidden, Remote: netip.AddrPort{}}) }, 5, "nc (7)", "all that are left have names"},
	} {
		now = now.Add(c.after)
		c.do()
		f.Name(s.Rows, seen)
		if asked != c.asked || s.Rows[0].Program != c.name {
			t.Errorf("after %v: asked %d times, the program is %q; want %d and %q: %s", now.Sub(time.Unix(0, 0)), asked, s.Rows[0].Program, c.asked, c.name, c.why)
		}
	}
	clear(seen)
	if f.Name(s.Rows, seen); len(f.names)+len(f.missed) > 0 {
		t.Errorf("%v and %v are kept of sockets that are gone", f.names, f.missed)
	}
}
