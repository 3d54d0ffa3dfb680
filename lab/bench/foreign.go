package bench

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/bench/stranger"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// foreign holds what a run of other people's programs needs in addition: these
// programs cannot be asked whether they rest, and nobody announces their
// sockets. They stand on two sides, which are named like hosts; a program that
// listens is the server.
type foreign struct {
	table  table.Snapshot // as it was read last
	told   table.Snapshot // as it was when the steps told of it last
	sides  *stranger.Sides
	owners *stranger.Owners // the programs behind the sockets
	dump   func(proto string) ([]kernel.Socket, error)
	guests []trace.Guest // the programs as they were seen last
	lost   int           // packets that never reached the wire, up to the last look
	took   time.Duration // the time that it took to record the last step of a flow
}

// dumper is a socket table that can list all its sockets.
type dumper interface {
	Dump(proto string) ([]kernel.Socket, error)
}

// chooser is a network whose kernel tells the ports from which it chooses.
type chooser interface {
	Ports() (first, last int, ok bool)
}

// loser is a network that loses packets if a program floods it.
type loser interface{ Lost() (int, error) }

func newForeign(net network.Network) (*foreign, error) {
	d, ok := net.Sockets().(dumper)
	if !ok {
		return nil, words.Errorf("a lab for any program needs a network whose sockets can be listed: use the private one",
			"给任意程序用的实验需要能列出套接字的网络：请用私有网络")
	}
	namespace := ""
	if p, ok := net.(interface{ Path() string }); ok {
		namespace = p.Path()
	}
	owners := func() (map[uint32][]proc.Owner, error) { return proc.Owners(namespace) }
	return &foreign{sides: stranger.NewSides(), owners: stranger.NewOwners(owners, time.Now), dump: d.Dump}, nil
}

// readTable reads the socket table as it is now. In an open lab it lists the
// whole table, and adds new sockets to the run's own table.
func (r *Run) readTable() (table.Reader, error) {
	if r.foreign == nil {
		return r.net.Sockets(), nil
	}
	all, err := r.foreign.list()
	if err != nil {
		return nil, err
	}
	r.foreign.owners.Look(table.NewSnapshot(all))
	return r.listed(all), nil
}

// listed returns all sockets of the lab as a table, and adds new ones to the
// run's own table.
func (r *Run) listed(all []kernel.Socket) table.Snapshot {
	f := r.foreign
	// Listeners come first, because they decide on which side a connection
	// stands. The older one comes first if several share an address.
	slices.SortFunc(all, func(a, b kernel.Socket) int {
		return cmp.Or(
			boolOrder(a.State != tcp.Listen, b.State != tcp.Listen),
			a.Local.Compare(b.Local),
			a.Remote.Compare(b.Remote),
			cmp.Compare(a.Inode, b.Inode))
	})
	f.table = table.NewSnapshot(all)
	for _, s := range all {
		if s.State == tcp.Listen {
			f.sides.Listens(s.Local.Port())
		}
		r.sockets.Follow(s)
		side, guessed := f.sides.At(s.Proto, s.Local, s.Remote)
		role, opener := trace.RoleConnection, tcp.Active
		switch {
		case s.Proto == kernel.UDP:
			role = trace.RoleSocket
		case s.State == tcp.Listen:
			role, opener = trace.RoleListener, tcp.Passive
		case side == lab.Server:
			opener = tcp.Passive
		}
		at := table.Address{Proto: s.Proto, Local: s.Local, Remote: s.Remote, Inode: s.Inode}
		row := r.sockets.AddOne(side, role, opener, at)
		if row.Guessed || row.ID == 0 {
			row.Host, row.Opener, row.Guessed = side, opener, guessed
		}
	}
	f.sides.Forget(f.table)
	f.owners.Name(r.sockets.Rows, f.table)
	return f.table
}

// seeCalls looks in which calls the programs are, and which program has which
// socket. The table was read since the programs were seen at rest. A call that is
// new was first seen in step.
func (r *Run) seeCalls(step int) {
	f := r.foreign
	f.owners.Found(f.table)
	rows := map[uint32]*table.Socket{}
	for _, s := range f.table {
		if row := r.sockets.RowOf(s); s.Inode != 0 && row != nil {
			rows[s.Inode] = row
		}
	}
	row := func(inode uint32) *table.Socket { return rows[inode] }
	r.calls.Seen(f.owners.Calls(proc.CallsOf, row), step)
	f.guests = f.owners.Guests(proc.FilesOf, row, trace.MaxGuests)
	f.owners.Name(r.sockets.Rows, f.table)
}

// noteLimits notes what may run out: the ports from which the kernel chooses, the
// programs' descriptors, and the kernel's patience. A program with the rights of root
// may change the kernel's settings at any time.
func (r *Run) noteLimits(step *trace.Step) {
	step.Guests, step.Tries = r.foreign.guests, nil
	if was, now := r.rec.Header().Tries, r.tries(); was != nil && now != nil && *was != *now {
		step.Tries = now
	}
	if n, ok := r.net.(chooser); ok {
		if first, last, ok := n.Ports(); ok {
			step.PortRange = &trace.PortRange{First: first, Last: last}
		}
	}
}

// tries returns how often the network's kernel tries before it gives up; nil if it does
// not tell.
func (r *Run) tries() *trace.Tries {
	n, ok := r.net.(interface{ Tries() (wire.Tries, bool) })
	if !ok {
		return nil
	}
	tries, ok := n.Tries()
	if !ok {
		return nil
	}
	return (*trace.Tries)(&tries)
}

