package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	openlab "tcplab/lessons/lab"
)

// guest is somebody else's program in the lab.
type guest struct {
	cmd  *exec.Cmd
	out  output
	done chan error
}

// output keeps what a program prints, while others read it.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}

func invite(t testing.TB, b *bench.Bench, args ...string) *guest {
	t.Helper()
	g := &guest{cmd: exec.Command(args[0], args[1:]...), done: make(chan error, 1)}
	g.cmd.Stdout, g.cmd.Stderr = &g.out, &g.out
	g.cmd.WaitDelay = patience                              // a child that lives on may hold the output open
	g.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that its children can be killed, too
	if err := b.Start(g.cmd); err != nil {
		t.Fatal(err)
	}
	go func() { g.done <- g.cmd.Wait() }()
	t.Cleanup(func() { syscall.Kill(-g.cmd.Process.Pid, syscall.SIGKILL) })
	return g
}

// until looks at the lab again and again until so returns true for the newest
// step. If move is set, it makes a move each time. The parameter what is the
// condition in words.
func until(t testing.TB, b *bench.Bench, move bool, what string, so func(trace.Step) bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if so(step) {
			return
		}
		if move && len(step.Held) > 0 {
			if err := b.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		select {
		case <-b.Changed():
		case <-time.After(20 * time.Millisecond): // a program that starts to listen sends no notice
		}
	}
	t.Fatalf("it never came to this: %s", what)
}

func listens(port string) func(trace.Step) bool {
	return func(s trace.Step) bool {
		return slices.ContainsFunc(s.Sockets, func(k trace.Socket) bool {
			return strings.HasSuffix(k.Local, ":"+port) && (k.State == "LISTEN" || k.State == "UNCONN")
		})
	}
}

// TestTheLabKeepsTheKernelsOwnClock: nothing in the open lab's network makes its
// kernel acknowledge sooner, send again later, or wait longer than it does by
// itself. A test of lab/wire holds what that means for an ACK.
func TestTheLabKeepsTheKernelsOwnClock(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "ip")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	header := b.Recording().Header()
	want := trace.Tries{SYN: 6, Linear: 4, SYNACK: 5, Data: 15} // ip-sysctl.rst; before Linux 6.5 without Linear
	if tries := header.Tries; tries == nil || tries.Linear == 0 && *tries != (trace.Tries{SYN: 6, SYNACK: 5, Data: 15}) || tries.Linear != 0 && *tries != want {
		t.Errorf("the kernel's tries are %+v, want its own, %+v", tries, want)
	}
	if header.Usual != nil {
		t.Errorf("the header tells of stretched timers, %+v, and none is", header.Usual)
	}
	routes := invite(t, b, "ip", "-4", "route", "show", "table", "all")
	if err := <-routes.done; err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"quickack", "rto_min"} {
		if strings.Contains(routes.out.String(), c) {
			t.Errorf("a route has %s, and the kernel would not have it by itself:\n%s", c, &routes.out)
		}
	}
	if !strings.Contains(routes.out.String(), "127.0.0.1") { // else the list is of something else
		t.Errorf("the routes lead nowhere:\n%s", &routes.out)
	}
}

// TestAFloodIsBounded lets a program flood the wire. The queue stays bounded, a
// look and a move come to an end, and the steps tell of the packets that were
// thrown away.
func TestAFloodIsBounded(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "python3")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	invite(t, b, "python3", "-c", `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    s.sendto(b"x" * 1000, ("127.0.0.1", 9))
`)
	until(t, b, false, "the queue is full", func(s trace.Step) bool { return len(s.Held)+s.HeldMore >= 1024 })
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(step.Held) + step.HeldMore; n > 1024 || len(step.Held) > trace.MaxHeld {
		t.Errorf("%d packets are held, %d of them listed: neither is bounded", n, len(step.Held))
	}
	if err := b.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	step, err = b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	rec := b.Recording()
	told := 0
	for i := range rec.Len() {
		s, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Events {
			if e.Kind == trace.EventOverflow {
				told += e.Count
			}
		}
	}
	if told == 0 {
		t.Errorf("nothing is told of the packets that were thrown away, up to step %d", step.Step)
	}
}

// TestFlowingBeginsWithWhatIsHeld lets everything through while packets wait,
// and then holds the next ones again.
func TestFlowingBeginsWithWhatIsHeld(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "socat")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	invite(t, b, "socat", "TCP-LISTEN:8081,bind=127.0.0.1,fork", "SYSTEM:echo from socat")
	until(t, b, false, "the server listens", listens("8081"))
	client := invite(t, b, "socat", "-u", "TCP:127.0.0.1:8081", "-")
	until(t, b, false, "the SYN is held", func(s trace.Step) bool { return len(s.Held) > 0 })
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	select {
	case err := <-client.done:
		if err != nil || !strings.Contains(client.out.String(), "from socat") {
			t.Errorf("the client ended with %v and printed %q, want that everything is let through", err, &client.out)
		}
	case <-time.After(patience):
		t.Fatal("the client was not let through")
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	rec := b.Recording()
	crossed := 0
	for i := range rec.Len() {
		s, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		if s.Move.Kind == trace.MoveRun {
			for _, e := range s.Events {
				crossed += e.Count
			}
		}
	}
	// The client has printed the server's text and ended, so SYN, SYN ACK, ACK
	// and the segments with the text and the FIN have crossed. Later packets may
	// cross before stop or not.
	if crossed < 4 {
		t.Errorf("the run steps tell of %d packets, want 4 at least: the client could not have ended with fewer", crossed)
	}
	invite(t, b, "socat", "-u", "TCP:127.0.0.1:8081", "-")
	until(t, b, false, "packets are held again", func(s trace.Step) bool { return len(s.Held) > 0 })
}

