package main

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
	openlab "tcplab/lessons/lab"
)

// silentServer takes connections and datagrams, has little room for them, and
// reads nothing.
const silentServer = `import socket, time
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
u.bind(("127.0.0.1", 8087))
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
s.bind(("127.0.0.1", 8087))
s.listen()
kept = [s.accept()[0] for _ in range(2)]
time.sleep(1000)
`

// loudClient sends more datagrams and more bytes than there is room for. It has a
// connection, too, on which it is silent until its keepalive timer runs out. At last it
// sends a datagram to a port that nobody has.
const loudClient = `import socket, time
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(5):
    u.sendto(b"x" * 1000, ("127.0.0.1", 8087))
k = socket.socket()
k.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
k.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
k.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
k.connect(("127.0.0.1", 8087))
s = socket.socket()
s.connect(("127.0.0.1", 8087))
s.sendall(b"x" * 20000)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.connect(("127.0.0.1", 8099))
u.send(b"nobody has that port")
time.sleep(1000)
`

// TestProbesAndDropsAreWhatOthersSay brings about what no lesson shows: a window
// that closes, both kinds of probe, a packet of which there are copies, and
// datagrams that find no room. ss and tshark have to say the same of them as the
// trace.
func TestProbesAndDropsAreWhatOthersSay(t *testing.T) {
	t.Run("IPv4", func(t *testing.T) { probesAndDrops(t, strings.NewReplacer()) })
	t.Run("IPv6", func(t *testing.T) {
		probesAndDrops(t, strings.NewReplacer("AF_INET", "AF_INET6", "socket.socket()", "socket.socket(socket.AF_INET6)", "127.0.0.1", "::1"))
	})
}

// probesAndDrops is the test with programs that are changed by over.
func probesAndDrops(t *testing.T, over *strings.Replacer) {
	t.Parallel() // it waits for timers most of the time
	needOwnPrivate(t)
	labtest.Need(t, "python3", "ss", "tshark")
	client, server := over.Replace(loudClient), over.Replace(silentServer)
	file := filepath.Join(t.TempDir(), "packets.pcapng")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{Pcapng: file})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.Watch()
	if client != loudClient {
		needIPv6(t, b)
	}
	invite(t, b, "python3", "-c", server)
	until(t, b, false, "the server listens", listens("8087"))
	invite(t, b, "python3", "-c", client)
	until(t, b, false, "the SYN is sent again", func(s trace.Step) bool {
		return slices.ContainsFunc(s.Held, func(p trace.Packet) bool { return p.Name == "SYN" && p.Copies > 1 })
	})
	printed := map[string]int{}    // in how many rows ss prints a number
	delivered := map[string]bool{} // the kinds of probe that have arrived
	noted := 0
	for began := time.Now(); len(delivered) < 2; {
		if time.Since(began) > patience {
			t.Fatalf("after %v only these probes have arrived: %v", patience, delivered)
		}
		step, want, got := witness.Sockets(t, b, true)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("step %d: ss (-) and the trace (+) differ:\n%s", step.Step, diff)
		}
		for _, r := range want {
			for _, name := range witness.Names(r) {
				printed[name]++
			}
		}
		for ; noted <= step.Step; noted++ {
			s, err := b.Recording().Step(noted)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range s.Events {
				if e.Kind == trace.EventDelivered && e.Packet.Probe != "" {
					delivered[e.Packet.Probe] = true
				}
			}
		}
		if len(step.Held) > 0 {
			if err := b.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		select {
		case <-b.Changed():
		case <-time.After(20 * time.Millisecond): // a program that ends sends no notice
		}
	}
	for _, name := range []string{"notsent", "backoff", "d"} {
		if printed[name] == 0 {
			t.Errorf("ss never printed %s, so it was not compared; it printed %v", name, slices.Sorted(maps.Keys(printed)))
		}
	}
	rec := b.Recording()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	got := witness.Packets(t, witness.Frames(t, []string{file})[0], rec)
	for _, kind := range []string{trace.ProbeKeepalive, trace.ProbeZeroWindow} {
		if got.Seen[kind+" probe"] == 0 {
			t.Errorf("no %s probe was compared", kind)
		}
	}
	if got.Seen["ICMP"]+got.Seen["ICMPv6"] == 0 {
		t.Error("no refusal of a datagram was compared")
	}
	if got.Copies == 0 {
		t.Error("the capture has no copy of the SYN that was sent again")
	}
	t.Logf("ss printed %v; tshark read %+v", printed, got)
}
