package net_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/net"
	"tcplab/lab/os"
	"tcplab/lab/porttest"
)

// ipLocalPortRange is the socket option of that name, of ip(7); Linux has it
// since 6.3.
const ipLocalPortRange = 51

// onePort dials two servers, and the first of them once more, with one port of
// its own.
func onePort() {
	var port int
	fmt.Sscan(os.Args[1], &port)
	d := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		c.Control(func(fd uintptr) {
			err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, ipLocalPortRange, port<<16|port)
		})
		return err
	}}
	for _, address := range []string{"127.0.0.1:8001", "127.0.0.2:8001", "127.0.0.1:8001"} {
		conn, err := d.Dial("tcp", address)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(conn.LocalAddr().(*net.TCPAddr).Port == port)
	}
}

// TestOnePortToTwoServers: where packets are held, a Dial has its port from
// connect(2), as it has outside the lab.
func TestOnePortToTwoServers(t *testing.T) {
	port := porttest.Port(t)
	spare, err := net.Listen("tcp", "127.0.0.1:0") // the option takes no port outside the system's own range
	if err != nil {
		t.Fatal(err)
	}
	own := spare.Addr().(*net.TCPAddr).Port
	spare.Close()
	for _, address := range []string{"127.0.0.1", "127.0.0.2"} {
		ln, err := net.Listen("tcp", net.JoinHostPort(address, fmt.Sprint(port)))
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
	}
	h := gatetest.Start(t, gate.Config{
		Lesson: "onePort", Port: port, Held: true, Args: []string{fmt.Sprint(own)}, Prefix: "tcplab/lab/net_test.",
	})
	gatetest.Settle(h)
	h.Go("Dial")
	said := strings.Join(gatetest.SettleFor(3, h), "; ")
	if strings.Contains(said, syscall.ENOPROTOOPT.Error()) {
		t.Skip("this kernel has no IP_LOCAL_PORT_RANGE, which gives a socket a single port to choose from")
	}
	if !strings.Contains(said, `"true\n"`) {
		t.Errorf("the first Dial said %s; want the one port that there is", said)
	}
	if got, want := h.Sockets[1].Local, fmt.Sprintf("127.0.0.1:%d", own); got != want {
		t.Errorf("the socket is reported at %q, want %q: the kernel had picked it when the SYN was out", got, want)
	}
	if said := strings.Join(h.Step("Dial"), "; "); !strings.Contains(said, `"true\n"`) {
		t.Errorf("the second Dial said %s; want the same port, since it goes to another address", said)
	}
	said = strings.Join(h.Step("Dial"), "; ")
	if want := fmt.Sprintf(`"dial tcp 127.0.0.1:%d: connect: cannot assign requested address\n"`, port); !strings.Contains(said, want) {
		t.Errorf("the third Dial said %s; want %s, as the standard package has it: no port is left for that address", said, want)
	}
}

// TestTheErrorsOfConnect: a Dial that fails at once has the standard package's
// error, by whoever called connect(2) first.
func TestTheErrorsOfConnect(t *testing.T) {
	h := gatetest.Start(t, gate.Config{Lesson: "refused", Port: porttest.Port(t), Held: true, Prefix: "tcplab/lab/net_test."})
	gatetest.Settle(h)
	if said := strings.Join(h.Step("Dial"), "; "); !strings.Contains(said, "connect: connection refused true") {
		t.Errorf("Dial said %s; want it refused by connect", said)
	}
}
