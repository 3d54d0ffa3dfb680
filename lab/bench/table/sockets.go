package table

import (
	"net/netip"
	"slices"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Reader reads the socket table of an operating system, or of another stack.
type Reader interface {
	// Lookup returns a socket with these addresses, any if there are several.
	Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error)

	// Bound lists the listeners, or the UDP sockets, that share an address.
	Bound(proto string, local netip.AddrPort) ([]kernel.Socket, error)
}

// Moment returns what a system tells of all its sockets now, if it cannot be asked
// for a single one; else the system itself.
func Moment(system Reader) (Reader, error) {
	all, ok := system.(interface {
		Moment() (kernel.Listing, error)
	})
	if !ok {
		return system, nil
	}
	now, err := all.Moment()
	if err != nil {
		return nil, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
	}
	return now, nil
}

// Sockets is a run's table of sockets. It has the sockets that a host has
// announced, and the other ends of their connections, which a kernel opens
// without an announcement. Every state in it was read from the system.
type Sockets struct {
	Rows   []*Socket
	lastID int
	Source string // of the states, a trace.Source… constant

	// newest finds the newest row by its addresses, and by its addresses and its
	// inode. It is nil if rows have come, moved or gone since it was made.
	newest map[Address]*Socket
}

// Socket is a row of the table.
type Socket struct {
	trace.Socket // as it was last read; ID is 0 until the socket was seen

	LocalAddr, RemoteAddr netip.AddrPort
	Opener                tcp.Opener
	Gone                  bool   // the system has it no more
	cookie                uint64 // the system's mark of the socket, 0 if there is none
	inode                 uint32 // of a listener or a UDP socket, as its program announced it; 0 if that is not known

	// heir is the row that replaces this one if the addresses are reused by
	// another host or in the other role; nil if there is none.
	heir *Socket
}

// Add adds a socket that exists or may soon exist, and returns its row. A pair
// of addresses has one row, unless the socket that had them is gone.
func (t *Sockets) Add(host, role, proto string, local, remote netip.AddrPort, opener tcp.Opener) *Socket {
	return t.AddOne(host, role, opener, Address{Proto: proto, Local: local, Remote: remote})
}

// AddOne is Add for a socket that may share its addresses with others. Each
// listener, and each UDP socket, has a row of its own, if its inode is known.
func (t *Sockets) AddOne(host, role string, opener tcp.Opener, at Address) *Socket {
	proto, local, remote := at.Proto, at.Local, at.Remote
	if role == trace.RoleConnection {
		at.Inode = 0 // it has none before Accept, and no other has its addresses
	}
	if r := t.at(at); r != nil && !r.Gone {
		if at.Inode != 0 {
			r.inode = at.Inode
			t.note(r)
		}
		if r.heir = nil; r.ID != 0 && !r.Guessed && (r.Host != host || r.Opener != opener) {
			r.heir = t.newRow(host, role, proto, local, remote, opener)
		}
		return r
	}
	r := t.newRow(host, role, proto, local, remote, opener)
	r.inode = at.Inode
	t.Rows = append(t.Rows, r)
	t.note(r)
	return r
}

// at returns the newest row of an address. If the address has an inode, that is
// the row of this socket, or one of which nobody knows the inode.
func (t *Sockets) at(a Address) *Socket {
	if r := t.index()[a]; r != nil || a.Inode == 0 {
		return r
	}
	a.Inode = 0
	if r := t.index()[a]; r != nil && r.inode == 0 {
		return r
	}
	return nil
}

func (t *Sockets) index() map[Address]*Socket {
	if t.newest == nil {
		t.newest = make(map[Address]*Socket, len(t.Rows))
		for _, r := range t.Rows {
			t.note(r)
		}
	}
	return t.newest
}

// note puts a row into the index.
func (t *Sockets) note(r *Socket) {
	at := Address{Proto: r.Proto, Local: r.LocalAddr, Remote: r.RemoteAddr}
	t.newest[at] = r
	at.Inode = r.inode
	t.newest[at] = r
}

// Follow gives the row of a UDP socket the socket's present addresses: connect
// changes them (udp(7)), and the cookie shows that the socket is the same.
func (t *Sockets) Follow(now kernel.Socket) {
	if now.Proto != kernel.UDP || now.Cookie == 0 {
		return
	}
	for _, r := range t.Rows {
		if r.Proto == now.Proto && r.cookie == now.Cookie && !r.Gone {
			r.LocalAddr, r.RemoteAddr, t.newest = now.Local, now.Remote, nil
			r.Local, r.Remote = addressText(now.Local), addressText(now.Remote)
			return
		}
	}
}

