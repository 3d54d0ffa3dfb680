package lab

import (
	"fmt"
	"net/netip"
	"slices"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// reader is the socket table of an operating system, or of another stack.
type reader interface {
	Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error)
}

// sockets is a run's table of sockets: those that a host has told of, and the
// other ends of connections, which a kernel opens without telling anybody.
// What it says of a state was read from the system; it invents none.
type sockets struct {
	rows   []*socket
	lastID int
	source string
}

// socket is a row of the table.
type socket struct {
	trace.Socket // as it was read last; ID 0 until it was seen

	local, remote netip.AddrPort
	opener        tcp.Opener
	gone          bool
	cookie        uint64  // the system's mark of it, 0 where there is none
	heir          *socket // who was told to have these addresses while it still had them; nil: it alone
}

// add notes a socket that exists or may soon exist. A pair of addresses is in
// the table once, unless the socket that had it is gone. It returns its row.
func (t *sockets) add(host, role, proto string, local, remote netip.AddrPort, opener tcp.Opener) *socket {
	for _, r := range t.rows {
		if r.Proto != proto || r.local != local || r.remote != remote || r.gone {
			continue
		}
		if r.heir = nil; r.ID != 0 && !r.Guessed && (r.Host != host || r.opener != opener) {
			r.heir = t.newRow(host, role, proto, local, remote, opener)
		}
		return r
	}
	r := t.newRow(host, role, proto, local, remote, opener)
	t.rows = append(t.rows, r)
	return r
}

func (t *sockets) newRow(host, role, proto string, local, remote netip.AddrPort, opener tcp.Opener) *socket {
	r := &socket{local: local, remote: remote, opener: opener}
	r.Socket = trace.Socket{Host: host, Role: role, Proto: proto, Local: addressText(local), Remote: addressText(remote), State: string(tcp.Closed), Source: t.source}
	if role == trace.RoleConnection && opener == tcp.Active {
		r.Been = []string{string(tcp.Closed)}
	}
	return r
}

func addressText(a netip.AddrPort) string {
	if !a.IsValid() || a.Port() == 0 {
		return ""
	}
	return a.String()
}

// read asks the system for every socket that may still be there, and returns
// the states that have changed, in the order of the ids.
func (t *sockets) read(from reader) ([]trace.Event, error) {
	var changed []trace.Event
	for _, r := range t.rows {
		if r.gone {
			continue
		}
		now, ok, err := from.Lookup(r.Proto, r.local, r.remote)
		if err != nil {
			return nil, fmt.Errorf("the sockets cannot be read: %w", err)
		}
		switch {
		case ok && r.ID == 0:
			changed = append(changed, t.appears(r, now))
		case ok && r.replacedBy(now):
			changed = append(changed, r.vanishes())
			next := r.heir
			if next == nil {
				next = t.newRow(r.Host, r.Role, r.Proto, r.local, r.remote, r.opener)
			}
			t.rows = append(t.rows, next)
			changed = append(changed, t.appears(next, now))
		case ok:
			if string(now.State) != r.State {
				changed = append(changed, r.moved(r.State, string(now.State)))
			}
			r.fill(now)
		case r.ID != 0:
			changed = append(changed, r.vanishes())
		}
	}
	t.markPassed(changed)
	slices.SortStableFunc(changed, func(a, b trace.Event) int { return a.ID - b.ID })
	t.forget()
	return changed, nil
}

// appears gives a socket that is seen for the first time its id.
func (t *sockets) appears(r *socket, now kernel.Socket) trace.Event {
	t.lastID++
	r.ID = t.lastID
	e := r.moved(birth(r), string(now.State))
	r.fill(now)
	return e
}

// vanishes closes a socket of which the system knows no more.
func (r *socket) vanishes() trace.Event {
	e := r.moved(r.State, string(tcp.Closed))
	r.fill(kernel.Socket{State: tcp.Closed})
	r.gone = true
	return e
}

// replacedBy tells whether what the system reports under a connection's
// addresses is another connection, whose machine began anew. Linux keeps the
// cookie from the first SYN to the end of TIME_WAIT. Where there is none,
// TIME_WAIT tells: nothing but CLOSED follows it (RFC 9293, Fig. 5).
//
// Listeners and UDP sockets are not asked, because several may have the same
// address (SO_REUSEPORT of socket(7)), and the system names any of them.
func (r *socket) replacedBy(now kernel.Socket) bool {
	switch {
	case r.Role != trace.RoleConnection || r.Proto != kernel.TCP:
		return false
	case r.cookie != 0 && now.Cookie != 0:
		return r.cookie != now.Cookie
	}
	return r.State == string(tcp.TimeWait) && now.State != tcp.TimeWait
}

// birth is the state from which a socket comes: the kernel opens a passive
// connection out of its listener, which stays what it is.
func birth(r *socket) string {
	if r.Role == trace.RoleConnection && r.opener == tcp.Passive {
		return string(tcp.Listen)
	}
	return string(tcp.Closed)
}

func (r *socket) moved(from, to string) trace.Event {
	return trace.Event{Kind: trace.EventState, Host: r.Host, Name: r.Role, ID: r.ID, From: from, To: to}
}

