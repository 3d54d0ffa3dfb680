package wire

import (
	"context"
	"net/netip"
	"slices"

	"tcplab/lab/packet"
	"tcplab/lab/words"
)

// Passer is a device that can let packets through without a stop.
type Passer interface {
	// Pass lets packets arrive as they come until ctx is done. It calls each
	// for every packet before that arrives; each returns how often it arrives,
	// which may be never. each must not keep raw.
	Pass(ctx context.Context, each func(raw []byte) (times int)) error
}

// Tally counts the packets that crossed in one direction of a connection during
// a Run.
type Tally struct {
	Proto    string
	Src, Dst netip.AddrPort
	Fate     Fate   // Arrived; Lost if a cut wire has lost the packets; or what Faults has made of them
	Answers  bool   // of ICMP, the packets answer those of another tally, between the same addresses
	About    string // of ICMP, the protocol of the first message's quoted packet; Src and Dst are its ends, exchanged
	Packets  int
	Segments int    // packets with data
	Acks     int    // packets that only acknowledge
	Kinds    []Kind // how many packets there were of each kind, in the order of the first ones
	Bytes    int64  // of data; repeated bytes count as often as they crossed
	Size     int64  // bytes of the whole packets, IP headers included
	First    uint32 // the relative sequence number of the first packet
	Last     uint32 // the relative sequence number after the last one

	// Others is how many directions the tally counts together, because there were more
	// than maxTallies; 0 if it is one. Src, Dst or both are zero then, whichever they do
	// not have in common, and First and Last mean nothing.
	Others int
}

// Kind counts the packets of one kind.
type Kind struct {
	Name    string // as packet.Packet.Kind has it: SYN, DATA, RST ACK, …
	Packets int
}

// Run delivers all held packets, oldest first. Then it lets packets through as
// fast as they come until ctx is done, beginning with those that wait in the
// device. Packets that are still on their way then are held by the next Take.
// Run returns a tally for each direction, in the order of their first packets, and
// one more for each other fate. A program that floods the wire from ever new ports
// gets few tallies all the same, see Tally.Others.
// No other method may be called until it returns. Tap still sees every packet.
func (w *Wire) Run(ctx context.Context) ([]Tally, error) {
	passer, ok := w.device.(Passer)
	if !ok {
		return nil, words.Errorf("this network cannot let packets through by itself: deliver them one by one",
			"这个网络不能自己放行包：请一个一个送达")
	}
	w.news = News{Overflow: w.news.Overflow} // the packets in it cross now, as part of the run
	var c counter
	for len(w.held) > 0 {
		p := w.held[0]
		c.add(p, Arrived)
		if err := w.arrive(p, Arrived); err != nil {
			return c.tallies(), err
		}
	}
	var p Packet // used again for each packet, since only copies of its fields are kept
	err := passer.Pass(ctx, func(raw []byte) int {
		at := w.now()
		read, err := w.parse(raw)
		if err != nil {
			w.Tap.Sent(at, raw, Arrived)
			return 1
		}
		w.lastID++
		p = read
		p.ID, p.Sent = w.lastID, at
		p.Probe = p.flow.isProbe(&p.Packet)
		fate := w.fateOf(&p)
		if fate == Arrived {
			w.Tap.Sent(at, raw, Arrived)
		} else {
			w.Tap.Became(w.Tap.Sent(at, raw, Waits), fate)
		}
		p.flow.number(&p)
		if c.add(&p, fate); fate == Lost || fate == Dropped {
			return 0
		}
		p.flow.passed(&p)
		if w.Passed != nil {
			w.Passed.Add(int64(p.Len))
		}
		if fate == Duplicated {
			w.Tap.Became(w.Tap.Copied(at, raw), Arrived)
			return 2
		}
		return 1
	})
	if err != nil {
		err = words.Errorf("the packets stopped passing through: %w", "包不再通过了：%w", err)
	}
	return c.tallies(), err
}

// counted identifies the packets that one tally counts. Requests and answers of a
// ping within one machine have the same addresses.
type counted struct {
	flow    *flow
	answers bool
	fate    Fate
}

// maxTallies bounds the directions that have a tally of their own. It is enough for
// some 250 connections in a slice of time.
const maxTallies = 512

// counter keeps the tallies of a run.
type counter struct {
	of     map[counted]*Tally
	order  []*Tally
	ends   map[netip.AddrPort]int // how many tallies have an address at one of their ends
	shared map[common]*Tally      // those that count several directions together
}

// common is what the directions have in common that one tally counts together. An
// address is zero if they differ in it.
type common struct {
	proto, about string
	answers      bool
	fate         Fate
	src, dst     netip.AddrPort
}

// fateOf returns what becomes of a packet that a Run lets through.
func (w *Wire) fateOf(p *Packet) Fate {
	switch {
	case w.cutFor(p):
		return Lost
	case w.Faults != nil:
		return w.Faults(p)
	}
	return Arrived
}

// add counts a packet with its fate.
func (c *counter) add(p *Packet, fate Fate) {
	key := counted{p.flow, p.Answers(), fate}
	t := c.of[key]
	if t == nil {
		t = &Tally{Proto: p.Proto, Src: p.Src, Dst: p.Dst, First: p.RelSeq, Answers: key.answers, Fate: fate}
		if p.Inner != nil { // the quoted packet went the other way
			t.About, t.Src, t.Dst = p.Inner.Proto, p.Inner.Dst, p.Inner.Src
		}
		t = c.take(t)
		c.of[key] = t
	}
	t.Packets++
	t.Size += int64(len(p.Raw))
	if p.Len > 0 {
		t.Segments++
		t.Bytes += int64(p.Len)
	} else if p.Flags == packet.ACK {
		t.Acks++
	}
	kind := p.Kind()
	i := slices.IndexFunc(t.Kinds, func(k Kind) bool { return k.Name == kind })
	if i < 0 {
		i = len(t.Kinds)
		t.Kinds = append(t.Kinds, Kind{Name: kind})
	}
	t.Kinds[i].Packets++
	if last := p.RelSeq + p.End() - p.Seq; t.Others == 0 && before(t.Last, last) {
		t.Last = last
	}
}

// take adds a tally for a direction that had none, or returns the one in which it is
// counted together with others.
func (c *counter) take(t *Tally) *Tally {
	if c.of == nil {
		c.of, c.ends, c.shared = map[counted]*Tally{}, map[netip.AddrPort]int{}, map[common]*Tally{}
	}
	if len(c.of) < maxTallies {
		c.ends[t.Src]++
		c.ends[t.Dst]++
		c.order = append(c.order, t)
		return t
	}
	key := common{proto: t.Proto, about: t.About, answers: t.Answers, fate: t.Fate}
	switch src, dst := c.ends[t.Src], c.ends[t.Dst]; {
	case max(src, dst) < 2:
	case src > dst:
		key.src = t.Src
	default:
		key.dst = t.Dst
	}
	of := c.shared[key]
	if of == nil {
		of = &Tally{Proto: t.Proto, About: t.About, Answers: t.Answers, Fate: t.Fate, Src: key.src, Dst: key.dst}
		c.shared[key] = of
		c.order = append(c.order, of)
	}
	of.Others++
	return of
}

func (c *counter) tallies() []Tally {
	all := make([]Tally, len(c.order))
	for i, t := range c.order {
		all[i] = *t
	}
	return all
}
