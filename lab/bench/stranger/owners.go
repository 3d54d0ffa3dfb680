package stranger

import (
	"fmt"
	"slices"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Owners names the programs that hold sockets. An owner may change: a server
// that forks accepts a connection itself, and then leaves it to its child. It
// may also be found late, if its program is just being started, or never, if
// the program is another user's. But a search reads all of /proc. So Owners
// searches at once for the owner of a new socket, soon after a socket has
// changed, and from time to time for all others, each time after twice as long.
type Owners struct {
	known map[identity]*owner

	held     map[uint32][]proc.Owner // the holders of all sockets at the last search
	failed   bool                    // the last search failed
	switches map[int]map[int]uint64  // by process and thread, as proc.Asleep told it in Rest
	inCall   map[uint32][]int        // the processes that waited for a socket when Calls was called last

	ask  func() (map[uint32][]proc.Owner, error)
	now  func() time.Time
	last time.Time     // the end of the last search
	took time.Duration // the duration of the last search
}

// owner is what is known about the owner of a socket.
type owner struct {
	name  string // "nc (4711)"; "" if it was not found
	pid   int
	also  []string // the others that hold it, too, at most trace.MaxAlso
	inode uint32   // of the socket at the last search
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

// NewOwners returns an Owners. ask returns the holders of all sockets, by inode, as
// proc.Owners does; now is the clock.
func NewOwners(ask func() (map[uint32][]proc.Owner, error), now func() time.Time) *Owners {
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
		s, ok, _ := row.Look(from) // a Snapshot has no errors
		if !ok || row.Gone || row.ReplacedBy(s) {
			continue
		}
		if known := o.known[identityOf(s)]; known != nil && (known.name != "" || s.Inode != 0) {
			row.Program, row.Also = known.name, known.also
			if s.Inode == 0 { // nobody holds it any more
				row.Also = nil
			}
		}
	}
}

// Look searches for the owners of sockets, if it is time to.
func (o *Owners) Look(from table.Snapshot) {
	o.forget(from)
	if o.due(from) {
		o.search()
		o.Found(from)
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

// search asks which programs hold the sockets.
func (o *Owners) search() {
	began := o.now()
	found, err := o.ask()
	o.last = o.now()
	o.took = o.last.Sub(began)
	if o.failed = err != nil; !o.failed {
		o.held = found
	}
}

// Found names the owners of sockets, as the last search has found them. If that has
// failed, the names stay as they were.
func (o *Owners) Found(from table.Snapshot) {
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
		if o.failed {
			continue
		}
		if o.name(known); known.name != "" {
			known.wait = min(known.wait, ownerWaitMost)
		}
	}
}

// choose chooses the owners again, after it has become known which programs wait for
// a socket.
func (o *Owners) choose() {
	for _, known := range o.known {
		if len(o.held[known.inode]) > 1 {
			o.name(known)
		}
	}
}

// name names the owner of a socket, out of all that hold it, as a server and its
// child do after a fork. That is the one that waits for the socket, else the one
// that was named before, else the one with the lowest number.
func (o *Owners) name(known *owner) {
	rank := func(h proc.Owner) int {
		switch {
		case slices.Contains(o.inCall[known.inode], h.PID):
			return 2
		case h.PID == known.pid:
			return 1
		}
		return 0
	}
	holders := o.held[known.inode] // by number
	known.also = nil
	if len(holders) == 0 {
		known.name, known.pid = "", 0
		return
	}
	best := holders[0]
	for _, h := range holders[1:] {
		if rank(h) > rank(best) {
			best = h
		}
	}
	known.name, known.pid = nameOf(best), best.PID
	for _, h := range holders {
		if h.PID != best.PID && len(known.also) < trace.MaxAlso {
			known.also = append(known.also, nameOf(h))
		}
	}
}

// nameOf writes a program's name with its process number.
func nameOf(h proc.Owner) string { return fmt.Sprintf("%s (%d)", h.Name, h.PID) }

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
