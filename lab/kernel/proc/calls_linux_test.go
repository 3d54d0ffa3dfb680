package proc

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/labtest"
)

// programs starts Python programs, which are ended with the test, and returns
// their process numbers. They are children of one interpreter, because it takes
// long to start. Its first lines give them what the tests use.
func programs(t testing.TB, texts ...string) []int {
	t.Helper()
	labtest.Need(t, "python3")
	const parent = `
import os, select, signal, socket, sys, threading, time
def udp():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))
    return s
def full():
    a, b = socket.socketpair()
    a.setblocking(False)
    try:
        while True: a.send(b"x" * 65536)
    except BlockingIOError: pass
    return a, b
for text in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        exec(text, globals())
        for t in threading.enumerate():
            if t is not threading.main_thread(): t.join()
        os._exit(0)
    print(child, flush=True)
signal.signal(signal.SIGCHLD, signal.SIG_IGN) # no child that has ended stays
os.read(0, 1)
`
	cmd := exec.Command("python3", append([]string{"-c", parent}, texts...)...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its children end with it
	stdin, err := cmd.StdinPipe()                         // stays open, so that a read of it goes on
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
	})
	pids := make([]int, len(texts))
	for i := range pids {
		if _, err := fmt.Fscanln(stdout, &pids[i]); err != nil {
			t.Fatal(err)
		}
	}
	return pids
}

// sameAs gives a call that a library may make instead of another one that other's
// name: it depends on the library and on the processor.
var sameAs = strings.NewReplacer("pselect6", "select", "ppoll", "poll", "epoll_pwait", "epoll_wait")