// list lists all sockets of the network. A TCP socket between bind and listen, or
// between bind and connect, is not among them. It becomes a listener or a connection
// later, so it has no row before.
func (f *foreign) list() ([]kernel.Socket, error) {
	var all []kernel.Socket
	for _, proto := range []string{kernel.TCP, kernel.UDP} {
		list, err := f.dump(proto)
		if err != nil {
			return nil, words.Errorf("the sockets cannot be listed: %w", "列不出套接字：%w", err)
		}
		all = append(all, list...)
	}
	return all, nil
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// In an open lab the programs cannot be asked whether they rest. The wire
// counts as settled once nothing was sent for the time silence, and in any case
// after silenceWithin.
const (
	silence       = 15 * time.Millisecond
	silenceWithin = 120 * time.Millisecond
)

// settleSilence waits for silence on the wire, and then for a moment until the
// programs rest that hold sockets: one may be about to send or to close. It is
// short, so no ctx ends it.
func (r *Run) settleSilence() error {
	began := time.Now()
	last, rested := began, false
	defer func() { r.restless = time.Since(last) < silence }()
	for time.Since(began) < silenceWithin {
		news, err := r.takePackets()
		switch {
		case err != nil:
			return err
		case news:
			last, rested = time.Now(), false
		case time.Since(last) < silence:
			time.Sleep(time.Millisecond)
		case !rested: // and the packets are taken once more
			r.foreign.owners.Rest(proc.Asleep)
			rested = true
		default:
			return r.countLost()
		}
	}
	if !rested {
		r.foreign.owners.Rest(proc.Asleep)
	}
	return r.countLost()
}

// countLost counts the packets for which the network had no room, together with
// those that were thrown away because too many were held.
func (r *Run) countLost() error {
	l, ok := r.net.(loser)
	if !ok {
		return nil
	}
	lost, err := l.Lost()
	if err != nil {
		return err
	}
	r.happened.overflow += lost - r.foreign.lost
	r.foreign.lost = lost
	return nil
}

// While everything flows, the traffic of flowSlice becomes one step. A socket's
// change of state ends the slice sooner, but not before flowLeast has passed, so
// that one request is not torn into a step for each of its packets; and not before
// flowShare times the time that it took to make the last step.
const (
	flowSlice = 500 * time.Millisecond
	flowLeast = 50 * time.Millisecond
)

// flow lets packets through for the time of a slice. If any have crossed, or
// sockets have changed, it makes a step of them.
func (r *Run) flow(ctx context.Context) error {
	slice, cancel := context.WithTimeout(ctx, flowSlice)
	defer cancel()
	type outcome struct {
		tallies []wire.Tally
		err     error
	}
	crossed := make(chan outcome, 1)
	go func() {
		tallies, err := r.net.Run(slice)
		crossed <- outcome{tallies, err}
	}()
	looks, err := r.foreign.lookOn(slice, r.net.Crossed)
	cancel()
	out := <-crossed
	r.foreign.sides.SawCrossing(out.tallies)
	r.haveCrossed(out.tallies)
	if err = errors.Join(err, out.err); err != nil {
		return err
	}
	for _, all := range looks { // only now it is known what crossed between them
		changed, err := r.sockets.Read(r.listed(all), r.acked())
		if err != nil {
			return err
		}
		r.foreign.told = r.foreign.table
		r.happened.changed = append(r.happened.changed, changed...)
	}
	if err := r.countLost(); err != nil || len(out.tallies)+len(r.happened.changed) == 0 {
		return err
	}
	began := time.Now()
	r.foreign.owners.Rest(proc.Asleep)
	_, err = r.record(trace.Move{Kind: trace.MoveRun})
	r.foreign.took = time.Since(began)
	return err
}

// flowTick is the time between two looks for new packets while everything flows.
// flowShare bounds the looks at the sockets that they lead to: the time between
// two is at least so many times the time that the last one took. After flowIdle
// the sockets are looked at in any case, for no packet tells that a program
// listens.
const (
	flowTick  = 2 * time.Millisecond
	flowShare = 10
	flowIdle  = 200 * time.Millisecond
)

// lookOn looks at the sockets whenever packets have crossed, until ctx is done or
// some socket has changed its state and the slice may end, so that a connection
// which comes and goes meanwhile is seen, and its program is named, as far as it
// lasts long enough. crossed counts the packets. lookOn returns the lists in which
// some socket has come, gone or changed its state.
func (f *foreign) lookOn(ctx context.Context, crossed func() (int64, bool)) (looks [][]kernel.Socket, err error) {
	tick := time.NewTicker(flowTick)
	defer tick.Stop()
	mayEnd := time.Now().Add(max(flowLeast, flowShare*f.took))
	last, seen := f.told, int64(-1) // some packets may have crossed by now
	var next, idle time.Time
	for {
		select {
		case <-ctx.Done():
			return looks, nil
		case now := <-tick.C:
			if len(looks) > 0 && now.After(mayEnd) {
				return looks, nil
			}
			n, _ := crossed()
			if n == seen && now.Before(idle) || now.Before(next) {
				continue
			}
			seen = n
			began := time.Now()
			all, err := f.list()
			if err != nil {
				return looks, err
			}
			present := table.NewSnapshot(all)
			f.owners.Look(present)
			if !maps.EqualFunc(last, present, sameState) {
				looks, last = append(looks, all), present
			}
			looked := time.Now()
			next, idle = looked.Add(flowShare*looked.Sub(began)), looked.Add(flowIdle)
		}
	}
}

// sameState reports whether two rows of one address are of the same socket in the
// same state.
func sameState(a, b kernel.Socket) bool { return a.State == b.State && a.Cookie == b.Cookie }

// OpenLab makes an empty private network, in which any programs may be started.
func OpenLab(l *lab.Lesson, o Options) (*Bench, error) {
	o.Network, o.foreign = trace.PrivateNetwork, true
	return Open(l, o)
}
