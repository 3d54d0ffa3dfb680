package net_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	stdos "os"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

// compat uses lab/net and lab/os as a program uses the standard packages. The
// test is that it compiles with both.
func compat() {
	var ln net.Listener
	lc := net.ListenConfig{
		Control:   func(network, address string, c syscall.RawConn) error { return nil },
		KeepAlive: time.Second,
	}
	ln, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if l, ok := ln.(*net.TCPListener); ok {
		l.SetDeadline(time.Now().Add(time.Minute))
	}
	go func() {
		conn, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		defer conn.Close()
		io.Copy(conn, conn)
	}()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.1")}, Timeout: time.Minute, KeepAlive: -1}
	conn, err := d.Dial("tcp", ln.Addr().String())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	tcp := conn.(*net.TCPConn)
	tcp.SetNoDelay(true)
	tcp.SetLinger(0)
	tcp.SetKeepAlive(false)
	tcp.SetReadBuffer(4096)
	tcp.SetWriteBuffer(4096)
	w := bufio.NewWriter(tcp)
	fmt.Fprintf(w, "hello %s\n", tcp.RemoteAddr().(*net.TCPAddr).IP)
	w.Flush()
	tcp.CloseWrite()
	io.Copy(os.Stdout, bufio.NewReader(conn))
	conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		var timeout net.Error
		var op *net.OpError
		fmt.Println(errors.As(err, &timeout), errors.As(err, &op), errors.Is(err, os.ErrDeadlineExceeded), err == io.EOF)
	}
	files(os.Stdin)
	datagrams()
}

func files(in *os.File) {
	if len(os.Args) > 1 {
		var err error
		if in, err = os.Open(os.Args[1]); err != nil {
			return
		}
	}
	var info os.FileInfo
	info, err := os.Stat("testdata")
	if os.IsNotExist(err) || errors.Is(err, os.ErrNotExist) {
		return
	}
	fmt.Println(info.Name(), info.Size(), info.Mode(), in.Name())
	f, err := os.OpenFile(os.DevNull, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return
	}
	defer f.Close()
	f.WriteString("x")
	f.Seek(0, io.SeekStart)
	var _ io.ReadWriteCloser = f
	dir, _ := os.MkdirTemp("", "x")
	defer os.RemoveAll(dir)
	os.WriteFile(os.DevNull, nil, 0o644)
	os.ReadFile(os.Getenv("NOTHING"))
}

func datagrams() {
	addr, err := net.ResolveUDPAddr("udp", net.JoinHostPort("127.0.0.1", "0"))
	if err != nil {
		return
	}
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		return
	}
	var _ net.PacketConn = conn
	var from *net.UDPAddr
	_, _ = conn.WriteToUDP([]byte("x"), conn.LocalAddr().(*net.UDPAddr))
	_, from, err = conn.ReadFromUDP(make([]byte, 10))
	fmt.Println(from.IP.Equal(net.IPv4(127, 0, 0, 1)), err)
	if p, err := net.ListenPacket("udp", "127.0.0.1:0"); err == nil {
		p.WriteTo([]byte("x"), from)
		p.Close()
	}
}

// TestCompatWithTheStandardPackages turns the program above into a standalone
// one, as the code pane does, and runs go vet on it.
func TestCompatWithTheStandardPackages(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("it needs the go command: ", err)
	}
	source, err := stdos.ReadFile("compat_test.go")
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(source), "\n// TestCompat")
	for old, now := range map[string]string{
		"package net_test": "package main", "func compat()": "func main()",
		`"tcplab/lab/net"`: `"net"`, `"tcplab/lab/os"`: `"os"`,
		"\t\"os/exec\"\n": "", "\t\"path/filepath\"\n": "", "\t\"strings\"\n": "", "\t\"testing\"\n": "",
		"\tstdos \"os\"\n": "",
	} {
		text = strings.Replace(text, old, now, 1)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": text, "go.mod": "module compat\n\ngo 1.26\n"} {
		if err := stdos.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "vet", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the program for lab/net and lab/os does not compile with the standard packages: %v\n%s", err, out)
	}
}
