package net_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/net"
)

// scripted is a stack that answers at once what it can, and leaves the rest to its
// test. Its clock stands still.
type scripted struct {
	peer   *gate.Peer
	answer func(gate.Sys) (gate.Ret, bool) // answers a request before scripted does; nil if there is nothing to add

	mu    sync.Mutex
	now   time.Duration
	taken []gate.Sys
	last  int // the number of the newest socket
}

// onScript starts a program whose sockets live in a scripted stack.
func onScript(t testing.TB, program string, answer func(gate.Sys) (gate.Ret, bool)) (*gatetest.Host, *scripted) {
	t.Helper()
	k := &scripted{answer: answer}
	cfg := gate.Config{Lesson: program, Stack: true, Held: true, Prefix: "tcplab/lab/net_test."}
	return gatetest.StartOn(t, cfg, func(p *gate.Peer) gate.Kernel {
		k.peer = p
		return k
	}), k
}

func (k *scripted) Take(q gate.Sys) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.taken = append(k.taken, q)
	var r gate.Ret
	if k.answer != nil {
		if a, ok := k.answer(q); ok {
			k.ret(q, a)
			return
		}
	}
	switch q.Op {
	case gate.OpListen, gate.OpBind, gate.OpDial:
		k.last++
		r = gate.Ret{Sock: k.last, Local: q.Local, Remote: q.Remote}
		if q.Local == "" {
			r.Local = "127.0.0.1:40000"
		}
	case gate.OpWrite, gate.OpSendTo:
		r.N = len(q.Data)
	case gate.OpConnected, gate.OpAccept, gate.OpRead, gate.OpRecvFrom:
		return
	}
	k.ret(q, r)
}

func (k *scripted) ret(q gate.Sys, r gate.Ret) {
	r.ID, r.Now = q.ID, k.now
	k.peer.Return(r)
}

// end answers the newest request of an operation, at a time of the stack's clock.
func (k *scripted) end(now time.Duration, op string, r gate.Ret) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = now
	k.ret(k.newest(op), r)
}

// newest returns the newest request of an operation; the caller holds mu.
func (k *scripted) newest(op string) gate.Sys {
	for _, q := range slices.Backward(k.taken) {
		if q.Op == op {
			return q
		}
	}
	return gate.Sys{}
}

// asked returns the newest request of an operation, the zero Sys if there is none.
func (k *scripted) asked(op string) gate.Sys {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.newest(op)
}

// ops returns the operations of all requests in their order.
func (k *scripted) ops() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []string
	for _, q := range k.taken {
		all = append(all, q.Op)
	}
	return all
}

func dials() {
	_, err := net.DialTimeout("tcp", "127.0.0.1:8001", 5*time.Second)
	fmt.Println(err, timedOut(err))
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	conn.Close()
}

// timedOut reports whether a program would take err for a timeout.
func timedOut(err error) bool {
	e, ok := err.(net.Error)
	return ok && e.Timeout()
}

func TestADialIsReportedBeforeItIsAnswered(t *testing.T) {
	h, k := onScript(t, "dials", nil)
	gatetest.Settle(h)
	gatetest.Expect(t, "Dial waits", h.Step("DialTimeout"))
	if got := h.Sockets[1]; got.Local != "127.0.0.1:40000" || got.Remote != "127.0.0.1:8001" || got.Role != "connection" {
		t.Errorf("the socket is reported as %+v, want its addresses while it is in SYN_SENT", got)
	}
	if len(h.Timed) != 1 {
		t.Errorf("%d calls have a deadline, want the Dial", len(h.Timed))
	}
	if q := k.asked(gate.OpDial); len(q.Preset) != 1 || q.Preset[0] != (gate.Preset{Option: gate.OptNoDelay, Value: 1}) || q.Local != "" {
		t.Errorf("the stack is asked for %+v, want TCP_NODELAY, which Go sets, and an address of its own choice", q)
	}
	if q := k.asked(gate.OpConnected); !q.Timed || q.Left != 5*time.Second || q.Sock != 1 {
		t.Errorf("the wait is %+v, want 5 s on the stack's clock", q)
	}
	k.end(5*time.Second, gate.OpConnected, gate.Ret{Late: true})
	gatetest.Expect(t, "the text is the standard package's", gatetest.Settle(h),
		"DialTimeout gave error dial tcp 127.0.0.1:8001: i/o timeout", `waits Dial("tcp", "127.0.0.1:8001")`,
		`printed "dial tcp 127.0.0.1:8001: i/o timeout true\n"`)
	if q := k.asked(gate.OpClose); q.Sock != 1 {
		t.Error("the socket of the Dial that failed is not closed")
	}
	h.Step("Dial")
	if q := k.asked(gate.OpConnected); q.Timed {
		t.Errorf("the wait is %+v, want no deadline", q)
	}
	k.end(5*time.Second, gate.OpConnected, gate.Ret{})
	gatetest.Expect(t, "the handshake ends Dial", gatetest.Settle(h), "Dial gave conn 127.0.0.1:40000 → 127.0.0.1:8001", "waits Close()")
	h.Step("Close")
	if q := k.asked(gate.OpClose); q.Sock != 2 {
		t.Errorf("Close asks %+v, want the second socket closed", q)
	}
}

