package main

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// lab6 opens a lab that somebody watches, in which ::1 is held.
func lab6(t *testing.T) *bench.Bench {
	t.Helper()
	b := emptyLab(t)
	needIPv6(t, b)
	labtest.Need(t, "python3")
	return b
}

// needIPv6 skips a test if this kernel has no IPv6. A lab that has none though its
// kernel has fails the test.
func needIPv6(t *testing.T, b *bench.Bench) {
	t.Helper()
	if why := b.Recording().Header().NoIPv6; why != nil {
		if _, err := os.Stat("/proc/sys/net/ipv6"); err != nil {
			t.Skipf("no IPv6 here: %s", why["en"])
		}
		t.Fatalf("the lab has no IPv6, though this kernel has: %s", why["en"])
	}
}

// bothServer listens on all addresses of both families, as most servers do.
const bothServer = `import socket
s = socket.create_server(("", 8086), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    c, _ = s.accept()
    while c.recv(100):
        c.sendall(b"welcome")
    c.close()
`

const oneClient = `import socket, sys
s = socket.create_connection((sys.argv[1], 8086))
s.sendall(b"hello")
s.recv(100)
s.close()
`

// ssStates lists the TCP sockets of a lab as ss has them: state, local and remote.
func ssStates(t *testing.T, b *bench.Bench) []string {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command("ss", "-Htan")
	cmd.Stdout = &out
	if err := b.Start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(out.String()) {
		f := strings.Fields(line)
		rows = append(rows, f[0]+" "+f[3]+" "+f[4])
	}
	slices.Sort(rows)
	return rows
}

// rowsAsSS lists the TCP sockets of a step in the words of ss.
func rowsAsSS(s trace.Step) []string {
	var rows []string
	for _, k := range s.Sockets {
		if k.Proto != "tcp" || k.State == "CLOSED" {
			continue
		}
		local, remote := k.Local, k.Remote
		switch {
		case k.V6Only:
			remote = "[::]:*"
		case k.Role == trace.RoleListener && strings.HasPrefix(local, "[::]:"):
			local, remote = "*"+strings.TrimPrefix(local, "[::]"), "*:*"
		case k.Mapped:
			local, remote = "[::ffff:127.0.0.1]"+strings.TrimPrefix(local, "127.0.0.1"), "[::ffff:127.0.0.1]"+strings.TrimPrefix(remote, "127.0.0.1")
		}
		rows = append(rows, tcp.Names(tcp.State(k.State)).SS+" "+local+" "+remote)
	}
	slices.Sort(rows)
	return rows
}

