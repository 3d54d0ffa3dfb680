package table

import (
	"net/netip"

	"tcplab/lab/kernel"
)

// Snapshot is the socket table of a moment, read as a whole because nobody says
// which sockets there are.
type Snapshot map[Address]kernel.Socket

// Address is what the system knows a socket by.
type Address struct {
	Proto         string
	Local, Remote netip.AddrPort // Remote is zero if the socket is not connected
}

// Lookup finds a socket as it was when the table was read.
func (t Snapshot) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s, ok := t[Address{proto, local, remote}]
	return s, ok, nil
}
