package wire

import (
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

// These tests use the real kernel in a private network. Sockets are bare
// descriptors that never block. Once Deliver returns, the kernel has processed
// the packet, so a test need not wait for anything.

// patience bounds every wait for something that must happen.
const patience = 20 * time.Second

// needPrivate makes a private network or skips the test, saying why.
func needPrivate(t testing.TB, s Settings) *Namespace {
	t.Helper()
	n, err := NewPrivate(s)
	if err != nil {
		if os.Getenv("TCPLAB_MUST_PRIVATE") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no private network here: %v", err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// room is a private network with its wire, and the verbs of a test.
type room struct {
	testing.TB
	*Namespace
	wire  *Wire
	home  netip.Addr // to which all sockets are bound
	again int        // copies folded so far
}

func newRoom(t testing.TB, s Settings) *room {
	t.Helper()
	n := needPrivate(t, s)
	return &room{TB: t, Namespace: n, wire: New(n, nil), home: loopback(0).Addr()}
}

func (r *room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// end is a socket of a test and its addresses.
type end struct {
	fd            int
	proto         string
	local, remote netip.AddrPort
}

// socket opens a socket in the room, bound to a port of its home.
func (r *room) socket(kind int, port uint16) *end {
	r.Helper()
	e := &end{proto: kernel.TCP, local: r.at(port)}
	if kind == unix.SOCK_DGRAM {
		e.proto = kernel.UDP
	}
	r.must(r.Do(func() (err error) {
		e.fd, err = unix.Socket(familyOf(r.home), kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		return err
	}))
	r.must(unix.SetsockoptInt(e.fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1))
	r.must(unix.Bind(e.fd, inet(e.local)))
	r.Cleanup(func() { r.closes(e) })
	return e
}

func loopback(port uint16) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)
}

// at is a port of the room's home.
func (r *room) at(port uint16) netip.AddrPort { return netip.AddrPortFrom(r.home, port) }

func inet(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

func familyOf(a netip.Addr) int {
	if a.Is6() {
		return unix.AF_INET6
	}
	return unix.AF_INET
}

func (r *room) listen(port uint16) *end {
	r.Helper()
	e := r.socket(unix.SOCK_STREAM, port)
	r.must(unix.Listen(e.fd, 16))
	return e
}

// dial begins to connect.
func (r *room) dial(from, to uint16) *end {
	r.Helper()
	e := r.socket(unix.SOCK_STREAM, from)
	r.must(unix.SetsockoptInt(e.fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)) // as Go does
	e.remote = r.at(to)
	if err := unix.Connect(e.fd, inet(e.remote)); err != unix.EINPROGRESS {
		r.Fatalf("connect: %v, want EINPROGRESS: the SYN is held", err)
	}
	return e
}

// accept takes the finished connection with the client's port.
func (r *room) accept(l *end, from uint16) *end {
	r.Helper()
	fd, _, err := unix.Accept4(l.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	r.must(err)
	e := &end{fd: fd, proto: kernel.TCP, local: l.local, remote: r.at(from)}
	r.Cleanup(func() { r.closes(e) })
	return e
}

func (r *room) write(e *end, text string) {
	r.Helper()
	_, err := unix.Write(e.fd, []byte(text))
	r.must(err)
}

// closes closes a socket once. After that its number may belong to another
// file.
func (r *room) closes(e *end) {
	r.Helper()
	if e.fd >= 0 {
		r.must(unix.Close(e.fd))
		e.fd = -1
	}
}

// sends waits until exactly these packets are new on the wire, in this order.
func (r *room) sends(why string, want ...string) {
	r.Helper()
	var got []string
	deadline := time.After(patience)
	for {
		news, err := r.wire.Take()
		r.must(err)
		for _, p := range news.Sent {
			got = append(got, p.Name())
		}
		r.again += len(news.Again)
		if len(got) >= len(want) {
			break
		}
		select {
		case <-r.Ready():
		case <-deadline:
			r.Fatalf("%s: the wire brought %v, want %v", why, got, want)
		}
	}
	if !slices.Equal(got, want) {
		r.Fatalf("%s: the wire brought %v, want %v", why, got, want)
	}
}

// held returns the oldest held packet of that name from that end, or from any
// end if from is nil.
func (r *room) held(from *end, name string) Packet {
	r.Helper()
	for _, p := range r.wire.Held() {
		if p.Name() == name && (from == nil || p.Src == from.local) {
			return p
		}
	}
	r.Fatalf("no %s is held", name)
	return Packet{}
}

func (r *room) deliver(from *end, name string) {
	r.Helper()
	r.must(r.wire.Deliver(r.held(from, name).ID))
}

func (r *room) drop(from *end, name string) {
	r.Helper()
	_, err := r.wire.Drop(r.held(from, name).ID)
	r.must(err)
}

// is compares a socket's state with the kernel's. A socket that the kernel does
// not list counts as CLOSED.
func (r *room) is(e *end, want tcp.State, why string) kernel.Socket {
	r.Helper()
	s, ok, err := r.Reader().Lookup(e.proto, e.local, e.remote)
	r.must(err)
	if !ok {
		s.State = tcp.Closed
	}
	if s.State != want {
		r.Fatalf("%v to %v is %s, want %s: %s", e.local, e.remote, s.State, want, why)
	}
	return s
}

// connected makes a connection between client port 40000 and server port 8001.
func (r *room) connected() (listener, client, server *end) {
	r.Helper()
	listener = r.listen(8001)
	client = r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	r.deliver(client, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.deliver(listener, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.deliver(client, "ACK")
	return listener, client, r.accept(listener, 40000)
}
