package kernel

import (
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
)

// These tests ask the kernel of this machine about sockets on its loopback. No
// privilege is needed for that.

func newReader(t testing.TB) *Reader {
	t.Helper()
	r, err := NewReader()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// listen opens a plain TCP listener on loopback: one row, not Go's MPTCP pair.
func listen(t testing.TB) net.Listener {
	t.Helper()
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	ln, err := config.Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

// pair connects a client and a server.
func pair(t testing.TB, ln net.Listener) (client, server net.Conn) {
	t.Helper()
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if server, err = ln.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	t.Cleanup(func() { client.Close() }) // runs first
	return client, server
}

func addr(a net.Addr) netip.AddrPort { return netip.MustParseAddrPort(a.String()) }

// look fails the test unless the socket is there.
func look(t *testing.T, r *Reader, proto string, local, remote netip.AddrPort) Socket {
	t.Helper()
	s, ok, err := r.Lookup(proto, local, remote)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Fatalf("%s %v to %v is not in the kernel's table, but this test holds it open", proto, local, remote)
	}
	return s
}

func TestLookupTCP(t *testing.T) {
	r, ln := newReader(t), listen(t)
	client, server := pair(t, ln)
	l := look(t, r, TCP, addr(ln.Addr()), netip.AddrPort{})
	if l.State != tcp.Listen || l.RecvQ != 0 || l.SendQ == 0 {
		t.Errorf("listener: %+v, want LISTEN, an empty accept queue, and a backlog as Send-Q", l)
	}
	c := look(t, r, TCP, addr(client.LocalAddr()), addr(client.RemoteAddr()))
	s := look(t, r, TCP, addr(server.LocalAddr()), addr(server.RemoteAddr()))
	if c.State != tcp.Established || s.State != tcp.Established {
		t.Errorf("client %s, server %s, want ESTABLISHED: Accept has returned", c.State, s.State)
	}
	if c.Inode == 0 || c.Inode == s.Inode {
		t.Errorf("client: inode %d, server: inode %d; want two inodes", c.Inode, s.Inode)
	}
	if c.Timer.Kind != Keepalive || c.Timer.Left <= 0 || c.Timer.Left > 15e9 {
		t.Errorf("client's timer: %+v, want keepalive within 15 s: Go's Dial sets it", c.Timer)
	}
	if _, err := io.WriteString(client, "hello"); err != nil {
		t.Fatal(err)
	}
	if s := look(t, r, TCP, s.Local, s.Remote); s.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: on loopback the bytes have arrived when Write returns", s.RecvQ)
	}
}

func TestAcceptQueueIsCounted(t *testing.T) {
	r, ln := newReader(t), listen(t)
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if l := look(t, r, TCP, addr(ln.Addr()), netip.AddrPort{}); l.RecvQ != 1 {
		t.Errorf("Recv-Q of the listener is %d, want 1: Dial returned, and nobody accepts", l.RecvQ)
	}
	s := look(t, r, TCP, addr(client.RemoteAddr()), addr(client.LocalAddr()))
	if s.State != tcp.Established || s.Inode != 0 {
		t.Errorf("server's end: %s inode %d, want ESTABLISHED without inode: it is not accepted yet", s.State, s.Inode)
	}
}

func TestMissIsNotTheListener(t *testing.T) {
	r, ln := newReader(t), listen(t)
	stranger := netip.MustParseAddrPort("127.0.0.1:1")
	if s, ok, err := r.Lookup(TCP, addr(ln.Addr()), stranger); ok || err != nil {
		t.Errorf("found %+v, error %v; want nothing: the kernel answers with the listener, which is another state machine", s, err)
	}
	if s, ok, err := r.Lookup(TCP, stranger, addr(ln.Addr())); ok || err != nil {
		t.Errorf("found %+v, error %v; want nothing: no such socket exists, as in CLOSED", s, err)
	}
}

