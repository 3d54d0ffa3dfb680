package lessons

import (
	"errors"
	"io"
	"net"
	"os"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// outside are the errors that calls of the course's programs return, each with a
// few lines that provoke it with Go's plain package net on this machine's loopback.
var outside = []struct {
	call, errno string // as in a trace
	is          error
	err         func(t *testing.T) error
}{
	{"Dial", "ECONNREFUSED", syscall.ECONNREFUSED, func(t *testing.T) error {
		_, err := net.Dial("tcp", nobody(t))
		return err
	}},
	{"Dial", "EADDRINUSE", syscall.EADDRINUSE, func(t *testing.T) error { // its own port is taken
		l := listening(t)
		_, err := (&net.Dialer{LocalAddr: l.Addr()}).Dial("tcp", listening(t).Addr().String())
		return err
	}},
	{"Dial", "EADDRNOTAVAIL", syscall.EADDRNOTAVAIL, func(t *testing.T) error { // no port is left
		one := listening(t).Addr().(*net.TCPAddr).Port // the only one that it may have
		d := net.Dialer{Control: option(t, syscall.IPPROTO_IP, ipLocalPortRange, one<<16|one)}
		_, err := d.Dial("tcp", listening(t).Addr().String())
		return err
	}},
	{"Listen", "EADDRINUSE", syscall.EADDRINUSE, func(t *testing.T) error {
		_, err := net.Listen("tcp", listening(t).Addr().String())
		return err
	}},
	{"Read", "", io.EOF, func(t *testing.T) error {
		client, server := connected(t)
		client.Close()
		return read(server)
	}},
	{"Read", "", os.ErrDeadlineExceeded, func(t *testing.T) error {
		client, _ := connected(t)
		client.SetReadDeadline(time.Now())
		return read(client)
	}},
	{"Read", "ECONNRESET", syscall.ECONNRESET, func(t *testing.T) error {
		client, server := connected(t)
		server.SetLinger(0)
		server.Close()
		return read(client)
	}},
	{"Read", "ETIMEDOUT", syscall.ETIMEDOUT, func(t *testing.T) error { // nobody answers
		client, server := connected(t)
		raw := must(client.SyscallConn())
		raw.Control(func(fd uintptr) {
			// The client's kernel throws away all that comes in for this socket.
			none := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
			if err := unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &none}); err != nil {
				t.Fatal(err)
			}
		})
		raw = must(server.SyscallConn())
		option(t, syscall.IPPROTO_TCP, tcpUserTimeout, 1)("", "", raw)
		must(server.Write([]byte("hello")))
		return read(server)
	}},
	{"Write", "ECONNRESET", syscall.ECONNRESET, func(t *testing.T) error { // the first call behind the reset
		client, server := connected(t)
		server.SetLinger(0)
		server.Close()
		_, err := client.Write([]byte("hello"))
		return err
	}},
	{"Write", "EPIPE", syscall.EPIPE, func(t *testing.T) error {
		client, _ := connected(t)
		client.CloseWrite()
		_, err := client.Write([]byte("hello"))
		return err
	}},
	{"Write", "ECONNREFUSED", syscall.ECONNREFUSED, func(t *testing.T) error { // the one behind the refusal
		conn := must(net.Dial("udp", nobody(t)))
		defer conn.Close()
		must(conn.Write([]byte("hello")))
		_, err := conn.Write([]byte("hello"))
		return err
	}},
	{"File.Read", "", io.EOF, func(t *testing.T) error {
		f := must(os.Open(os.DevNull))
		defer f.Close()
		_, err := f.Read(make([]byte, 1))
		return err
	}},
}

// Options that package syscall has no name for. See ip(7) and tcp(7).
const (
	ipLocalPortRange = 51 // since Linux 6.3
	tcpUserTimeout   = 18
)

// placesIn matches an address with its port in an error's text: both differ in
// every run.
var placesIn = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+:\d+`)

// TestErrorsAreWhatGoReturnsOutside compares every error that a call returns in a
// lesson with what the plain standard library returns outside the lab: the text,
// addresses aside, and the number. Each error of the table must be in a lesson.
func TestErrorsAreWhatGoReturnsOutside(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	type returned struct{ call, errno, text string }
	provoked := map[returned]int{} // how many calls of lessons returned it
	for _, o := range outside {
		err := o.err(t)
		if !errors.Is(err, o.is) {
			t.Fatalf("%s outside gave %v, want %v: the lines do not provoke it", o.call, err, o.is)
		}
		var errno syscall.Errno
		if errors.As(err, &errno) && o.errno == "" {
			t.Errorf("%s outside gave %v, which has a number, want none", o.call, err)
		}
		provoked[returned{o.call, o.errno, placesIn.ReplaceAllString(err.Error(), "PLACE")}] = 0
	}
	var mu sync.Mutex
	t.Run("lessons", func(t *testing.T) {
		for _, l := range All {
			t.Run(l.Name, func(t *testing.T) {
				t.Parallel()
				for _, s := range stepsFrom(t, recorded(t, l), 0) {
					for _, e := range s.Events {
						if e.Kind != trace.EventEnded || e.Err == "" {
							continue
						}
						r := returned{e.Name, e.Errno, placesIn.ReplaceAllString(e.Err, "PLACE")}
						mu.Lock()
						if _, ok := provoked[r]; !ok {
							t.Errorf("%s: %s gave %q, errno %q, and nothing outside the lab gave that: provoke it in the table", s.Beat, e.Name, e.Err, e.Errno)
						} else {
							provoked[r]++
						}
						mu.Unlock()
					}
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	for r, n := range provoked {
		t.Logf("%s %s %q: %d calls in lessons", r.call, r.errno, r.text, n)
		if n == 0 {
			t.Errorf("no lesson has %s %s %q, so nothing is compared with it", r.call, r.errno, r.text)
		}
	}
}

// nobody returns an address on which nobody listens.
func nobody(t *testing.T) string {
	return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: porttest.Port(t)}).String()
}

func listening(t *testing.T) net.Listener {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { l.Close() })
	return l
}

// connected returns the two ends of a connection.
func connected(t *testing.T) (client, server *net.TCPConn) {
	l := listening(t)
	client = must(net.Dial("tcp", l.Addr().String())).(*net.TCPConn)
	server = must(l.Accept()).(*net.TCPConn)
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

func read(conn net.Conn) error {
	_, err := conn.Read(make([]byte, 10))
	return err
}

// option returns a function that sets an option of a socket.
func option(t *testing.T, level, name, value int) func(_, _ string, raw syscall.RawConn) error {
	return func(_, _ string, raw syscall.RawConn) error {
		return raw.Control(func(fd uintptr) {
			if err := syscall.SetsockoptInt(int(fd), level, name, value); err != nil {
				t.Fatal(err)
			}
		})
	}
}