// TestPythonOverIPv6 steps a connection of two programs packet by packet, first
// over IPv6 and then, to the same listener, over IPv4. After each step the lab's
// table is that of ss.
func TestPythonOverIPv6(t *testing.T) {
	t.Parallel()
	b := lab6(t)
	labtest.Need(t, "ss")
	invite(t, b, "python3", "-c", bothServer)
	until(t, b, false, "the server listens", listens("8086"))
	for _, host := range []string{"::1", "127.0.0.1"} {
		at := "[::1]:8086"
		if host == "127.0.0.1" {
			at = "127.0.0.1:8086"
		}
		invite(t, b, "python3", "-c", oneClient, host)
		until(t, b, false, "the client has dialled", func(s trace.Step) bool { return len(s.Held) > 0 })
		states := map[string]bool{}
		var client string
		until(t, b, true, "the client waits in TIME_WAIT", func(s trace.Step) bool {
			if want, got := ssStates(t, b), rowsAsSS(s); !slices.Equal(got, want) && s.Step > 0 {
				if now, err := b.Latest(); err == nil && now.Step == s.Step { // no program has gone on meanwhile
					t.Errorf("step %d has\n%s\nss has\n%s", s.Step, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
			done := false
			for _, k := range s.Sockets {
				switch {
				case k.Role == trace.RoleConnection && k.Remote == at:
					client = k.Local
					if k.Host != "client" || !strings.HasPrefix(k.Program, "python3") {
						t.Errorf("the socket %s is a %s's, program %q; want the client's, python3", k.Local, k.Host, k.Program)
					}
					states[k.State] = true
					done = k.State == "TIME_WAIT"
				case k.Role == trace.RoleConnection && k.Local == at && k.Host != "server":
					t.Errorf("the socket %s is a %s's, want the server's", k.Local, k.Host)
				}
			}
			return done
		})
		for _, want := range []string{"SYN_SENT", "ESTABLISHED", "TIME_WAIT"} {
			if !states[want] {
				t.Errorf("over %s the client was in %v, want %s, too", host, states, want)
			}
		}
		if prefix, _, _ := strings.Cut(at, "8086"); !strings.HasPrefix(client, prefix) {
			t.Errorf("the client of %s has the address %s, want one with %s: it asked for none", at, client, prefix)
		}
		until(t, b, true, "nothing is held", func(s trace.Step) bool { return len(s.Held) == 0 })
	}
}

// TestIPv6Alone has a client of IPv4 dial a server that listens on all addresses of
// IPv6 and has refused those of IPv4. ss tells such a listener from one that takes both,
// and so does the lab.
func TestIPv6Alone(t *testing.T) {
	t.Parallel()
	b := lab6(t)
	labtest.Need(t, "ss")
	invite(t, b, "python3", "-c", strings.ReplaceAll(bothServer, "dualstack_ipv6=True", "dualstack_ipv6=False"))
	until(t, b, false, "the server listens", listens("8086"))
	until(t, b, false, "the lab's table is that of ss", func(s trace.Step) bool { return slices.Equal(ssStates(t, b), rowsAsSS(s)) })
	dialler := invite(t, b, "python3", "-c", oneClient, "127.0.0.1")
	until(t, b, false, "the client has dialled", func(s trace.Step) bool { return len(s.Held) > 0 })
	if err := b.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	h := b.Recording().Header()
	s := tell.Scene{Header: &h, Step: step, Lang: "en", Live: true, Length: b.Recording().Len()}
	why := s.Why()
	if want := " listens on that port, but takes IPv6 alone"; why == nil || !strings.HasPrefix(why.Say, "Nobody listens on 127.0.0.1:8086: python3") || !strings.Contains(why.Say, want) {
		t.Errorf("of the SYN it says %+v, want that nobody listens on 127.0.0.1:8086, and%s", why, want)
	}
	until(t, b, true, "nothing is held", func(s trace.Step) bool { return len(s.Held) == 0 })
	if err := <-dialler.done; err == nil || !strings.Contains(dialler.out.String(), "refused") {
		t.Errorf("the client ended with %v, %s; want connection refused", err, dialler.out.String())
	}
}

// TestFragmentsInTheLab sends a datagram that is too long for one packet to a port that
// nobody has. Both ends have the same address, and only the first fragment has ports:
// all of them must come from the client nevertheless, and the last one that comes in is
// refused for the reason of the whole datagram.
func TestFragmentsInTheLab(t *testing.T) {
	t.Parallel()
	b := lab6(t)
	for _, family := range []string{"AF_INET6 ::1 [::1]:8095", "AF_INET 127.0.0.1 127.0.0.1:8095"} {
		f := strings.Fields(family)
		invite(t, b, "python3", "-c", `import socket, sys
s = socket.socket(getattr(socket, sys.argv[1]), socket.SOCK_DGRAM)
s.connect((sys.argv[2], 8095))
s.send(b"x" * 3000)
s.recv(1)
`, f[0], f[1])
		until(t, b, false, "three fragments are held", func(s trace.Step) bool { return len(s.Held) == 3 })
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range step.Held {
			if p.From != "client" || p.To != "server" || p.Dst != f[2] || p.Guessed {
				t.Errorf("%s goes from %s %s to %s %s (guessed: %v), want from the client to the server at %s", p.Name, p.From, p.Src, p.To, p.Dst, p.Guessed, f[2])
			}
		}
		for range 3 {
			if err := b.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if step, err = b.Latest(); err != nil {
			t.Fatal(err)
		}
		h := b.Recording().Header()
		s := tell.Scene{Header: &h, Step: step, Lang: "en", Live: true, Length: b.Recording().Len()}
		if why := s.Why(); why == nil || !strings.HasPrefix(why.Say, "No program has a UDP socket at "+f[2]) {
			t.Errorf("of the last fragment it says %+v, want that no program has %s", why, f[2])
		}
		until(t, b, true, "nothing is held", func(s trace.Step) bool { return len(s.Held) == 0 })
	}
}

// TestRefusalsOverIPv6 has a client dial a port on which nobody listens, and another
// one send to a UDP port that nobody has. Somebody who listens on 0.0.0.0 alone is
// nobody to IPv6.
func TestRefusalsOverIPv6(t *testing.T) {
	t.Parallel()
	b := lab6(t)
	invite(t, b, "python3", "-c", strings.ReplaceAll(hastyServer, `"127.0.0.1"`, `""`))
	until(t, b, false, "the server listens", listens("8084"))
	told := func() string {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		h := b.Recording().Header()
		s := tell.Scene{Header: &h, Step: step, Lang: "en", Live: true, Length: b.Recording().Len()}
		why := s.Why()
		if why == nil {
			return ""
		}
		return why.Say
	}
	deliver := func(name string) {
		t.Helper()
		until(t, b, false, name+" is held", func(s trace.Step) bool {
			return slices.ContainsFunc(s.Held, func(p trace.Packet) bool { return p.Name == name })
		})
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		p := step.Held[slices.IndexFunc(step.Held, func(p trace.Packet) bool { return p.Name == name })]
		if err := b.Do(context.Background(), trace.Move{Kind: trace.MoveDeliver, Host: p.From, Name: p.Name, ID: p.ID}); err != nil {
			t.Fatal(err)
		}
	}
	dialler := invite(t, b, "python3", "-c", strings.ReplaceAll(hastyClient, `s = socket.socket()
s.connect(("127.0.0.1", 8084))`, `s = socket.create_connection(("::1", 8084))`))
	deliver("SYN")
	if got, want := told(), "Nobody listens on [::1]:8084"; !strings.HasPrefix(got, want) {
		t.Errorf("of the SYN it says %q, want %q", got, want)
	}
	deliver("RST ACK")
	if err := <-dialler.done; err == nil || !strings.Contains(dialler.out.String(), "refused") {
		t.Errorf("the client ended with %v, %s; want connection refused", err, dialler.out.String())
	}
	sender := invite(t, b, "python3", "-c", `import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.connect(("::1", 8099))
s.send(b"hello")
s.recv(1)
`)
	deliver("UDP 5")
	if got := told(); !strings.HasPrefix(got, "No program has") || !strings.Contains(got, "[::1]:8099") {
		t.Errorf("of the datagram it says %q, want that no program has [::1]:8099", got)
	}
	deliver("ICMPv6 port unreachable")
	if err := <-sender.done; err == nil || !strings.Contains(sender.out.String(), "refused") {
		t.Errorf("the sender ended with %v, %s; want connection refused", err, sender.out.String())
	}
}

// TestFlowOverIPv6 lets everything cross.
func TestFlowOverIPv6(t *testing.T) {
	t.Parallel()
	b := lab6(t)
	invite(t, b, "python3", "-c", bothServer)
	until(t, b, false, "the server listens", listens("8086"))
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	client := invite(t, b, "python3", "-c", oneClient, "::1")
	select {
	case err := <-client.done:
		if err != nil {
			t.Errorf("the client ended with %v: %s", err, client.out.String())
		}
	case <-time.After(patience):
		t.Error("the client never ended, though everything flows")
	}
	until(t, b, false, "the crossing is told", func(trace.Step) bool {
		rec := b.Recording()
		for i := range rec.Len() {
			s, err := rec.Step(i)
			if err == nil && slices.ContainsFunc(s.Events, func(e trace.Event) bool { return e.Dst == "[::1]:8086" && e.Bytes == 5 }) {
				return true
			}
		}
		return false
	})
	stop()
	if err := <-flowing; err != nil {
		t.Error(err)
	}
}
