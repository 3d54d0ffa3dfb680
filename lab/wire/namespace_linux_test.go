package wire

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
)

// count counts the entries of a directory of /proc.
func count(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// TestNothingIsLeftBehind makes many networks, because every restart of a
// lesson makes a new one.
func TestNothingIsLeftBehind(t *testing.T) {
	needPrivate(t, Settings{})
	cycle := func() {
		n, err := NewPrivate(Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Read(make([]byte, maxPacket)); err != nil { // wakes the watcher
			t.Fatal(err)
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		cycle() // things that are made once, such as the poller, are made now
	}
	fds, threads, goroutines := count(t, "/proc/self/fd"), count(t, "/proc/self/task"), runtime.NumGoroutine()
	networks := labtest.Times(t, 40, 200)
	for range networks {
		cycle()
	}
	// Threads and goroutines end a moment after Close returns. The runtime may
	// have started a few threads of its own meanwhile.
	const own = 5
	deadline := time.Now().Add(patience)
	for {
		f, th, g := count(t, "/proc/self/fd"), count(t, "/proc/self/task"), runtime.NumGoroutine()
		if f <= fds && th <= threads+own && g <= goroutines {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %d networks: %d descriptors (%d before), %d threads (%d), %d goroutines (%d); want no more than before", networks, f, fds, th, threads, g, goroutines)
		}
		runtime.Gosched()
	}
}

func TestCloseTwice(t *testing.T) {
	n := needPrivate(t, Settings{})
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Errorf("second Close: %v, want none", err)
	}
	_, readErr := n.Read(make([]byte, maxPacket))
	for what, err := range map[string]error{
		"Do":    n.Do(func() error { return nil }),
		"Read":  readErr,
		"Write": n.Write(make([]byte, 20)),
	} {
		if !errors.Is(err, errClosed) {
			t.Errorf("%s after Close: %v, want errClosed, because the descriptor's number may belong to another file", what, err)
		}
	}
}

func TestDoRunsInTheNamespace(t *testing.T) {
	n := needPrivate(t, Settings{})
	inside, err := os.Readlink(n.Path())
	if err != nil {
		t.Fatal(err)
	}
	var there string
	if err := n.Do(func() (err error) { there, err = os.Readlink("/proc/thread-self/ns/net"); return err }); err != nil {
		t.Fatal(err)
	}
	main, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	if there != inside {
		t.Errorf("Do runs in %s, Path names %s; want the same namespace", there, inside)
	}
	if main == inside {
		t.Error("the process as a whole seems to live in the namespace, because its main thread does")
	}
	out, cmd := new(strings.Builder), exec.Command("readlink", "/proc/self/ns/net")
	cmd.Stdout = out
	if err := n.Start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(out.String()); got != inside {
		t.Errorf("a process started there lives in %s, want %s", got, inside)
	}
}

// TestNsenterJoins enters the namespace with nsenter, as `tcplab exec` does.
func TestNsenterJoins(t *testing.T) {
	labtest.Need(t, "nsenter")
	n := needPrivate(t, Settings{})
	out, err := exec.Command("nsenter", "--net="+n.Path(), "readlink", "/proc/self/ns/net").Output()
	if err != nil {
		t.Skipf("nsenter is not permitted here: %v", err)
	}
	inside, err := os.Readlink(n.Path())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(out)); got != inside {
		t.Errorf("nsenter went to %s, want %s", got, inside)
	}
}

func TestReadySignalsWithoutTaking(t *testing.T) {
	r := newRoom(t, Settings{})
	select {
	case <-r.Ready():
		t.Fatal("a signal, but nothing was sent")
	default:
	}
	r.listen(8001)
	r.dial(40000, 8001)
	select {
	case <-r.Ready():
	case <-time.After(patience):
		t.Fatal("no signal, but a SYN waits")
	}
	select {
	case <-r.Ready():
		t.Error("a second signal for the same packet: the watcher would spin")
	default:
	}
	r.sends("the watcher took nothing", "SYN")
	r.dial(40001, 8001)
	select {
	case <-r.Ready():
	case <-time.After(patience):
		t.Fatal("no signal for the second SYN: the watcher sleeps on")
	}
	r.sends("the watcher took nothing this time either", "SYN")
}

func TestPassCarriesAConnection(t *testing.T) {
	r := newRoom(t, Settings{})
	ctx, stop := context.WithCancel(t.Context())
	l := r.listen(8001)
	var names []string
	passed := make(chan error)
	go func() {
		passed <- r.Pass(ctx, func(raw []byte) int { names = append(names, fmt.Sprint(len(raw))); return 1 })
	}()
	c := r.dial(40000, 8001)
	poll(t, c.fd, unix.POLLOUT)
	poll(t, l.fd, unix.POLLIN)
	s := r.accept(l, 40000)
	r.write(c, "hello")
	poll(t, s.fd, unix.POLLIN)
	stop()
	if err := <-passed; err != nil {
		t.Fatal(err)
	}
	if len(names) < 4 {
		t.Errorf("%d packets were counted, want at least 4: the handshake and the data", len(names))
	}
	if _, err := r.wire.Take(); err != nil { // takes the ACK of hello, if it came too late to pass
		t.Fatal(err)
	}
	r.write(c, "held")
	r.sends("after Pass packets are held again", "DATA 4")
	select {
	case <-r.Ready(): // a signal may be left from the time of Pass
	default:
	}
	r.write(c, "again")
	select {
	case <-r.Ready():
	case <-time.After(patience):
		t.Error("no signal after Pass: the watcher sleeps on")
	}
}

// poll waits until a descriptor is ready.
func poll(t *testing.T, fd int, events int16) {
	t.Helper()
	set := []unix.PollFd{{Fd: int32(fd), Events: events}}
	for {
		n, err := unix.Poll(set, int(patience.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if n != 1 || err != nil {
			t.Fatalf("descriptor %d did not become ready: %v", fd, err)
		}
		return
	}
}

// TestReaderAgreesWithSS compares the reader's table with the one that ss
// prints inside the namespace.
func TestReaderAgreesWithSS(t *testing.T) {
	labtest.Need(t, "ss")
	r := newRoom(t, Settings{})
	_, c, _ := r.connected()
	r.dial(40001, 8001)
	r.sends("a second client", "SYN")
	r.deliver(nil, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.closes(c)
	r.sends("the first client closes", "FIN ACK")
	r.deliver(nil, "FIN ACK")
	r.sends("acknowledged", "ACK")

	out := new(strings.Builder)
	cmd := exec.Command("ss", "-Htan")
	cmd.Stdout = out
	r.must(r.Start(cmd))
	r.must(cmd.Wait())
	var want []string
	for text := range strings.Lines(out.String()) {
		f := strings.Fields(text)
		want = append(want, strings.Join(f[:5], " "))
	}
	all, err := r.Reader().Dump(kernel.TCP)
	r.must(err)
	var got []string
	for _, s := range all {
		remote := s.Remote.String()
		if s.State == tcp.Listen {
			remote = s.Remote.Addr().String() + ":*"
		}
		got = append(got, fmt.Sprint(tcp.Names(s.State).SS, " ", s.RecvQ, " ", s.SendQ, " ", s.Local, " ", remote))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(got) != 5 {
		t.Errorf("the reader says\n%s\nss says\n%s\nwant the same five rows", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