func (t *Sockets) newRow(host, role, proto string, local, remote netip.AddrPort, opener tcp.Opener) *Socket {
	r := &Socket{LocalAddr: local, RemoteAddr: remote, Opener: opener}
	r.Socket = trace.Socket{
		Host: host, Role: role, Proto: proto, Local: addressText(local), Remote: addressText(remote),
		State: string(tcp.Closed), Source: t.Source,
	}
	return r
}

func addressText(a netip.AddrPort) string {
	if !a.IsValid() || a.Port() == 0 {
		return ""
	}
	return a.String()
}

// Read asks the system for every socket that may still exist. It returns the
// events of states that have changed, in the order of the ids. acked holds the
// ends of connections whose SYN was acknowledged since the last Read, as far as
// packets show it; it may be nil.
func (t *Sockets) Read(from Reader, acked map[Address]bool) ([]trace.Event, error) {
	t.newest = nil // rows may be replaced
	from, err := Moment(from)
	if err != nil {
		return nil, err
	}
	var changed []trace.Event
	for _, r := range t.Rows {
		if r.Gone {
			continue
		}
		now, ok, err := r.Look(from)
		if err != nil {
			return nil, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		switch {
		case ok && r.ID == 0:
			changed = append(changed, t.appears(r, now))
		case ok && r.ReplacedBy(now):
			changed = append(changed, r.vanishes())
			next := r.heir
			if next == nil {
				next = t.newRow(r.Host, r.Role, r.Proto, r.LocalAddr, r.RemoteAddr, r.Opener) // a connection, so it needs no inode
			}
			t.Rows = append(t.Rows, next)
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
	t.markPassed(changed, acked)
	slices.SortStableFunc(changed, func(a, b trace.Event) int { return a.ID - b.ID })
	t.forget()
	t.newest = nil
	return changed, nil
}

// appears gives an id to a socket that is seen for the first time.
func (t *Sockets) appears(r *Socket, now kernel.Socket) trace.Event {
	t.lastID++
	r.ID = t.lastID
	if now.State == tcp.SynSent { // it has dialled, so no listener's kernel has opened it
		r.Opener = tcp.Active
	}
	if r.Role == trace.RoleConnection && r.Opener == tcp.Active {
		r.Been = []string{string(tcp.Closed)}
	}
	e := r.moved(birth(r), string(now.State))
	r.fill(now)
	return e
}

// vanishes closes a socket that the system has no more.
func (r *Socket) vanishes() trace.Event {
	e := r.moved(r.State, string(tcp.Closed))
	r.fill(kernel.Socket{State: tcp.Closed})
	r.Gone = true
	return e
}

// ReplacedBy reports whether now, which the system reports under the
// connection's addresses, is another connection, whose state machine began
// anew. Linux keeps the cookie from the first SYN to the end of TIME_WAIT. If
// there is no cookie, another state after TIME_WAIT shows it, because only
// CLOSED follows TIME_WAIT (RFC 9293, Fig. 5).
//
// It is always false for listeners and UDP sockets. Several of them may have the
// same address (SO_REUSEPORT of socket(7)), and Look finds the row's own.
func (r *Socket) ReplacedBy(now kernel.Socket) bool {
	switch {
	case r.Role != trace.RoleConnection || r.Proto != kernel.TCP:
		return false
	case r.cookie != 0 && now.Cookie != 0:
		return r.cookie != now.Cookie
	}
	return r.State == string(tcp.TimeWait) && now.State != tcp.TimeWait
}

// Look asks the system for the row's socket. If another one is found at its
// addresses, that is not the row's, though a connection may be one that has
// replaced it (ReplacedBy).
func (r *Socket) Look(from Reader) (kernel.Socket, bool, error) {
	now, ok, err := from.Lookup(r.Proto, r.LocalAddr, r.RemoteAddr)
	if err != nil || !ok || r.Role == trace.RoleConnection || r.is(now) {
		return now, ok, err
	}
	all, err := from.Bound(r.Proto, r.LocalAddr)
	for _, s := range all {
		if s.Remote == now.Remote && r.is(s) {
			return s, true, nil
		}
	}
	return kernel.Socket{}, false, err
}

// is reports whether a socket that has the row's addresses is the row's own, as
// far as the system tells sockets apart.
func (r *Socket) is(now kernel.Socket) bool {
	same := r.cookie == 0 || now.Cookie == 0 || r.cookie == now.Cookie
	return same && (r.inode == 0 || now.Inode == 0 || r.inode == now.Inode)
}

// birth returns the state from which a new socket comes. The kernel opens a
// passive connection out of its listener, so it comes from LISTEN.
func birth(r *Socket) string {
	if r.Role == trace.RoleConnection && r.Opener == tcp.Passive {
		return string(tcp.Listen)
	}
	return string(tcp.Closed)
}

func (r *Socket) moved(from, to string) trace.Event {
	return trace.Event{Kind: trace.EventState, Host: r.Host, Name: r.Role, ID: r.ID, From: from, To: to}
}

// fill copies the system's data into the row.
func (r *Socket) fill(now kernel.Socket) {
	state := string(now.State)
	if r.State != state && r.ID != 0 && r.State != "" && r.State != string(tcp.Closed) && !slices.Contains(r.Been, r.State) {
		r.Been = append(slices.Clone(r.Been), r.State)
	}
	r.State, r.cookie = state, now.Cookie
	r.RecvQ, r.SendQ = now.RecvQ, now.SendQ
	r.Owned, r.PID, r.StateOnly, r.QueuesOnly = now.Owned(), now.PID, now.StateOnly, now.QueuesOnly
	r.Timer = nil
	if now.Timer.Kind != "" {
		r.Timer = &trace.Timer{Kind: now.Timer.Kind, Millis: now.Timer.Left.Milliseconds(), Retransmits: now.Timer.Retransmits}
	}
	r.FIN, r.Info, r.Memory, r.V6Only = now.FIN, infoOf(now.Info), memoryOf(now.Memory), now.V6Only
	r.Mapped = now.Mapped
}

// markPassed adds to each change the states that must lie between its two ends.
// A socket that has vanished may have been reset in any state, so states are
// added to it only if the other end is in TIME_WAIT, which shows an orderly
// close.
func (t *Sockets) markPassed(changed []trace.Event, acked map[Address]bool) {
	for i := range changed {
		e := &changed[i]
		r := t.ByID(e.ID)
		if r.Role != trace.RoleConnection || r.Proto != "tcp" {
			continue
		}
		if e.To == string(tcp.Closed) && !t.peerWaits(r) {
			continue
		}
		for _, s := range tcp.Passed(tcp.State(e.From), tcp.State(e.To), r.Opener, acked[Address{Proto: r.Proto, Local: r.LocalAddr, Remote: r.RemoteAddr}]) {
			e.Passed = append(e.Passed, string(s))
			if !slices.Contains(r.Been, string(s)) {
				r.Been = append(slices.Clone(r.Been), string(s))
				r.Passed = append(slices.Clone(r.Passed), string(s))
			}
		}
	}
}

func (t *Sockets) peerWaits(r *Socket) bool {
	p := t.Find("tcp", r.RemoteAddr, r.LocalAddr)
	return p != nil && p.State == string(tcp.TimeWait)
}

// forget removes the oldest closed sockets beyond trace.MaxGone, and likewise
// the oldest sockets that were awaited and never came.
func (t *Sockets) forget() {
	gone, awaited := 0, 0
	for i := len(t.Rows) - 1; i >= 0; i-- {
		r := t.Rows[i]
		drop := false
		if r.Gone {
			gone++
			drop = gone > trace.MaxGone
		} else if r.ID == 0 {
			awaited++
			drop = awaited > trace.MaxGone
		}
		if drop {
			t.Rows = slices.Delete(t.Rows, i, i+1)
		}
	}
}

// Snapshot lists the sockets that were seen, by id.
func (t *Sockets) Snapshot() []trace.Socket {
	list := []trace.Socket{}
	for _, r := range t.Rows {
		if r.ID != 0 {
			list = append(list, r.Socket)
		}
	}
	slices.SortFunc(list, func(a, b trace.Socket) int { return a.ID - b.ID })
	return list
}

// Pending reports whether a timer runs that may bring news of a connection.
// TIME_WAIT's timer does not count, since it only ends a connection that is
// over.
func (t *Sockets) Pending() bool {
	return slices.ContainsFunc(t.Rows, func(r *Socket) bool {
		return !r.Gone && r.Timer != nil && r.Timer.Kind != trace.TimerTimeWait
	})
}

// Refresh reads queues and timers again. It leaves out sockets whose state has
// changed since the last step.
func (t *Sockets) Refresh(from Reader) error {
	from, err := Moment(from)
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		if r.Gone || r.ID == 0 {
			continue
		}
		now, ok, err := r.Look(from)
		if err != nil {
			return words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		if ok && string(now.State) == r.State && !r.ReplacedBy(now) {
			r.fill(now)
		}
	}
	return nil
}

// Ticking reports whether some timer of the kernel is running, so that
// something may still happen by itself.
func (t *Sockets) Ticking() bool {
	return slices.ContainsFunc(t.Rows, func(r *Socket) bool { return !r.Gone && r.Timer != nil })
}
