package net_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/net"
	"tcplab/lab/os"
)

// tell prints all that a program can find out about an error.
func tell(what string, err error) {
	fmt.Print(what, ": ", err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		fmt.Printf(" %T", e)
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		fmt.Print(" timeout")
	}
	for _, is := range []error{io.EOF, net.ErrClosed, os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded} {
		fmt.Print(" ", errors.Is(err, is))
	}
	var op *net.OpError
	if errors.As(err, &op) {
		fmt.Print(" ", op.Op, " ", op.Net, " ", op.Source != nil, " ", op.Addr != nil)
	}
	fmt.Println()
}

// fails makes every error that a program can meet on this machine's loopback.
func fails() {
	failsToOpen()
	failsOnAListener()
	failsOnAConn()
	failsOnADatagram()
}

func failsToOpen() {
	nobody := "127.0.0.1:8001" // nobody listens there before the end
	_, err := net.Dial("tcp", nobody)
	tell("nobody listens", err)
	fmt.Println(errors.Is(err, syscall.ECONNREFUSED))
	ln := must(net.Listen("tcp", "127.0.0.1:0"))
	_, err = net.Listen("tcp", ln.Addr().String())
	tell("the port is taken", err)
	u := must(net.ListenUDP("udp", nil))
	_, err = net.ListenUDP("udp", u.LocalAddr().(*net.UDPAddr))
	tell("the UDP port is taken", err)
	_, err = net.ListenPacket("udp", u.LocalAddr().String())
	tell("the UDP port is taken again", err)
	_, err = (&net.Dialer{LocalAddr: ln.Addr()}).Dial("tcp", ln.Addr().String())
	tell("the own port is taken", err)
	_, err = (&net.Dialer{Timeout: -1}).Dial("tcp", ln.Addr().String())
	tell("no time", err)
	_, err = (&net.Dialer{Deadline: time.Unix(1, 0)}).Dial("tcp", ln.Addr().String())
	tell("too late", err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
	tell("canceled before", err)
	ctx, cancel = context.WithDeadline(context.Background(), time.Unix(1, 0))
	defer cancel()
	_, err = new(net.Dialer).DialContext(ctx, "udp", ln.Addr().String())
	tell("over before", err)
	refuse := func(network, address string, c syscall.RawConn) error {
		fmt.Println("control", network, strings.HasPrefix(address, "127.0.0.1:"))
		return io.ErrNoProgress
	}
	_, err = (&net.Dialer{Control: refuse}).Dial("tcp", nobody)
	tell("Control refuses a Dial", err)
	_, err = (&net.ListenConfig{Control: refuse}).Listen(context.Background(), "tcp", nobody)
	tell("Control refuses a Listen", err)
	_, err = (&net.ListenConfig{Control: refuse}).ListenPacket(context.Background(), "udp", nobody)
	tell("Control refuses a ListenPacket", err)
}

func failsOnAListener() {
	ln := must(net.ListenTCP("tcp", nil))
	ln.SetDeadline(time.Unix(1, 0))
	_, err := ln.Accept()
	tell("Accept too late", err)
	tell("Close", ln.Close())
	tell("Close again", ln.Close())
	_, err = ln.Accept()
	tell("Accept when closed", err)
	tell("SetDeadline when closed", ln.SetDeadline(time.Now()))
	raw, err := ln.SyscallConn()
	tell("SyscallConn", err)
	tell("raw when closed", raw.Control(func(uintptr) {}))
}

func failsOnAConn() {
	buf := make([]byte, 10)
	a, b := pairOfConns()
	tell("a Read of nothing", second(a.Read(nil)))
	a.SetReadDeadline(time.Unix(1, 0))
	tell("a Read too late", second(a.Read(buf)))
	fmt.Fprint(b, "data")
	tell("a Read too late, with data", second(a.Read(buf)))
	a.SetReadDeadline(time.Time{})
	n, err := a.Read(buf)
	fmt.Printf("%q\n", buf[:n])
	tell("a Read in time", err)
	a.SetWriteDeadline(time.Unix(1, 0))
	tell("a Write too late", second(a.Write(buf)))
	tell("a Write of nothing too late", second(a.Write(nil)))
	a.SetWriteDeadline(time.Time{})
	tell("a Write of nothing", second(a.Write(nil)))
	tell("CloseWrite", b.CloseWrite())
	tell("Write behind CloseWrite", second(b.Write(buf)))
	tell("Read behind the FIN", second(a.Read(buf)))
	tell("CloseRead", a.CloseRead())
	tell("options", errors.Join(a.SetNoDelay(false), a.SetKeepAlive(true), a.SetKeepAlivePeriod(time.Minute),
		a.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true}), a.SetReadBuffer(8192), a.SetWriteBuffer(8192), a.SetLinger(-1)))
	tell("Close", a.Close())
	tell("Close again", a.Close())
	for _, e := range []told{
		{"Read", second(a.Read(buf))}, {"Read of nothing", second(a.Read(nil))}, {"Write", second(a.Write(buf))},
		{"CloseRead", a.CloseRead()}, {"CloseWrite", a.CloseWrite()}, {"SetDeadline", a.SetDeadline(time.Time{})},
		{"SetReadDeadline", a.SetReadDeadline(time.Now())}, {"SetWriteDeadline", a.SetWriteDeadline(time.Now())},
		{"SetLinger", a.SetLinger(0)}, {"SetNoDelay", a.SetNoDelay(true)}, {"SetKeepAlive", a.SetKeepAlive(true)},
		{"SetKeepAlivePeriod", a.SetKeepAlivePeriod(1)}, {"SetKeepAliveConfig", a.SetKeepAliveConfig(net.KeepAliveConfig{})},
		{"SetReadBuffer", a.SetReadBuffer(1)}, {"SetWriteBuffer", a.SetWriteBuffer(1)},
	} {
		tell(e.what+" when closed", e.err)
	}
	raw, err := a.SyscallConn()
	tell("SyscallConn", err)
	tell("raw when closed", raw.Control(func(uintptr) {}))

	a, b = pairOfConns()
	b.SetLinger(0)
	b.Close() // resets the connection
	tell("Read of a reset connection", second(a.Read(buf)))
	tell("Write of a reset connection", second(a.Write(buf)))
	tell("CloseWrite of a reset connection", a.CloseWrite())
	tell("Close of a reset connection", a.Close())

	a, b = pairOfConns()
	done := make(chan error)
	go func() { done <- second(a.Read(buf)) }()
	b.Write(nil)
	a.Close()
	tell("Read while it is closed", <-done)
}

