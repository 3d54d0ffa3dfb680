package porttest

import (
	"net"
	"testing"

	"tcplab/lab/gate"
)

// TestAPortIsNobodyElses draws ports while others are in use.
func TestAPortIsNobodyElses(t *testing.T) {
	mine := Port(t)
	if !allFree(mine) {
		t.Fatalf("port %d was given away though somebody listens there", mine)
	}
	if lock, err := net.Listen("tcp4", loopback(mine+span)); err == nil {
		lock.Close()
		t.Errorf("port %d is not locked, so another process could be given it, too", mine)
	}
	for _, network := range []string{"tcp4", "udp4"} {
		for behind := range gate.Ports {
			for !allFree(first + next) {
				next = (next + gate.Ports) % span
			}
			would := first + next // the port that Port would take now
			release := listen(t, network, would+behind)
			if got := Port(t); got == would {
				t.Errorf("port %d was given away though a stranger has port %d with %s", would, would+behind, network)
			}
			release()
		}
	}
}

func listen(t *testing.T, network string, port int) (release func() error) {
	t.Helper()
	if network == "udp4" {
		conn, err := net.ListenPacket(network, loopback(port))
		if err != nil {
			t.Fatal(err)
		}
		return conn.Close
	}
	ln, err := net.Listen(network, loopback(port))
	if err != nil {
		t.Fatal(err)
	}
	return ln.Close
}
