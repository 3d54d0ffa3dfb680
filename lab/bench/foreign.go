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

// foreign is what a run of other people's programs needs beside the rest: they
// cannot be asked whether they rest, and nobody announces their sockets. They
// stand on two sides, named like hosts: who listens is the server.
type foreign struct {
	table  table.Snapshot
	sides  *stranger.Sides
	owners *stranger.Owners // the programs behind the sockets
	dump   func(proto string) ([]kernel.Socket, error)
	lost   int // packets that never came as far as the wire, up to the last look
}

// dumper is a socket table that can list all it has.
type dumper interface {
	Dump(proto string) ([]kernel.Socket, error)
}

// loser is a network that a program can flood.
type loser interface{ Lost() (int, error) }

func newForeign(net network.Network) (*foreign, error) {
	d, ok := net.Sockets().(dumper)
	if !ok {
		return nil, errors.New("a lab for any program needs the private network: run tcplab doctor to see what it lacks")
	}
	return &foreign{sides: stranger.NewSides(), owners: stranger.NewOwners(kernel.Owners, time.Now), dump: d.Dump}, nil
}

// readTable reads the socket table as it is this moment. In a lab for any program
// it lists the table as a whole, and adds the sockets that are new to the run's
// own table.
func (r *Run) readTable() (table.Reader, error) {
	if r.foreign == nil {
		return r.net.Sockets(), nil
	}
	f := r.foreign
	f.table = table.Snapshot{}
	var all []kernel.Socket
	for _, proto := range []string{kernel.TCP, kernel.UDP} {
		list, err := f.dump(proto)
		if err != nil {
			return nil, fmt.Errorf("the sockets cannot be listed: %w", err)
		}
		all = append(all, list...)
	}
	// Listeners first: they say which side a connection stands on.
	slices.SortFunc(all, func(a, b kernel.Socket) int {
		return cmp.Or(boolOrder(a.State != tcp.Listen, b.State != tcp.Listen), a.Local.Compare(b.Local), a.Remote.Compare(b.Remote))
	})
	for _, s := range all {
		f.table[table.Address{Proto: s.Proto, Local: s.Local, Remote: s.Remote}] = s
		if s.State == tcp.Listen {
			f.sides.Listens(s.Local.Port())
		}
		side, guessed := f.sides.Of(s.Proto, s.Local, s.Remote)
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

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Silence, where nobody can be asked: the wire counts as settled when nothing
// was sent for a while, and in any case after some time.
const (
	silence       = 15 * time.Millisecond
	silenceWithin = 120 * time.Millisecond
)

// settleSilence waits for silence on the wire.
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

// countLost takes in how many packets the network had no room for. They are as
// gone as those that are thrown away here.
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

// flowSlice is how much traffic one step tells of while everything flows.
const flowSlice = 500 * time.Millisecond

// flow lets packets through for a while as they come, and makes a step of what
// has crossed, if anything has.
func (r *Run) flow(ctx context.Context) error {
	slice, cancel := context.WithTimeout(ctx, flowSlice)
	defer cancel()
	tallies, err := r.net.Run(slice)
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

// OpenLab makes an empty held network for whatever programs are started in it.
func OpenLab(l *lab.Lesson, o Options) (*Bench, error) {
	o.Network, o.foreign = trace.PrivateNetwork, true
	return Open(l, o)
}
