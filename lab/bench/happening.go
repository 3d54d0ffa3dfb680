package bench

import (
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// happening collects everything that a move leads to until the run has settled.
// Only then are ids given and events put in order.
type happening struct {
	made    *trace.Event    // the event of the move itself: a packet's fate, a call that began, a socket destroyed, or how far a model's clock went on
	copies  []*table.Packet // copies that are held by themselves since this move
	sent    []*table.Packet
	again   map[*table.Packet]int       // how often each packet was repeated
	lost    map[*table.Packet]lostAgain // packets that a cut wire has lost in an earlier step, and that were sent again; nil if there are none
	gone    []*table.Packet             // that were held and turned out to be lost
	ended   []endedCall
	output  []trace.Event
	begun   []*table.Call
	exits   []trace.Event
	counts  []trace.Event // calls of a run step
	crossed []trace.Event // packets of a run step
	changed []trace.Event // states that were seen to change while everything flowed
	tallies []wire.Tally  // the same packets as the wire has counted them

	overflow int // packets thrown away because too many were held
}

// lostAgain is how often a lost packet was sent again in vain, and the newest
// repetition. That has other timestamps than the first one, and may acknowledge
// more.
type lostAgain struct {
	times  int
	newest wire.Packet
}

// endedCall is a call that has returned.
type endedCall struct {
	call *table.Call
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

// repeats returns how many copies kernels have sent.
func (h *happening) repeats() int {
	n := 0
	for _, times := range h.again {
		n += times
	}
	for _, l := range h.lost {
		n += l.times
	}
	return n
}

// nothing reports whether nothing has happened, except that a kernel may have
// repeated a packet.
func (h *happening) nothing() bool {
	return h.made == nil && len(h.sent) == 0 && len(h.ended) == 0 &&
		len(h.output) == 0 && len(h.begun) == 0 && len(h.exits) == 0 && len(h.counts) == 0 && len(h.crossed) == 0 && len(h.changed) == 0
}
