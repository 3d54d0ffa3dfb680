package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// happening gathers what a move leads to until everything has settled. Only
// then are ids given and events put in order.
type happening struct {
	packet    *trace.Event // the packet that the move was about
	started   *trace.Event // the call that the move let begin
	sent      []*onWire
	again     map[*onWire]int // how often each was repeated
	ended     []endedCall
	output    []trace.Event
	begun     []*call
	exits     []trace.Event
	counts    []trace.Event // of a run step: calls
	crossed   []trace.Event // of a run step: packets
	destroyed []trace.Event

	overflow int // packets thrown away because too many were held
}

// endedCall is a call that has returned.
type endedCall struct {
	call *call
	msg  gate.Message
}

// count adds calls of a host that went through an open gate.
func (h *happening) count(host string, n gate.Count) {
	for i := range h.counts {
		if e := &h.counts[i]; e.Host == host && e.Name == n.Name {
			e.Count += n.Calls
			e.Bytes += n.Bytes
			return
		}
	}
	h.counts = append(h.counts, trace.Event{Kind: trace.EventEnded, Host: host, Name: n.Name, Count: n.Calls, Bytes: n.Bytes})
}

// repeats counts how often kernels have repeated themselves.
func (h *happening) repeats() int {
	n := 0
	for _, times := range h.again {
		n += times
	}
	return n
}

// nothing tells whether nothing happened but that a kernel repeated itself.
func (h *happening) nothing() bool {
	return h.packet == nil && h.started == nil && len(h.sent) == 0 && len(h.ended) == 0 &&
		len(h.output) == 0 && len(h.begun) == 0 && len(h.exits) == 0 && len(h.destroyed) == 0 && len(h.counts) == 0
}

// settle waits until nothing moves any more: it takes all packets off the wire
// and asks every host, again and again, until a round brings nothing new. This
// is a rule and not a pause, so it holds on a loaded machine too.
func (r *Run) settle() error {
	if r.foreign != nil {
		return r.settleSilence()
	}
	deadline := time.Now().Add(hostPatience)
	for {
		news, err := r.round()
		if err != nil {
			return err
		}
		if news {
			continue
		}
		if r.flows && time.Now().Before(deadline) {
			if waits, err := r.inPassing(); err != nil {
				return err
			} else if waits {
				time.Sleep(time.Millisecond)
				continue
			}
		}
		return nil
	}
}

// hostPatience bounds how long a step on the host network waits for a state
// that only the other kernel's acknowledgement can end. That one is delayed by
// at most 40 ms on Linux, by 200 ms elsewhere.
const hostPatience = 300 * time.Millisecond

// round is one turn of settling; news tells whether it brought anything.
func (r *Run) round() (news bool, err error) {
	if news, err = r.takePackets(); err != nil {
		return false, err
	}
	told, err := r.askHosts()
	return news || told, err
}

// takePackets takes in what was sent since it was last called. What came before
// an error is on the wire nevertheless.
func (r *Run) takePackets() (news bool, err error) {
	took, err := r.net.Take()
	news = r.absorbPackets(took)
	if err != nil {
		return news, fmt.Errorf("the wire cannot be read: %w", err)
	}
	return news, nil
}

// askHosts asks every host whether it rests, all at once, and takes in what
// they say.
func (r *Run) askHosts() (news bool, err error) {
	for _, h := range r.hosts {
		if !h.ended {
			if err := h.Ask(); err != nil {
				return false, fmt.Errorf("host %s cannot be asked: %w", h.Name, err)
			}
		}
	}
	for _, h := range r.hosts {
		if h.ended {
			continue
		}
		answer, err := h.Answer()
		if err != nil {
			return false, fmt.Errorf("host %s does not answer: %w", h.Name, err)
		}
		news = r.absorb(h, answer) || news
	}
	return news, nil
}