func cancels() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		must(net.ListenUDP("udp", nil))
		cancel()
	}()
	_, err := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:8001")
	fmt.Println(err)
	select {}
}

func TestADialIsCanceled(t *testing.T) {
	h, k := onScript(t, "cancels", nil)
	gatetest.Settle(h)
	gatetest.Expect(t, "Dial waits", h.Step("DialContext"))
	h.Step("ListenUDP")
	if q := k.asked(gate.OpClose); q.Sock != 1 {
		t.Errorf("the end of the context asks %+v, want the socket closed", q)
	}
	k.end(0, gate.OpConnected, gate.Ret{Closed: true})
	gatetest.Expect(t, "the text is the standard package's", gatetest.Settle(h),
		"DialContext gave error dial tcp 127.0.0.1:8001: operation was canceled",
		`printed "dial tcp 127.0.0.1:8001: operation was canceled\n"`)
}

// over is a context whose own time ends when its test wants it.
type over struct {
	context.Context
	done chan struct{}
	at   time.Time
}

func (o over) Deadline() (time.Time, bool) { return o.at, true }
func (o over) Done() <-chan struct{}       { return o.done }

func (o over) Err() error {
	select {
	case <-o.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func looks() {
	ctx := over{context.Background(), make(chan struct{}), time.Now().Add(time.Hour)}
	go func() {
		must(net.ListenUDP("udp", nil))
		close(ctx.done)
	}()
	_, err := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:8001")
	fmt.Println(err)
}

// TestTheRealClockEndsNoDial: the time of a context runs on while somebody looks at
// the screen. The stack's clock alone ends a Dial.
func TestTheRealClockEndsNoDial(t *testing.T) {
	h, k := onScript(t, "looks", nil)
	gatetest.Settle(h)
	h.Step("DialContext")
	if q := k.asked(gate.OpConnected); !q.Timed || !near(q.Left, time.Hour) {
		t.Errorf("the wait is %+v, want the hour of the context", q)
	}
	gatetest.Expect(t, "Dial goes on waiting when the context is over", h.Step("ListenUDP"), "ListenUDP gave socket 127.0.0.1:0")
	if q := k.asked(gate.OpDeadline); q.ID != 0 {
		t.Errorf("the stack is asked for %+v, want nothing", q)
	}
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Expect(t, "the handshake ends it", gatetest.Settle(h), "DialContext gave conn 127.0.0.1:40000 → 127.0.0.1:8001",
		"waits return", `printed "<nil>\n"`)
}

// reads has a deadline of an hour for several Reads.
func reads() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	buf := make([]byte, 10)
	conn.SetReadDeadline(time.Now().Add(time.Hour))
	go func() {
		conn.Write(buf)
		conn.SetReadDeadline(time.Now().Add(time.Minute))
	}()
	for {
		n, err := conn.Read(buf)
		if err != nil {
			fmt.Println(n, err)
			select {}
		}
	}
}

// near reports whether a time that is left is at most want, and not much less: a
// program computes its deadline from the machine's own clock.
func near(left, want time.Duration) bool { return left <= want && left > want-30*time.Second }

func TestDeadlinesAreOfTheStacksClock(t *testing.T) {
	h, k := onScript(t, "reads", nil)
	gatetest.Settle(h)
	h.Step("Dial")
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Settle(h)
	later := func(now time.Duration) {
		k.mu.Lock()
		k.now = now
		k.mu.Unlock()
	}
	later(5 * time.Hour) // the program stood at its gate
	gatetest.Expect(t, "Read waits", h.Step("Read"))
	if q := k.asked(gate.OpRead); !q.Timed || !near(q.Left, time.Hour) {
		t.Errorf("Read asks %+v, want an hour: the time at the gate does not count", q)
	}
	if len(h.Timed) != 1 {
		t.Errorf("%d calls have a deadline, want the Read", len(h.Timed))
	}
	k.end(5*time.Hour+40*time.Minute, gate.OpRead, gate.Ret{Data: []byte("abc")})
	gatetest.Expect(t, "data ends it", gatetest.Settle(h), `Read gave 3 bytes "abc"`, "waits Read(buf[10])")
	later(20 * time.Hour)
	h.Step("Read")
	if q := k.asked(gate.OpRead); !near(q.Left, 20*time.Minute) {
		t.Errorf("the second Read asks %+v, want 20 minutes: the first took 40 of the stack's clock, and the time between them does not count", q)
	}
	later(20*time.Hour + 15*time.Minute)
	h.Step("Write")
	if q := k.asked(gate.OpDeadline); q.Sock != 1 || q.Value != 0 || !q.Timed || !near(q.Left, time.Minute) {
		t.Errorf("SetReadDeadline asks %+v, want a minute for the Read under way", q)
	}
	k.end(20*time.Hour+15*time.Minute+30*time.Second, gate.OpRead, gate.Ret{Data: []byte("d")})
	gatetest.Settle(h)
	h.Step("Read")
	if q := k.asked(gate.OpRead); !near(q.Left, 30*time.Second) {
		t.Errorf("the third Read asks %+v, want 30 s: half of the new minute has passed", q)
	}
	k.end(30*time.Hour, gate.OpRead, gate.Ret{Late: true})
	gatetest.Expect(t, "the deadline ends it", gatetest.Settle(h),
		"Read gave error read tcp 127.0.0.1:40000->127.0.0.1:8001: i/o timeout",
		`printed "0 read tcp 127.0.0.1:40000->127.0.0.1:8001: i/o timeout\n"`)
}

func accepts() {
	lc := net.ListenConfig{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 1500 * time.Millisecond, Interval: -1}}
	ln := must(lc.Listen(context.Background(), "tcp", "127.0.0.1:8001"))
	conn := must(ln.Accept())
	fmt.Println(conn.LocalAddr(), conn.RemoteAddr())
	tcp := conn.(*net.TCPConn)
	fmt.Println(tcp.SetLinger(-5), tcp.SetKeepAlivePeriod(0), tcp.SetReadBuffer(1000), tcp.SetWriteBuffer(2000), tcp.CloseWrite(), tcp.CloseRead())
}