// fill takes over what the system said.
func (r *socket) fill(now kernel.Socket) {
	state := string(now.State)
	if r.State != state && r.ID != 0 && r.State != string(tcp.Closed) && !slices.Contains(r.Been, r.State) {
		r.Been = append(slices.Clone(r.Been), r.State)
	}
	r.State, r.cookie = state, now.Cookie
	r.RecvQ, r.SendQ = now.RecvQ, now.SendQ
	r.Owned = now.Inode != 0
	r.Timer = nil
	if now.Timer.Kind != "" {
		r.Timer = &trace.Timer{Kind: now.Timer.Kind, Millis: now.Timer.Left.Milliseconds(), Retransmits: now.Timer.Retransmits}
	}
}

// markPassed adds to each change the states that must lie between its two
// ends. A socket that has vanished may have been reset from anywhere, so there
// the other end has to bear witness: it is in TIME_WAIT only after an orderly
// close.
func (t *sockets) markPassed(changed []trace.Event) {
	for i := range changed {
		e := &changed[i]
		r := t.byID(e.ID)
		if r.Role != trace.RoleConnection || r.Proto != "tcp" {
			continue
		}
		if e.To == string(tcp.Closed) && !t.peerWaits(r) {
			continue
		}
		for _, s := range tcp.Passed(tcp.State(e.From), tcp.State(e.To), r.opener) {
			e.Passed = append(e.Passed, string(s))
			if !slices.Contains(r.Been, string(s)) {
				r.Been = append(slices.Clone(r.Been), string(s))
				r.Passed = append(slices.Clone(r.Passed), string(s))
			}
		}
	}
}

func (t *sockets) peerWaits(r *socket) bool {
	p := t.find("tcp", r.remote, r.local)
	return p != nil && p.State == string(tcp.TimeWait)
}

// forget drops the oldest of the closed sockets beyond trace.MaxGone, and of
// those that were awaited and never came.
func (t *sockets) forget() {
	gone, awaited := 0, 0
	for i := len(t.rows) - 1; i >= 0; i-- {
		r := t.rows[i]
		drop := false
		if r.gone {
			gone++
			drop = gone > trace.MaxGone
		} else if r.ID == 0 {
			awaited++
			drop = awaited > trace.MaxGone
		}
		if drop {
			t.rows = slices.Delete(t.rows, i, i+1)
		}
	}
}

func (t *sockets) byID(id int) *socket {
	for _, r := range t.rows {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// find returns the newest row with those addresses, or nil. A UDP socket that
// is not connected is found whatever the remote address is.
func (t *sockets) find(proto string, local, remote netip.AddrPort) *socket {
	for i := len(t.rows) - 1; i >= 0; i-- {
		if r := t.rows[i]; r.Proto == proto && r.local == local && r.remote == remote {
			return r
		}
	}
	if proto == "udp" && remote.IsValid() {
		return t.find(proto, local, netip.AddrPort{})
	}
	return nil
}

// owner names the host that has a socket at an address, or "".
func (t *sockets) owner(proto string, address netip.AddrPort) string {
	for i := len(t.rows) - 1; i >= 0; i-- {
		if r := t.rows[i]; r.Proto == proto && r.local == address {
			return r.Host
		}
	}
	return ""
}

// listener returns the listener that hears an address, or nil.
func (t *sockets) listener(address netip.AddrPort) *socket {
	for _, r := range t.rows {
		hears := r.local == address || r.local.Port() == address.Port() && r.local.Addr().IsUnspecified()
		if r.Role == trace.RoleListener && hears && !r.gone {
			return r
		}
	}
	return nil
}

// snapshot lists the sockets that were seen, by id.
func (t *sockets) snapshot() []trace.Socket {
	list := []trace.Socket{}
	for _, r := range t.rows {
		if r.ID != 0 {
			list = append(list, r.Socket)
		}
	}
	slices.SortFunc(list, func(a, b trace.Socket) int { return a.ID - b.ID })
	return list
}

// pending tells whether a timer runs that may bring news of a connection, and
// not only the end of one that is over.
func (t *sockets) pending() bool {
	return slices.ContainsFunc(t.rows, func(r *socket) bool {
		return !r.gone && r.Timer != nil && r.Timer.Kind != "time-wait"
	})
}

// refresh reads queues and timers again, of the sockets whose state is what the
// last step says.
func (t *sockets) refresh(from reader) error {
	for _, r := range t.rows {
		if r.gone || r.ID == 0 {
			continue
		}
		now, ok, err := from.Lookup(r.Proto, r.local, r.remote)
		if err != nil {
			return fmt.Errorf("the sockets cannot be read: %w", err)
		}
		if ok && string(now.State) == r.State && !r.replacedBy(now) {
			r.fill(now)
		}
	}
	return nil
}

// ticking tells whether some timer of the kernel is running: then something
// may still happen by itself.
func (t *sockets) ticking() bool {
	return slices.ContainsFunc(t.rows, func(r *socket) bool { return !r.gone && r.Timer != nil })
}
