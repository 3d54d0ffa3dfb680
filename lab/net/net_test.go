package net_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	stdnet "net"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/labtest"
	"tcplab/lab/net"
	"tcplab/lab/os"
	"tcplab/lab/porttest"
)

func TestMain(m *testing.M) {
	gatetest.Main(m, map[string]func(){
		"server":    server,
		"client":    client,
		"udpServer": udpServer,
		"udpClient": udpClient,
		"refused":   refused,
		"elsewhere": elsewhere,
		"deadlines": deadlines,
		"wakes":     wakes,
		"leaks":     leaks,
		"lingers":   lingers,
		"options":   options,
		"copies":    copies,
		"both":      both,
		"compat":    compat,
		"shares":    shares,
		"onePort":   onePort,
		"fails":     fails,
		"sizes":     sizes,
		"dials":     dials,
		"controls":  controls,
		"cancels":   cancels,
		"looks":     looks,
		"reads":     reads,
		"accepts":   accepts,
		"again":     again,
		"flows":     flows,
		"halts":     halts,
		"moves":     moves,
		"pair":      pair,
		"burns":     func() { net.Burn(); <-make(chan bool) },
	})
}

// start starts a program of this file as a host that uses port in place of
// 8001.
func start(t testing.TB, program string, port int) *gatetest.Host {
	t.Helper()
	return gatetest.Start(t, gate.Config{Lesson: program, Port: port, Prefix: "tcplab/lab/net_test."})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func server() {
	ln := must(net.Listen("tcp", ":8001"))
	defer ln.Close()
	conn := must(ln.Accept())
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		fmt.Fprintf(conn, "%s!\n", in.Text())
	}
}

func client() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	defer conn.Close()
	fmt.Fprintln(conn, "hello")
	buf := make([]byte, 1024)
	n := must(conn.Read(buf))
	fmt.Printf("%s", buf[:n])
	conn.(*net.TCPConn).CloseWrite()
}

// names replaces the ports of this run in lines by PORT and EPHEMERAL.
func names(lines []string, port int, ephemeral string) []string {
	var out []string
	for _, line := range lines {
		line = strings.ReplaceAll(line, "127.0.0.1:"+strconv.Itoa(port), "PORT")
		line = strings.ReplaceAll(line, ephemeral, "EPHEMERAL")
		out = append(out, line)
	}
	return out
}

func TestConversation(t *testing.T) { converse(t, start) }

// converse steps through the conversation of two programs that start has started.
func converse(t *testing.T, start func(t testing.TB, program string, port int) *gatetest.Host) {
	port := porttest.Port(t)
	s, c := start(t, "server", port), start(t, "client", port)
	eph := "no port yet"
	expect := func(why string, want ...string) {
		t.Helper()
		gatetest.Expect(t, why, names(gatetest.SettleFor(len(want), s, c), port, eph), want...)
	}
	expect("both stop at their first calls; the text shows the port of this run",
		fmt.Sprintf(`server: waits Listen("tcp", ":%d")`, port), `client: waits Dial("tcp", "PORT")`)
	s.Go("Listen")
	expect("Listen returns at once", "server: Listen gave listener PORT", "server: waits Accept()")
	if got := s.Sockets[1]; got.Role != "listener" || got.Local != "127.0.0.1:"+strconv.Itoa(port) {
		t.Errorf("the listener is %+v, want 127.0.0.1 and the port of this run, for :8001", got)
	}
	s.Go("Accept")
	expect("Accept waits for a connection and says nothing")
	c.Go("Dial")
	said := gatetest.SettleFor(4, s, c)
	eph = c.Sockets[1].Local
	gatetest.Expect(t, "the handshake ends Dial and Accept", names(said, port, eph),
		"server: Accept gave conn PORT → EPHEMERAL", "server: waits Read(buf[4096])",
		"client: Dial gave conn EPHEMERAL → PORT", `client: waits Write("hello\n")`)
	if a := c.Waiting[0].Socket; a == nil || a.Local != eph || a.Role != "connection" {
		t.Errorf("Read begins with the socket %+v, want the connection that it reads from", a)
	}
	if m := c.Waiting[0]; m.File != "net_test.go" || m.Line == 0 {
		t.Errorf("a Write inside fmt.Fprintln is reported at %s:%d, want the program's line", m.File, m.Line)
	}
	s.Go("Read")
	expect("Read waits for data")
	c.Go("Write")
	expect("a Write ends, and so does the Read at the other end",
		`server: Read gave 6 bytes "hello\n"`, `server: waits Write("hello!\n")`,
		"client: Write gave 6 bytes", "client: waits Read(buf[1024])")
	c.Go("Read")
	s.Go("Write")
	expect("the same in the other direction; output comes last",
		"server: Write gave 7 bytes", "server: waits Read(buf[4090])",
		`client: Read gave 7 bytes "hello!\n"`, "client: waits CloseWrite()", `client: printed "hello!\n"`)
	c.Go("CloseWrite")
	expect("one half of the connection is closed; deferred calls stop at the gate too",
		"client: CloseWrite gave", "client: waits Close()")
	s.Go("Read")
	expect("the end of the stream is io.EOF, and the last deferred call comes first",
		"server: Read gave io.EOF error EOF", "server: waits Close()")
	if a := s.Waiting[0].Socket; a == nil || a.Role != "connection" {
		t.Errorf("Close begins with the socket %+v, want the connection, which is closed before the listener", a)
	}
	s.Go("Close")
	c.Go("Close")
	expect("the client returns; the server still has its listener",
		"server: Close gave", "server: waits Close()", "client: Close gave", "client: waits return")
	s.Go("Close")
	c.Go("exit")
	expect("each process ends by itself", "server: Close gave", "server: waits return", "client: exit 0", "client: ended: exit 0")
}

