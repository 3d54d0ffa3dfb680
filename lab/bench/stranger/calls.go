package stranger

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/trace"
)

// The bounds that keep a step quick and small however many programs there are.
const (
	maxThreads = 1024 // of all programs that are read
	maxCalls   = 64   // that a step has
)

// A Rows function returns the row of a socket, by its inode; nil if the lab's table
// does not have it.
type Rows func(inode uint32) *table.Socket

// Calls returns the calls in which the threads of the programs wait that hold
// sockets of the lab, in the order of processes and threads. read reads the calls
// of a process, as proc.CallsOf does. The programs are those that the last
// search has found. The table is that which was read since Rest was called.
//
// The list tells all that the kernel tells, except of a program with several
// threads: those that wait for another thread are left out, unless all do. If there
// are too many calls, it has some programs' calls, an unknown one each of others,
// and at its end an unknown one of no program.
func (o *Owners) Calls(read func(pid, most int, known func(uint32) bool) []proc.Call, row Rows) []*table.Call {
	o.inCall = map[uint32][]int{}
	known := func(inode uint32) bool { return row(inode) != nil }
	if o.failed {
		return []*table.Call{unknown("", "")}
	}
	programs := o.programs(row)
	threads := make([][]proc.Call, len(programs))
	room := maxThreads
	for i, p := range programs {
		threads[i] = []proc.Call{{Unknown: true}}
		if room > 0 {
			threads[i] = read(p.pid, room, known)
		}
		room -= len(threads[i])
	}
	var all [][]*table.Call
	for i, p := range programs {
		var calls []*table.Call
		for _, k := range useful(o.rested(p.pid, threads[i])) {
			for _, a := range k.Asks {
				o.inCall[a.Inode] = append(o.inCall[a.Inode], p.pid)
			}
			c := callOf(k, p, row)
			if !slices.ContainsFunc(calls, func(d *table.Call) bool { return saysTheSame(c, d) }) {
				calls = append(calls, c)
			}
		}
		all = append(all, calls)
	}
	o.choose()
	return atMost(all, maxCalls)
}

// patience is the longest of the times after which Rest looks again at programs that
// run. They are short, because somebody waits for a key, and a program may run on.
const patience = 4 * time.Millisecond

// Rest searches for the owners of all sockets, waits a moment until these programs
// rest, and notes how far each of their threads has come. look looks at a process,
// as proc.Asleep does. The table of sockets is to be read next, and then Calls is
// to be called: a program that has not run since then has done nothing that the
// table does not have.
func (o *Owners) Rest(look func(pid, most int) (switches map[int]uint64, asleep bool)) {
	o.search()
	o.switches = map[int]map[int]uint64{}
	restless := map[int]bool{}
	for _, holders := range o.held {
		for _, h := range holders {
			restless[h.PID] = true
		}
	}
	for wait := time.Millisecond; ; wait *= 2 {
		room := maxThreads
		for pid := range restless {
			switches, asleep := look(pid, max(room, 0))
			room -= len(switches)
			if o.switches[pid] = switches; asleep {
				delete(restless, pid)
			}
		}
		if len(restless) == 0 || wait > patience {
			return
		}
		time.Sleep(wait)
	}
}

// rested returns the calls of a program's threads, or an unknown one if a thread has
// run since Rest: the program may have done something that the table does not have.
func (o *Owners) rested(pid int, threads []proc.Call) []proc.Call {
	for _, k := range threads {
		if n, seen := o.switches[pid][k.TID]; !k.Unknown && (!seen || n != k.Switches) {
			return []proc.Call{{PID: pid, Unknown: true}}
		}
	}
	return threads
}

// program is a program that holds sockets of the lab.
type program struct {
	pid  int
	name string
	host string // the side of one of its sockets
	id   int    // of that socket
}

// programs lists the programs that hold sockets of the lab, by process number.
func (o *Owners) programs(row Rows) []program {
	by := map[int]program{}
	for inode, holders := range o.held {
		r := row(inode)
		if r == nil {
			continue
		}
		for _, h := range holders {
			if p, seen := by[h.PID]; !seen || r.ID < p.id {
				by[h.PID] = program{pid: h.PID, name: nameOf(h), host: r.Host, id: r.ID}
			}
		}
	}
	var list []program
	for _, p := range by {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b program) int { return cmp.Compare(a.pid, b.pid) })
	return list
}

