package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
)

// sharer is a Python program that has a listener and a UDP socket at addresses that
// it shares with others. It accepts connections if it is told to. Its queue has room
// for all clients, since the kernel may give all of them to the one that waits.
const sharer = `
import socket, sys
def shared(kind, port):
    s = socket.socket(socket.AF_INET, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(("127.0.0.1", port))
    return s
u = shared(socket.SOCK_DGRAM, 8121)
s = shared(socket.SOCK_STREAM, 8120)
s.listen(16)
held = []
while sys.argv[1] == "accepts":
    held.append(s.accept())
u.recv(1)
`

// callers is a Python program that connects so many times, and keeps the
// connections.
const callers = `
import socket, sys, time
held = [socket.create_connection(("127.0.0.1", 8120)) for i in range(int(sys.argv[1]))]
time.sleep(1000)
`

// TestProgramsThatShareAnAddress starts two programs that listen at one address:
// each has a row of its own, with its owner and its queue, as ss has it.
func TestProgramsThatShareAnAddress(t *testing.T) {
	b := emptyLab(t)
	labtest.Need(t, "python3", "ss")
	accepts := invite(t, b, "python3", "-c", sharer, "accepts")
	until(t, b, false, "one program listens", func(s trace.Step) bool { return len(at(s, "127.0.0.1:8120", "LISTEN")) == 1 })
	waits := invite(t, b, "python3", "-c", sharer, "waits")
	until(t, b, false, "two programs listen", func(s trace.Step) bool { return len(at(s, "127.0.0.1:8120", "LISTEN")) == 2 })

	const clients = 8
	invite(t, b, "python3", "-c", callers, fmt.Sprint(clients))
	until(t, b, true, "all clients are connected", func(s trace.Step) bool {
		return len(at(s, "127.0.0.1:8120", "ESTABLISHED")) == clients && len(s.Held) == 0
	})
	step, want, got := witness.Sockets(t, b, true)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ss (-) and the trace (+) differ:\n%s", diff)
	}
	names := []string{name(accepts), name(waits)}
	for address, state := range map[string]string{"127.0.0.1:8120": "LISTEN", "127.0.0.1:8121": "UNCONN"} {
		var programs []string
		for _, s := range at(step, address, state) {
			programs = append(programs, s.Program)
		}
		if !slices.Equal(programs, names) {
			t.Errorf("at %s in %s are sockets of %q, want %q, in the order in which they came", address, state, programs, names)
		}
	}
	taken := 0
	for _, s := range at(step, "127.0.0.1:8120", "ESTABLISHED") {
		if s.Owned {
			taken++
		}
	}
	listeners := at(step, "127.0.0.1:8120", "LISTEN")
	if len(listeners) != 2 || listeners[0].RecvQ != 0 || listeners[1].RecvQ != clients-taken {
		t.Errorf("of %d connections %d were accepted; the listeners are %+v, want the rest in the queue of the second one, which does not accept", clients, taken, listeners)
	}
	t.Logf("%d of %d clients came to the program that accepts", taken, clients)
	for i, id := range []string{"accept4", "recvfrom"} {
		j := slices.IndexFunc(step.Calls, func(c trace.Call) bool { return c.Program == names[i] })
		if j < 0 || step.Calls[j].Name != id || i == 0 && step.Calls[j].Socket != listeners[0].ID {
			t.Errorf("%s should be in %s, at its own socket; the calls are %+v", names[i], id, step.Calls)
		}
	}

	// One of them ends. The other one goes on.
	accepts.cmd.Process.Kill()
	until(t, b, true, "one program listens", func(s trace.Step) bool { return len(at(s, "127.0.0.1:8120", "LISTEN")) == 1 })
	if step, err := b.Latest(); err != nil || at(step, "127.0.0.1:8120", "LISTEN")[0].Program != names[1] {
		t.Errorf("%+v listens (%v), want %s, which goes on", at(step, "127.0.0.1:8120", "LISTEN"), err, names[1])
	}
}

// at lists the sockets at an address that are in a state, by id.
func at(s trace.Step, address, state string) (list []trace.Socket) {
	for _, k := range s.Sockets {
		if k.Local == address && k.State == state {
			list = append(list, k)
		}
	}
	return list
}

// name returns the name of a Python program as the trace has it.
func name(g *guest) string {
	return fmt.Sprintf("python3 (%d)", g.cmd.Process.Pid)
}
