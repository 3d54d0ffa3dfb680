package lessons

import (
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// These tests ask the kernel about sentences that the lessons say in general.

// TestTheFirstSYNsKeepToASecond looks at a held SYN until its first copy is
// there, and at the time that is left until the next.
func TestTheFirstSYNsKeepToASecond(t *testing.T) {
	needPrivate(t)
	if _, err := os.Stat("/proc/sys/net/ipv4/tcp_syn_linear_timeouts"); err != nil {
		t.Skip("this kernel is older than 6.5, and doubles its pauses from the first on, as the lesson says of such")
	}
	t.Parallel()
	b, err := bench.Open(lessonNamed(t, "connection"), bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.GoTo(t.Context(), "dial"); err != nil {
		t.Fatal(err)
	}
	b.Watch()
	end := time.After(patience)
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(step.Sockets, func(s trace.Socket) bool { return s.Host == "client" && s.Timer != nil && s.Timer.Retransmits > 0 })
		if i >= 0 {
			if left := time.Duration(step.Sockets[i].Timer.Millis) * time.Millisecond; left > time.Second {
				t.Errorf("after the first copy of the SYN the next is %v away, want a second at most: the pauses do not double yet", left)
			}
			return
		}
		select {
		case <-b.Changed():
		case <-end:
			t.Fatal("no SYN was sent again")
		}
	}
}

// TestTimestampsTakeRoom sends the long message of the lesson bytes over a link
// that takes what Ethernet does.
func TestTimestampsTakeRoom(t *testing.T) {
	needPrivate(t)
	l := *lessonNamed(t, "bytes")
	l.Settings.MTU = 0 // Ethernet's
	b, err := bench.Open(&l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for {
		if err := b.Advance(t.Context()); err != nil {
			t.Fatal(err)
		}
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Beat == "write-long" {
			if got := heldNow(t, b).Len; got != 1448 {
				t.Errorf("a full segment carries %d bytes, want 1448: the timestamps take 12 of 1460", got)
			}
			return
		}
	}
}

// TestOnlyConnectedUDPSocketsHearOfARefusal writes twice to a port where nobody
// is. The first Write brings an ICMP message, and the second may get its error.
func TestOnlyConnectedUDPSocketsHearOfARefusal(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the lesson says this of Linux")
	}
	nobody := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: porttest.Port(t)}
	connected, err := net.DialUDP("udp4", nil, nobody)
	if err != nil {
		t.Fatal(err)
	}
	defer connected.Close()
	free, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	for i := range 2 {
		_, err := connected.Write([]byte("hello"))
		if got, want := errors.Is(err, syscall.ECONNREFUSED), i == 1; got != want {
			t.Errorf("Write %d of a connected socket returned %v, want a refusal: %v", i+1, err, want)
		}
		if _, err := free.WriteToUDP([]byte("hello"), nobody); err != nil {
			t.Errorf("Write %d of an unconnected socket returned %v, want none: the kernel keeps the error to itself", i+1, err)
		}
	}
}

// TestWhatAResetLeaves lets an answer come in before the RST of a server that
// closes with bytes unread. The answer can be read, the Read behind it gets the
// error of the reset, and a Write behind that the other one.
func TestWhatAResetLeaves(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the lesson reset says this of Linux")
	}
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	for _, do := range []func() (int, error){
		func() (int, error) { return client.Write([]byte("hello, server")) },
		func() (int, error) { return server.Read(buf[:5]) },
		func() (int, error) { return server.Write([]byte("goodbye")) },
		func() (int, error) { return 0, server.Close() },
	} {
		if _, err := do(); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := client.Read(buf); string(buf[:n]) != "goodbye" || err != nil {
		t.Errorf("the first Read gave %q and %v, want the answer: it came in before the RST", buf[:n], err)
	}
	if n, err := client.Read(buf); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the second Read gave %q and %v, want ECONNRESET", buf[:n], err)
	}
	if _, err := client.Write(buf[:1]); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("the Write behind them gave %v, want EPIPE: the error of the reset is told once", err)
	}
}

// TestSmallWritesWaitForADelayedACK writes a line in two pieces and reads the
// answer, again and again, on the plain loopback, where no route asks for ACKs at
// once. With Nagle's algorithm the second piece waits for the delayed ACK of the
// first, and each round takes as long as the lesson nagle says. Without it no
// round has to.
func TestSmallWritesWaitForADelayedACK(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the lesson gives Linux's time")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() { // answers each pair of bytes with one
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for pair := make([]byte, 2); ; {
					if _, err := io.ReadFull(conn, pair); err != nil {
						return
					}
					conn.Write(pair[:1])
				}
			}()
		}
	}()
	const delay = 36 * time.Millisecond // 40, counted in a kernel's ticks
	shortest := func(noDelay bool) (d time.Duration) {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.(*net.TCPConn).SetNoDelay(noDelay)
		for i := range 6 {
			begin := time.Now()
			for range 2 {
				if _, err := conn.Write([]byte("x")); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			// The first segments of a connection are acknowledged at once.
			if took := time.Since(begin); i > 1 && (d == 0 || took < d) {
				d = took
			}
		}
		return d
	}
	if got := shortest(false); got < delay || got > 250*time.Millisecond {
		t.Errorf("with Nagle's algorithm the quickest answer took %v, want 40 to 200 ms: the ACK is delayed so long", got)
	}
	if got := shortest(true); got >= delay {
		t.Errorf("without Nagle's algorithm the quickest answer took %v, want less than 40 ms: nothing waits for the ACK", got)
	}
}