// Guests lists the programs that hold sockets of the lab, at most most of them.
// files tells their descriptors, as proc.FilesOf does.
func (o *Owners) Guests(files func(pid int) (open, allowed int), row Rows, most int) []trace.Guest {
	var list []trace.Guest
	for _, p := range o.programs(row) {
		if len(list) == most {
			break
		}
		g := trace.Guest{Program: p.name}
		g.Files, g.Allowed = files(p.pid)
		list = append(list, g)
	}
	return list
}

// useful returns the calls of a program that say what it waits for. In a program
// with several threads those that wait for another thread say nothing: a Go
// program, and node, has many of them.
func useful(threads []proc.Call) []proc.Call {
	idle := func(k proc.Call) bool {
		return !k.Unknown && (strings.HasPrefix(k.Name, "futex") || k.Name == "nanosleep") // Go's runtime naps in nanosleep
	}
	if len(threads) > 1 && !slices.ContainsFunc(threads, func(k proc.Call) bool { return !idle(k) }) {
		return threads[:1]
	}
	if len(threads) > 1 {
		threads = slices.DeleteFunc(threads, idle)
	}
	return threads
}

// callOf returns a thread's call as the trace has it. The call is unknown if it
// waits for a socket of the network that the lab's table does not have, as one
// that is younger than the table.
func callOf(k proc.Call, p program, row Rows) *table.Call {
	c := &table.Call{Thread: k.TID, Call: trace.Call{
		Host: p.host, Program: p.name, Name: k.Name, Status: trace.CallRunning, Timed: k.Timed, Room: k.Room, Input: k.Input, Unknown: k.Unknown,
	}}
	in := map[int]bool{}
	for _, a := range k.Asks {
		r := row(a.Inode)
		if r == nil {
			c.Unknown = c.Unknown || !elsewhere(a.Proto)
			continue
		}
		if !slices.Contains(c.Set, r.ID) {
			c.Set = append(c.Set, r.ID)
		}
		if r.ID == slices.Min(c.Set) {
			c.Host = r.Host
		}
		in[r.ID] = in[r.ID] || a.In
	}
	slices.Sort(c.Set)
	if len(c.Set) == 1 && !c.Unknown {
		c.Socket = c.Set[0]
	}
	if !k.Set {
		c.Set = nil
	}
	for _, id := range c.Set {
		if !in[id] {
			c.Out = append(c.Out, id)
		}
	}
	return c
}

// elsewhere reports whether sockets of a protocol are in no network, as those of
// unix(7) and netlink(7).
func elsewhere(proto string) bool {
	return strings.HasPrefix(proto, "UNIX") || proto == "NETLINK"
}

// saysTheSame reports whether two calls of a program, which are about no socket, say
// the same, so that one of them is enough.
func saysTheSame(c, d *table.Call) bool {
	return c.Name == d.Name && c.Unknown == d.Unknown && c.Timed == d.Timed &&
		c.Socket == 0 && d.Socket == 0 && len(c.Set) == 0 && len(d.Set) == 0
}

// atMost lists the calls of programs, at most of so many as most says. If there are
// more, a program's calls are listed together or not at all, because nobody could
// conclude anything from some of them.
func atMost(programs [][]*table.Call, most int) []*table.Call {
	list := slices.Concat(programs...)
	if len(list) <= most {
		return list
	}
	list = list[:0]
	for _, calls := range programs {
		if len(list)+len(calls) > most-1 && len(calls) > 0 {
			calls = []*table.Call{unknown(calls[0].Host, calls[0].Program)}
		}
		if len(list)+len(calls) <= most-1 {
			list = append(list, calls...)
		}
	}
	return append(list, unknown(list[len(list)-1].Host, ""))
}

// unknown returns a call of which only its program is known, if that is.
func unknown(host, program string) *table.Call {
	return &table.Call{Call: trace.Call{Host: host, Program: program, Status: trace.CallRunning, Unknown: true}}
}
