package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
)

// waiters is a Python program that runs each of its arguments as a program of its
// own: a child, because an interpreter takes long to start.
const waiters = `
import os, select, signal, socket, sys, threading, time
def udp(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", port))
    return s
def tcp(port):
    s = socket.socket()
    s.bind(("127.0.0.1", port))
    s.listen()
    return s
for text in sys.argv[1:]:
    if os.fork() == 0:
        exec(text, globals())
        for t in threading.enumerate():
            if t is not threading.main_thread(): t.join()
        os._exit(0)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.read(0, 1)
`

// doings writes what the program is doing that holds the socket at a port: its
// calls, without process numbers, in the order of threads.
func doings(s trace.Step, port string) string {
	at := map[int]string{}
	program, held := "", false
	for _, k := range s.Sockets {
		at[k.ID] = strings.TrimPrefix(k.Local, "127.0.0.1:")
		if at[k.ID] == port && k.State != "CLOSED" {
			program, held = k.Program, true
		}
	}
	if !held {
		return "no socket"
	}
	var list []string
	for _, c := range s.Calls {
		if c.Program != program {
			continue
		}
		text := c.Name
		if c.Socket != 0 {
			text += " on " + at[c.Socket]
		}
		if c.Set != nil {
			var set []string
			for _, id := range c.Set {
				set = append(set, at[id])
				if slices.Contains(c.Out, id) {
					set[len(set)-1] += " out"
				}
			}
			slices.Sort(set)
			text += " of " + strings.Join(set, " ")
		}
		if c.Timed {
			text += " timed"
		}
		if c.Unknown {
			text += "?"
		}
		list = append(list, text)
		if c.Status != trace.CallRunning || c.File != "" || c.Line != 0 || c.Host == "" {
			list = append(list, fmt.Sprintf("%+v", c))
		}
	}
	return strings.Join(list, "; ")
}

// comeTo looks at a lab until the programs do what is wanted, by port.
func comeTo(t *testing.T, b *bench.Bench, want map[string]string) trace.Step {
	t.Helper()
	var step trace.Step
	got := map[string]string{}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var err error
		if step, err = b.Latest(); err != nil {
			t.Fatal(err)
		}
		for port := range want {
			got[port] = doings(step, port)
		}
		if cmp.Equal(want, got) {
			return step
		}
	}
	t.Fatalf("what the programs at these ports do differs (want -, got +):\n%s", cmp.Diff(want, got))
	return step
}

// TestTheCallsOfStrangers looks at other people's programs in the calls in which
// they wait, as the kernel tells them.
func TestTheCallsOfStrangers(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ port, program, want, why string }{
		{"8101", "udp(8101).recv(100)", "recvfrom on 8101", "recv is recvfrom without an address"},
		{"8102", "tcp(8102).accept()", "accept4 on 8102", "it waits at its listener"},
		{"8103", "s = udp(8103); s.settimeout(1000); s.recv(1)", "poll on 8103 of 8103 timed", "Python does a timeout with poll"},
		{"8104", "s, u = tcp(8104), udp(8105); e = select.epoll(); e.register(s, select.EPOLLIN); e.register(u, select.EPOLLOUT | select.EPOLLET); e.poll(); e.poll()",
			"epoll_wait of 8104 8105 out", "any of both ends it; the first edge is past"},
		{"8106", "s = udp(8106); time.sleep(1000)", "clock_nanosleep timed", "it holds a socket, and waits for none"},
		{"8107", "s = udp(8107)\nfor i in range(2): threading.Thread(target=lambda: s.recv(1)).start()", "recvfrom on 8107; recvfrom on 8107",
			"two threads are two calls, and the third waits for them"},
		{"8108", "s = udp(8108); os.kill(os.getpid(), signal.SIGSTOP)", "?", "the kernel does not tell what a program will do that somebody has stopped"},
		{"8109", "s = udp(8109); a, b = socket.socketpair(); a.recv(1)", "recvfrom", "that socket is in no network"},
		{"8110", "s = udp(8110); r = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP); r.recv(1)", "recvfrom?", "that socket is one of the network, and not in the table"},
		{"8111", `
s = tcp(8111)
if os.fork() == 0: s.accept()
os.wait()`, "accept4 on 8111", "both hold the listener, and the child is the one that waits at it"},
		{"8112", `
s = tcp(8112)
if os.fork(): os._exit(0)
os.read(0, 1)`, "read", "the parent has ended, and its child reads a pipe"},
	}
	texts := []string{"python3", "-c", waiters}
	want := map[string]string{
		"8113": "epoll_pwait of 8113 8114", // a Go program waits for all its sockets in one thread
		"8115": "epoll_pwait on 8115 of 8115",
	}
	for _, c := range cases {
		texts = append(texts, c.program)
		want[c.port] = c.want
	}
	all := exec.Command(texts[0], texts[1:]...)
	all.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // they end together
	stdin, err := all.StdinPipe()                         // no program's read ends
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(all); err != nil {
		t.Fatal(err)
	}
	defer func() {
		stdin.Close()
		syscall.Kill(-all.Process.Pid, syscall.SIGKILL)
		all.Wait()
	}()
	for _, ports := range []string{"8113 8114", "8115"} {
		invite(t, b, "env", "TCPLAB_WAIT="+ports, self, "-test.run", "^TestWaitingProcess$")
	}
	for _, c := range cases {
		t.Logf("%s: want %q: %s", c.port, c.want, c.why)
	}
	first := comeTo(t, b, want)

	// A datagram ends one call. All others stay as they are.
	invite(t, b, "python3", "-c", waiters, `udp(0).sendto(b"x", ("127.0.0.1", 8101))`)
	until(t, b, false, "a datagram is held", func(s trace.Step) bool { return len(s.Held) == 1 })
	if err := b.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	want["8101"] = "no socket"
	then := comeTo(t, b, want)
	for _, c := range first.Calls {
		i := slices.IndexFunc(then.Calls, func(d trace.Call) bool { return d.ID == c.ID })
		ended := c.Name == "recvfrom" && c.Socket != 0 && i < 0
		if !ended && (i < 0 || !cmp.Equal(c, then.Calls[i])) {
			t.Errorf("%+v was a call, and is not among these any more: %+v", c, then.Calls)
		}
	}
}

