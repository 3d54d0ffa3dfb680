package kernel

import (
	"net"
	"net/netip"
	"os"
	"testing"

	"tcplab/lab/tcp"
)

// TestWindowsTellsAddressesStateAndProcess looks for sockets of this very process.
// The tables have no column for queues and timers, so every row must say that they
// are not known. Wine leaves the process out, and makes no UDP socket.
func TestWindowsTellsAddressesStateAndProcess(t *testing.T) {
	r, err := NewReader()
	if err != nil {
		t.Fatal(err)
	}
	find := func(proto string, local net.Addr, state tcp.State) {
		t.Helper()
		s, ok, err := r.Lookup(proto, netip.MustParseAddrPort(local.String()), netip.AddrPort{})
		if err != nil || !ok || s.State != state || s.PID != 0 && s.PID != os.Getpid() || !s.StateOnly {
			t.Errorf("of %s %v the table has %+v, %v, error %v; want the state %q, process %d and nothing of queues", proto, local, s, ok, err, state, os.Getpid())
		}
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	find(TCP, l.Addr(), tcp.Listen)
	u, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Skipf("no UDP socket can be made here, so that none can be looked for: %v", err)
	}
	defer u.Close()
	find(UDP, u.LocalAddr(), "")
}
