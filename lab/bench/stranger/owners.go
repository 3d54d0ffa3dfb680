package stranger

import (
	"fmt"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
)

// Owners names the programs that hold sockets. To find one is to read all of
// /proc, so a name that was found is kept. One that was not may be there a moment
// later, as of a program that is just being started, or never, as of another
// user's: it is asked for again, each time after twice as long.
type Owners struct {
	names  map[uint32]string // by the socket's inode: "nc (4711)"
	missed map[uint32]missed

	ask func() (map[uint32]kernel.Owner, error)
	now func() time.Time
}

// missed is a socket whose owner could not be found.
type missed struct {
	at   time.Time     // when it was asked for last
	wait time.Duration // until it is asked for again
}

// ownerWait is how long it takes until an owner is asked for a second time.
const ownerWait = time.Second

func NewOwners(ask func() (map[uint32]kernel.Owner, error), now func() time.Time) *Owners {
	return &Owners{names: map[uint32]string{}, missed: map[uint32]missed{}, ask: ask, now: now}
}

// Name writes the programs' names into the rows of those sockets that the system
// has in its table.
func (o *Owners) Name(rows []*table.Socket, from table.Snapshot) {
	o.forget(from)
	if o.due(from) {
		o.find(from)
	}
	for _, row := range rows {
		s, ok := from[table.Address{Proto: row.Proto, Local: row.LocalAddr, Remote: row.RemoteAddr}]
		if ok && !row.Gone && o.names[s.Inode] != "" && !row.ReplacedBy(s) {
			row.Program = o.names[s.Inode]
		}
	}
}

// due tells whether it is time to ask for some socket's owner.
func (o *Owners) due(from table.Snapshot) bool {
	for _, s := range from {
		if s.Inode == 0 || o.names[s.Inode] != "" {
			continue
		}
		if m, before := o.missed[s.Inode]; !before || o.now().Sub(m.at) >= m.wait {
			return true
		}
	}
	return false
}

// find asks who holds the sockets that have no name yet. Where that cannot be
// told, the panel shows no names, and all the rest.
func (o *Owners) find(from table.Snapshot) {
	found, _ := o.ask()
	for _, s := range from {
		if s.Inode == 0 || o.names[s.Inode] != "" {
			continue
		}
		if owner, ok := found[s.Inode]; ok {
			o.names[s.Inode] = fmt.Sprintf("%s (%d)", owner.Name, owner.PID)
			delete(o.missed, s.Inode)
			continue
		}
		m := missed{at: o.now(), wait: ownerWait}
		if last, before := o.missed[s.Inode]; before {
			m.wait = 2 * last.wait
			if o.now().Sub(last.at) < last.wait {
				m = last // asked for another's sake
			}
		}
		o.missed[s.Inode] = m
	}
}

// forget drops what is known of sockets that are gone, once it is more than
// there are sockets.
func (o *Owners) forget(from table.Snapshot) {
	if len(o.names)+len(o.missed) <= len(from) {
		return
	}
	there := make(map[uint32]bool, len(from))
	for _, s := range from {
		there[s.Inode] = true
	}
	for inode := range o.names {
		if !there[inode] {
			delete(o.names, inode)
		}
	}
	for inode := range o.missed {
		if !there[inode] {
			delete(o.missed, inode)
		}
	}
}
