package wire

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

// These tests use the real kernel in a private network. Sockets are bare
// descriptors that never block: once Deliver returns, the kernel has processed
// the packet, so a test goes on without waiting for anything.

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
	again int // copies folded so far
}

func newRoom(t testing.TB, s Settings) *room {
	t.Helper()
	n := needPrivate(t, s)
	return &room{TB: t, Namespace: n, wire: New(n, nil)}
}

func (r *room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// end is a socket of a test and where it stands.
type end struct {
	fd            int
	proto         string
	local, remote netip.AddrPort
}

// socket opens a socket in the room, bound to a port of 127.0.0.1.
func (r *room) socket(kind int, port uint16) *end {
	r.Helper()
	e := &end{proto: kernel.TCP, local: loopback(port)}
	if kind == unix.SOCK_DGRAM {
		e.proto = kernel.UDP
	}
	r.must(r.Do(func() (err error) {
		e.fd, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
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

func inet(a netip.AddrPort) *unix.SockaddrInet4 {
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
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
	e.remote = loopback(to)
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
	e := &end{fd: fd, proto: kernel.TCP, local: l.local, remote: loopback(from)}
	r.Cleanup(func() { r.closes(e) })
	return e
}

func (r *room) write(e *end, text string) {
	r.Helper()
	_, err := unix.Write(e.fd, []byte(text))
	r.must(err)
}

// closes closes a socket, once: by then its number may be another's.
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

// find looks for the oldest held packet of that name from that port.
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
	r.must(r.wire.Drop(r.held(from, name).ID))
}

// is compares a state as the kernel reports it; CLOSED is no row.
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

// connected makes a connection: client port 40000, server port 8001.
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

func TestEveryStateStandsStill(t *testing.T) {
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	r.is(l, tcp.Listen, "listen has returned")
	c := r.dial(40000, 8001)
	s := &end{proto: kernel.TCP, local: l.local, remote: c.local}
	r.sends("connect sends it", "SYN")
	r.is(c, tcp.SynSent, "its SYN is held")
	r.is(s, tcp.Closed, "nothing has come in")

	r.deliver(c, "SYN")
	r.sends("the kernel answers by itself", "SYN ACK")
	r.is(s, tcp.SynRcvd, "the SYN ACK is held")
	r.is(l, tcp.Listen, "the listener is another machine")
	r.deliver(l, "SYN ACK")
	r.sends("the third packet", "ACK")
	r.is(c, tcp.Established, "it has the SYN ACK")
	r.is(s, tcp.SynRcvd, "the ACK is held")
	r.deliver(c, "ACK")
	if s := r.is(s, tcp.Established, "it has the ACK"); s.Inode != 0 {
		t.Errorf("inode %d, want 0: nobody has accepted", s.Inode)
	}
	s = r.accept(l, 40000)

	r.closes(c)
	r.sends("close sends it", "FIN ACK")
	r.is(c, tcp.FinWait1, "its FIN is held")
	r.is(s, tcp.Established, "it knows of nothing")
	r.deliver(c, "FIN ACK")
	r.sends("the kernel acknowledges by itself", "ACK")
	r.is(s, tcp.CloseWait, "its program has not closed")
	r.is(c, tcp.FinWait1, "the ACK is held")
	r.deliver(s, "ACK")
	r.is(c, tcp.FinWait2, "its FIN is acknowledged")
	r.closes(s)
	r.sends("close sends it", "FIN ACK")
	r.is(s, tcp.LastAck, "its FIN is held")
	r.deliver(s, "FIN ACK")
	r.sends("the last packet", "ACK")
	r.is(c, tcp.TimeWait, "it closed first")
	r.is(s, tcp.LastAck, "the last ACK is held")
	r.deliver(c, "ACK")
	r.is(s, tcp.Closed, "it has the last ACK")
	r.is(c, tcp.TimeWait, "nothing ends it but time")
}

func TestCrossingFINs(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.closes(c)
	r.closes(s)
	r.sends("both close", "FIN ACK", "FIN ACK")
	r.deliver(c, "FIN ACK")
	r.deliver(s, "FIN ACK")
	r.sends("both acknowledge", "ACK", "ACK")
	r.is(c, tcp.Closing, "a FIN came in, its own is not acknowledged")
	r.is(s, tcp.Closing, "the same")
	r.deliver(s, "ACK")
	r.is(c, tcp.TimeWait, "its FIN is acknowledged")
	r.deliver(c, "ACK")
	r.is(s, tcp.TimeWait, "both ends wait after a simultaneous close (RFC 9293, Fig. 13)")
}

func TestSimultaneousOpenInTheKernel(t *testing.T) {
	r := newRoom(t, Settings{})
	a, b := r.dial(40000, 40001), r.dial(40001, 40000)
	r.sends("both dial", "SYN", "SYN")
	r.deliver(a, "SYN")
	r.deliver(b, "SYN")
	r.sends("both answer", "SYN ACK", "SYN ACK")
	r.is(a, tcp.SynRcvd, "a SYN came in while its own was out")
	r.is(b, tcp.SynRcvd, "the same")
	for _, p := range r.wire.Held() {
		if p.RelSeq != 0 || p.RelAck != 1 {
			t.Errorf("%s from %v: seq %d ack %d, want 0 and 1", p.Name(), p.Src, p.RelSeq, p.RelAck)
		}
	}
	r.deliver(b, "SYN ACK")
	r.deliver(a, "SYN ACK")
	r.is(a, tcp.Established, "its SYN is acknowledged")
	r.is(b, tcp.Established, "its SYN is acknowledged")
}

func TestRefusedInTheKernel(t *testing.T) {
	r := newRoom(t, Settings{})
	c := r.dial(40000, 8002)
	r.sends("the client dials", "SYN")
	r.deliver(c, "SYN")
	r.sends("nobody listens", "RST ACK")
	r.is(c, tcp.SynSent, "the refusal is held")
	r.deliver(nil, "RST ACK")
	r.is(c, tcp.Closed, "it was refused")
	if errno, err := unix.GetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_ERROR); unix.Errno(errno) != unix.ECONNREFUSED || err != nil {
		t.Errorf("the socket's error is %v, want connection refused", unix.Errno(errno))
	}
}

func TestDatagramToAClosedPort(t *testing.T) {
	r := newRoom(t, Settings{})
	c := r.socket(unix.SOCK_DGRAM, 40000)
	c.remote = loopback(8001)
	r.must(unix.Connect(c.fd, inet(c.remote)))
	r.is(c, tcp.Established, "connect of UDP sends nothing")
	r.write(c, "hello")
	r.sends("a datagram", "UDP 5")
	r.deliver(c, "UDP 5")
	r.sends("nobody has the port", "ICMP port unreachable")
	p := r.held(nil, "ICMP port unreachable")
	if p.Inner == nil || p.Inner.Src != c.local || p.Inner.Dst != c.remote {
		t.Errorf("the message is about %+v, want the datagram", p.Inner)
	}
	r.deliver(nil, "ICMP port unreachable")
	if _, err := unix.Write(c.fd, []byte("again")); err != unix.ECONNREFUSED {
		t.Errorf("the next write: %v, want connection refused: the message came in", err)
	}
	r.write(c, "third")
	r.sends("the error is told once", "UDP 5")
}

func TestManyDatagramsToAClosedPort(t *testing.T) {
	r := newRoom(t, Settings{})
	c := r.socket(unix.SOCK_DGRAM, 40000)
	for range 20 {
		r.must(unix.Sendto(c.fd, []byte("hello"), 0, inet(loopback(8001))))
		r.sends("a datagram", "UDP 5")
		r.deliver(c, "UDP 5")
		r.sends("each is answered: the kernel's limit for the Internet is off", "ICMP port unreachable")
	}
}

func TestDatagramInThreeFragments(t *testing.T) {
	r := newRoom(t, Settings{})
	s, c := r.socket(unix.SOCK_DGRAM, 8001), r.socket(unix.SOCK_DGRAM, 40000)
	r.must(unix.Sendto(c.fd, make([]byte, 4000), 0, inet(s.local)))
	names := []string{"UDP fragment 0-1479", "UDP fragment 1480-2959", "UDP fragment 2960-4007"}
	r.sends("4000 bytes and a header of 8 do not fit into 1500", names...)
	for _, i := range []int{2, 0} {
		r.deliver(nil, names[i])
		if got := r.is(s, kernel.Unconn, "UDP has no states"); got.RecvQ != 0 {
			t.Fatalf("Recv-Q %d, want 0: a fragment is missing", got.RecvQ)
		}
	}
	r.deliver(nil, names[1])
	if n, _, err := unix.Recvfrom(s.fd, make([]byte, 5000), 0); n != 4000 || err != nil {
		t.Errorf("received %d bytes, error %v; want 4000: all fragments came, in whatever order", n, err)
	}
}

func TestTimeWaitIsTimedAndDestroyed(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.closes(c)
	r.sends("the client closes", "FIN ACK")
	r.deliver(c, "FIN ACK")
	r.sends("acknowledged", "ACK")
	r.deliver(s, "ACK")
	r.closes(s)
	r.sends("the server closes", "FIN ACK")
	r.deliver(s, "FIN ACK")
	r.sends("the last packet", "ACK")
	row := r.is(c, tcp.TimeWait, "it closed first")
	if row.Timer.Kind != kernel.TimeWait || row.Timer.Left <= 50*time.Second || row.Timer.Left > 60*time.Second {
		t.Errorf("timer %+v, want time-wait with nearly 60 s left: it has just begun", row.Timer)
	}
	r.must(r.Reader().Destroy(row))
	r.is(c, tcp.Closed, "it was destroyed")
	if err := r.Reader().Destroy(row); err == nil {
		t.Error("destroying it twice gave no error, but it is gone")
	}
}

func TestDestroyWithoutLookup(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, _ := r.connected()
	r.must(r.Reader().Destroy(kernel.Socket{Proto: c.proto, Local: c.local, Remote: c.remote}))
	r.is(c, tcp.Closed, "addresses are enough")
	r.sends("an abort resets", "RST ACK")
	u := r.socket(unix.SOCK_DGRAM, 40002)
	r.must(r.Reader().Destroy(kernel.Socket{Proto: u.proto, Local: u.local}))
	if _, _, err := unix.Recvfrom(u.fd, make([]byte, 10), 0); err != unix.ECONNABORTED {
		t.Errorf("reading from the destroyed UDP socket: %v, want ECONNABORTED", err)
	}
}

func TestAcceptQueueAndUnreadData(t *testing.T) {
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	if got := r.is(l, tcp.Listen, "always"); got.RecvQ != 0 {
		t.Errorf("accept queue %d, want 0: the ACK is held", got.RecvQ)
	}
	r.deliver(c, "ACK")
	if got := r.is(l, tcp.Listen, "always"); got.RecvQ != 1 {
		t.Errorf("accept queue %d, want 1: the connection is finished, and nobody accepts", got.RecvQ)
	}
	s := r.accept(l, 40000)
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	if got := r.is(c, tcp.Established, "both talk"); got.SendQ != 5 {
		t.Errorf("Send-Q %d, want 5: nothing is acknowledged", got.SendQ)
	}
	r.deliver(c, "DATA 5")
	r.sends("calm timers acknowledge at once", "ACK")
	if got := r.is(s, tcp.Established, "both talk"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: nobody reads", got.RecvQ)
	}
	r.closes(c)
	r.sends("the client closes", "FIN ACK")
	r.deliver(c, "FIN ACK")
	if got := r.is(s, tcp.CloseWait, "the FIN came in"); got.RecvQ != 6 {
		t.Errorf("Recv-Q %d, want 6: five bytes and the FIN", got.RecvQ)
	}
}

// stays fails the test if anything but folded copies comes within a time.
func (r *room) stays(quiet time.Duration, why string) {
	r.Helper()
	over := time.After(quiet)
	for {
		news, err := r.wire.Take()
		r.must(err)
		r.again += len(news.Again)
		for _, p := range news.Sent {
			r.Errorf("%s: the wire brought %s", why, p.Name())
		}
		select {
		case <-r.Ready():
		case <-over:
			return
		}
	}
}

func TestCalmTimersAreCalm(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.write(c, "world")
	r.write(s, "welcome")
	r.closes(c)
	r.sends("three writes and a close", "DATA 5", "DATA 5", "DATA 7", "FIN ACK")
	r.again = 0
	r.stays(4*time.Second, "everything is held")
	if r.again > 0 {
		t.Errorf("%d packets were sent again within 4 s, want none: a class looks at them for minutes", r.again)
	}
}

func TestImpatientSYNsAreFolded(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	r.untilAgain("the SYN is repeated after a second though it is held")
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.untilAgain("SYN or SYN ACK is repeated")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.untilAgain("the SYN ACK is repeated while the ACK is held")
	r.deliver(c, "ACK")
	r.stays(1500*time.Millisecond, "both ends know that they are connected")
	r.is(c, tcp.Established, "the copies did no harm")
}

// untilAgain waits until at least one copy has been folded.
func (r *room) untilAgain(why string) {
	r.Helper()
	r.again = 0
	deadline := time.After(patience)
	for r.again == 0 {
		select {
		case <-r.Ready():
			r.sends(why)
		case <-deadline:
			r.Fatalf("%s, but within %v it was not", why, patience)
		}
	}
}

func TestOrdinaryTimersRepeatWhatIsLost(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{Ordinary: true})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	r.untilAgain("held data are repeated, and folded")
	r.drop(c, "DATA 5")
	r.sends("the original is lost, so the repetition is news", "DATA 5")
	r.deliver(c, "DATA 5")
	if got := r.is(s, tcp.Established, "always"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: the repetition arrived", got.RecvQ)
	}
}

func TestOrdinaryTimersRepeatInOneSegment(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{Ordinary: true})
	_, c, _ := r.connected()
	r.write(c, "hello")
	r.write(c, "world")
	r.sends("two writes", "DATA 5", "DATA 5")
	r.again = 0
	r.stays(time.Second, "Linux repeats both as DATA 10, and both are held")
	if r.again == 0 {
		t.Error("nothing was repeated in a second, but the retransmission timer is 0.2 s")
	}
}

func TestDuplicatedDataAreReadOnce(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	twin, err := r.wire.Duplicate(r.held(c, "DATA 5").ID)
	r.must(err)
	r.sends("acknowledged", "ACK")
	r.must(r.wire.Deliver(twin))
	r.sends("a duplicate is acknowledged again, every time", "ACK")
	if got := r.is(s, tcp.Established, "always"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: TCP keeps one of the two", got.RecvQ)
	}
}

func TestOldDuplicatesAreAnsweredEveryTime(t *testing.T) {
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	old, err := r.wire.Duplicate(r.held(c, "SYN").ID)
	r.must(err)
	r.sends("the listener answers", "SYN ACK")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.deliver(c, "ACK")
	for range 3 {
		old, err = r.wire.Duplicate(old)
		r.must(err)
		r.sends("a challenge ACK (RFC 9293, section 3.10.7.4): the kernel's limit for the Internet is off", "ACK")
		r.deliver(l, "ACK")
	}
	r.is(c, tcp.Established, "an old SYN does no harm")
}

func TestSettings(t *testing.T) {
	r := newRoom(t, Settings{MTU: 576, Sysctls: map[string]string{"net.ipv4.tcp_sack": "0"}})
	r.listen(8001)
	r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	p := r.held(nil, "SYN")
	if p.MSS != 536 || p.SACKPerm {
		t.Errorf("%s, want mss 536 (576 less 40 of headers) and no sack: the settings say so", p.Detail())
	}
	if _, err := NewPrivate(Settings{Sysctls: map[string]string{"net.ipv4.tcp_magic": "1"}}); err == nil || !strings.Contains(err.Error(), "no setting net.ipv4.tcp_magic") {
		t.Errorf("error %v, want one that names the unknown setting", err)
	}
}

// Four networks at once, each with the same ports: nothing of one is in
// another.
func TestSideBySide(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			r := newRoom(t, Settings{})
			_, c, s := r.connected()
			r.write(c, strings.Repeat("x", i+1))
			r.sends("a write of its own", fmt.Sprintf("DATA %d", i+1))
			r.deliver(c, fmt.Sprintf("DATA %d", i+1))
			if got := r.is(s, tcp.Established, "always"); got.RecvQ != i+1 {
				t.Errorf("Recv-Q %d, want %d: another network's data came in", got.RecvQ, i+1)
			}
		})
	}
}

func TestNothingLeaksFromTheHost(t *testing.T) {
	r := newRoom(t, Settings{})
	all, err := r.Reader().Dump(kernel.TCP)
	r.must(err)
	if len(all) != 0 {
		t.Errorf("%d sockets in a fresh network, want none: %+v", len(all), all)
	}
	if _, err := r.wire.Take(); err != nil {
		t.Fatal(err)
	}
	if got := len(r.wire.Held()); got != 0 {
		t.Errorf("%d packets on a fresh wire, want none", got)
	}
}