func TestClosingStates(t *testing.T) {
	r, ln := newReader(t), listen(t)
	client, server := pair(t, ln)
	c, s := addr(client.LocalAddr()), addr(server.LocalAddr())
	client.(*net.TCPConn).CloseWrite()
	if _, err := server.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("Read: %v, want EOF: the peer closed its half", err)
	}
	if got := look(t, r, TCP, s, c); got.State != tcp.CloseWait {
		t.Errorf("server %s, want CLOSE_WAIT: it received a FIN and has not closed", got.State)
	}
	server.Close()
	if _, err := client.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("Read: %v, want EOF: the peer closed", err)
	}
	got := look(t, r, TCP, c, s)
	if got.State != tcp.TimeWait || got.Inode != 0 {
		t.Errorf("client %s inode %d, want TIME_WAIT without inode: it closed first, and both FINs are acknowledged", got.State, got.Inode)
	}
	if got.Timer.Kind != TimeWait || got.Timer.Left <= 0 || got.Timer.Left > 60e9 {
		t.Errorf("timer %+v, want the 60 s of TIME_WAIT", got.Timer)
	}
	if got, ok, err := r.Lookup(TCP, s, c); ok || err != nil {
		t.Errorf("server %+v, error %v; want nothing: its FIN was acknowledged", got, err)
	}
}

func TestLookupUDP(t *testing.T) {
	r := newReader(t)
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, err := net.Dial("udp4", server.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if s := look(t, r, UDP, addr(server.LocalAddr()), netip.AddrPort{}); s.State != Unconn {
		t.Errorf("server %s, want UNCONN: it has no peer", s.State)
	}
	c := look(t, r, UDP, addr(client.LocalAddr()), addr(client.RemoteAddr()))
	if c.State != tcp.Established {
		t.Errorf("client %s, want ESTABLISHED: it is connected, though nothing was sent", c.State)
	}
	if s, ok, err := r.Lookup(UDP, addr(server.LocalAddr()), c.Local); ok || err != nil {
		t.Errorf("found %+v, error %v; want nothing: the server's socket is not connected to the client", s, err)
	}
	if _, err := client.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if s := look(t, r, UDP, addr(server.LocalAddr()), netip.AddrPort{}); s.RecvQ == 0 {
		t.Error("Recv-Q is 0 though a datagram waits")
	}
}

func TestDumpListsBothFamilies(t *testing.T) {
	r, ln := newReader(t), listen(t)
	client, _ := pair(t, ln)
	all, err := r.Dump(TCP)
	if err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]Socket{
		"listener": {Local: addr(ln.Addr()), Remote: netip.MustParseAddrPort("0.0.0.0:0")},
		"client":   {Local: addr(client.LocalAddr()), Remote: addr(client.RemoteAddr())},
		"server":   {Local: addr(client.RemoteAddr()), Remote: addr(client.LocalAddr())},
	} {
		if !slices.ContainsFunc(all, func(s Socket) bool { return s.Local == want.Local && s.Remote == want.Remote }) {
			t.Errorf("the %s is not in the dump, but this test holds it open", what)
		}
	}
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	both, err := config.Listen(t.Context(), "tcp", "[::]:0")
	if err != nil {
		t.Skipf("this machine has no IPv6, so only IPv4 was compared: %v", err)
	}
	defer both.Close()
	if all, err = r.Dump(TCP); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(all, func(s Socket) bool { return s.Local == addr(both.Addr()) }) {
		t.Error("a listener on [::] is not in the dump, but it serves 127.0.0.1 too")
	}
	if s := look(t, r, TCP, addr(both.Addr()), netip.AddrPort{}); s.Mapped {
		t.Error("the listener on [::] has addresses of IPv4")
	}
	_, port, _ := net.SplitHostPort(both.Addr().String())
	four, err := (&net.Dialer{}).Dial("tcp4", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer four.Close()
	for _, end := range []struct {
		local, remote net.Addr
		want          bool
	}{{four.LocalAddr(), four.RemoteAddr(), false}, {four.RemoteAddr(), four.LocalAddr(), true}} {
		if s := look(t, r, TCP, addr(end.local), addr(end.remote)); s.Mapped != end.want {
			t.Errorf("the socket %v is one of IPv6 with addresses of IPv4: %v, want %v", end.local, s.Mapped, end.want)
		}
	}
}

// TestWhoTakesIPv6Alone opens sockets with all addresses of IPv6, with and without
// IPV6_V6ONLY. One that has a single address is of one family in any case.
func TestWhoTakesIPv6Alone(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct {
		proto string
		kind  int
		only  int
		at    [16]byte
		want  bool
	}{
		{TCP, unix.SOCK_STREAM, 1, [16]byte{}, true},
		{TCP, unix.SOCK_STREAM, 0, [16]byte{}, false},
		{TCP, unix.SOCK_STREAM, 1, [16]byte{15: 1}, false},
		{UDP, unix.SOCK_DGRAM, 1, [16]byte{}, true},
		{UDP, unix.SOCK_DGRAM, 0, [16]byte{}, false},
	} {
		fd, err := unix.Socket(unix.AF_INET6, c.kind|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Skipf("this machine has no IPv6: %v", err)
		}
		defer unix.Close(fd)
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, c.only); err != nil {
			t.Fatal(err)
		}
		if err := unix.Bind(fd, &unix.SockaddrInet6{Addr: c.at}); err != nil {
			t.Skipf("this machine has no IPv6: %v", err)
		}
		if c.proto == TCP {
			if err := unix.Listen(fd, 1); err != nil {
				t.Fatal(err)
			}
		}
		name, err := unix.Getsockname(fd)
		if err != nil {
			t.Fatal(err)
		}
		at := netip.AddrPortFrom(netip.AddrFrom16(c.at), uint16(name.(*unix.SockaddrInet6).Port))
		all, err := r.Dump(c.proto)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(s Socket) bool { return s.Local == at })
		if i < 0 || all[i].V6Only != c.want {
			t.Errorf("the %s socket %v with IPV6_V6ONLY %d is at %d of the dump %+v, want it with V6Only %v", c.proto, at, c.only, i, all, c.want)
		}
		if s, ok, err := r.Lookup(c.proto, at, netip.AddrPort{}); err != nil || !ok || s.V6Only != c.want {
			t.Errorf("the %s socket %v with IPV6_V6ONLY %d is looked up as %+v, %v, %v; want V6Only %v", c.proto, at, c.only, s, ok, err, c.want)
		}
	}
}

