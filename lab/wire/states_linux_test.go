package wire

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

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
	r.is(l, tcp.Listen, "the listener is a state machine of its own")
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
	r.is(s, tcp.Established, "it has received nothing of the close")
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
	r.is(c, tcp.TimeWait, "only time ends it")
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
	r.sends("the error is reported once", "UDP 5")
}

func TestDatagramInThreeFragments(t *testing.T) {
	r := newRoom(t, Settings{})
	s, c := r.socket(unix.SOCK_DGRAM, 8001), r.socket(unix.SOCK_DGRAM, 40000)
	r.must(unix.Sendto(c.fd, make([]byte, 4000), 0, inet(s.local)))
	names := []string{"UDP fragment 0-1479", "UDP fragment 1480-2959", "UDP fragment 2960-4007"}
	r.sends("4000 bytes and a header of 8 do not fit into 1500", names...)
	r.haveThePorts(c, s, names...)
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

// haveThePorts shows that each held fragment has the ports of its datagram, though
// only the first one carries them: both ends have the same address, so that nothing
// else tells who has sent it.
func (r *room) haveThePorts(from, to *end, names ...string) {
	r.Helper()
	for _, name := range names {
		if p := r.held(nil, name); p.Src != from.local || p.Dst != to.local {
			r.Errorf("%s goes from %v to %v, want from %v to %v", name, p.Src, p.Dst, from.local, to.local)
		}
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
		t.Error("destroying it twice gave no error, though it was gone the second time")
	}
}

func TestDestroyWithoutLookup(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, _ := r.connected()
	r.must(r.Reader().Destroy(kernel.Socket{Proto: c.proto, Local: c.local, Remote: c.remote}))
	r.is(c, tcp.Closed, "Destroy needs only the addresses")
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

func TestDuplicatedDataAreReadOnce(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	twin, err := r.wire.Duplicate(r.held(c, "DATA 5").ID)
	r.must(err)
	r.sends("acknowledged", "ACK")
	r.must(r.wire.Deliver(twin.ID))
	r.sends("a duplicate is acknowledged again, every time", "ACK")
	if got := r.is(s, tcp.Established, "always"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: TCP keeps one of the two", got.RecvQ)
	}
}

// TestACookieIsOneMachines shows that the cookie tells two connections with the
// same addresses apart. In the kernel a connection is three things in turn: a
// request beside the listener, a socket, and a remainder in TIME_WAIT. All
// three have the same cookie.
func TestACookieIsOneMachines(t *testing.T) {
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	child := &end{proto: kernel.TCP, local: l.local, remote: c.local}
	r.sends("the client dials", "SYN")
	client := r.is(c, tcp.SynSent, "its SYN is held").Cookie
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	server := r.is(child, tcp.SynRcvd, "the SYN ACK is held").Cookie
	if client == 0 || server == 0 || client == server {
		t.Fatalf("the cookies are %d and %d, want two marks: these are two machines", client, server)
	}
	stays := func(e *end, want tcp.State, cookie uint64, why string) {
		t.Helper()
		if got := r.is(e, want, why).Cookie; got != cookie {
			t.Errorf("in %s the cookie is %d, want %d as ever: it is the same machine", want, got, cookie)
		}
	}
	r.deliver(l, "SYN ACK")
	r.sends("the third packet", "ACK")
	stays(c, tcp.Established, client, "it has the SYN ACK")
	r.deliver(c, "ACK")
	stays(child, tcp.Established, server, "the request has become a socket")
	s := r.accept(l, 40000)
	stays(s, tcp.Established, server, "it was accepted")
	r.closes(s)
	r.sends("the server closes first", "FIN ACK")
	stays(s, tcp.FinWait1, server, "its FIN is held")
	r.deliver(s, "FIN ACK")
	r.sends("acknowledged", "ACK")
	stays(c, tcp.CloseWait, client, "a FIN came in")
	r.deliver(c, "ACK")
	stays(s, tcp.FinWait2, server, "its FIN is acknowledged")
	r.closes(c)
	r.sends("the client closes", "FIN ACK")
	stays(c, tcp.LastAck, client, "its FIN is held")
	r.deliver(c, "FIN ACK")
	r.sends("the last packet", "ACK")
	stays(s, tcp.TimeWait, server, "the socket has become a remainder")
	r.deliver(s, "ACK")
	r.is(c, tcp.Closed, "it has the last ACK")

	again := r.dial(40000, 8001)
	r.sends("the same port dials again", "SYN")
	if got := r.is(again, tcp.SynSent, "its SYN is held").Cookie; got == client {
		t.Errorf("the port's second socket has the cookie %d of the first", got)
	}
	stays(s, tcp.TimeWait, server, "the SYN is held")
	r.deliver(again, "SYN")
	if got := r.is(child, tcp.SynRcvd, "a new SYN ends TIME_WAIT (RFC 9293, 3.6.1)").Cookie; got == server {
		t.Errorf("in SYN_RCVD the cookie is %d as in TIME_WAIT, but this is another machine", got)
	}
}