func TestConversationIsTheSameEachTime(t *testing.T) {
	rounds := labtest.Times(t, 20, 200)
	var first []string
	for range rounds {
		port := porttest.Port(t)
		s, c := start(t, "server", port), start(t, "client", port)
		said := gatetest.Settle(s, c)
		step := func(h *gatetest.Host, name string, lines int) {
			h.Go(name)
			said = append(append(said, gatetest.SettleFor(lines, s, c)...), "--")
		}
		step(s, "Listen", 2)
		step(s, "Accept", 0)
		step(c, "Dial", 4)
		step(s, "Read", 0)
		step(c, "Write", 4)
		step(c, "Read", 0)
		step(s, "Write", 5)
		step(s, "Read", 0)
		step(c, "CloseWrite", 4)
		said = names(said, port, c.Sockets[1].Local)
		said[0] = "" // the text of Listen has the port in another form
		if first == nil {
			first = said
		}
		gatetest.Expect(t, "every run is like the first", said, first...)
		s.Peer.Close()
		c.Peer.Close()
		if t.Failed() {
			return
		}
	}
}

func udpServer() {
	addr := must(net.ResolveUDPAddr("udp", "127.0.0.1:8001"))
	conn := must(net.ListenUDP("udp", addr))
	defer conn.Close()
	buf := make([]byte, 4)
	for range 2 {
		_, from, _ := conn.ReadFromUDP(buf)
		conn.WriteToUDP([]byte("got it"), from)
	}
}

func udpClient() {
	conn := must(net.Dial("udp", "127.0.0.1:8001"))
	defer conn.Close()
	conn.Write([]byte("a datagram"))
	conn.Read(make([]byte, 100))
	conn.Write(nil)
}

