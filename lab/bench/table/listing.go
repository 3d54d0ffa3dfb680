package table

import (
	"net/netip"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

// Snapshot is the whole socket table of a moment. An open lab reads it as a
// whole because no host announces the sockets.
type Snapshot map[Address]kernel.Socket

// NewSnapshot returns the table of all these sockets.
func NewSnapshot(all []kernel.Socket) Snapshot {
	t := make(Snapshot, len(all))
	for _, s := range all {
		at := Address{Proto: s.Proto, Local: s.Local, Remote: s.Remote}
		first, taken := t[at]
		if taken && s.Inode < first.Inode {
			first, s, t[at] = s, first, s
		}
		if taken {
			at.Inode = s.Inode
		}
		t[at] = s
	}
	return t
}

// Address identifies a socket in the system's table.
type Address struct {
	Proto         string
	Local, Remote netip.AddrPort // Remote is zero if the socket is not connected

	// Inode tells a listener, or a UDP socket, from others with these addresses. In
	// a Snapshot it is 0 for the one with the lowest inode.
	Inode uint32
}

// Lookup returns a socket as it was when the table was read, the one with the
// lowest inode if several have these addresses.
func (t Snapshot) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s, ok := t[Address{Proto: proto, Local: local, Remote: remote}]
	return s, ok, nil
}

// Bound lists the listeners, or the UDP sockets, at an address.
func (t Snapshot) Bound(proto string, local netip.AddrPort) (list []kernel.Socket, err error) {
	for at, s := range t {
		if at.Proto == proto && at.Local == local && (proto == kernel.UDP || s.State == tcp.Listen) {
			list = append(list, s)
		}
	}
	return list, nil
}
