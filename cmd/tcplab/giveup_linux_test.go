package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	openlab "tcplab/lessons/lab"
)

// impatient makes four sockets whose kernel waits for an answer: a SYN, a SYN ACK,
// data, and the FIN of a connection that its program has closed. It prepares while
// everything flows, and goes on once the file that it is given is there.
const impatient = `import errno, os, socket, sys, time
ls = socket.socket(); ls.bind(("127.0.0.1", 8081)); ls.listen(5)
def pair():
    c = socket.create_connection(("127.0.0.1", 8081))
    return c, ls.accept()[0]
talker, a = pair()
closer, b = pair()
print("ready", flush=True)
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
talker.send(b"x")
closer.close()
def dial(port):
    s = socket.socket(); s.setblocking(False); s.connect_ex(("127.0.0.1", port)); return s
half, dialler = dial(8081), dial(8082)
for what, s in ("data", talker), ("SYN", dialler):
    s.settimeout(30)
    try:
        s.recv(1)
    except OSError as e:
        print(what, errno.errorcode.get(e.errno, e), flush=True)
time.sleep(60)
`

// moment is a stretch of time in which something happened.
type moment struct{ from, to time.Time }

// TestAKernelGivesUpWhenItIsSaid holds the schedule by which tell says when a kernel
// gives up beside the kernel itself. Its settings are the smallest ones, so that
// this takes three seconds.
func TestAKernelGivesUpWhenItIsSaid(t *testing.T) {
	t.Parallel()
	needOwnPrivate(t)
	labtest.Need(t, "python3")
	lesson := *openlab.Lesson
	lesson.Settings.Sysctls = map[string]string{
		"net.ipv4.tcp_syn_retries": "1", "net.ipv4.tcp_synack_retries": "1",
		"net.ipv4.tcp_retries2": "1", "net.ipv4.tcp_orphan_retries": "1",
	}
	b, err := bench.OpenLab(&lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx, stop := context.WithCancel(t.Context())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	script, begin := filepath.Join(t.TempDir(), "impatient.py"), filepath.Join(t.TempDir(), "begin")
	if err := os.WriteFile(script, []byte(impatient), 0o644); err != nil {
		t.Fatal(err)
	}
	program := invite(t, b, "python3", script, begin)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		step, err := b.Latest()
		if err != nil || time.Now().After(end) {
			t.Fatalf("the connections are never made (%v): %v", err, program.out.String())
		}
		made := 0
		for _, sock := range step.Sockets {
			if sock.State == "ESTABLISHED" {
				made++
			}
		}
		if made == 4 {
			break
		}
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(begin, nil, 0o644); err != nil {
		t.Fatal(err)
	}

	kinds := map[string]string{ // of a socket, by its state, and by its peer's port if it has one of its own
		"SYN_SENT:8082": "SYN", "SYN_RCVD": "SYN ACK", "ESTABLISHED": "data", "FIN_WAIT_1": "the FIN of an orphan",
	}
	said, lived := map[string]moment{}, map[string]time.Time{}
	ended := map[string]moment{}
	tries := b.Recording().Header().Tries
	for end := time.Now().Add(patience); len(ended) < len(kinds); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("said were %v, ended have %v; the program printed %q", said, ended, program.out.String())
		}
		before := time.Now()
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range step.Held { // the SYN to the listener brings the SYN ACK that is held
			if p.Name == "SYN" && strings.HasSuffix(p.Dst, ":8081") && lived["SYN ACK"].IsZero() {
				if err := b.Do(t.Context(), p.Move(trace.MoveDeliver)); err != nil {
					t.Fatal(err)
				}
			}
		}
		after := time.Now()
		there := map[string]bool{}
		for i := range step.Sockets {
			sock := &step.Sockets[i]
			_, port, _ := strings.Cut(sock.Remote, ":")
			kind := kinds[sock.State]
			if kind == "" {
				kind = kinds[sock.State+":"+port]
			}
			ms, latest, ok := tell.GiveUp(tries, sock)
			if kind == "" || !ok {
				continue
			}
			if there[kind] = true; latest {
				t.Errorf("of the %s only a bound is told, though its timer has doubled once at most", kind)
			}
			left := time.Duration(ms) * time.Millisecond
			now := moment{before.Add(left), after.Add(left)}
			if old, again := said[kind]; again {
				// A timer of Linux may be late by an eighth of its length.
				slack := left/8 + time.Since(lived[kind])/8 + 100*time.Millisecond
				if now.to.Add(slack).Before(old.from) || old.to.Add(2*slack+time.Second/8).Before(now.from) {
					t.Errorf("%s: said was that the kernel gives up at %v, and later at %v", kind, old, now)
				}
			}
			said[kind], lived[kind] = now, before
		}
		for kind := range said {
			if _, over := ended[kind]; !over && !there[kind] {
				ended[kind] = moment{lived[kind], after}
			}
		}
	}
	for kind, end := range ended {
		slack := said[kind].to.Sub(end.from)/8 + 100*time.Millisecond
		if end.to.Before(said[kind].from.Add(-100*time.Millisecond)) || end.from.After(said[kind].to.Add(slack)) {
			t.Errorf("%s: the kernel gave up between %v and %v, and said was %v to %v", kind, end.from, end.to, said[kind].from, said[kind].to)
		}
	}
	for _, want := range []string{"data ETIMEDOUT", "SYN ETIMEDOUT"} {
		for end := time.Now().Add(patience); !strings.Contains(program.out.String(), want); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the program printed %q, want %q, which its kernel tells it", program.out.String(), want)
			}
		}
	}
}