// inPassing tells whether some connection is in a state that lasts only until
// the other kernel has answered. On a network whose packets flow by themselves
// that is a moment.
func (r *Run) inPassing() (bool, error) {
	for _, s := range r.sockets.rows {
		if s.gone || s.Proto != "tcp" {
			continue
		}
		now, ok, err := r.net.Sockets().Lookup(s.Proto, s.local, s.remote)
		if err != nil {
			return false, fmt.Errorf("the sockets cannot be read: %w", err)
		}
		if ok && slices.Contains(passing, now.State) {
			return true, nil
		}
	}
	return false, nil
}

var passing = []tcp.State{tcp.SynSent, tcp.SynRcvd, tcp.FinWait1, tcp.Closing, tcp.LastAck}

// absorbPackets takes in what the wire brought.
func (r *Run) absorbPackets(news wire.News) bool {
	for _, p := range news.Sent {
		r.happened.sent = append(r.happened.sent, r.describe(p))
	}
	for _, p := range news.Again {
		if row := r.packets.byWire(p.ID); row != nil {
			row.Copies = p.Copies
			r.happened.again[row]++
			continue
		}
		for _, row := range r.happened.sent {
			if row.wire == p.ID {
				row.Copies = p.Copies
			}
		}
	}
	r.happened.overflow += news.Overflow
	return len(news.Sent) > 0
}

// describe is a packet as the trace tells of it.
func (r *Run) describe(p wire.Packet) *onWire {
	row := &onWire{
		wire: p.ID, read: p,
		Packet: trace.Packet{
			Proto: p.Proto, Name: p.Name(),
			Src: p.Src.String(), Dst: p.Dst.String(), Flags: p.FlagLetters(),
			Seq: p.RelSeq, Ack: p.RelAck, Len: len(p.Payload), Size: len(p.Raw), Window: int(p.Window),
			Text: p.Text(), Detail: p.Detail(), Copies: p.Copies, Step: r.rec.Len(),
		},
	}
	r.address(row)
	return row
}

// address names the hosts that a packet comes from and goes to. A packet may be
// read off the wire before its host has told of the socket, so what was sent
// in a step is addressed once more when everything has settled.
func (r *Run) address(row *onWire) {
	row.From, row.To = r.ends(row.read)
	row.order = r.orderOf(row.From)
}

// ends names the hosts between which a packet travels. An ICMP message has no
// ports; the packet that it quotes has, and went the other way.
func (r *Run) ends(p wire.Packet) (from, to string) {
	proto, src, dst := p.Proto, p.Src, p.Dst
	if p.Inner != nil {
		proto, src, dst = p.Inner.Proto, p.Inner.Dst, p.Inner.Src
	}
	return r.hostAt(proto, src, dst), r.hostAt(proto, dst, src)
}

// hostAt names the host that has an address. Where no socket has it, as with a
// refusal from a port where nobody listens, it is a server, or whoever is not
// at the other end.
func (r *Run) hostAt(proto string, at, other netip.AddrPort) string {
	if name := r.sockets.owner(proto, at); name != "" {
		return name
	}
	if r.foreign != nil {
		return r.foreign.side(at)
	}
	far := r.sockets.owner(proto, other)
	for _, h := range r.hosts {
		if h.Role == Server && h.Name != far {
			return h.Name
		}
	}
	for _, h := range r.hosts {
		if h.Name != far {
			return h.Name
		}
	}
	return far
}

func (r *Run) orderOf(name string) int {
	for _, h := range r.hosts {
		if h.Name == name {
			return h.order
		}
	}
	return len(r.hosts)
}

// absorb takes in what a host said.
func (r *Run) absorb(h *host, a gate.Answer) bool {
	for _, m := range a.Messages {
		r.message(h, m)
	}
	h.busy = a.Busy
	if a.Exit != nil {
		r.hostEnded(h, a.Exit)
	}
	return len(a.Messages) > 0 || a.Exit != nil
}