func TestOptionsReachTheStack(t *testing.T) {
	h, k := onScript(t, "accepts", nil)
	gatetest.Settle(h)
	h.Step("Listen")
	h.Step("Accept")
	if q := k.asked(gate.OpListen); len(q.Preset) != 1 || q.Preset[0] != (gate.Preset{Option: gate.OptReuseAddr, Value: 1}) {
		t.Errorf("Listen asks %+v, want SO_REUSEADDR, which Go sets", q)
	}
	k.end(0, gate.OpAccept, gate.Ret{Sock: 7, Local: "127.0.0.1:8001", Remote: "127.0.0.1:40000"})
	gatetest.Settle(h)
	h.Step("CloseWrite")
	gatetest.Expect(t, "all of it succeeds", h.Step("CloseRead"), "CloseRead gave", "waits return",
		`printed "<nil> <nil> <nil> <nil> <nil> <nil>\n"`)
	var got []string
	for _, q := range k.taken {
		if q.Sock == 7 {
			got = append(got, strings.TrimSpace(fmt.Sprint(q.Op, " ", q.Option, " ", q.Value)))
		}
	}
	gatetest.Expect(t, "Go's own choice comes first, then the probes of the ListenConfig, in whole seconds, then what the program asks for", got,
		"option TCP_NODELAY 1", "option SO_KEEPALIVE 1", "option TCP_KEEPIDLE 2000", "option TCP_KEEPCNT 9",
		"option SO_LINGER -1", "option TCP_KEEPIDLE 15000", "option SO_RCVBUF 1000", "option SO_SNDBUF 2000",
		"shutdown  1", "shutdown  0")
}