func TestUDP(t *testing.T) {
	port := porttest.Port(t)
	s, c := start(t, "udpServer", port), start(t, "udpClient", port)
	gatetest.Settle(s, c)
	gatetest.Expect(t, "a UDP socket has no other end", names(s.Step("ListenUDP"), port, "no such"),
		"ListenUDP gave socket PORT", "waits ReadFromUDP(buf[4])")
	if got := s.Sockets[1]; got.Role != "socket" || got.Proto != "udp" || got.Remote != "" {
		t.Errorf("the UDP socket is %+v, want the role socket", got)
	}
	s.Step("ReadFromUDP")
	said := c.Step("Dial")
	eph := c.Sockets[1].Local
	gatetest.Expect(t, "Dial returns at once and sends nothing", names(said, port, eph),
		"Dial gave conn EPHEMERAL → PORT", `waits Write("a datagram")`)
	gatetest.Expect(t, "so the server still waits", gatetest.Settle(s))
	c.Go("Write")
	gatetest.Expect(t, "the bytes that do not fit in the buffer are lost", names(gatetest.SettleFor(4, s, c), port, eph),
		`udpServer: ReadFromUDP gave 4 bytes "a da" from EPHEMERAL`, `udpServer: waits WriteToUDP("got it", EPHEMERAL)`,
		"udpClient: Write gave 10 bytes", "udpClient: waits Read(buf[100])")
	c.Go("Read")
	s.Go("WriteToUDP")
	gatetest.Expect(t, "the answer goes to the sender", names(gatetest.SettleFor(4, s, c), port, eph),
		"udpServer: WriteToUDP gave 6 bytes", "udpServer: waits ReadFromUDP(buf[4])",
		`udpClient: Read gave 6 bytes "got it"`, `udpClient: waits Write("")`)
	gatetest.Expect(t, "an empty datagram is a datagram", c.Step("Write"), "Write gave 0 bytes", "waits Close()")
	s.Go("ReadFromUDP")
	gatetest.Expect(t, "an empty datagram is received", names(gatetest.SettleFor(2, s), port, eph),
		"ReadFromUDP gave 0 bytes from EPHEMERAL", `waits WriteToUDP("got it", EPHEMERAL)`)
}

func refused() {
	_, err := net.Dial("tcp", "127.0.0.1:8001")
	fmt.Println(err, errors.Is(err, syscall.ECONNREFUSED))
	_, err = net.DialTimeout("tcp", "localhost:8001", time.Second)
	var op *net.OpError
	fmt.Println(errors.As(err, &op) && op.Op == "dial")
}

func TestRefused(t *testing.T) {
	port := porttest.Port(t)
	h := start(t, "refused", port)
	gatetest.Settle(h)
	gatetest.Expect(t, "the error has the words of the standard package's", names(h.Step("Dial"), port, "no such"),
		"Dial gave error dial tcp PORT: connect: connection refused ECONNREFUSED",
		fmt.Sprintf(`waits DialTimeout("tcp", "localhost:%d", 1s)`, port),
		`printed "dial tcp PORT: connect: connection refused true\n"`)
	if got := h.Sockets[1].Local; runtime.GOOS != "windows" && !strings.HasPrefix(got, "127.0.0.1:") {
		t.Errorf("the socket is reported at %q, want a local address though Dial failed: it is bound before it connects", got)
	}
}

func elsewhere() {
	for _, address := range []string{"192.0.2.1:80", "0.0.0.0:8001", "[::1]:8001", "example.com:80", "127.0.0.1:http", "127.0.0.1"} {
		if _, err := net.Dial("tcp", address); err != nil {
			fmt.Println(err)
		}
		if _, err := net.Listen("tcp", address); err != nil {
			fmt.Println(err)
		}
	}
	if _, err := net.DialUDP("udp", nil, &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9}); err != nil {
		fmt.Println(err)
	}
	conn := must(net.ListenUDP("udp", nil))
	if _, err := conn.WriteToUDP([]byte("x"), &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(must(net.ResolveTCPAddr("tcp", ":8001")))
}

