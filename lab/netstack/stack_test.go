package netstack

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
)

// bench is a stack with two hosts, whose answers are kept.
type bench struct {
	*testing.T
	*Stack
	hosts map[string]*Host
	got   map[string][]gate.Ret
	asked int
}

func newBench(t *testing.T, set Settings) *bench {
	s, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, Stack: s, hosts: map[string]*Host{}, got: map[string][]gate.Ret{}}
	for _, name := range []string{"client", "server"} {
		b.hosts[name] = s.Join(name, func(r gate.Ret) error {
			b.got[name] = append(b.got[name], r)
			return nil
		})
	}
	t.Cleanup(func() { s.Close() })
	return b
}

// ask sends a request, and returns its answer if it came at once.
func (b *bench) ask(host string, sys gate.Sys) *gate.Ret {
	b.Helper()
	b.asked++
	sys.ID = b.asked
	b.hosts[host].Take(sys)
	return b.answer(host, sys.ID)
}

func (b *bench) answer(host string, id int) *gate.Ret {
	b.Helper()
	for {
		news, err := b.Serve()
		if err != nil {
			b.Fatal(err)
		}
		if !news {
			break
		}
	}
	for _, r := range b.got[host] {
		if r.ID == id {
			return &r
		}
	}
	return nil
}

// crosses delivers the oldest packet that was sent, which has a name.
func (b *bench) crosses(name string) {
	b.Helper()
	raw := b.sent(name)
	if err := b.Write(raw); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) sent(name string) []byte {
	b.Helper()
	buf := make([]byte, 65536)
	n, err := b.Read(buf)
	if err != nil || n == 0 {
		b.Fatalf("nothing was sent (%v), want %s", err, name)
	}
	p, err := packet.Parse(buf[:n])
	if err != nil {
		b.Fatal(err)
	}
	if p.Name() != name {
		b.Fatalf("%s was sent, want %s", p.Name(), name)
	}
	return buf[:n]
}

// is checks the states, the newest socket first.
func (b *bench) is(want string) {
	b.Helper()
	var got []string
	for _, k := range b.all(kernel.TCP) {
		got = append(got, fmt.Sprintf("%s %d/%d", k.State, k.RecvQ, k.SendQ))
	}
	if text := strings.Join(got, ", "); text != want {
		b.Errorf("the sockets are %s, want %s", text, want)
	}
}