// TestWaitingProcess is not a test. It is a Go program that waits at sockets of
// TestTheCallsOfStrangers: a listener, and a UDP socket if there is a second port.
func TestWaitingProcess(t *testing.T) {
	ports := strings.Fields(os.Getenv("TCPLAB_WAIT"))
	if len(ports) == 0 {
		t.Skip("this is the program of a test")
	}
	ln, err := net.Listen("tcp4", "127.0.0.1:"+ports[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(ports) > 1 {
		u, err := net.ListenPacket("udp4", "127.0.0.1:"+ports[1])
		if err != nil {
			t.Fatal(err)
		}
		go u.ReadFrom(make([]byte, 1))
	}
	ln.Accept()
}

// manyConnections is a program that holds 200 connections to itself, waits at all
// their ends at once, and sends a byte over one of them for each line that it reads.
// Its kernel acknowledges each byte at once.
const manyConnections = `
import select, socket, sys
ln = socket.socket()
ln.bind(("127.0.0.1", 8116))
ln.listen(400)
clients, ends = [], []
for i in range(200):
    s = socket.socket()
    s.connect(("127.0.0.1", 8116))
    clients.append(s)
    ends.append(ln.accept()[0])
for s in ends: s.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
print("connected")
p = select.poll()
for s in [ln, sys.stdin] + clients + ends: p.register(s, select.POLLIN)
n = 0
while True:
    for fd, _ in p.poll():
        if fd == 0:
            if not sys.stdin.readline(): sys.exit()
            clients[n % 200].send(b"x")
            n += 1
        else:
            next(s for s in clients + ends if s.fileno() == fd).recv(1)
`

// BenchmarkManyConnections measures a key in an open lab in which one process holds
// both ends of 200 connections and waits at all of them: the time from the key to the
// last byte of the frame that follows.
func BenchmarkManyConnections(b *testing.B) {
	needOwnPrivate(b)
	labtest.Need(b, "python3")
	s := start(b, 120, 40, "lab", "--clock", "calm") // nothing is sent again meanwhile
	s.settled(0)
	s.press("a") // everything flows
	s.settled(0)
	program := exec.Command(testProgram(b), "exec", "--", "python3", "-u", "-c", manyConnections)
	program.Args[0] = "tcplab"
	program.Env = s.cmd.Env
	program.Stderr = os.Stderr
	stdin, err := program.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := program.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := program.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		stdin.Close() // so that it ends, which a signal to exec would not do
		program.Wait()
	}()
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		b.Fatalf("the program has not connected: %v", err)
	}
	s.await(0, "more") // sockets than the screen has rows
	s.press("a")
	s.settled(0)
	var times []time.Duration
	for b.Loop() {
		from := s.mark()
		fmt.Fprintln(stdin)
		s.settled(from)
		times = append(times, s.timed("n"), s.timed("n")) // the byte, and its ACK
	}
	reportTimes(b, times)
}

// TestAProgramThatReadsLater: a program accepts and reads when it likes, and no packet
// and no state tells of it. A lab that somebody looks at tells of it by itself, in a
// step, so that no queue stands on the screen that is another one by now.
func TestAProgramThatReadsLater(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	slow := exec.Command("python3", "-u", "-c", `
import socket, sys
ln = socket.socket()
ln.bind(("127.0.0.1", 8117))
ln.listen()
c = socket.create_connection(("127.0.0.1", 8117))
c.send(b"12345")
sys.stdin.readline()
s = ln.accept()[0]
sys.stdin.readline()
s.recv(2)
sys.stdin.readline()`)
	stdin, err := slow.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(slow); err != nil {
		t.Fatal(err)
	}
	defer func() {
		slow.Process.Kill()
		slow.Wait()
	}()
	at := func(s trace.Step, remote bool) *trace.Socket {
		for i := range s.Sockets {
			if k := &s.Sockets[i]; k.Local == "127.0.0.1:8117" && (k.Remote != "") == remote {
				return k
			}
		}
		return &trace.Socket{}
	}
	told := func(what string, ok func(trace.Step) bool) {
		t.Helper()
		until(t, b, false, what, func(s trace.Step) bool {
			last, err := b.Recording().Step(b.Recording().Len() - 1)
			return err == nil && ok(last)
		})
	}
	until(t, b, true, "the data is acknowledged", func(s trace.Step) bool { return at(s, true).RecvQ == 5 && len(s.Held) == 0 })
	for _, c := range []struct {
		what string
		ok   func(s trace.Step) bool
	}{
		{"accept has taken the connection out of the queue", func(s trace.Step) bool { return at(s, false).RecvQ == 0 && at(s, true).Owned }},
		{"the program has read two bytes", func(s trace.Step) bool { return at(s, true).RecvQ == 3 }},
	} {
		if _, err := stdin.Write([]byte("\n")); err != nil {
			t.Fatal(err)
		}
		told(c.what, c.ok)
	}
}
