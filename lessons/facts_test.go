package lessons

import (
	"errors"
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
