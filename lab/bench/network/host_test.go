package network

import (
	"net"
	"testing"
)

// TestAPortOfUDPMattersOnlyToUDP has a program that holds a port of UDP. A lesson that
// uses TCP alone never meets it.
func TestAPortOfUDPMattersOnlyToUDP(t *testing.T) {
	taken, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.LocalAddr().(*net.UDPAddr).Port
	stream, err := net.Listen("tcp4", taken.LocalAddr().String())
	if err != nil {
		t.Skipf("somebody else has the port of TCP with the same number: %v", err)
	}
	if err := tryPort(port, false); err == nil {
		t.Errorf("port %d is said to be free, and a listener has it", port)
	}
	stream.Close()
	if err := tryPort(port, false); err != nil {
		t.Errorf("for a lesson that uses TCP alone: %v; want none, for only UDP's port is taken", err)
	}
	if err := tryPort(port, true); err == nil {
		t.Errorf("for a lesson that uses UDP port %d is said to be free, and a socket has it", port)
	}
}
