package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
	openlab "tcplab/lessons/lab"
)

// emptyLab opens a lab that somebody watches.
func emptyLab(t *testing.T) *bench.Bench {
	t.Helper()
	needOwnPrivate(t)
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	b.Watch()
	return b
}

// connections lists the rows of all connections in a step.
func connections(s trace.Step) []trace.Socket {
	return slices.DeleteFunc(slices.Clone(s.Sockets), func(k trace.Socket) bool { return k.Role != trace.RoleConnection })
}

const hastyServer = `import socket
s = socket.socket()
s.bind(("127.0.0.1", 8084))
s.listen()
while True:
    c, _ = s.accept()
    c.sendall(b"hello")
    c.close()
`

const hastyClient = `import socket
s = socket.socket()
s.connect(("127.0.0.1", 8084))
s.sendall(b"hello")
s.close()
`

// TestHastyProgramsPassEstablished steps two programs that talk and close as
// soon as they are connected. ESTABLISHED is among the states of both ends,
// whether it was seen or had to be passed between two looks.
func TestHastyProgramsPassEstablished(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	invite(t, b, "python3", "-c", hastyServer)
	until(t, b, false, "the server listens", listens("8084"))
	invite(t, b, "python3", "-c", hastyClient)
	until(t, b, true, "both ends have begun to close", func(s trace.Step) bool {
		ends := connections(s)
		return len(ends) == 2 && !slices.ContainsFunc(ends, func(k trace.Socket) bool {
			return k.State == "SYN_SENT" || k.State == "SYN_RCVD" || k.State == "ESTABLISHED"
		})
	})
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range connections(step) {
		if !slices.Contains(k.Been, "ESTABLISHED") {
			t.Errorf("the %s is in %s and was in %s; want ESTABLISHED, too: its SYN was acknowledged before it closed",
				k.Host, k.State, strings.Join(k.Been, ", "))
		}
	}
}

const bothDial = `import socket
s = socket.socket()
s.bind(("127.0.0.1", %d))
s.connect(("127.0.0.1", %d))
s.recv(1)
`

// TestASimultaneousOpenInALab steps two programs that dial each other. Neither
// listens, so both of their sockets come from CLOSED.
func TestASimultaneousOpenInALab(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	for _, ports := range []string{"5000 6000", "6000 5000"} {
		own, other, _ := strings.Cut(ports, " ")
		program := strings.Replace(strings.Replace(bothDial, "%d", own, 1), "%d", other, 1)
		invite(t, b, "python3", "-c", program)
	}
	until(t, b, false, "both have dialled", func(s trace.Step) bool { return len(s.Held) == 2 })
	until(t, b, true, "both are connected", func(s trace.Step) bool {
		ends := connections(s)
		if _, want, got := witness.Sockets(t, b, true); !slices.Equal(want, got) {
			t.Errorf("step %d: ss (-) and the trace (+) differ:\n%s", s.Step, cmp.Diff(want, got))
		}
		for _, k := range ends {
			if k.Info == nil || k.Memory == nil {
				t.Errorf("step %d: nothing is told of the %s in %s, but its socket is whole: it was not opened beside a listener", s.Step, k.Host, k.State)
			}
		}
		return len(ends) == 2 && ends[0].State == "ESTABLISHED" && ends[1].State == "ESTABLISHED"
	})
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range connections(step) {
		if want := []string{"CLOSED", "SYN_SENT", "SYN_RCVD"}; !slices.Equal(k.Been, want) {
			t.Errorf("the %s's socket was in %v, want %v: it has dialled, and nobody listens (RFC 9293, Fig. 7)", k.Host, k.Been, want)
		}
	}
	rec := b.Recording()
	for i := range rec.Len() {
		s, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Events {
			if e.Kind == trace.EventState && e.From == "LISTEN" {
				t.Errorf("step %d says that the %s went from LISTEN to %s, but nobody listens", i, e.Host, e.To)
			}
		}
	}
}

const briefClients = `import socket, time
for i in range(8):
    s = socket.socket()
    s.connect(("127.0.0.1", 8085))
    time.sleep(0.15)
    s.close()
time.sleep(0.5) # the last packets cross, too
`

