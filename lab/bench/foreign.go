package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/bench/stranger"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// foreign holds what a run of other people's programs needs in addition: these
// programs cannot be asked whether they rest, and nobody announces their
// sockets. They stand on two sides, which are named like hosts; a program that
// listens is the server.
type foreign struct {
	table  table.Snapshot
	sides  *stranger.Sides
	owners *stranger.Owners // the programs behind the sockets
	dump   func(proto string) ([]kernel.Socket, error)
	lost   int // packets that never reached the wire, up to the last look
}

// dumper is a socket table that can list all its sockets.
type dumper interface {
	Dump(proto string) ([]kernel.Socket, error)
}

// loser is a network that loses packets if a program floods it.
type loser interface{ Lost() (int, error) }

func newForeign(net network.Network) (*foreign, error) {
	d, ok := net.Sockets().(dumper)
	if !ok {
		return nil, errors.New("a lab for any program needs the private network: run tcplab doctor to see what it lacks")
	}
	namespace := ""
	if p, ok := net.(interface{ Path() string }); ok {
		namespace = p.Path()
	}
	owners := func() (map[uint32]kernel.Owner, error) { return kernel.Owners(namespace) }
	return &foreign{sides: stranger.NewSides(), owners: stranger.NewOwners(owners, time.Now), dump: d.Dump}, nil
}

// readTable reads the socket table as it is now. In an open lab it lists the
// whole table, and adds new sockets to the run's own table.
func (r *Run) readTable() (table.Reader, error) {
	if r.foreign == nil {
		return r.net.Sockets(), nil
	}
	f := r.foreign
	all, err := f.list()
	if err != nil {
		return nil, err
	}
	// A TCP socket between bind and listen, or between bind and connect, is
	// CLOSED. Linux lists it all the same. It becomes a listener or a connection
	// later, so it has no row before.
	all = slices.DeleteFunc(all, func(s kernel.Socket) bool { return s.Proto == kernel.TCP && s.State == tcp.Closed })
	// Listeners come first, because they decide on which side a connection
	// stands.
	slices.SortFunc(all, func(a, b kernel.Socket) int {
		return cmp.Or(
			boolOrder(a.State != tcp.Listen, b.State != tcp.Listen),
			a.Local.Compare(b.Local),
			a.Remote.Compare(b.Remote))
	})
	f.table = table.NewSnapshot(all)
	for _, s := range all {
		if s.State == tcp.Listen {
			f.sides.Listens(s.Local.Port())
		}
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
		row := r.sockets.Add(side, role, s.Proto, s.Local, s.Remote, opener)
		if row.Guessed || row.ID == 0 {
			row.Host, row.Opener, row.Guessed = side, opener, guessed
		}
	}
	f.sides.Forget(f.table)
	f.owners.Name(r.sockets.Rows, f.table)
	return f.table, nil
}

// list lists all sockets of the network.
func (f *foreign) list() ([]kernel.Socket, error) {
	var all []kernel.Socket
	for _, proto := range []string{kernel.TCP, kernel.UDP} {
		list, err := f.dump(proto)
		if err != nil {
			return nil, fmt.Errorf("the sockets cannot be listed: %w", err)
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

// settleSilence waits for silence on the wire. It is short, so no ctx ends it.
func (r *Run) settleSilence() error {
	began := time.Now()
	last := began
	defer func() { r.restless = time.Since(last) < silence }()
	for time.Since(last) < silence && time.Since(began) < silenceWithin {
		news, err := r.takePackets()
		if err != nil {
			return err
		}
		if news {
			last = time.Now()
			continue
		}
		time.Sleep(time.Millisecond)
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

// flowSlice is the time whose traffic becomes one step while everything flows.
const flowSlice = 500 * time.Millisecond

// flow lets packets through for the time of flowSlice. If any have crossed, it
// makes a step of them.
func (r *Run) flow(ctx context.Context) error {
	slice, cancel := context.WithTimeout(ctx, flowSlice)
	defer cancel()
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		r.foreign.nameShort(slice, r.net.Crossed)
	}()
	tallies, err := r.net.Run(slice)
	cancel()
	<-watched
	r.foreign.sides.SawCrossing(tallies)
	r.haveCrossed(tallies)
	if err == nil {
		err = r.countLost()
	}
	if err != nil || len(tallies) == 0 {
		return err
	}
	_, err = r.record(trace.Move{Kind: trace.MoveRun})
	return err
}

// nameTick is the time between two looks for new packets while everything flows.
// nameShare bounds the looks at the sockets that they lead to: the time between
// two is at least so many times the time that the last one took.
const (
	nameTick  = 2 * time.Millisecond
	nameShare = 10
)

// nameShort finds the names of programs whose connections are over before the
// next step, as far as they last long enough to be seen. It looks at the sockets
// whenever packets have crossed, until ctx is done. crossed counts those.
func (f *foreign) nameShort(ctx context.Context, crossed func() (int64, bool)) {
	tick := time.NewTicker(nameTick)
	defer tick.Stop()
	seen := int64(-1) // some may have crossed by now
	var next time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			n, _ := crossed()
			if n == seen || now.Before(next) {
				continue
			}
			seen = n
			all, err := f.list()
			if err != nil {
				return // the step that follows meets the same error and tells of it
			}
			f.owners.Look(table.NewSnapshot(all))
			next = time.Now().Add(nameShare * time.Since(now))
		}
	}
}

// OpenLab makes an empty private network, in which any programs may be started.
func OpenLab(l *lab.Lesson, o Options) (*Bench, error) {
	o.Network, o.foreign = trace.PrivateNetwork, true
	return Open(l, o)
}