// told writes calls without what differs from run to run: "recvfrom[UDP]". A call
// that is unknown ends in "?".
func told(calls []Call) string {
	var list []string
	for _, c := range calls {
		text := sameAs.Replace(c.Name)
		if c.Set || len(c.Asks) > 0 {
			var asks []string
			for _, a := range c.Asks {
				ask := a.Proto
				if a.In {
					ask += " in"
				}
				if a.Out {
					ask += " out"
				}
				asks = append(asks, ask)
			}
			slices.Sort(asks)
			text += "[" + strings.Join(asks, ", ") + "]"
		}
		if c.Input {
			text += " input"
		}
		if c.Timed {
			text += " timed"
		}
		if c.Unknown {
			text += "?"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// comesTo looks at a process until its calls are as wanted. It returns how they
// were the last time.
func comesTo(pid int, want string) (got string) {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if got = told(CallsOf(pid, math.MaxInt, nil)); got == want {
			break
		}
		time.Sleep(5 * time.Millisecond) // nothing announces that a program has come to a call
	}
	return got
}

// TestCallsOf looks at real programs in the calls that wait, as the kernel tells
// them.
func TestCallsOf(t *testing.T) {
	cases := []struct{ name, program, want, why string }{
		{"recv", "udp().recv(1)", "recvfrom[UDP]", "recv is recvfrom without an address"},
		{"accept", "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); s.accept()", "accept4[TCP]", "Python closes its sockets on exec, for which accept has no flag"},
		{"write", "a, b = full(); a.setblocking(True); a.send(b'x')", "sendto[UNIX-STREAM]", "there is no room for the byte"},
		{"timeout", "s = udp(); s.settimeout(1000); s.recv(1)", "poll[UDP in] timed", "Python does a timeout with poll"},
		{"poll", "a, b = full(); p = select.poll(); p.register(a, select.POLLOUT); s = udp(); p.register(s, select.POLLIN); r, w = os.pipe(); p.register(r, select.POLLIN); p.poll()",
			"poll[UDP in, UNIX-STREAM out]", "the pipe is no socket"},
		{"stdin", "p = select.poll(); s = udp(); p.register(s, select.POLLIN); p.register(0, select.POLLIN); p.poll()", "poll[UDP in] input", "somebody may type, or write into the pipe"},
		{"no stdin", "os.dup2(os.open('/dev/null', os.O_RDONLY), 0); p = select.poll(); s = udp(); p.register(s, select.POLLIN); p.register(0, 0); p.poll()", "poll[UDP in]", "nothing comes from there"},
		{"a terminal", "m, t = os.openpty(); e = select.epoll(); s = udp(); e.register(s, select.EPOLLIN); e.register(t, select.EPOLLIN); e.poll()", "epoll_wait[UDP in] input", "somebody may type"},
		{"select", "a, b = full(); s = udp(); os.dup2(s.fileno(), 100); select.select([100], [a], [b], 1000)",
			"select[UDP in, UNIX-STREAM, UNIX-STREAM out] timed", "100 is in the second word of the sets"},
		{"epoll", `
a, b = full(); s = udp(); e = select.epoll(); r, w = os.pipe()
e.register(a, select.EPOLLOUT | select.EPOLLET)
e.register(s, select.EPOLLIN); e.register(r, select.EPOLLIN)
e.poll()`, "epoll_wait[UDP in, UNIX-STREAM out]", "an edge is asked for in the same way"},
		{"epoll in epoll", "s = udp(); i, o = select.epoll(), select.epoll(); i.register(s, select.EPOLLIN); o.register(i, select.EPOLLIN); o.poll(1000)",
			"epoll_wait[UDP in] timed", "the inner one's socket ends the wait, too"},
		{"epoll once", `
s = udp(); s.sendto(b"x", s.getsockname()); e = select.epoll(); e.register(s, select.EPOLLIN | select.EPOLLONESHOT); u = udp(); e.register(u, select.EPOLLIN)
e.poll(); e.poll()`, "epoll_wait[UDP in]", "the first socket has told its one event"},
		{"epoll of a closed descriptor", `
s = udp(); e = select.epoll(); e.register(s, select.EPOLLIN)
n = s.fileno(); keep = os.dup(n); os.close(s.detach()); other = udp(); os.dup2(other.fileno(), n)
e.poll()`, "epoll_wait[]?", "the number is another socket's now, and the kernel goes on to watch the first one"},
		{"sleep", "time.sleep(1000)", "clock_nanosleep timed", "it waits for no socket"},
		{"read", "r, w = os.pipe(); os.read(r, 1)", "read", "its input is a pipe"},
		{"wait", "os.fork() or time.sleep(1000); os.wait()", "wait4", "it waits for its child"},
		{"socket pair", "a, b = socket.socketpair(); a.recv(1)", "recvfrom[UNIX-STREAM]", "the protocol tells that it is no socket of a network"},
		{"threads", `
s = udp()
for i in range(2): threading.Thread(target=lambda: s.recv(1)).start()`, "futex; recvfrom[UDP]; recvfrom[UDP]", "the first thread waits for the others"},
		{"stopped", "os.kill(os.getpid(), signal.SIGSTOP); udp().recv(1)", "?", "a program that is stopped waits in no call"},
		{"busy", "os.nice(19)\nwhile True: pass", "?", "the kernel does not tell in which call a thread is that runs"},
	}
	var texts []string
	for _, c := range cases {
		texts = append(texts, c.program)
	}
	for i, pid := range programs(t, texts...) {
		c := cases[i]
		t.Run(c.name, func(t *testing.T) {
			if got := comesTo(pid, c.want); got != c.want {
				t.Errorf("it is in %q, want %q: %s", got, c.want, c.why)
			}
		})
	}
}

// TestTheSocketOfACall shows that a call's inode is that of the socket itself.
func TestTheSocketOfACall(t *testing.T) {
	pid := programs(t, "s = udp(); s.recv(1)")[0]
	comesTo(pid, "recvfrom[UDP]")
	calls := CallsOf(pid, 1, nil)
	owners, err := Owners("")
	if err != nil || len(calls) != 1 || len(calls[0].Asks) != 1 {
		t.Fatalf("%+v %v, want one call about one socket", calls, err)
	}
	if held := owners[calls[0].Asks[0].Inode]; len(held) != 1 || held[0].PID != pid {
		t.Errorf("the socket of the call is held by %v, want the program, %d", held, pid)
	}
}

// TestTheRoomOfARead shows that a read's length is told, except if it takes nothing
// out of the queue.
func TestTheRoomOfARead(t *testing.T) {
	pids := programs(t, "s = udp(); s.recv(100)", "s = udp(); s.recv(100, socket.MSG_PEEK)", "r, w = os.pipe(); os.read(r, 7)")
	for i, want := range []int{100, 0, 7} {
		comesTo(pids[i], []string{"recvfrom[UDP]", "recvfrom[UDP]", "read"}[i])
		if calls := CallsOf(pids[i], 1, nil); len(calls) != 1 || calls[0].Room != want {
			t.Errorf("program %d is in %+v, want room for %d bytes", i, calls, want)
		}
	}
}

// TestAThreadThatRanIsSeen shows that a thread which was woken and is in the same call
// again has another number of switches, and that one which slept on has not.
func TestAThreadThatRanIsSeen(t *testing.T) {
	pid := programs(t, "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\nwhile True: signal.sigwait([signal.SIGUSR1])")[0]
	comesTo(pid, "rt_sigtimedwait")
	before := CallsOf(pid, 1, nil)
	if switches, asleep := Asleep(pid, 1); !asleep || len(before) != 1 || switches[pid] != before[0].Switches {
		t.Errorf("it has slept %v times, all threads sleep: %v; want as often as its call says, %+v", switches, asleep, before)
	}
	if err := syscall.Kill(pid, syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if after := CallsOf(pid, 1, nil); told(after) == told(before) && after[0].Switches != before[0].Switches {
			break
		} else if time.Now().After(end) {
			t.Fatalf("a signal has woken it, and its call is %+v as before, %+v", after, before)
		}
	}
}

// TestTooManyThreads shows that threads which are not read are told to be unknown.
func TestTooManyThreads(t *testing.T) {
	pid := programs(t, "s = udp()\nfor i in range(5): threading.Thread(target=lambda: s.recv(1)).start()")[0]
	comesTo(pid, "futex"+strings.Repeat("; recvfrom[UDP]", 5))
	if got, want := told(CallsOf(pid, 2, nil)), "futex; recvfrom[UDP]; ?"; got != want {
		t.Errorf("of two threads at most it tells %q, want %q", got, want)
	}
}

// TestAProgramThatEnds shows that a process which ends while it is looked at is
// never an error, and is left out behind its end.
func TestAProgramThatEnds(t *testing.T) {
	pid := programs(t, "s = udp()\nfor i in range(50): threading.Thread(target=lambda: s.recv(1), daemon=True).start()\ns.recv(1)")[0]
	comesTo(pid, strings.Repeat("recvfrom[UDP]; ", 50)+"recvfrom[UDP]")
	ended := make(chan struct{})
	go func() {
		syscall.Kill(pid, syscall.SIGKILL)
		for syscall.Kill(pid, 0) == nil {
			time.Sleep(time.Millisecond)
		}
		close(ended)
	}()
	for over := false; !over; {
		select {
		case <-ended:
			over = true
		default:
		}
		for _, c := range CallsOf(pid, math.MaxInt, nil) {
			if !c.Unknown && (c.Name != "recvfrom" || len(c.Asks) != 1) && c.Name != "futex" {
				t.Errorf("%+v while it ends, want recvfrom, or nothing that is known", c)
			}
		}
	}
	if calls := CallsOf(pid, math.MaxInt, nil); len(calls) > 0 {
		t.Errorf("%v of a process that has ended, want none", calls)
	}
}

// TestCallsThatCannotBeRead reads a /proc that was made up.
func TestCallsThatCannotBeRead(t *testing.T) {
	const args = " 0x3 0x0 0x1 0x0 0x0 0x0 "
	read := callsByName("read")
	for _, c := range []struct{ name, line, want, why string }{
		{"of 64 bits", fmt.Sprint(read) + args + "0x7ffe3ec570c8 0x7f2275f28929", "read?", "the call is known, and its descriptor cannot be read"},
		{"of 32 bits", fmt.Sprint(read) + args + "0xffe3ec57 0xf2275f28", "?", "the numbers of 32 bits are others"},
		{"a new call", "99999" + args + "0x7ffe3ec570c8 0x7f2275f28929", "?", "nobody knows what it waits for"},
		{"no call", "-1 0x7ffe3ec570c8 0x7f2275f28929", "?", "it may wait for memory"},
		{"an end", "-1 0x0 0x0", "", "a thread without a stack has ended"},
		{"another text", "0 0x3 zz", "?", "a kernel may write it otherwise"},
		{"no file", "", "?", "a kernel may be built without it"},
	} {
		proc := t.TempDir()
		task := filepath.Join(proc, "7", "task", "7")
		if err := os.MkdirAll(task, 0o755); err != nil {
			t.Fatal(err)
		}
		if c.line != "" {
			for file, text := range map[string]string{"syscall": c.line + "\n", "status": "Name:\ta\nState:\tS (sleeping)\n"} {
				if err := os.WriteFile(filepath.Join(task, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := told(callsIn(proc, 7, math.MaxInt, nil)); got != c.want {
			t.Errorf("%s: %q gives %q, want %q: %s", c.name, c.line, got, c.want, c.why)
		}
	}
	proc := t.TempDir()
	if err := os.WriteFile(filepath.Join(proc, "8"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := told(callsIn(proc, 8, math.MaxInt, nil)); got != "?" {
		t.Errorf("of a process whose threads cannot be listed it tells %q, want one unknown call", got)
	}
	if got := callsIn(proc, 9, math.MaxInt, nil); got != nil {
		t.Errorf("%v of no process, want nothing", got)
	}
}

// callsByName returns the number of a call.
func callsByName(name string) uint64 {
	for n, row := range callTable {
		if row.name == name {
			return n
		}
	}
	return math.MaxUint64
}

// BenchmarkCallsOf reads a program that polls 200 sockets.
func BenchmarkCallsOf(b *testing.B) {
	pid := programs(b, `
p = select.poll()
all = [udp() for i in range(200)]
for s in all: p.register(s, select.POLLIN)
p.poll()`)[0]
	comesTo(pid, "poll["+strings.Repeat("UDP in, ", 199)+"UDP in]")
	for b.Loop() {
		CallsOf(pid, math.MaxInt, func(uint32) bool { return true })
	}
}