// TestAConnection goes through the life of one, from Listen to the end of
// TIME_WAIT.
func TestAConnection(t *testing.T) {
	b := newBench(t, Settings{})
	ln := b.ask("server", gate.Sys{Op: gate.OpListen, Proto: "tcp", Local: "127.0.0.1:8001"})
	if ln == nil || ln.Local != "127.0.0.1:8001" {
		t.Fatalf("Listen gave %+v", ln)
	}
	b.is("LISTEN 0/4096")
	accept := gate.Sys{Op: gate.OpAccept, Sock: ln.Sock}
	if r := b.ask("server", accept); r != nil {
		t.Fatalf("Accept gave %+v, want it to wait", r)
	}
	accepting := b.asked
	conn := b.ask("client", gate.Sys{Op: gate.OpDial, Proto: "tcp", Remote: "127.0.0.1:8001"})
	if conn == nil || !strings.HasPrefix(conn.Local, "127.0.0.1:") {
		t.Fatalf("Dial gave %+v", conn)
	}
	b.is("SYN_SENT 0/1, LISTEN 0/4096")
	if r := b.ask("client", gate.Sys{Op: gate.OpConnected, Sock: conn.Sock}); r != nil {
		t.Fatalf("Dial has ended: %+v", r)
	}
	dialling := b.asked
	b.crosses("SYN")
	b.is("SYN_RCVD 0/0, SYN_SENT 0/1, LISTEN 0/4096")
	b.crosses("SYN ACK")
	if r := b.answer("client", dialling); r == nil || r.Errno != "" {
		t.Fatalf("Dial gave %+v, want its end", r)
	}
	b.is("SYN_RCVD 0/0, ESTABLISHED 0/0, LISTEN 0/4096")
	b.crosses("ACK")
	b.is("ESTABLISHED 0/0, ESTABLISHED 0/0, LISTEN 1/4096")
	taken := b.answer("server", accepting)
	if taken == nil || taken.Remote != conn.Local {
		t.Fatalf("Accept gave %+v, want the connection of %s", taken, conn.Local)
	}
	if r := b.ask("client", gate.Sys{Op: gate.OpWrite, Sock: conn.Sock, Data: []byte("hello")}); r == nil || r.N != 5 || r.Room <= 0 {
		t.Fatalf("Write gave %+v, want 5 bytes taken, and room for more", r)
	}
	b.is("ESTABLISHED 0/0, ESTABLISHED 0/5, LISTEN 0/4096")
	b.crosses("DATA 5")
	b.is("ESTABLISHED 5/0, ESTABLISHED 0/5, LISTEN 0/4096")
	b.crosses("ACK")
	if r := b.ask("server", gate.Sys{Op: gate.OpRead, Sock: taken.Sock, Room: 2, Ahead: 100}); r == nil || string(r.Data) != "hello" || r.Ahead != 3 {
		t.Fatalf("Read gave %+v, want two bytes, and three ahead", r)
	}
	b.is("ESTABLISHED 3/0, ESTABLISHED 0/0, LISTEN 0/4096") // bytes that came ahead are not read yet
	b.ask("server", gate.Sys{Op: gate.OpTaken, Sock: taken.Sock, Room: 1})
	b.is("ESTABLISHED 2/0, ESTABLISHED 0/0, LISTEN 0/4096")
	if r := b.ask("server", gate.Sys{Op: gate.OpRead, Sock: taken.Sock, Room: 100}); r == nil || string(r.Data) != "lo" || r.Ahead != 0 {
		t.Fatalf("Read gave %+v, want what is left in the queue", r)
	}
	b.ask("client", gate.Sys{Op: gate.OpClose, Sock: conn.Sock})
	b.is("ESTABLISHED 0/0, FIN_WAIT_1 0/1, LISTEN 0/4096")
	b.crosses("FIN ACK")
	b.is("CLOSE_WAIT 1/0, FIN_WAIT_1 0/1, LISTEN 0/4096")
	b.crosses("ACK")
	b.is("CLOSE_WAIT 1/0, FIN_WAIT_2 0/0, LISTEN 0/4096")
	if r := b.ask("server", gate.Sys{Op: gate.OpRead, Sock: taken.Sock, Room: 100}); r == nil || !r.EOF {
		t.Fatalf("Read gave %+v, want the end", r)
	}
	b.ask("server", gate.Sys{Op: gate.OpClose, Sock: taken.Sock})
	b.is("LAST_ACK 0/1, FIN_WAIT_2 0/0, LISTEN 0/4096")
	b.crosses("FIN ACK")
	b.is("LAST_ACK 0/1, TIME_WAIT 0/0, LISTEN 0/4096")
	b.crosses("ACK")
	b.is("TIME_WAIT 0/0, LISTEN 0/4096")
	k, ok, _ := b.Lookup("tcp", netip.MustParseAddrPort(conn.Local), netip.MustParseAddrPort("127.0.0.1:8001"))
	if !ok || k.Timer.Kind != kernel.TimeWait || k.Timer.Left != time.Minute-transit {
		t.Errorf("the timer is %+v, want 60 s of TIME_WAIT, less the time of the last packet", k.Timer)
	}
	for range 8 {
		if _, ok := b.Advance(); !ok {
			break
		}
	}
	b.is("LISTEN 0/4096")
}

// TestTheQueuesOfAListener: with a limit of one, two connections wait in the accept
// queue, as on Linux, and the next SYN is met with silence. One SYN_RCVD fills the
// SYN queue; the next SYN gets a cookie, which makes no row.
func TestTheQueuesOfAListener(t *testing.T) {
	dial := func(b *bench) {
		b.Helper()
		b.ask("client", gate.Sys{Op: gate.OpDial, Proto: "tcp", Remote: "127.0.0.1:8001"})
	}
	set := Settings{Sysctls: map[string]string{"net.core.somaxconn": "1", "net.ipv4.tcp_syncookies": "1"}}
	listening := func(t *testing.T) *bench {
		b := newBench(t, set)
		b.ask("server", gate.Sys{Op: gate.OpListen, Proto: "tcp", Local: "127.0.0.1:8001"})
		b.is("LISTEN 0/1")
		return b
	}
	b := listening(t)
	for range 2 {
		dial(b)
		b.crosses("SYN")
		b.crosses("SYN ACK")
		b.crosses("ACK")
	}
	dial(b)
	b.crosses("SYN")
	if n, _ := b.Read(make([]byte, 2000)); n != 0 {
		t.Error("the third SYN was answered, want silence: two wait in the accept queue")
	}
	b = listening(t)
	dial(b)
	b.crosses("SYN")
	b.sent("SYN ACK")
	dial(b)
	b.crosses("SYN")
	b.is("SYN_SENT 0/1, SYN_RCVD 0/0, SYN_SENT 0/1, LISTEN 0/1")
	b.crosses("SYN ACK")
	b.crosses("ACK")
	b.is("ESTABLISHED 0/0, ESTABLISHED 0/0, SYN_RCVD 0/0, SYN_SENT 0/1, LISTEN 1/1")
}