// TestFlowingNamesWhatCrosses: whoever reads the trace of a flow must be able to
// tell a refusal from data, and one connection from another.
func TestFlowingNamesWhatCrosses(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "socat")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	invite(t, b, "socat", "TCP-LISTEN:8085,bind=127.0.0.1,fork", "SYSTEM:echo from socat")
	until(t, b, false, "the server listens, though nothing crosses", listens("8085"))
	for _, port := range []string{"8085", "8086"} { // nobody listens on the second one
		client := invite(t, b, "socat", "-u", "TCP:127.0.0.1:"+port, "-")
		select {
		case <-client.done:
		case <-time.After(patience):
			t.Fatalf("the client of port %s does not end", port)
		}
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	rec := b.Recording()
	crossed := map[string]bool{} // "source's port: kind"; a client's port is 0
	connections := 0
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, sock := range step.Sockets {
			if sock.Role == trace.RoleConnection && step.Move.Kind == trace.MoveRun {
				connections++
			}
		}
		for _, e := range step.Events {
			if e.Kind != trace.EventDelivered || step.Move.Kind != trace.MoveRun {
				continue
			}
			total := 0
			for _, k := range e.Kinds {
				total += k.Count
				src, dst := netip.MustParseAddrPort(e.Src).Port(), netip.MustParseAddrPort(e.Dst).Port()
				if dst == 8085 || dst == 8086 {
					src = 0
				}
				crossed[fmt.Sprintf("%d: %s", src, k.Name)] = true
			}
			if total != e.Count {
				t.Errorf("step %d has %d packets in %v, want all %d of the event", i, total, e.Kinds, e.Count)
			}
		}
	}
	for _, want := range []string{"0: SYN", "8085: SYN ACK", "8085: DATA", "8085: FIN ACK", "8086: RST ACK"} {
		if !crossed[want] {
			t.Errorf("%v crossed, want %q too", crossed, want)
		}
	}
	// One end of the connection stands in TIME_WAIT for a minute.
	if connections == 0 {
		t.Error("no run step has a connection among its sockets")
	}
}

// TestFlowingThrowsNothingAway sends much over one connection while everything
// is let through. No packet waits between two steps, so none is thrown away.
func TestFlowingThrowsNothingAway(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "socat")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	const size = 100 << 20
	server := invite(t, b, "socat", "-u", "TCP-LISTEN:8083,bind=127.0.0.1", "OPEN:/dev/null")
	client := invite(t, b, "socat", "-u", "OPEN:/dev/zero,readbytes="+strconv.Itoa(size), "TCP:127.0.0.1:8083,retry=100,interval=0.05")
	for _, end := range []*guest{client, server} {
		select {
		case err := <-end.done:
			if err != nil {
				t.Fatalf("a program ended with %v and printed %q", err, &end.out)
			}
		case <-time.After(patience):
			t.Fatal("the bytes do not come through")
		}
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	rec := b.Recording()
	var crossed int64
	flows := false
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		flows = flows || step.Move.Kind == trace.MoveRun // it may have begun behind the first SYN
		if n := len(step.Held) + step.HeldMore; n > 0 && flows && i < rec.Len()-1 {
			t.Errorf("after step %d, %d packets are held though everything flows", i, n)
		}
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventOverflow:
				t.Errorf("step %d threw %d packets away", i, e.Count)
			case trace.EventDelivered:
				crossed += e.Bytes
			}
		}
	}
	if crossed < size {
		t.Errorf("the steps tell of %d bytes, want all %d", crossed, size)
	}
}

// BenchmarkFlow compares a packet's time through a lab that lets everything
// flow with the time over plain loopback. Each is half the time of one byte to
// an echo server and back, the median of one run.
func BenchmarkFlow(b *testing.B) {
	needOwnPrivate(b)
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	open, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer open.Close()
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- open.RunOn(ctx) }()
	defer func() {
		stop()
		<-flowing
	}()
	measure := func(start func(*exec.Cmd) error) float64 {
		cmd := exec.Command(self, "-test.run", "^TestEchoProcess$")
		cmd.Env = append(os.Environ(), "TCPLAB_ECHO=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := start(cmd); err != nil {
			b.Fatal(err)
		}
		text, err := io.ReadAll(out)
		if err := errors.Join(err, cmd.Wait()); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		var us float64
		if _, err := fmt.Sscanf(string(text[bytes.Index(text, []byte("median ")):]), "median %g", &us); err != nil {
			b.Fatalf("%v in %q", err, text)
		}
		return us
	}
	var lab, plain []float64
	for b.Loop() {
		lab = append(lab, measure(open.Start))
		plain = append(plain, measure((*exec.Cmd).Start))
	}
	slices.Sort(lab)
	slices.Sort(plain)
	b.ReportMetric(lab[len(lab)/2], "µs-lab")
	b.ReportMetric(plain[len(plain)/2], "µs-loopback")
	b.ReportMetric(lab[len(lab)/2]-plain[len(plain)/2], "µs-added")
	b.ReportMetric(0, "ns/op")
}

// TestEchoProcess is not a test. It is the program that BenchmarkFlow runs in
// the lab and on plain loopback, and prints half the median time of a byte
// there and back.
func TestEchoProcess(t *testing.T) {
	if os.Getenv("TCPLAB_ECHO") == "" {
		t.Skip("this is the program of a benchmark")
	}
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := ln.Accept()
		if err == nil {
			io.Copy(conn, conn)
		}
	}()
	conn, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var times []time.Duration
	one := []byte{'x'}
	for range 1000 {
		began := time.Now()
		if _, err := conn.Write(one); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, one); err != nil {
			t.Fatal(err)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	fmt.Printf("median %g\n", float64(times[len(times)/2].Nanoseconds())/2000)
}
