package stranger

import (
	"fmt"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
)

// Owners names the programs that hold sockets. A search reads all of /proc, so
// a name that was found is kept. A name that was not found may be there a
// moment later, if its program is just being started, or never, if its program
// is another user's. So Owners asks for it again, each time after twice as
// long.
type Owners struct {
	names  map[uint32]string // by the socket's inode: "nc (4711)"
	missed map[uint32]missed

	ask func() (map[uint32]kernel.Owner, error)
	now func() time.Time
}

// missed is a socket whose owner could not be found.
type missed struct {
	at   time.Time     // the time of the last search
	wait time.Duration // the time from then to the next search
}

// ownerWait is the time between the first and the second search for an owner.
const ownerWait = time.Second

// NewOwners returns an Owners. ask returns the owners of all sockets, by inode;
// now is the clock.
func NewOwners(ask func() (map[uint32]kernel.Owner, error), now func() time.Time) *Owners {
	return &Owners{names: map[uint32]string{}, missed: map[uint32]missed{}, ask: ask, now: now}
}

// Name writes the programs' names into the rows of the sockets that are in the
// system's table.
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

// due reports whether it is time to ask for some socket's owner.
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

// find asks which programs hold the sockets that have no name yet. If that
// fails, the panel shows everything but the names.
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
				m = last // this search was due for another socket
			}
		}
		o.missed[s.Inode] = m
	}
}

// forget removes the entries of sockets that are gone, once there are more
// entries than sockets.
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
