package bench

import (
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/trace"
)

// happening gathers what a move leads to until everything has settled. Only
// then are ids given and events put in order.
type happening struct {
	made    *trace.Event // what the move itself did: a packet's fate, a call that began, a socket destroyed
	sent    []*table.Packet
	again   map[*table.Packet]int // how often each was repeated
	ended   []endedCall
	output  []trace.Event
	begun   []*table.Call
	exits   []trace.Event
	counts  []trace.Event // of a run step: calls
	crossed []trace.Event // of a run step: packets

	overflow int // packets thrown away because too many were held
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
	return h.made == nil && len(h.sent) == 0 && len(h.ended) == 0 &&
		len(h.output) == 0 && len(h.begun) == 0 && len(h.exits) == 0 && len(h.counts) == 0 && len(h.crossed) == 0
}
