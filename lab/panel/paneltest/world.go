package paneltest

import (
	"fmt"
	"maps"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// closed is the state of a socket that has no row in the kernel.
const closed = string(tcp.Closed)

// A World is the present state of a run that a test writes. Its verbs change
// the state and note the event. Step ends a step, with a copy of the state.
type World struct {
	Header  trace.Header
	Steps   []trace.Step
	sockets []trace.Socket
	calls   []trace.Call
	held    []trace.Packet
	wire    []trace.Packet
	hosts   []trace.State
	taken   map[string]int
	events  []trace.Event
	packets int
	callIDs int
	now     int // the number of the step being made
}

func newWorld(h trace.Header) *World {
	w := &World{Header: h, taken: map[string]int{}}
	for _, host := range h.Hosts {
		w.hosts = append(w.hosts, trace.State{Host: host.Name, Alive: true})
	}
	return w
}

// beat makes a step that takes the script's row with that id. do changes the
// state.
func (w *World) beat(id string, do func()) {
	b := w.Header.Beats[w.Header.Row(id)]
	w.taken[b.Chapter]++
	w.Step(b.Move, id, b.Stop, do)
}

// Step makes a step by a move. do changes the state; then a copy of it is kept.
func (w *World) Step(move trace.Move, beat string, stop bool, do func()) {
	w.now, w.events = len(w.Steps), nil
	do()
	st := trace.Step{
		Step: w.now, Move: move, Millis: int64(w.now) * 1500, Beat: beat, Expected: beat != "" || w.now == 0, Stop: stop,
		Events: w.events, Calls: slices.Clone(w.calls), Held: slices.Clone(w.held), Wire: slices.Clone(w.wire),
		Hosts: slices.Clone(w.hosts), Taken: maps.Clone(w.taken),
	}
	for _, s := range w.sockets {
		s.Been = slices.Clone(s.Been)
		if s.Timer != nil {
			t := *s.Timer
			s.Timer = &t
		}
		st.Sockets = append(st.Sockets, s)
	}
	for _, c := range w.calls {
		if c.Status == trace.CallWaiting {
			st.Moves = append(st.Moves, trace.Move{Kind: trace.MoveCall, Host: c.Host, Name: c.Name, ID: c.ID})
		}
	}
	for i := range w.held {
		for _, kind := range []string{trace.MoveDeliver, trace.MoveDrop, trace.MoveDuplicate} {
			st.Moves = append(st.Moves, w.held[i].Move(kind))
		}
	}
	if st.Ticking() {
		st.Moves = append(st.Moves, trace.Move{Kind: trace.MoveWait})
	}
	for _, h := range w.hosts {
		if h.Alive && h.Exit == "" {
			st.Moves = append(st.Moves, trace.Move{Kind: trace.MoveKill, Host: h.Host})
		}
	}
	next := w.Header.Row(beat) + 1
	if beat == "" && len(w.Steps) > 0 {
		next = w.Header.Row(w.Steps[len(w.Steps)-1].NextBeat)
	}
	if next >= 0 && next < len(w.Header.Beats) {
		b := w.Header.Beats[next]
		st.Next, st.NextBeat = &b.Move, b.ID
	} else {
		st.Done = trace.DoneTold
	}
	w.Steps = append(w.Steps, st)
}

func (w *World) event(e trace.Event) { w.events = append(w.events, e) }

// Gate puts a host before its next call.
func (w *World) Gate(host, name, call string, line int) {
	w.callIDs++
	w.calls = append(w.calls, trace.Call{
		ID: w.callIDs, Host: host, Name: name, Text: call, Status: trace.CallWaiting,
		File: w.file(host), Line: line,
	})
	w.event(trace.Event{Kind: trace.EventWaiting, Host: host, Name: name, ID: w.callIDs, Text: call})
}

func (w *World) file(host string) string {
	return w.Header.Hosts[slices.IndexFunc(w.Header.Hosts, func(h trace.Host) bool { return h.Name == host })].File
}

func (w *World) call(host, name string) *trace.Call {
	i := slices.IndexFunc(w.calls, func(c trace.Call) bool { return c.Host == host && c.Name == name })
	return &w.calls[i]
}

// Begin lets a host's call begin.
func (w *World) Begin(host, name string) {
	c := w.call(host, name)
	c.Status, c.Since = trace.CallRunning, w.now
	w.event(trace.Event{Kind: trace.EventStarted, Host: host, Name: name, ID: c.ID, Text: c.Text})
}

// ends lets a call return.
func (w *World) ends(host, name, result, fault string) {
	c := w.call(host, name)
	w.event(trace.Event{Kind: trace.EventEnded, Host: host, Name: name, ID: c.ID, Text: result, Err: fault})
	if fault != "" {
		w.host(host).Error = &trace.Fault{Step: w.now, Call: name, Err: fault}
	}
	id := c.ID
	w.calls = slices.DeleteFunc(w.calls, func(c trace.Call) bool { return c.ID == id })
}

func (w *World) host(name string) *trace.State {
	return &w.hosts[slices.IndexFunc(w.hosts, func(s trace.State) bool { return s.Host == name })]
}

// Prints lets a host print a line.
func (w *World) Prints(host, s string) {
	w.host(host).Output += s + "\n"
	w.event(trace.Event{Kind: trace.EventOutput, Host: host, Text: s + "\n"})
}

// socket adds a socket in a state.
func (w *World) socket(host, role, proto, local, remote, from, state string) int {
	id := len(w.sockets) + 1
	s := trace.Socket{ID: id, Host: host, Role: role, Proto: proto, Local: local, Remote: remote, State: state, Source: trace.SourceKernel, Owned: true}
	if from == closed && role == trace.RoleConnection {
		s.Been = []string{closed}
	}
	if role == trace.RoleListener {
		s.SendQ = 4096
	}
	w.sockets = append(w.sockets, s)
	w.event(trace.Event{Kind: trace.EventState, Host: host, Name: role, ID: id, From: from, To: state})
	return id
}

// becomes puts a socket into a state.
func (w *World) becomes(id int, state string) {
	s := &w.sockets[id-1]
	w.event(trace.Event{Kind: trace.EventState, Host: s.Host, Name: s.Role, ID: id, From: s.State, To: state})
	s.Been = append(s.Been, s.State)
	s.State, s.Timer, s.SendQ, s.RecvQ = state, nil, 0, 0
}

func (w *World) timer(id int, kind string, ms int64) {
	w.sockets[id-1].Timer = &trace.Timer{Kind: kind, Millis: ms}
}

// Sends puts a packet on the wire; numbers are seq and, with the A flag, ack.
func (w *World) Sends(from, to int, name, flags string, seq, ack uint32, payload string) {
	a := w.sockets[from-1]
	receiver, remote := "server", a.Remote
	if to > 0 {
		receiver = w.sockets[to-1].Host
		if remote == "" {
			remote = w.sockets[to-1].Local
		}
	}
	w.packets++
	p := trace.Packet{
		ID: w.packets, From: a.Host, To: receiver, Proto: a.Proto, Name: name, Src: a.Local, Dst: remote,
		Flags: flags, Seq: seq, Ack: ack, Len: len(payload), Copies: 1, Step: w.now,
	}
	if payload != "" {
		p.Text = fmt.Sprintf("%q", payload)
	}
	w.held = append(w.held, p)
	w.event(trace.Event{Kind: trace.EventSent, Host: p.From, Name: name, ID: p.ID, To: p.To, Packet: &p})
}

// Fate takes the oldest held packet of that name off the wire.
func (w *World) Fate(kind, fate, host, name string) {
	i := slices.IndexFunc(w.held, func(p trace.Packet) bool { return p.From == host && p.Name == name })
	p := w.held[i]
	p.Fate, p.Ended = fate, w.now
	w.held = slices.Delete(slices.Clone(w.held), i, i+1)
	w.wire = append(slices.Clone(w.wire), p)
	w.wire = w.wire[max(0, len(w.wire)-trace.MaxWire):]
	w.event(trace.Event{Kind: kind, Host: host, Name: name, ID: p.ID, To: p.To, Packet: &p})
}

func (w *World) arrives(host, name string) {
	w.Fate(trace.EventDelivered, trace.FateDelivered, host, name)
}

func (w *World) again(host, name string, times int) {
	for i := range w.wire {
		if w.wire[i].From == host && w.wire[i].Name == name {
			w.wire = slices.Clone(w.wire)
			w.wire[i].Copies += times
			w.event(trace.Event{Kind: trace.EventAgain, Host: host, Name: name, ID: w.wire[i].ID, To: w.wire[i].To, Count: times})
		}
	}
}
