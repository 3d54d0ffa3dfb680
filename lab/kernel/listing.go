package kernel

import (
	"net/netip"

	"tcplab/lab/tcp"
)

// Listing is all sockets of a moment, as a system tells them that cannot be asked for
// a single one. All that is looked up in it was so at the same time.
type Listing []Socket

// Lookup finds the one socket with exactly these addresses. Remote is the zero value
// for a listener and for a UDP socket that is not connected. If the system tells of
// UDP sockets neither a state nor a remote address, the local one alone is compared.
func (l Listing) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	if !remote.IsValid() {
		remote = nowhere
	}
	for _, s := range l {
		if s.Proto == proto && s.Local == local && (s.Remote == remote || s.State == "") {
			return s, true, nil
		}
	}
	return Socket{}, false, nil
}

// Bound lists the listeners, or the UDP sockets, that have exactly this address.
func (l Listing) Bound(proto string, local netip.AddrPort) (list []Socket, err error) {
	for _, s := range l {
		if s.Proto == proto && s.Local == local && (proto == UDP || s.State == tcp.Listen) {
			list = append(list, s)
		}
	}
	return list, nil
}

// nowhere is the remote address of a socket that has none.
var nowhere = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
