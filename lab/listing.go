package lab

import (
	"net/netip"

	"tcplab/lab/kernel"
)

// table is the socket table of a moment, read as a whole because nobody says
// which sockets there are.
type table map[address]kernel.Socket

// address is what the system knows a socket by.
type address struct {
	Proto         string
	Local, Remote netip.AddrPort // Remote is zero if the socket is not connected
}

// Lookup finds a socket as it was when the table was read.
func (t table) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s, ok := t[address{proto, local, remote}]
	return s, ok, nil
}
