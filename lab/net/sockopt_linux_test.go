package net_test

import (
	"io"
	"syscall"
	"testing"

	"tcplab/lab/net"
)

// option returns the value of a socket option of c.
func option(t *testing.T, c interface {
	SyscallConn() (syscall.RawConn, error)
}, name int) int {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var v int
	if err := raw.Control(func(fd uintptr) { v, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, name) }); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSocketsArePlainTCPWithoutProbes(t *testing.T) {
	ln, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]net.Conn{"dialled": conn, "accepted": accepted} {
		tcp := c.(*net.TCPConn)
		if option(t, tcp, syscall.SO_KEEPALIVE) != 0 {
			t.Errorf("the %s connection would send keepalive probes, though the program did not ask for them", what)
		}
		if p := option(t, tcp, syscall.SO_PROTOCOL); p != syscall.IPPROTO_TCP {
			t.Errorf("the %s connection is of protocol %d, want TCP: multipath TCP shows a second row", what, p)
		}
		if d := option(t, tcp, syscall.SO_DOMAIN); d != syscall.AF_INET {
			t.Errorf("the %s connection is of address family %d, want IPv4, which tcp means here", what, d)
		}
		if _, ok := c.(io.ReaderFrom); ok {
			t.Error("the connection has ReadFrom, with which io.Copy would not wait at the gate")
		}
		if _, ok := c.(io.WriterTo); ok {
			t.Error("the connection has WriteTo, with which io.Copy would not wait at the gate")
		}
	}
	if p := option(t, ln.(*net.TCPListener), syscall.SO_PROTOCOL); p != syscall.IPPROTO_TCP {
		t.Errorf("the listener is of protocol %d, want TCP: multipath TCP shows a second row", p)
	}
	conn.Close()
	accepted.Close()
	ln.Close()
}