// told is an error and what gave it.
type told struct {
	what string
	err  error
}

func second[T any](_ T, err error) error { return err }

func failsOnADatagram() {
	buf := make([]byte, 10)
	u := must(net.ListenUDP("udp", nil))
	tell("Write to nobody named", second(u.Write(buf)))
	tell("WriteToUDP to nobody named", second(u.WriteToUDP(buf, nil)))
	tell("a datagram too long", second(u.WriteToUDP(make([]byte, 70000), u.LocalAddr().(*net.UDPAddr))))
	tell("one far too long", second(u.WriteToUDP(make([]byte, 3<<20), u.LocalAddr().(*net.UDPAddr))))
	tell("to port 0", second(u.WriteToUDP(buf, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})))
	u.SetDeadline(time.Unix(1, 0))
	_, from, err := u.ReadFromUDP(buf)
	tell("ReadFromUDP too late", err)
	fmt.Println(from == nil)
	_, addr, err := u.ReadFrom(buf)
	tell("ReadFrom too late", err)
	fmt.Println(addr == nil)
	tell("WriteToUDP too late", second(u.WriteToUDP(buf, u.LocalAddr().(*net.UDPAddr))))
	u.SetDeadline(time.Time{})
	tell("an empty datagram", second(u.WriteToUDP(nil, u.LocalAddr().(*net.UDPAddr))))
	n, from, err := u.ReadFromUDP(nil)
	fmt.Println(n, from != nil, err, u.RemoteAddr())
	tell("Read of nothing", second(u.Read(nil)))

	c := must(net.DialUDP("udp", nil, u.LocalAddr().(*net.UDPAddr)))
	tell("WriteToUDP of a connected socket", second(c.WriteToUDP(buf, u.LocalAddr().(*net.UDPAddr))))
	tell("a datagram too long", second(c.Write(make([]byte, 70000))))
	c.Write([]byte("abcdefghijklm"))
	n, err = u.Read(buf)
	fmt.Printf("%q %v\n", buf[:n], err)
	u.Close()
	for _, e := range []told{
		{"Close", u.Close()}, {"Write", second(u.Write(buf))}, {"Read", second(u.Read(buf))}, {"ReadFromUDP", third(u.ReadFromUDP(buf))},
		{"WriteToUDP", second(u.WriteToUDP(buf, c.LocalAddr().(*net.UDPAddr)))}, {"SetDeadline", u.SetDeadline(time.Now())},
		{"SetReadBuffer", u.SetReadBuffer(1)}, {"SetWriteBuffer", u.SetWriteBuffer(1)},
	} {
		tell(e.what+" when closed", e.err)
	}
	c.Write(buf)
	tell("Read behind a refusal", second(c.Read(buf)))
	c.Write(buf)
	tell("ReadFromUDP behind a refusal", third(c.ReadFromUDP(buf)))
	c.Write(buf)
	tell("Write behind a refusal", second(c.Write(buf)))
}

func third[A, B any](_ A, _ B, err error) error { return err }

// sizes sends blocks of several sizes, one of them longer than a message may be.
func sizes() {
	a, b := pairOfConns()
	for _, n := range []int{1, 1000, 32 << 10, gate.MaxData, 3<<20 + 1} {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(i * 7) // newlines and zeros too
		}
		go func() {
			n, err := a.Write(out)
			if err != nil || n != len(out) {
				fmt.Println("wrote", n, err)
			}
		}()
		in := make([]byte, n)
		_, err := io.ReadFull(b, in)
		fmt.Println(n, string(in) == string(out), err)
	}
}
