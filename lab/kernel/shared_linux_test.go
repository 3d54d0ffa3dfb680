package kernel

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// sharing makes sockets that have set SO_REUSEPORT.
var sharing = func() net.ListenConfig {
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		outer := c.Control(func(fd uintptr) {
			err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
		})
		if outer != nil {
			return outer
		}
		return err
	}}
	lc.SetMultipathTCP(false)
	return lc
}()

// inodeOf returns the inode of a socket's descriptor.
func inodeOf(t *testing.T, s syscall.Conn) uint32 {
	t.Helper()
	var st unix.Stat_t
	raw, err := s.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if outer := raw.Control(func(fd uintptr) { err = unix.Fstat(int(fd), &st) }); outer != nil || err != nil {
		t.Fatal(outer, err)
	}
	return uint32(st.Ino)
}

// inodesOf lists the inodes of sockets, in order.
func inodesOf(all []Socket) (list []uint32) {
	for _, s := range all {
		list = append(list, s.Inode)
	}
	slices.Sort(list)
	return list
}

// TestListenersThatShareAnAddress shows that each of two listeners is listed, and
// that the kernel tells beforehand which of them a client will come to.
func TestListenersThatShareAnAddress(t *testing.T) {
	r := newReader(t)
	var listeners []*net.TCPListener
	at := "127.0.0.1:0"
	for range 2 {
		ln, err := sharing.Listen(context.Background(), "tcp4", at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		at = ln.Addr().String()
		listeners = append(listeners, ln.(*net.TCPListener))
	}
	local := netip.MustParseAddrPort(at)
	want := []uint32{inodeOf(t, listeners[0]), inodeOf(t, listeners[1])}
	slices.Sort(want)
	all, err := r.Bound(TCP, local)
	if err != nil {
		t.Fatal(err)
	}
	if got := inodesOf(all); !slices.Equal(got, want) || all[0].Cookie == all[1].Cookie {
		t.Errorf("at %v the kernel has %+v, want the two sockets %v, with a cookie each", local, all, want)
	}
	came := map[uint32]int{}
	used := map[netip.AddrPort]bool{} // by clients, of whose connections a row in TIME_WAIT is left
	for len(used) < 24 {
		from, err := net.Listen("tcp4", "127.0.0.1:0") // for a free port, which the client takes then
		if err != nil {
			t.Fatal(err)
		}
		client := addr(from.Addr())
		from.Close()
		if used[client] {
			continue
		}
		used[client] = true
		hears, ok, err := r.Hearer(TCP, local, client)
		if err != nil || !ok || !slices.Contains(want, hears.Inode) {
			t.Fatalf("a SYN from %v would come to %+v, %v, %v; want one of the two listeners", client, hears, ok, err)
		}
		conn, err := (&net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(client)}).Dial("tcp4", at)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(listeners, func(ln *net.TCPListener) bool { return inodeOf(t, ln) == hears.Inode })
		listeners[i].SetDeadline(time.Now().Add(5 * time.Second))
		got, err := listeners[i].Accept()
		if err != nil {
			t.Fatalf("the client from %v did not come to the listener that the kernel had told: %v", client, err)
		}
		if a := addr(got.RemoteAddr()); a != client {
			t.Errorf("accepted %v, want %v", a, client)
		}
		came[hears.Inode]++
		got.Close()
		conn.Close()
	}
	t.Logf("clients came to the listeners %v", came)
}

// TestUDPSocketsThatShareAnAddress is the same for datagrams.
func TestUDPSocketsThatShareAnAddress(t *testing.T) {
	r := newReader(t)
	var socks []*net.UDPConn
	at := "127.0.0.1:0"
	for range 2 {
		c, err := sharing.ListenPacket(context.Background(), "udp4", at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		at = c.LocalAddr().String()
		socks = append(socks, c.(*net.UDPConn))
	}
	local := netip.MustParseAddrPort(at)
	want := []uint32{inodeOf(t, socks[0]), inodeOf(t, socks[1])}
	slices.Sort(want)
	all, err := r.Bound(UDP, local)
	if err != nil {
		t.Fatal(err)
	}
	if got := inodesOf(all); !slices.Equal(got, want) {
		t.Errorf("at %v the kernel has %v, want %v", local, got, want)
	}
	for range 24 {
		c, err := net.Dial("udp4", at)
		if err != nil {
			t.Fatal(err)
		}
		hears, ok, err := r.Hearer(UDP, local, addr(c.LocalAddr()))
		if err != nil || !ok {
			t.Fatalf("a datagram would come to nobody: %v", err)
		}
		c.Write([]byte("x"))
		i := slices.IndexFunc(socks, func(s *net.UDPConn) bool { return inodeOf(t, s) == hears.Inode })
		if i < 0 {
			t.Fatalf("a datagram would come to %+v, want one of the two", hears)
		}
		socks[i].SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := socks[i].Read(make([]byte, 1)); err != nil {
			t.Errorf("the datagram did not come to the socket that the kernel had told: %v", err)
		}
		c.Close()
	}
}
