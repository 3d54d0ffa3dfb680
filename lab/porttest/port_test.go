package porttest

import (
	"net"
	"testing"
)

// TestAPortIsNobodyElses draws ports while others are in use.
func TestAPortIsNobodyElses(t *testing.T) {
	mine := Port(t)
	if !free(mine) {
		t.Fatalf("port %d was given away though somebody listens there", mine)
	}
	if lock, err := net.Listen("tcp4", loopback(mine+span)); err == nil {
		lock.Close()
		t.Errorf("port %d is not locked, so another process could be given it, too", mine)
	}
	for _, network := range []string{"tcp4", "udp4"} {
		for !free(first + next) {
			next = (next + 1) % span
		}
		taken := first + next // the port that Port would take now
		release := listen(t, network, taken)
		if got := Port(t); got == taken {
			t.Errorf("port %d was given away though a stranger has it with %s", taken, network)
		}
		release()
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