// message takes in one thing that a host said.
func (r *Run) message(h *host, m gate.Message) {
	switch m.Kind {
	case gate.KindBegin:
		r.happened.begun = append(r.happened.begun, newCall(h, m))
	case gate.KindSocket:
		r.socketTold(h, m)
	case gate.KindEnd:
		if c := r.callOf(h, m.Call); c != nil {
			r.calls.remove(c)
			r.happened.begun = slices.DeleteFunc(r.happened.begun, func(b *call) bool { return b == c })
			if m.Err == "" && (c.passed || r.runsOn(c)) {
				r.happened.count(h.Name, gate.Count{Name: c.Name, Calls: 1, Bytes: m.Bytes})
				return
			}
			r.happened.ended = append(r.happened.ended, endedCall{c, m})
		}
	case gate.KindOutput:
		r.printed(h, "", m.Text)
	case gate.KindCounts:
		for _, n := range m.Counts {
			r.happened.count(h.Name, n)
		}
	}
}

// callOf finds a host's call, which may have come to its gate in this step.
func (r *Run) callOf(h *host, inHost int) *call {
	if c := r.calls.of(h, inHost); c != nil {
		return c
	}
	for _, c := range r.happened.begun {
		if c.host == h && c.inHost == inHost {
			return c
		}
	}
	return nil
}

func (r *Run) printed(h *host, stream, text string) {
	h.output = tail(h.output+text, trace.MaxText)
	if r.running { // however long the run, it has one event
		for i := range r.happened.output {
			if e := &r.happened.output[i]; e.Host == h.Name && e.Name == stream {
				e.Text = tail(e.Text+text, trace.MaxText)
				return
			}
		}
	}
	r.happened.output = append(r.happened.output, trace.Event{Kind: trace.EventOutput, Host: h.Name, Name: stream, Text: head(text, trace.MaxText)})
}

// socketTold notes a socket that a host tells of, and the other end that a
// listener's kernel will open for it.
func (r *Run) socketTold(h *host, m gate.Message) {
	if m.Socket == nil {
		return
	}
	local, remote := parseAddress(m.Socket.Local), parseAddress(m.Socket.Remote)
	opener := tcp.Passive
	if c := r.callOf(h, m.Call); c != nil {
		c.proto, c.local, c.remote = m.Socket.Proto, local, remote
		if strings.HasPrefix(c.Name, "Dial") {
			opener = tcp.Active
		}
	}
	r.sockets.add(h.Name, m.Socket.Role, m.Socket.Proto, local, remote, opener)
	if opener == tcp.Active && m.Socket.Proto == "tcp" {
		r.expectChild(local, remote)
	}
}

// expectChild notes the connection that the listener at address to opens when
// a SYN from address from reaches it.
func (r *Run) expectChild(from, to netip.AddrPort) {
	if l := r.sockets.listener(to); l != nil {
		r.sockets.add(l.Host, trace.RoleConnection, "tcp", to, from, tcp.Passive)
	}
}

// hostEnded takes in that a host's process is no more.
func (r *Run) hostEnded(h *host, e *gate.Ended) {
	h.ended, h.exit = true, e.String()
	r.calls.removeHost(h)
	r.happened.begun = slices.DeleteFunc(r.happened.begun, func(c *call) bool { return c.host == h })
	if e.Crash != "" {
		r.printed(h, "stderr", e.Crash)
	}
	r.happened.exits = append(r.happened.exits, trace.Event{Kind: trace.EventExit, Host: h.Name, Text: h.exit, Count: e.Code})
}

// parseAddress reads an address, which may be missing.
func parseAddress(text string) netip.AddrPort {
	a, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.AddrPort{}
	}
	return a
}

// head keeps the first n bytes of a text, tail the last, at a character's edge.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + "…"
}

func tail(text string, n int) string {
	if len(text) <= n {
		return text
	}
	at := len(text) - n
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return text[at:]
}
