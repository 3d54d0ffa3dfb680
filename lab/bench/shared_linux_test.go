package bench

import (
	"context"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"tcplab/lab"
	"tcplab/lab/net"
	"tcplab/lab/trace"
)

// sharing is a lesson in which two servers listen at one address.
var sharing = func() *lab.Lesson {
	l := &lab.Lesson{Name: "sharing", Files: testFiles, Chapters: []string{"one"}, Hosts: []lab.Host{
		{Name: "server", Role: lab.Server, File: "program.go", Main: sharedServer},
		{Name: "server-2", Role: lab.Server, File: "program.go", Main: sharedServer},
	}}
	for _, name := range sharingClients {
		l.Hosts = append(l.Hosts, lab.Host{Name: name, Role: lab.Client, File: "program.go", Main: func() {
			if conn, err := net.Dial("tcp", "127.0.0.1:8001"); err == nil {
				conn.Read(make([]byte, 1))
			}
		}})
	}
	return l
}()

var sharingClients = []string{"client", "client-2", "client-3", "client-4", "client-5", "client-6"}

func init() { theirs = append(theirs, sharing) }

// sharedServer accepts connections and leaves them open.
func sharedServer() {
	const soReusePort = 15 // package syscall does not name it
	lc := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soReusePort, 1) })
	}}
	ln, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:8001")
	for err == nil {
		_, err = ln.Accept() // lab/net keeps the connection open
	}
}

// TestTwoServersAtOneAddress lets clients come to two servers that listen at one
// address, of which the first accepts and the second does not. Which of them a
// client comes to is the kernel's choice; what the bench says of it must be true
// from the SYN on.
func TestTwoServersAtOneAddress(t *testing.T) {
	b, err := Open(sharing, Options{Network: trace.PrivateNetwork, Dir: t.TempDir()})
	if err != nil && os.Getenv("TCPLAB_MUST_PRIVATE") != "" && os.Getuid() == 0 { // as an ordinary user this test binary has no rights
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("there is no private network here: %v", err)
	}
	defer b.Close()
	do(t, b, lab.Call("server", "Listen"))
	step := do(t, b, lab.Call("server-2", "Listen"))
	if at := []string{listenerOf(step, "server").State, listenerOf(step, "server-2").State}; !slices.Equal(at, []string{"LISTEN", "LISTEN"}) {
		t.Fatalf("the listeners are in %q, want both in LISTEN: both have set SO_REUSEPORT", at)
	}
	came, gone := map[string]int{}, true
	for _, client := range sharingClients {
		if gone { // the Accept before has returned
			do(t, b, lab.Call("server", "Accept"))
		}
		do(t, b, lab.Call(client, "Dial"))
		step = do(t, b, lab.Deliver(client, "SYN"))
		to := step.Events[0].To
		if child := childOf(step, client); child.Host != to || child.State != "SYN_RCVD" {
			t.Errorf("%s's SYN was delivered to %s, and %s's end is in %s; want the same server in SYN_RCVD", client, to, child.Host, child.State)
		}
		do(t, b, lab.Deliver(to, "SYN ACK"))
		step = do(t, b, lab.Deliver(client, "ACK"))
		came[to]++
		gone = to == "server"
		accepted := slices.ContainsFunc(step.Events, func(e trace.Event) bool { return e.Kind == trace.EventEnded && e.Name == "Accept" })
		child := childOf(step, client)
		if child.Host != to || child.State != "ESTABLISHED" || accepted != gone || child.Owned != accepted {
			t.Errorf("%s came to %s; its row is %+v, and Accept has returned: %v; want it to return if that is the server which accepts", client, to, child, accepted)
		}
		if q := []int{listenerOf(step, "server").RecvQ, listenerOf(step, "server-2").RecvQ}; !slices.Equal(q, []int{0, came["server-2"]}) {
			t.Errorf("the accept queues have %v connections, want 0, and %d that nobody has accepted", q, came["server-2"])
		}
	}
	t.Logf("clients came to %v", came)
}

func listenerOf(s trace.Step, host string) (found trace.Socket) {
	for _, k := range s.Sockets {
		if k.Host == host && k.Role == trace.RoleListener {
			found = k
		}
	}
	return found
}

// childOf returns the servers' end of a client's connection.
func childOf(s trace.Step, client string) (found trace.Socket) {
	for _, k := range s.Sockets {
		if k.Host == client && k.Role == trace.RoleConnection {
			i := slices.IndexFunc(s.Sockets, func(o trace.Socket) bool { return o.Local == k.Remote && o.Remote == k.Local })
			if i >= 0 && strings.HasPrefix(s.Sockets[i].Host, "server") {
				found = s.Sockets[i]
			}
		}
	}
	return found
}
