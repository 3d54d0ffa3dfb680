package main

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/bench"
	"tcplab/lab/trace"
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
	need(t, "python3")
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
	need(t, "python3")
	for _, ports := range []string{"5000 6000", "6000 5000"} {
		own, other, _ := strings.Cut(ports, " ")
		program := strings.Replace(strings.Replace(bothDial, "%d", own, 1), "%d", other, 1)
		invite(t, b, "python3", "-c", program)
	}
	until(t, b, false, "both have dialled", func(s trace.Step) bool { return len(s.Held) == 2 })
	until(t, b, true, "both are connected", func(s trace.Step) bool {
		ends := connections(s)
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
