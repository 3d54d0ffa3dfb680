package wire

import (
	"context"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
)

// newRoom6 makes a room whose sockets are at ::1.
func newRoom6(t testing.TB, s Settings) *room {
	t.Helper()
	s.IPv6 = true
	r := newRoom(t, s)
	if err := r.NoIPv6(); err != nil {
		if _, off := os.Stat("/proc/sys/net/ipv6"); off != nil {
			t.Skipf("no IPv6 here: %v", err)
		}
		t.Fatalf("this kernel has IPv6, but no packet between ::1 and ::1 is held: %v", err)
	}
	r.home = netip.IPv6Loopback()
	return r
}

// inside runs a program in the room and returns what it writes.
func (r *room) inside(name string, args ...string) string {
	r.Helper()
	out, cmd := new(strings.Builder), exec.Command(name, args...)
	cmd.Stdout = out
	r.must(r.Start(cmd))
	r.must(cmd.Wait())
	return out.String()
}

// agreesWithSS compares the reader's table of TCP with the one that ss prints. It
// compares nothing if there is no ss.
func (r *room) agreesWithSS(when string) {
	r.Helper()
	ss, err := exec.LookPath("ss")
	if err != nil {
		return
	}
	var got, want []string
	for text := range strings.Lines(r.inside(ss, "-Htan")) {
		f := strings.Fields(text)
		want = append(want, strings.Join([]string{f[0], f[3], f[4]}, " "))
	}
	all, err := r.Reader().Dump(kernel.TCP)
	r.must(err)
	for _, s := range all {
		remote := s.Remote.String()
		if s.Remote.Port() == 0 {
			remote = "[" + s.Remote.Addr().String() + "]:*"
		}
		if s.State == tcp.Closed {
			continue
		}
		got = append(got, strings.Join([]string{tcp.Names(s.State).SS, s.Local.String(), remote}, " "))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.Errorf("%s: the reader has\n%s\nss has\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestEveryStateOverIPv6 takes a connection from SYN_SENT to TIME_WAIT packet by
// packet, and compares the table with that of ss where it stands still.
func TestEveryStateOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	child := &end{proto: kernel.TCP, local: l.local, remote: c.local}
	r.sends("the client dials", "SYN")
	if p := r.held(c, "SYN"); p.MSS != 1440 || p.Dst != l.local {
		t.Errorf("%s to %v, want mss 1440 (1500 minus 60 bytes of headers) to %v", p.Detail(), p.Dst, l.local)
	}
	r.is(c, tcp.SynSent, "its SYN is held")
	r.agreesWithSS("the SYN is held")
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.is(child, tcp.SynRcvd, "its SYN ACK is held")
	r.agreesWithSS("the SYN ACK is held")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.is(c, tcp.Established, "it has the SYN ACK")
	r.deliver(c, "ACK")
	s := r.accept(l, 40000)
	r.is(s, tcp.Established, "it has the ACK")
	r.closes(c)
	r.sends("the client closes", "FIN ACK")
	r.is(c, tcp.FinWait1, "its FIN is held")
	r.deliver(c, "FIN ACK")
	r.sends("the kernel acknowledges by itself", "ACK")
	r.is(s, tcp.CloseWait, "its program has not closed")
	r.agreesWithSS("the ACK of the FIN is held")
	r.deliver(s, "ACK")
	r.is(c, tcp.FinWait2, "its FIN is acknowledged")
	r.closes(s)
	r.sends("the server closes", "FIN ACK")
	r.is(s, tcp.LastAck, "its FIN is held")
	twin, err := r.wire.Duplicate(r.held(s, "FIN ACK").ID)
	r.must(err)
	r.sends("the last packet", "ACK")
	r.is(c, tcp.TimeWait, "it closed first")
	r.agreesWithSS("the last ACK is held")
	r.must(r.wire.Deliver(twin.ID))
	r.sends("TIME_WAIT acknowledges an old FIN again, over the wire", "ACK")
	r.deliver(c, "ACK")
	r.is(s, tcp.Closed, "it has the last ACK")
	r.is(c, tcp.TimeWait, "only time ends it")
}

// TestSourceOfIPv6 dials without binding: the client's address must be ::1, as on
// a machine without a lab.
func TestSourceOfIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	l := r.listen(8001)
	for _, kind := range []int{unix.SOCK_STREAM, unix.SOCK_DGRAM} {
		var fd int
		r.must(r.Do(func() (err error) {
			fd, err = unix.Socket(unix.AF_INET6, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
			return err
		}))
		defer unix.Close(fd)
		if err := unix.Connect(fd, inet(l.local)); err != nil && err != unix.EINPROGRESS {
			t.Fatal(err)
		}
		name, err := unix.Getsockname(fd)
		r.must(err)
		if at := name.(*unix.SockaddrInet6); at.Addr != loopback6 {
			t.Errorf("a client has the address %v, want ::1: nothing else is there", netip.AddrFrom16(at.Addr))
		}
	}
	r.sends("TCP sends a SYN, UDP nothing", "SYN")
}

func TestDropAndDuplicateOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{Clock: Ordinary})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	r.untilAgain("held data are repeated, and folded")
	for len(r.wire.Held()) > 0 {
		r.drop(c, "DATA 5")
	}
	r.sends("all were dropped, so the next repetition is news", "DATA 5")
	twin, err := r.wire.Duplicate(r.held(c, "DATA 5").ID)
	r.must(err)
	r.sends("acknowledged", "ACK")
	r.must(r.wire.Deliver(twin.ID))
	r.sends("a duplicate is acknowledged again", "ACK")
	if got := r.is(s, tcp.Established, "always"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: TCP keeps one of the two", got.RecvQ)
	}
}

func TestRefusedOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	c := r.dial(40000, 8002)
	r.sends("the client dials", "SYN")
	r.deliver(c, "SYN")
	r.sends("nobody listens", "RST ACK")
	r.is(c, tcp.SynSent, "the refusal is held")
	r.deliver(nil, "RST ACK")
	r.is(c, tcp.Closed, "it was refused")
}

func TestDatagramsOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	c := r.socket(unix.SOCK_DGRAM, 40000)
	c.remote = r.at(8001)
	r.must(unix.Connect(c.fd, inet(c.remote)))
	for range 20 {
		r.write(c, "hello")
		r.sends("a datagram", "UDP 5")
		r.deliver(c, "UDP 5")
		r.sends("each is answered: nobody has the port, and no limit holds", "ICMPv6 port unreachable")
		if p := r.held(nil, "ICMPv6 port unreachable"); p.Inner == nil || p.Inner.Src != c.local || p.Inner.Dst != c.remote {
			t.Fatalf("the message is about %+v, want the datagram", p.Inner)
		}
		r.deliver(nil, "ICMPv6 port unreachable")
		if _, err := unix.Write(c.fd, []byte("again")); err != unix.ECONNREFUSED {
			t.Fatalf("the next write: %v, want connection refused: the message came in", err)
		}
	}
	s := r.socket(unix.SOCK_DGRAM, 8001)
	r.must(unix.Sendto(c.fd, make([]byte, 4000), 0, nil))
	names := []string{"UDP fragment 0-1447", "UDP fragment 1448-2895", "UDP fragment 2896-4007"}
	r.sends("4000 bytes and a header of 8 do not fit into 1500", names...)
	r.haveThePorts(c, s, names...)
	for _, i := range []int{2, 0, 1} {
		r.deliver(nil, names[i])
	}
	if n, _, err := unix.Recvfrom(s.fd, make([]byte, 5000), 0); n != 4000 || err != nil {
		t.Errorf("received %d bytes, error %v; want 4000: all fragments came, in whatever order", n, err)
	}
}

