package bench

import (
	"net/netip"
	"slices"
	"strings"

	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// This file takes in the messages of hosts while a run settles.

// absorb takes in a host's answer, and reports whether it brought anything.
func (r *Run) absorb(h *host.Host, a gate.Answer) bool {
	for _, m := range a.Messages {
		r.message(h, m)
	}
	for _, c := range append(slices.Clone(r.calls.Rows), r.happened.begun...) {
		if timed := slices.Contains(a.Timed, c.InHost); c.Host == h.Name && c.Timed != timed {
			c.Timed, r.ahead = timed, nil
		}
	}
	if h.Busy != a.Busy {
		h.Busy, r.ahead = a.Busy, nil
	}
	if a.Exit != nil {
		r.hostEnded(h, a.Exit)
	}
	return len(a.Messages) > 0 || a.Exit != nil
}

// message takes in one message of a host.
func (r *Run) message(h *host.Host, m gate.Message) {
	switch m.Kind {
	case gate.KindBegin:
		r.happened.begun = append(r.happened.begun, newCall(h, m))
	case gate.KindSocket:
		r.socketTold(h, m)
	case gate.KindEnd:
		if c := r.callOf(h, m.Call); c != nil {
			r.calls.Remove(c)
			r.happened.begun = slices.DeleteFunc(r.happened.begun, func(b *table.Call) bool { return b == c })
			if m.Err == "" && (c.Passed || r.runsOn(c)) {
				r.happened.count(h.Name, gate.Count{Name: c.Name, Calls: 1, Bytes: m.Bytes})
				return
			}
			r.happened.ended = append(r.happened.ended, endedCall{c, m})
		}
	case gate.KindOutput:
		if m.Cut > 0 {
			m.Text = host.CutMark + m.Text
		}
		r.printed(h, "", m.Text)
	case gate.KindCounts:
		for _, n := range m.Counts {
			r.happened.count(h.Name, n)
		}
	}
}

// newCall returns a call as its host announced it.
func newCall(h *host.Host, m gate.Message) *table.Call {
	c := &table.Call{
		Order: h.Order, InHost: m.Call,
		Call: trace.Call{Host: h.Name, Name: m.Name, Text: m.Text, Status: trace.CallWaiting, File: m.File, Line: m.Line},
	}
	if c.Name == "exit" && c.File == "" {
		c.File, c.Line = h.File, h.End
	}
	if m.Open {
		c.Status, c.Passed = trace.CallRunning, true
	}
	if m.Socket != nil {
		c.Proto, c.LocalAddr, c.RemoteAddr = m.Socket.Proto, parseAddress(m.Socket.Local), parseAddress(m.Socket.Remote)
		c.Inode = m.Socket.Inode
	}
	return c
}

// callOf returns a host's call, or nil. The call may have come to its gate in
// this step.
func (r *Run) callOf(h *host.Host, inHost int) *table.Call {
	if c := r.calls.ByHost(h.Name, inHost); c != nil {
		return c
	}
	for _, c := range r.happened.begun {
		if c.Host == h.Name && c.InHost == inHost {
			return c
		}
	}
	return nil
}

func (r *Run) printed(h *host.Host, stream, text string) {
	h.Prints(text)
	if r.running { // a run step has one event of output for each host, however long it is
		for i := range r.happened.output {
			if e := &r.happened.output[i]; e.Host == h.Name && e.Name == stream {
				e.Text = host.Tail(e.Text+text, trace.MaxText)
				return
			}
		}
	}
	r.happened.output = append(r.happened.output, trace.Event{
		Kind: trace.EventOutput, Host: h.Name, Name: stream, Text: host.Head(text, trace.MaxText),
	})
}

// socketTold adds a socket that a host has announced, and the other end that a
// listener's kernel will open for it.
func (r *Run) socketTold(h *host.Host, m gate.Message) {
	if m.Socket == nil {
		return
	}
	local, remote := parseAddress(m.Socket.Local), parseAddress(m.Socket.Remote)
	opener := tcp.Passive
	if c := r.callOf(h, m.Call); c != nil {
		c.Proto, c.LocalAddr, c.RemoteAddr, c.Inode = m.Socket.Proto, local, remote, m.Socket.Inode
		if strings.HasPrefix(c.Name, "Dial") {
			opener = tcp.Active
		}
	}
	r.announced.Lock()
	at := table.Address{Proto: m.Socket.Proto, Local: local, Remote: remote, Inode: m.Socket.Inode}
	r.sockets.AddOne(h.Name, m.Socket.Role, opener, at)
	r.announced.Unlock()
	if opener == tcp.Active && m.Socket.Proto == "tcp" {
		r.expectChild(local, remote)
	}
}

// expectChild adds the connection that the listener at address to opens if a
// SYN from address from reaches it. If several listen there, that may be another
// one after one of them has come or gone.
func (r *Run) expectChild(from, to netip.AddrPort) {
	r.announced.Lock()
	defer r.announced.Unlock()
	l := r.sockets.Hearer(r.net.Sockets(), "tcp", to, from)
	if l == nil {
		return
	}
	if child := r.sockets.Add(l.Host, trace.RoleConnection, "tcp", to, from, tcp.Passive); child.ID == 0 {
		child.Host = l.Host
	}
}

// hostEnded takes in the end of a host's process.
func (r *Run) hostEnded(h *host.Host, e *gate.Ended) {
	h.Ended, h.Exit = true, e.String()
	h.Leave()
	for _, c := range append(slices.Clone(r.calls.Rows), r.happened.begun...) {
		last := e.Signal != "" || c.Name == "exit" // it was killed at its last call, or left by this one
		if last && c.Host == h.Name && c.File == h.File {
			h.Stood = c.Line
		}
	}
	r.calls.RemoveHost(h.Name)
	r.happened.begun = slices.DeleteFunc(r.happened.begun, func(c *table.Call) bool { return c.Host == h.Name })
	if e.Crash != "" {
		r.printed(h, "stderr", e.Crash)
	}
	r.happened.exits = append(r.happened.exits, trace.Event{Kind: trace.EventExit, Host: h.Name, Text: h.Exit, Count: e.Code})
}

// parseAddress parses an address. It returns the zero address if there is none.
func parseAddress(text string) netip.AddrPort {
	a, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.AddrPort{}
	}
	return a
}
