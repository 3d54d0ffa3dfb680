package bench

import (
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// TestALessonUsesUDPIfAProgramNamesIt: only then is a port of UDP tried before the
// lesson starts.
func TestALessonUsesUDPIfAProgramNamesIt(t *testing.T) {
	for _, c := range []struct {
		source string
		want   bool
		why    string
	}{
		{`net.Dial("tcp", "127.0.0.1:8001")`, false, "it dials over TCP"},
		{`net.Dial("udp", "127.0.0.1:8001")`, true, "it dials over UDP"},
		{`net.ListenUDP("udp4", addr)`, true, "udp4 is UDP, too"},
		{`// UDP has no states, says udp(7).`, false, "a comment makes no socket"},
	} {
		l := &lab.Lesson{
			Files: fstest.MapFS{"client.go": {Data: []byte("package x")}, "server.go": {Data: []byte(c.source)}},
			Hosts: []lab.Host{{Name: "client", File: "client.go"}, {Name: "server", File: "server.go"}},
		}
		if got := speaksUDP(l); got != c.want {
			t.Errorf("a program with %s uses UDP: %v, want %v: %s", c.source, got, c.want, c.why)
		}
	}
}

// TestAConnectionMayBeHeldIfNobodyTells: a student may tell a program to read or to
// close if it holds its connection. On Windows nobody tells that it does not.
func TestAConnectionMayBeHeldIfNobodyTells(t *testing.T) {
	for _, c := range []struct {
		now  kernel.Socket
		want bool
		why  string
	}{
		{kernel.Socket{State: tcp.Established, Inode: 7}, true, "a program holds it"},
		{kernel.Socket{State: tcp.FinWait1}, false, "Linux tells that no program holds it"},
		{kernel.Socket{State: tcp.FinWait1, PID: 404, StateOnly: true}, true, "Windows does not tell it"},
		{kernel.Socket{State: tcp.TimeWait}, true, "no system tells it of a TIME_WAIT"},
	} {
		w := dialling(t)
		c.now.Proto, c.now.Local, c.now.Remote = kernel.TCP, clientEnd, serverEnd
		w.run.sockets.Add("client", trace.RoleConnection, kernel.TCP, clientEnd, serverEnd, tcp.Active)
		if _, err := w.run.sockets.Read(kernel.Listing{c.now}, nil); err != nil {
			t.Fatal(err)
		}
		w.run.calls.RemoveHost("client") // which dials
		if got := w.run.connected("client"); got != c.want {
			t.Errorf("with %+v the client may hold a connection: %v, want %v: %s", c.now, got, c.want, c.why)
		}
	}
}