// TestABoundSocketIsNotDumped: a TCP socket between bind and listen, or between bind
// and connect, is CLOSED. Nobody knows yet what it becomes.
func TestABoundSocketIsNotDumped(t *testing.T) {
	r := newReader(t)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	own, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(own.(*unix.SockaddrInet4).Port))
	for _, c := range []struct {
		does  func() error
		lists int
		why   string
	}{
		{func() error { return nil }, 0, "it has called bind alone"},
		{func() error { return unix.Listen(fd, 1) }, 1, "it listens"},
	} {
		if err := c.does(); err != nil {
			t.Fatal(err)
		}
		all, err := r.Dump(TCP)
		if err != nil {
			t.Fatal(err)
		}
		all = slices.DeleteFunc(all, func(s Socket) bool { return s.Local != at })
		if len(all) != c.lists {
			t.Errorf("the dump has %d sockets at %s, want %d: %s", len(all), at, c.lists, c.why)
		}
	}
}

// TestDumpAgreesWithSS compares Dump with ss, which asks the same kernel.
func TestDumpAgreesWithSS(t *testing.T) {
	labtest.Need(t, "ss")
	r, ln := newReader(t), listen(t)
	client, _ := pair(t, ln)
	out, err := exec.Command("ss", "-Htan4", "sport = :"+port(ln.Addr())+" or dport = :"+port(ln.Addr())).Output()
	if err != nil {
		t.Fatalf("ss: %v", err)
	}
	var want []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		want = append(want, f[0]+" "+f[3]+" "+strings.Replace(f[4], "0.0.0.0:*", "0.0.0.0:0", 1))
	}
	all, err := r.Dump(TCP)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		if s.Local == addr(ln.Addr()) || s.Remote == addr(ln.Addr()) {
			got = append(got, tcp.Names(s.State).SS+" "+s.Local.String()+" "+s.Remote.String())
		}
	}
	over := func(row string) bool { return strings.HasPrefix(row, "TIME-WAIT") } // of another connection, whose client had the listener's port
	got, want = slices.DeleteFunc(got, over), slices.DeleteFunc(want, over)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(got) != 3 {
		t.Errorf("with client %v the dump says\n%s\nand ss says\n%s\nwant the same three rows", client.LocalAddr(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func port(a net.Addr) string { return strings.TrimPrefix(a.String(), "127.0.0.1:") }

func TestStackIsUname(t *testing.T) {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		t.Fatal(err)
	}
	number, _, _ := strings.Cut(strings.TrimSpace(string(release)), "-")
	if got, want := Stack(), "Linux "+number; got != want {
		t.Errorf("Stack() = %q, want %q: the release without what the distributor added", got, want)
	}
}

func TestLookupDoesNotAllocate(t *testing.T) {
	r, ln := newReader(t), listen(t)
	local := addr(ln.Addr())
	n := testing.AllocsPerRun(100, func() { r.Lookup(TCP, local, netip.AddrPort{}) })
	if n > 0 {
		t.Errorf("%v allocations a look-up, want 0: the bench makes several after every move", n)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	r := newReader(t)
	if _, _, err := r.Lookup("sctp", netip.MustParseAddrPort("127.0.0.1:1"), netip.AddrPort{}); err == nil || !strings.Contains(err.Error(), "ask for tcp or udp") {
		t.Errorf("error %v, want one that names the protocols that can be read", err)
	}
	r.Close()
	if err := r.Close(); err != nil {
		t.Errorf("second Close: %v, want no error", err)
	}
	if _, err := r.Dump(TCP); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("error %v, want one that says that the reader is closed", err)
	}
}

// crowd opens connections on the same network, so that a benchmark sees what they
// cost. Each has two sockets.
func crowd(b *testing.B, connections int) {
	b.Helper()
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
		limit.Cur = limit.Max
		unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
	}
	if limit.Cur < uint64(2*connections+100) {
		b.Skipf("only %d files may be open, %d are needed: ulimit -n", limit.Cur, 2*connections+100)
	}
	ln := listen(b)
	for range connections {
		client, _ := pair(b, ln)
		client.(*net.TCPConn).SetLinger(0) // so that Close leaves no TIME_WAIT
	}
}

// reportTimes reports the median and the 99th percentile instead of the mean,
// in which a few interruptions by other programs weigh too much.
func reportTimes(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e3, "µs-median")
	b.ReportMetric(float64(took[len(took)*99/100])/1e3, "µs-p99")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkLookup measures one look-up, with all that the kernel tells of the
// socket, while 2,500 other connections are open. The goal is a median of 10 µs
// and a 99th percentile of 50 µs, because the bench makes several look-ups after
// every move.
func BenchmarkLookup(b *testing.B) {
	crowd(b, 2500)
	r, ln := newReader(b), listen(b)
	client, _ := pair(b, ln)
	l, c := addr(ln.Addr()), addr(client.LocalAddr())
	for _, row := range []struct {
		name string
		ends [2]netip.AddrPort
	}{
		{"listener", [2]netip.AddrPort{l, {}}},
		{"client", [2]netip.AddrPort{c, l}},
		{"server", [2]netip.AddrPort{l, c}},
	} {
		b.Run(row.name, func(b *testing.B) {
			took := make([]time.Duration, 0, 1<<16)
			for b.Loop() {
				start := time.Now()
				s, ok, err := r.Lookup(TCP, row.ends[0], row.ends[1])
				took = append(took, time.Since(start))
				if !ok || err != nil || !s.Memory.Told || s.Info.Told != (row.name != "listener") {
					b.Fatalf("found %v, %+v, error %v; want the socket with all that the kernel tells", ok, s, err)
				}
			}
			reportTimes(b, took)
		})
	}
}

// BenchmarkDump measures a reading of the whole table, which has the other
// sockets of this machine, too.
func BenchmarkDump(b *testing.B) {
	for _, connections := range []int{200, 2500} {
		b.Run(strconv.Itoa(connections), func(b *testing.B) {
			crowd(b, connections)
			r := newReader(b)
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				all, err := r.Dump(TCP)
				took = append(took, time.Since(start))
				if err != nil || len(all) < 2*connections {
					b.Fatalf("%d sockets, error %v; want both ends of %d connections", len(all), err, connections)
				}
			}
			reportTimes(b, took)
		})
	}
}