// TestPingOverIPv6 lets a program ping. Linux before 2026 sends the answer over
// the wire, too.
func TestPingOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	var fd int
	r.must(r.Do(func() (err error) {
		fd, err = unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMPV6)
		return err
	}))
	defer unix.Close(fd)
	r.must(unix.Sendto(fd, []byte{128, 0, 0, 0, 0, 0, 0, 1, 'p', 'i', 'n', 'g'}, 0, at6(0)))
	r.sends("a request", "ICMPv6 echo request")
	r.deliver(nil, "ICMPv6 echo request")
	news, err := r.wire.Take()
	r.must(err)
	for _, p := range news.Sent {
		if p.Name() != "ICMPv6 echo reply" {
			t.Errorf("the request brought %s, want a reply", p.Name())
		}
		r.must(r.wire.Deliver(p.ID))
	}
	if n, _, err := unix.Recvfrom(fd, make([]byte, 100), 0); n != 12 || err != nil {
		t.Errorf("received %d bytes, error %v; want the reply of 12", n, err)
	}
}

// TestBothFamiliesAtOnce has a server listen on all addresses, as Go's do, and
// dials it by either family.
func TestBothFamiliesAtOnce(t *testing.T) {
	r := newRoom6(t, Settings{})
	r.home = netip.IPv6Unspecified()
	l := r.listen(8001)
	for _, home := range []netip.Addr{loopback(0).Addr(), netip.IPv6Loopback()} {
		r.home = home
		c := r.dial(40000, 8001)
		child := &end{proto: kernel.TCP, local: r.at(8001), remote: c.local}
		r.sends("the client dials", "SYN")
		r.deliver(c, "SYN")
		r.sends("the listener answers", "SYN ACK")
		r.is(child, tcp.SynRcvd, "its SYN ACK is held")
		r.deliver(child, "SYN ACK")
		r.sends("the client acknowledges", "ACK")
		r.deliver(c, "ACK")
		r.is(child, tcp.Established, "it has the ACK")
		r.accept(l, 40000)
	}
	all, err := r.Reader().Dump(kernel.TCP)
	r.must(err)
	var got []string
	for _, s := range all {
		got = append(got, s.Local.String()+" "+s.Remote.String())
	}
	slices.Sort(got)
	want := []string{
		"127.0.0.1:40000 127.0.0.1:8001", "127.0.0.1:8001 127.0.0.1:40000",
		"[::1]:40000 [::1]:8001", "[::1]:8001 [::1]:40000", "[::]:8001 [::]:0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the table has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestRunOverIPv6 lets packets pass, and then holds them again.
func TestRunOverIPv6(t *testing.T) {
	r := newRoom6(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	ctx, stop := context.WithCancel(t.Context())
	type result struct {
		tallies []Tally
		err     error
	}
	ran := make(chan result, 1)
	go func() {
		tallies, err := r.wire.Run(ctx)
		ran <- result{tallies, err}
	}()
	poll(t, l.fd, unix.POLLIN)
	s := r.accept(l, 40000)
	r.write(c, strings.Repeat("x", 10_000))
	for got := 0; got < 10_000; {
		poll(t, s.fd, unix.POLLIN)
		n, err := unix.Read(s.fd, make([]byte, 10_000))
		r.must(err)
		got += n
	}
	stop()
	done := <-ran
	r.must(done.err)
	if len(done.tallies) != 2 || done.tallies[0].Src != c.local || done.tallies[0].Bytes != 10_000 || done.tallies[0].Proto != packet.TCP {
		t.Errorf("tallies %+v, want one for each direction, and 10,000 bytes from %v", done.tallies, c.local)
	}
	if _, err := r.wire.Take(); err != nil {
		t.Fatal(err)
	}
	r.write(c, "held")
	r.sends("after a run packets are held again", "DATA 4")
}

// TestCloseDoesNotWaitForPrograms closes a network in which sockets are open that
// have had packets. A kernel waits until nothing refers to a device which goes, and
// a socket remembers the route by which its last packet came in. That route must
// not keep the device, or tcplab could not end before all programs in its network
// have.
func TestCloseDoesNotWaitForPrograms(t *testing.T) {
	r := newRoom6(t, Settings{})
	_, c, s := r.connected()
	for _, ends := range [][2]*end{{c, s}, {s, c}} {
		r.write(ends[0], "hello")
		r.sends("a write", "DATA 5")
		r.deliver(ends[0], "DATA 5")
		r.sends("acknowledged", "ACK")
		r.deliver(ends[1], "ACK")
	}
	a, b := r.socket(unix.SOCK_DGRAM, 40000), r.socket(unix.SOCK_DGRAM, 8001)
	r.must(unix.Connect(a.fd, inet(b.local)))
	r.must(unix.Connect(b.fd, inet(a.local)))
	for range 2 { // from the second one on the kernel finds the socket and its route early
		r.write(a, "hello")
		r.sends("a datagram", "UDP 5")
		r.deliver(a, "UDP 5")
	}
	r.write(c, "held")
	r.sends("a write that nobody delivers", "DATA 4")
	closed := make(chan error, 1)
	go func() { closed <- r.Close() }()
	select {
	case err := <-closed:
		r.must(err)
	case <-time.After(patience):
		t.Fatalf("the network is still there after %v: a socket keeps its device", patience)
	}
}

// TestOnlyPacketsOfProgramsAreHeld waits for what a device with IPv6 sends by
// itself: nothing of it may come onto the wire.
func TestOnlyPacketsOfProgramsAreHeld(t *testing.T) {
	t.Parallel()
	r := newRoom6(t, Settings{Clock: Own})
	r.stays(1500*time.Millisecond, "no program has sent anything")
	buf := make([]byte, maxPacket)
	for {
		n, err := unix.Read(r.fd, buf)
		if err == unix.EAGAIN {
			break
		}
		r.must(err)
		t.Errorf("the device sent %x", buf[:n])
	}
	noise := slices.Concat([]byte{0x60, 0, 0, 0, 0, 8, 58, 255}, netip.MustParseAddr("fe80::1").AsSlice(), netip.MustParseAddr("ff02::2").AsSlice(), []byte{133, 0, 0, 0, 0, 0, 0, 0})
	if between6(noise) {
		t.Error("a router solicitation counts as a packet of a program")
	}
}

// TestWithoutIPv6 makes a network that has no IPv6, because its settings do not
// ask for it.
func TestWithoutIPv6(t *testing.T) {
	r := newRoom(t, Settings{})
	if err := r.NoIPv6(); err != nil {
		t.Errorf("reason %v, want none: nobody asked for IPv6", err)
	}
	if err := r.dials6(); err != unix.EADDRNOTAVAIL && err != unix.EAFNOSUPPORT { // the second one if the kernel has none at all
		t.Errorf("dialling ::1: %v, want EADDRNOTAVAIL", err)
	}
}

// TestIPv6ThatIsNotHeldIsOff takes from a network's thread the right to have a raw
// socket. Then no packet of IPv6 can be delivered. The thread ends with its network.
func TestIPv6ThatIsNotHeldIsOff(t *testing.T) {
	newRoom6(t, Settings{}) // skips the test if there is none
	n := &Namespace{jobs: make(chan func()), ended: make(chan struct{})}
	ready := make(chan error)
	go n.keep(ready)
	if err := <-ready; err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	r := &room{TB: t, Namespace: n, wire: New(n, nil), home: loopback(0).Addr()}
	r.must(r.Do(func() error {
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var data [2]unix.CapUserData
		if err := unix.Capget(&header, &data[0]); err != nil {
			return err
		}
		data[0].Effective &^= 1 << unix.CAP_NET_RAW
		if err := unix.Capset(&header, &data[0]); err != nil {
			return err
		}
		return n.build(Settings{IPv6: true})
	}))
	if err := r.NoIPv6(); err == nil || !strings.Contains(err.Error(), "packets of IPv6 cannot be delivered") {
		t.Errorf("error %v, want one that says what is missing", err)
	}
	if err := r.dials6(); err != unix.EADDRNOTAVAIL {
		t.Errorf("dialling ::1: %v, want EADDRNOTAVAIL: what is not held is off", err)
	}
	r.connected() // IPv4 is as ever
}

// dials6 tries to connect to ::1.
func (r *room) dials6() error {
	return r.Do(func() error {
		fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.Connect(fd, at6(8001))
	})
}