func TestNothingLeavesTheMachine(t *testing.T) {
	h := start(t, "elsewhere", 9001)
	h.Peer.RunOn(true)
	var out string
	for h.Waiting == nil || h.Waiting[0].Name != "exit" {
		if err := h.Peer.Ask(); err != nil {
			t.Fatal(err)
		}
		a, err := h.Peer.Answer(t.Context())
		if err != nil || a.Exit != nil {
			t.Fatal(err, a.Exit)
		}
		for _, m := range a.Messages {
			switch m.Kind {
			case gate.KindOutput:
				out += m.Text
			case gate.KindBegin:
				if m.Name == "exit" {
					h.Waiting = append(h.Waiting, m)
				} else if !m.Open {
					h.Peer.Go(m.Call)
				}
			}
		}
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 15 {
		t.Errorf("%d lines, want 15: 12 calls with six wrong addresses, two with a foreign UDP address, and one address that is resolved:\n%s", len(lines), out)
	}
	if last := lines[len(lines)-1]; last != "127.0.0.1:9001" {
		t.Errorf(":8001 is resolved to %s, want 127.0.0.1 and the port of this run", last)
	}
	for _, line := range lines[:8] {
		if !strings.Contains(line, "lessons never leave this machine") {
			t.Errorf("the error %q does not give the reason", line)
		}
	}
}

// pairOfConns returns the two ends of a connection within one program.
func pairOfConns() (a, b *net.TCPConn) {
	ln := must(net.ListenTCP("tcp", nil))
	a = must(net.DialTCP("tcp", nil, ln.Addr().(*net.TCPAddr)))
	b = must(ln.AcceptTCP())
	return a, b
}

// passed lets calls of these names go until the program waits at another call.
func passed(t *testing.T, h *gatetest.Host, names ...string) {
	t.Helper()
	gatetest.Settle(h)
	for len(h.Waiting) > 0 {
		known := false
		for _, name := range names {
			known = known || h.Waiting[0].Name == name
		}
		if !known {
			return
		}
		h.Step(h.Waiting[0].Name)
	}
}

func deadlines() {
	a, b := pairOfConns()
	fmt.Fprint(b, "data")
	a.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	b.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	_, err := b.Read(make([]byte, 10)) // fails after its 100 ms
	fmt.Println("b:", err, os.IsTimeout(err), errors.Is(err, os.ErrDeadlineExceeded))
	n, err := a.Read(make([]byte, 10)) // still has its 50 ms
	fmt.Println("a:", n, err)
	b.SetReadDeadline(time.Now().Add(-time.Second))
	_, err = b.Read(make([]byte, 10))
	fmt.Println("b:", os.IsTimeout(err))
	b.SetReadDeadline(time.Time{})
	b.Read(make([]byte, 10))
}

func TestDeadlinesRunOnlyInsideCalls(t *testing.T) {
	h := start(t, "deadlines", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP", "Write")
	h.Go("Read")
	said := gatetest.Settle(h)
	if len(said) == 0 && len(h.Timed) != 1 {
		t.Errorf("the host says that %d calls have a deadline, want the Read: the bench may wait for its end", len(h.Timed))
	}
	for len(said) == 0 { // rounds bring nothing until the deadline passes
		<-h.Peer.Ready()
		said = gatetest.Settle(h)
	}
	if len(said) != 3 || !strings.HasSuffix(said[2], `i/o timeout true true\n"`) {
		t.Errorf("the host said %q, want that the deadline ended the Read", said)
	}
	gatetest.Expect(t, "the time that a program stands at a gate, or in another call, does not count",
		h.Step("Read"), `Read gave 4 bytes "data"`, "waits Read(buf[10])", `printed "a: 4 <nil>\n"`)
	if said := h.Step("Read"); len(said) != 3 || said[2] != `printed "b: true\n"` {
		t.Errorf("the host said %q, want that a deadline in the past ended the Read at once", said)
	}
	gatetest.Expect(t, "without a deadline Read waits", h.Step("Read"))
	if len(h.Timed) != 0 {
		t.Errorf("the host says that calls %v have a deadline, want none: nobody may wait for the end of a Read without one", h.Timed)
	}
}

func wakes() {
	a, b := pairOfConns()
	go func() {
		_, err := a.Read(make([]byte, 1))
		fmt.Println(os.IsTimeout(err))
		_, err = b.Read(make([]byte, 1))
		fmt.Println(errors.Is(err, net.ErrClosed))
	}()
	a.Write(nil)
	a.SetReadDeadline(time.Now())
	b.Close()
	select {}
}

func TestOtherGoroutinesWakeARead(t *testing.T) {
	h := start(t, "wakes", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP")
	gatetest.Expect(t, "Read waits", h.Step("Read"))
	said := h.Step("Write")
	if got := strings.Join(said, "\n"); !strings.Contains(got, "i/o timeout") || !strings.Contains(got, `printed "true\n"`) {
		t.Errorf("the host said %s\nwant that a deadline set during a Read ended it", got)
	}
	h.Step("Read")
	if got := strings.Join(h.Step("Close"), "\n"); !strings.Contains(got, "use of closed network connection") || !strings.Contains(got, `printed "true\n"`) {
		t.Errorf("the host said %s\nwant that Close ended the Read of another goroutine with net.ErrClosed", got)
	}
}

func leaks() {
	_, b := pairOfConns() // no variable refers to a or to the listener
	for range 3 {
		runtime.GC()
	}
	b.Read(make([]byte, 1))
}

func TestLeakedSocketsStayOpen(t *testing.T) {
	h := start(t, "leaks", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP")
	gatetest.Expect(t, "the garbage collector closes no socket, so the other end receives no FIN", h.Step("Read"))
}

func lingers() {
	a, b := pairOfConns()
	b.SetReadBuffer(1 << 10)
	a.SetWriteDeadline(time.Now().Add(20 * time.Millisecond))
	a.Write(make([]byte, 16<<20)) // more than both ends can buffer
	a.SetLinger(1)
	a.Close()
	b.Close()
}

func TestSlowSystemCallCountsAsBlocked(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("that Close lingers in the kernel was only tried on Linux")
	}
	h := start(t, "lingers", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP")
	h.Go("Write")
	for len(h.Waiting) == 0 {
		<-h.Peer.Ready()
		gatetest.Settle(h)
	}
	gatetest.Expect(t, "Close lingers for a second in a system call; meanwhile the host has settled, and no end of Close is told", h.Step("Close"))
	<-h.Peer.Ready()
	gatetest.Expect(t, "the end of Close is told later", gatetest.Settle(h), "Close gave", "waits Close()")
}

func options() {
	lc := net.ListenConfig{Control: func(network, address string, c syscall.RawConn) error {
		fmt.Println("control", network)
		return nil
	}}
	_, err := lc.ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	fmt.Println(err)
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8001}, Timeout: time.Minute}
	_, err = d.Dial("tcp", "127.0.0.1:1")
	fmt.Println(err)
	_, err = net.Dial("tcp6", "127.0.0.1:1")
	fmt.Println(err)
	_, err = net.Listen("unix", "/tmp/x")
	fmt.Println(err)
	_, err = net.DialTCP("udp", nil, &net.TCPAddr{})
	fmt.Println(err)
	c := must(net.ListenUDP("udp4", nil))
	fmt.Println(c.RemoteAddr())
}

func TestOptions(t *testing.T) {
	port := porttest.Port(t)
	h := start(t, "options", port)
	var said []string
	gatetest.Settle(h)
	for h.Waiting[0].Name != "exit" {
		for _, line := range names(h.Step(h.Waiting[0].Name), port, "no such") {
			if strings.HasPrefix(line, "printed") {
				said = append(said, line)
			}
		}
	}
	gatetest.Expect(t, "options reach the kernel, and errors name the fault", said,
		`printed "control udp4\n<nil>\n"`,
		`printed "dial tcp PORT->127.0.0.1:1: connect: connection refused\n"`,
		`printed "dial tcp6: use \"tcp\": lessons live on the IPv4 address 127.0.0.1\n"`,
		`printed "listen unix: unknown network unix\n"`,
		`printed "dial udp: unknown network udp\n"`,
		`printed "<nil>\n"`)
	if got := h.Sockets[2].Local; got != "127.0.0.1:"+strconv.Itoa(port) {
		t.Errorf("the socket is reported at %q, want the address that the program chose, before it connects", got)
	}
}

func copies() {
	a, b := pairOfConns()
	f := must(os.Open("net_test.go"))
	go io.Copy(io.Discard, b)
	n, err := io.Copy(a, f)
	fmt.Println(n, err)
	a.Close()
}

func TestCopyPassesTheGate(t *testing.T) {
	h := start(t, "copies", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP", "Open", "Read")
	gatetest.Expect(t, "io.Copy from a file to a connection is File.Read and then Write, 32 KiB at a time",
		[]string{h.Waiting[0].Text}, "File.Read(buf[32768])")
	said := h.Step("File.Read")
	if last := said[len(said)-1]; !strings.HasPrefix(last, `waits Write("package net_test`) || !strings.HasSuffix(last, "bytes)") {
		t.Errorf("the text of a long Write is %s, want its first bytes and its length", last)
	}
}

// both is a server and its client in one process. The host may only count as
// settled after one goroutine's Write has ended the other's Read.
func both() {
	a, b := pairOfConns()
	go func() {
		buf := make([]byte, 10)
		for {
			n, err := b.Read(buf)
			if err != nil {
				return
			}
			b.Write(buf[:n])
		}
	}()
	buf := make([]byte, 10)
	for {
		a.Write([]byte("ping"))
		a.Read(buf)
	}
}

func TestOneRoundSeesAllWithinAProcess(t *testing.T) {
	rounds := labtest.Times(t, 500, 5_000)
	h := start(t, "both", 0)
	passed(t, h, "ListenTCP", "DialTCP", "AcceptTCP")
	if len(h.Waiting) != 2 {
		t.Fatalf("the calls %v wait at their gates, want a Write and a Read", h.Waiting)
	}
	// Two goroutines come to the gate in any order, so their calls are found by
	// name.
	h.Go("Read")
	for range rounds {
		for range 2 {
			h.Go("Write")
			said := gatetest.Round(h)
			if len(said) != 4 {
				t.Fatalf("one answer tells %q, want the ends of the Write and of the Read that it ended, each with the next call", said)
			}
			h.Go("Read")
		}
	}
}

// shares is a program with two goroutines that read from one connection.
func shares() {
	ln := must(net.Listen("tcp", ":8001"))
	client := must(net.Dial("tcp", ln.Addr().String()))
	conn := must(ln.Accept())
	for range 2 {
		go func() {
			buf := make([]byte, 1)
			for {
				if _, err := conn.Read(buf); err != nil {
					select {}
				}
			}
		}()
	}
	client.Write([]byte("ab"))
	select {}
}

func TestTwoReadersOfOneConnectionSettle(t *testing.T) {
	h := start(t, "shares", porttest.Port(t))
	gatetest.Settle(h)
	for _, name := range []string{"Listen", "Dial", "Accept"} {
		h.Go(name)
		gatetest.SettleFor(2, h)
	}
	h.Go("Read")
	h.Go("Read")
	gatetest.Expect(t, "both readers wait: one for bytes, and one for the other", gatetest.Round(h))
	h.Go("Write")
	// A reader may take both bytes, one after the other, or each takes one.
	said := gatetest.SettleFor(4, h)
	if got := strings.Count(strings.Join(said, "\n"), "Read gave 1 bytes"); got != 2 {
		t.Errorf("%d bytes were read, want both: %v", got, said)
	}
}

func TestASystemCallThatComputesIsNotAtRest(t *testing.T) {
	h := start(t, "burns", 0)
	gatetest.Round(h)
	h.Go("Burn")
	gatetest.Expect(t, "one answer brings the call's end: its thread did not block in the system, it used the processor", gatetest.Round(h), "Burn gave")
}

// TestZeroValuesAreNoSockets: a program may hold a connection or a listener that
// it has not made. The standard package gives it EINVAL, and so does this one,
// without a gate.
func TestZeroValuesAreNoSockets(t *testing.T) {
	var ln *net.TCPListener
	conn := new(net.TCPConn)
	std := new(stdnet.TCPConn)
	for name, pair := range map[string][2]error{
		"Close":      {conn.Close(), std.Close()},
		"CloseWrite": {conn.CloseWrite(), std.CloseWrite()},
		"SetLinger":  {conn.SetLinger(0), std.SetLinger(0)},
		"listener":   {ln.Close(), (*stdnet.TCPListener)(nil).Close()},
	} {
		if !errors.Is(pair[0], syscall.EINVAL) || !errors.Is(pair[1], syscall.EINVAL) {
			t.Errorf("%s of no socket is %v here and %v in the standard package, want EINVAL", name, pair[0], pair[1])
		}
	}
	if _, err := conn.Read(nil); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("Read of no socket is %v, want EINVAL", err)
	}
	if _, err := conn.Write(nil); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("Write of no socket is %v, want EINVAL", err)
	}
	if _, err := ln.Accept(); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("Accept of no listener is %v, want EINVAL", err)
	}
}
