package stranger

import (
	"fmt"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

// Owners names the programs that hold sockets. An owner may change: a server
// that forks accepts a connection itself, and then leaves it to its child. It
// may also be found late, if its program is just being started, or never, if
// the program is another user's. But a search reads all of /proc. So Owners
// searches at once for the owner of a new socket, soon after a socket has
// changed, and from time to time for all others, each time after twice as long.
type Owners struct {
	known map[identity]*owner

	ask  func() (map[uint32]kernel.Owner, error)
	now  func() time.Time
	last time.Time     // the end of the last search
	took time.Duration // the duration of the last search
}

// owner is what is known about the owner of a socket.
type owner struct {
	name  string // "nc (4711)"; "" if it was not found
	inode uint32 // of the socket at the last search
	state tcp.State
	at    time.Time     // the time of the last search that was due for this socket
	wait  time.Duration // the time from then to the next one
}

// The time between two searches for the owner of a socket that does not change
// begins with ownerWait. It grows up to ownerWaitMost if the owner is known.
const (
	ownerWait     = time.Second
	ownerWaitMost = 16 * time.Second
)

// searchShare bounds the searches that can wait: the time between two of them is
// at least so many times the time that the last one took.
const searchShare = 10

// NewOwners returns an Owners. ask returns the owners of all sockets, by inode;
// now is the clock.
func NewOwners(ask func() (map[uint32]kernel.Owner, error), now func() time.Time) *Owners {
	return &Owners{known: map[identity]*owner{}, ask: ask, now: now}
}

// identity tells a socket from all others. It is the kernel's cookie, which
// stays when the inode goes, as in TIME_WAIT; or the inode if there is no cookie.
type identity struct {
	cookie uint64
	inode  uint32
}

func identityOf(s kernel.Socket) identity {
	if s.Cookie != 0 {
		return identity{cookie: s.Cookie}
	}
	return identity{inode: s.Inode}
}

// Name writes the programs' names, as far as they were found, into the rows of
// the sockets that are in the system's table. The table may be of a moment that
// has passed. A socket that no program holds any more keeps the name of the
// program that held it.
func (o *Owners) Name(rows []*table.Socket, from table.Snapshot) {
	for _, row := range rows {
		s, ok := from[table.Address{Proto: row.Proto, Local: row.LocalAddr, Remote: row.RemoteAddr}]
		if !ok || row.Gone || row.ReplacedBy(s) {
			continue
		}
		if known := o.known[identityOf(s)]; known != nil && (known.name != "" || s.Inode != 0) {
			row.Program = known.name
		}
	}
}

// Look searches for the owners of sockets, if it is time to.
func (o *Owners) Look(from table.Snapshot) {
	o.forget(from)
	if o.due(from) {
		o.find(from)
	}
}

// due reports whether it is time for a search.
func (o *Owners) due(from table.Snapshot) bool {
	mayWait := o.now().Sub(o.last) < searchShare*o.took
	for _, s := range from {
		switch known := o.known[identityOf(s)]; {
		case s.Inode == 0: // no program holds it
		case known == nil:
			return true
		case !mayWait && o.dueFor(known, s):
			return true
		}
	}
	return false
}

// dueFor reports whether the owner of a socket should be searched for again.
func (o *Owners) dueFor(known *owner, s kernel.Socket) bool {
	return known.inode != s.Inode || known.state != s.State || o.now().Sub(known.at) >= known.wait
}

// find asks which programs hold the sockets. If that fails, the names stay as
// they were.
func (o *Owners) find(from table.Snapshot) {
	began := o.now()
	found, err := o.ask()
	o.last = o.now()
	o.took = o.last.Sub(began)
	for _, s := range from {
		if s.Inode == 0 {
			continue
		}
		known := o.known[identityOf(s)]
		switch {
		case known == nil:
			known = &owner{at: o.last, wait: ownerWait}
			o.known[identityOf(s)] = known
		case known.inode != s.Inode || known.state != s.State:
			known.at, known.wait = o.last, ownerWait
		case o.last.Sub(known.at) >= known.wait:
			known.at, known.wait = o.last, 2*known.wait
		}
		known.inode, known.state = s.Inode, s.State
		if err != nil {
			continue
		}
		known.name = ""
		if who, ok := found[s.Inode]; ok {
			known.name, known.wait = fmt.Sprintf("%s (%d)", who.Name, who.PID), min(known.wait, ownerWaitMost)
		}
	}
}

// forget removes the entries of sockets that are gone, once there are many more
// entries than sockets. Those that are gone since a moment may not be told yet.
func (o *Owners) forget(from table.Snapshot) {
	if len(o.known) <= 2*len(from)+64 {
		return
	}
	there := make(map[identity]bool, len(from))
	for _, s := range from {
		there[identityOf(s)] = true
	}
	for id := range o.known {
		if !there[id] {
			delete(o.known, id)
		}
	}
}