// TestShortConnectionsAreNamedInFlow lets everything flow. A step is made twice a
// second, and most of the connections begin and end between two steps. Their
// rows name the program all the same.
func TestShortConnectionsAreNamedInFlow(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3", "socat")
	invite(t, b, "socat", "-u", "TCP-LISTEN:8085,bind=127.0.0.1,fork", "OPEN:/dev/null")
	until(t, b, false, "the server listens", listens("8085"))
	ctx, stop := context.WithCancel(context.Background())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	client := invite(t, b, "python3", "-c", briefClients)
	if err := <-client.done; err != nil {
		t.Fatalf("the client failed: %v\n%s", err, &client.out)
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	ended, named := 0, 0
	for _, k := range connections(step) {
		if k.Host != "client" || k.State != "TIME_WAIT" {
			continue
		}
		ended++
		if strings.HasPrefix(k.Program, "python3 (") {
			named++
		}
	}
	if ended != 8 || named < 6 { // on a busy machine a look may come too late
		t.Errorf("%d connections of the client are in TIME_WAIT, and %d of them name it; want 8, because it closed first, and nearly all", ended, named)
	}
}

// TestAForkingServersChildIsNamed shows that a connection's owner is the child
// that serves it, and not for ever the parent that accepted it.
func TestAForkingServersChildIsNamed(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "socat")
	server := invite(t, b, "socat", "TCP-LISTEN:8086,bind=127.0.0.1,fork", "SYSTEM:sleep 1000")
	until(t, b, false, "the server listens", listens("8086"))
	invite(t, b, "socat", "TCP:127.0.0.1:8086", "SYSTEM:sleep 1000")
	parent := fmt.Sprintf("socat (%d)", server.cmd.Process.Pid)
	until(t, b, true, "the server's end belongs to the child", func(s trace.Step) bool {
		return slices.ContainsFunc(connections(s), func(k trace.Socket) bool {
			return k.Host == "server" && strings.HasPrefix(k.Program, "socat (") && k.Program != parent
		})
	})
}

const restarted = `import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 8087))
s.listen()
while True:
    c, _ = s.accept()
    try: c.recv(1)
    except ConnectionResetError: pass
    c.close()
`

const samePort = `import socket, struct, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)) # its port is free at once
s.bind(("127.0.0.1", 8088))
s.connect(("127.0.0.1", 8087))
s.recv(1)
`

// TestTheNextProgramIsNamed starts programs again at the addresses of others that
// have ended: a server at its port, and a client at its pair of ports. The names
// are those of the present ones.
func TestTheNextProgramIsNamed(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	for range 2 {
		server, client := invite(t, b, "python3", "-c", restarted), (*guest)(nil)
		until(t, b, false, "the server listens, and is named", func(s trace.Step) bool {
			return holder(s, trace.RoleListener, "127.0.0.1:8087") == fmt.Sprintf("python3 (%d)", server.cmd.Process.Pid)
		})
		for range 2 {
			client = invite(t, b, "python3", "-c", samePort)
			until(t, b, true, "both ends are named", func(s trace.Step) bool {
				return holder(s, trace.RoleConnection, "127.0.0.1:8088") == fmt.Sprintf("python3 (%d)", client.cmd.Process.Pid) &&
					holder(s, trace.RoleConnection, "127.0.0.1:8087") == fmt.Sprintf("python3 (%d)", server.cmd.Process.Pid)
			})
			client.cmd.Process.Kill()
			until(t, b, true, "the connection is gone", func(s trace.Step) bool {
				return holder(s, trace.RoleConnection, "127.0.0.1:8088")+holder(s, trace.RoleConnection, "127.0.0.1:8087") == ""
			})
		}
		server.cmd.Process.Kill()
		<-server.done
	}
}

// holder returns the program of the socket at an address that is not CLOSED.
func holder(s trace.Step, role, local string) string {
	for _, k := range s.Sockets {
		if k.Role == role && k.Local == local && k.State != "CLOSED" {
			return k.Program
		}
	}
	return ""
}

const pinger = `import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
m = struct.pack("!BBHHH", 8, 0, 0, 1, 1)
t = sum(struct.unpack("!4H", m))
s.sendto(struct.pack("!BBHHH", 8, 0, ~(t + (t >> 16)) & 0xffff, 1, 1), ("127.0.0.1", 0))
s.recv(100)
`

// TestPingCrossesBothWays holds a ping and its answer, which travel in opposite
// directions.
func TestPingCrossesBothWays(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3")
	invite(t, b, "python3", "-c", pinger)
	for _, way := range []string{"ICMP echo request: client → server", "ICMP echo reply: server → client"} {
		until(t, b, false, "a message is held", func(s trace.Step) bool { return len(s.Held) == 1 })
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if p := step.Held[0]; p.Name+": "+p.From+" → "+p.To != way || p.Guessed {
			t.Errorf("%s from %s to %s is held (guessed: %v), want %s", p.Name, p.From, p.To, p.Guessed, way)
		}
		if err := b.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}
