package table

import (
	"net/netip"

	"tcplab/lab/kernel"
)

// Snapshot is the whole socket table of a moment. An open lab reads it as a
// whole because no host announces the sockets.
type Snapshot map[Address]kernel.Socket

// NewSnapshot returns the table of all these sockets.
func NewSnapshot(all []kernel.Socket) Snapshot {
	t := make(Snapshot, len(all))
	for _, s := range all {
		t[Address{s.Proto, s.Local, s.Remote}] = s
	}
	return t
}

// Address identifies a socket in the system's table.
type Address struct {
	Proto         string
	Local, Remote netip.AddrPort // Remote is zero if the socket is not connected
}

// Lookup returns a socket as it was when the table was read.
func (t Snapshot) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s, ok := t[Address{proto, local, remote}]
	return s, ok, nil
}