// pair has two goroutines that read from one connection, and one that writes.
func pair() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	for range 2 {
		go func() {
			buf := make([]byte, 10)
			conn.Read(buf)
			select {}
		}()
	}
	conn.SetWriteDeadline(time.Now().Add(time.Hour))
	fmt.Println(conn.Write(make([]byte, 10)))
	conn.Close()
}

func TestReadsTakeTurns(t *testing.T) {
	h, k := onScript(t, "pair", func(q gate.Sys) (gate.Ret, bool) {
		return gate.Ret{N: 3, Late: true}, q.Op == gate.OpWrite
	})
	gatetest.Settle(h)
	h.Step("Dial")
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Settle(h)
	h.Go("Read")
	h.Go("Read")
	gatetest.Expect(t, "both wait", gatetest.Settle(h))
	reads := func() (n int) {
		for _, op := range k.ops() {
			if op == gate.OpRead {
				n++
			}
		}
		return n
	}
	if n := reads(); n != 1 {
		t.Errorf("the stack is asked for %d reads, want one: the other waits for its turn, as in the standard package", n)
	}
	k.end(0, gate.OpRead, gate.Ret{Data: []byte("a")})
	gatetest.Expect(t, "one has its byte", gatetest.Settle(h), `Read gave 1 bytes "a"`)
	if n := reads(); n != 2 {
		t.Errorf("the stack is asked for %d reads, want two: it is the other's turn", n)
	}
	gatetest.Expect(t, "a Write whose deadline passes tells what is in the send queue", h.Step("Write"),
		"Write gave 3 bytes error write tcp 127.0.0.1:40000->127.0.0.1:8001: i/o timeout", "waits Close()",
		`printed "3 write tcp 127.0.0.1:40000->127.0.0.1:8001: i/o timeout\n"`)
	h.Step("Close")
	if q := k.asked(gate.OpClose); q.Sock != 1 {
		t.Errorf("Close asks %+v, want the connection closed though a Read waits", q)
	}
	k.end(0, gate.OpRead, gate.Ret{Closed: true})
	gatetest.Expect(t, "Close has ended the Read", gatetest.Settle(h),
		"Read gave error read tcp 127.0.0.1:40000->127.0.0.1:8001: use of closed network connection")
}

// moves writes 64 MiB and reads them again, 32 KiB at a time.
func moves() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	block := make([]byte, 32<<10)
	for range size / len(block) {
		if n, err := conn.Write(block); n != len(block) {
			panic(err)
		}
	}
	conn.(*net.TCPConn).CloseWrite()
	for range size / len(block) {
		if n, err := io.ReadFull(conn, block); n != len(block) {
			panic(err)
		}
	}
	conn.Close()
}

const size = 64 << 20

// BenchmarkFile measures what it costs to write 64 MiB through the gate, 32 KiB at a
// time, with all that a Write does, and then to read as much.
func BenchmarkFile(b *testing.B) {
	block := make([]byte, 32<<10)
	var wrote, read time.Duration
	for b.Loop() {
		b.StopTimer()
		half, end := make(chan bool), make(chan bool)
		h, _ := onScript(b, "moves", func(q gate.Sys) (gate.Ret, bool) {
			switch q.Op {
			case gate.OpConnected:
				return gate.Ret{}, true
			case gate.OpShutdown:
				close(half)
			case gate.OpClose:
				close(end)
			case gate.OpRead:
				return gate.Ret{Data: block[:q.Room]}, true
			}
			return gate.Ret{}, false
		})
		gatetest.Settle(h)
		b.StartTimer()
		began := time.Now()
		h.Peer.RunOn(true)
		<-half
		wrote += time.Since(began)
		began = time.Now()
		<-end
		read += time.Since(began)
		b.StopTimer()
		h.Peer.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N)*size/1e6/wrote.Seconds(), "written-MB/s")
	b.ReportMetric(float64(b.N)*size/1e6/read.Seconds(), "read-MB/s")
}
