package table

import (
	"net/netip"
	"slices"

	"tcplab/lab/kernel"
	"tcplab/lab/trace"
)

func (t *Sockets) ByID(id int) *Socket {
	for _, r := range t.Rows {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// UsedBy returns the row of the socket that a call uses, or nil.
func (t *Sockets) UsedBy(c *Call) *Socket {
	for _, r := range slices.Backward(t.Rows) {
		if c.Inode != 0 && r.inode == c.Inode && r.Proto == c.Proto {
			return r
		}
	}
	return t.Find(c.Proto, c.LocalAddr, c.RemoteAddr)
}

// RowOf returns the row of a socket that the system tells, or nil if it has none
// yet, or if the row is another socket's.
func (t *Sockets) RowOf(s kernel.Socket) *Socket {
	a := Address{Proto: s.Proto, Local: s.Local, Remote: s.Remote, Inode: s.Inode}
	if r := t.at(a); r != nil && r.ID != 0 && !r.Gone && r.is(s) {
		return r
	}
	return nil
}

// Find returns the newest row with those addresses, or nil. It finds a UDP
// socket that is not connected with any remote address.
func (t *Sockets) Find(proto string, local, remote netip.AddrPort) *Socket {
	if r := t.index()[Address{Proto: proto, Local: local, Remote: remote}]; r != nil {
		return r
	}
	if proto == "udp" && remote.IsValid() {
		return t.Find(proto, local, netip.AddrPort{})
	}
	return nil
}

// Paired returns the newest row with those addresses that is not gone, or nil.
func (t *Sockets) Paired(proto string, local, remote netip.AddrPort) *Socket {
	if r := t.index()[Address{Proto: proto, Local: local, Remote: remote}]; r != nil && !r.Gone {
		return r
	}
	return nil
}

// Owner returns the name of the host that has a socket at an address, or "". It is
// the newest one if several have one.
func (t *Sockets) Owner(proto string, address netip.AddrPort) string {
	for i := len(t.Rows) - 1; i >= 0; i-- {
		if r := t.Rows[i]; r.Proto == proto && r.LocalAddr == address {
			return r.Host
		}
	}
	return ""
}

// Hearer returns the socket that the system gives to what comes in at an address
// from another one: a listener, or a UDP socket. It is nil if there is none. If
// several share the address, the system is asked; the first of them is returned if
// it does not tell.
func (t *Sockets) Hearer(system Reader, proto string, at, from netip.AddrPort) *Socket {
	all := t.hearers(proto, at)
	if len(all) == 0 {
		return nil
	}
	if chooser, ok := system.(chooser); ok && len(all) > 1 {
		now, told, err := chooser.Hearer(proto, at, from)
		for _, r := range all {
			if err == nil && told && r.inode != 0 && r.inode == now.Inode {
				return r
			}
		}
	}
	return all[0]
}

// chooser is a system that tells which of several sockets at an address hears what
// comes from another one.
type chooser interface {
	Hearer(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error)
}

// hearers lists the listeners, or the UDP sockets that are not connected, at an
// address; those for all addresses if there are no others.
func (t *Sockets) hearers(proto string, at netip.AddrPort) (own []*Socket) {
	var wide []*Socket
	for _, r := range t.Rows {
		switch {
		case r.Gone || r.Proto != proto || r.Role == trace.RoleConnection || r.Remote != "":
		case r.LocalAddr == at:
			own = append(own, r)
		case r.LocalAddr.Port() == at.Port() && r.LocalAddr.Addr().IsUnspecified():
			wide = append(wide, r)
		}
	}
	if len(own) == 0 {
		return wide
	}
	return own
}
