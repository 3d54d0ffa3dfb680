package table

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// system is a socket table that tells which listener hears a client.
type system struct {
	Snapshot
	hears uint32 // its inode
}

func (s system) Hearer(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	return kernel.Socket{Inode: s.hears}, true, nil
}

// TestSocketsThatShareAnAddress follows two sockets at one address, of two hosts,
// from the first Listen to the last Close.
func TestSocketsThatShareAnAddress(t *testing.T) {
	at := netip.MustParseAddrPort("127.0.0.1:8001")
	for _, kind := range []struct {
		proto, role string
		state       tcp.State
	}{
		{kernel.TCP, trace.RoleListener, tcp.Listen},
		{kernel.UDP, trace.RoleSocket, kernel.Unconn},
	} {
		now := func(inode uint32, cookie uint64, queue int) kernel.Socket {
			return kernel.Socket{Proto: kind.proto, State: kind.state, Local: at, Inode: inode, Cookie: cookie, RecvQ: queue}
		}
		s := &Sockets{}
		announce := func(host string, inode uint32) {
			s.AddOne(host, kind.role, tcp.Passive, Address{Proto: kind.proto, Local: at, Inode: inode})
		}
		open, closed := string(kind.state), string(tcp.Closed)
		for _, c := range []struct {
			do     func()
			system []kernel.Socket
			rows   []string
			queues []int
			why    string
		}{
			{func() { announce("a", 21) }, []kernel.Socket{now(21, 1, 0)}, []string{"1 a " + open}, []int{0}, "one has it"},
			{func() { announce("b", 20) }, []kernel.Socket{now(20, 2, 3), now(21, 1, 0)}, []string{"1 a " + open, "2 b " + open}, []int{0, 3}, "both have it, and what waits is in b's queue"},
			{func() { announce("a", 21) }, []kernel.Socket{now(21, 1, 1), now(20, 2, 2)}, []string{"1 a " + open, "2 b " + open}, []int{1, 2}, "the order in which the system lists them means nothing, nor does another announcement"},
			{func() {}, []kernel.Socket{now(21, 1, 1)}, []string{"1 a " + open, "2 b " + closed}, []int{1, 0}, "b has closed, and a goes on"},
			{func() { announce("b", 22) }, []kernel.Socket{now(22, 3, 0)}, []string{"1 a " + closed, "2 b " + closed, "3 b " + open}, []int{0, 0, 0}, "a has closed, and b has opened a new one"},
		} {
			c.do()
			if _, err := s.Read(NewSnapshot(c.system), nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.rows, rowsOf(s)); diff != "" {
				t.Errorf("%s: %s, but the table differs (want -, got +):\n%s", kind.proto, c.why, diff)
			}
			var queues []int
			for _, r := range s.Snapshot() {
				queues = append(queues, r.RecvQ)
			}
			if diff := cmp.Diff(c.queues, queues); diff != "" {
				t.Errorf("%s: %s, but the queues differ (want -, got +):\n%s", kind.proto, c.why, diff)
			}
			for _, k := range c.system {
				if r := s.RowOf(k); r == nil || r.inode != k.Inode {
					t.Errorf("%s: the row of inode %d is %+v: %s", kind.proto, k.Inode, r, c.why)
				}
			}
		}
	}
}

// TestWhoHearsAClient shows that the system is asked whose client it is if several
// hosts listen at its address.
func TestWhoHearsAClient(t *testing.T) {
	at, client := netip.MustParseAddrPort("127.0.0.1:8001"), netip.MustParseAddrPort("127.0.0.1:40000")
	s := &Sockets{}
	s.AddOne("a", trace.RoleListener, tcp.Passive, Address{Proto: kernel.TCP, Local: at, Inode: 20})
	s.AddOne("b", trace.RoleListener, tcp.Passive, Address{Proto: kernel.TCP, Local: at, Inode: 21})
	s.AddOne("c", trace.RoleListener, tcp.Passive, Address{Proto: kernel.TCP, Local: netip.MustParseAddrPort("0.0.0.0:8001"), Inode: 22})
	for inode, want := range map[uint32]string{20: "a", 21: "b"} {
		if r := s.Hearer(system{hears: inode}, kernel.TCP, at, client); r == nil || r.Host != want {
			t.Errorf("inode %d hears the client, but it is %+v, want %s's", inode, r, want)
		}
	}
	elsewhere := netip.MustParseAddrPort("127.0.0.2:8001")
	if r := s.Hearer(system{}, kernel.TCP, elsewhere, client); r == nil || r.Host != "c" {
		t.Errorf("at %v only c listens, but it is %+v", elsewhere, r)
	}
	if r := s.Hearer(system{}, kernel.UDP, at, client); r != nil {
		t.Errorf("a listener does not hear a datagram, but it is %+v", r)
	}
}

// TestACallIsAboutItsOwnSocket shows that calls of two hosts at one address lead to
// a row each.
func TestACallIsAboutItsOwnSocket(t *testing.T) {
	at := netip.MustParseAddrPort("127.0.0.1:8001")
	s := &Sockets{}
	var got []string
	for inode, host := range []string{1: "a", 2: "b"} {
		if host != "" {
			s.AddOne(host, trace.RoleListener, tcp.Passive, Address{Proto: kernel.TCP, Local: at, Inode: uint32(inode)})
		}
	}
	for _, inode := range []uint32{1, 2, 0} {
		got = append(got, s.UsedBy(&Call{Proto: kernel.TCP, LocalAddr: at, Inode: inode}).Host)
	}
	if want := "a b b"; strings.Join(got, " ") != want {
		t.Errorf("the calls are about the sockets of %q, want %q: the last one has no inode, and the newest socket has to do", got, want)
	}
}
