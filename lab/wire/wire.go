// Package wire carries packets: it has a device through which every packet of a
// lesson passes, and the Wire that holds each one until a move delivers, drops
// or duplicates it. On Linux the device is a TUN in a network namespace of its
// own; the sockets at both ends are the kernel's. It knows no lesson: hosts,
// scripts and steps never come in here.
package wire

import (
	"slices"
	"sync/atomic"
	"time"

	"tcplab/lab/packet"
	"tcplab/lab/words"
)

// Device carries packets to and from the hosts' kernel. Raw bytes are whole
// IP packets.
type Device interface {
	// Read puts one packet that was sent into buf and returns its length in
	// bytes, or 0 if none is waiting. It never waits.
	Read(buf []byte) (int, error)

	// Write lets a packet arrive. Once it returns, the receiving kernel has
	// processed the packet.
	Write(raw []byte) error
}

// Packet is a packet on the wire, or one that was.
type Packet struct {
	packet.Packet // with its live numbers

	ID     int       // in order of sending, from 1; it never changes
	Of     int       // of a copy that is held by itself, the id of the original; else 0
	RelSeq uint32    // relative to the sender's first
	RelAck uint32    // relative to the receiver's first; 0 without the ACK flag
	Window int       // bytes, scaled if the scale is known; hides the live value
	Probe  bool      // it only asks for an answer, as a keepalive timer or a persist timer does
	Copies int       // how often it was sent; more than 1 if copies were folded
	Sent   time.Time // when it was read from the device
	Again  time.Time // when its last copy was read; zero if there is none

	flow   *flow // the direction it belongs to
	tapped int64 // names it for Tap

	folded int     // copies folded into it since it was sent or, if it is held no longer, since it was delivered
	newest *Packet // the newest of these copies; nil if there is none
	taps   []int64 // name these copies for Tap, the newest one last
}

// News lists the packets that were sent since the last Take.
type News struct {
	Sent  []Packet // new packets, now held, in the order of sending
	Again []Packet // the originals of folded copies, one entry for each copy

	Lost      []Packet // new packets that a cut wire has lost, in the order of sending
	LostAgain []Packet // copies of lost packets that were lost, too, each as it was sent and with the id of the first one

	Overflow int // how many packets were thrown away because Limit were held
}

// Wire holds packets. Everything in flight is in one slice and moves only if a
// method is called for it. Only one goroutine may use a Wire at a time.
type Wire struct {
	// Tap sees every packet, and what becomes of it. New sets one that does
	// nothing.
	Tap Tap

	// Passed, if it is set, counts the bytes of data that Run lets through, while it
	// does so.
	Passed *atomic.Int64

	// Faults, if it is set, says what becomes of a packet that Run would let
	// through: Arrived, Dropped, Duplicated or, because the wire is cut from this
	// packet on, Lost.
	Faults func(*Packet) Fate

	// Limit is the largest number of packets that are held, so that no program
	// can fill the memory. Further packets are thrown away and counted. 0 means
	// no limit.
	Limit int

	device  Device
	loses   func(*Packet) bool // of Cut; nil if the wire is whole
	now     func() time.Time
	held    []*Packet // oldest first
	flows   flows
	lastID  int
	news    News // not yet returned by Take
	pieces  fragments
	buf     []byte  // for reading
	settled []*flow // flows of which a delivery since the last reading may have acknowledged packets
}

// maxBatch is the largest number of packets that one reading takes, so that a
// program that floods the wire cannot keep it for ever.
const maxBatch = 4096

// maxPacket is the largest packet that crosses a device, in bytes: IPv4 allows no
// larger one, and the device's MTU none of IPv6.
const maxPacket = 65535

// New returns a wire over a device. The clock is asked when a packet is read;
// nil means time.Now.
func New(d Device, clock func() time.Time) *Wire {
	if clock == nil {
		clock = time.Now
	}
	return &Wire{Tap: noTap{}, device: d, now: clock, flows: flows{}, buf: make([]byte, maxPacket)}
}

// Take reads the device until it is empty and returns what is new since the
// last Take. It does not wait. Packets of other protocols than TCP, UDP and
// ICMP are passed on to the receiver at once, since no lesson is about them.
func (w *Wire) Take() (News, error) {
	err := w.drain()
	news := w.news
	w.news = News{}
	return news, err
}

// Held lists the packets that wait, oldest first.
func (w *Wire) Held() []Packet {
	held := make([]Packet, len(w.held))
	for i, p := range w.held {
		held[i] = *p
	}
	return held
}

// Deliver lets a held packet arrive. The next Take brings the receiving
// kernel's answer.
func (w *Wire) Deliver(id int) error {
	p, err := w.find(id)
	if err != nil {
		return err
	}
	return w.arrive(p, Arrived)
}

// Drop throws away one held packet. If its sender repeats it, the repetition is
// a new packet.
//
// Copies that a kernel has sent before the Drop stay on the wire, as on a real
// one, and Drop returns them: those of the packet, in its place; and those of a
// packet the other way that were folded because this one answers it. All copies
// of one packet are held as one, and no News lists it.
func (w *Wire) Drop(id int) (rest []Packet, err error) {
	p, err := w.find(id)
	if err != nil {
		return nil, err
	}
	place := slices.Index(w.held, p)
	w.release(p)
	w.Tap.Became(p.tapped, Dropped)
	if c := w.stays(p); c != nil {
		w.held = slices.Insert(w.held, place, c)
		rest = append(rest, *c)
	}
	for _, row := range p.flow.unanswered(p) {
		if c := w.stays(row); c != nil {
			w.held = append(w.held, c)
			rest = append(rest, *c)
		}
	}
	return rest, nil
}

// stays makes a packet of the copies that were folded into p. It returns nil if
// there are none. Its flow holds it; w.held does not yet.
func (w *Wire) stays(p *Packet) *Packet {
	if p.folded == 0 {
		return nil
	}
	w.lastID++
	c := *p.newest
	c.ID, c.Of, c.Copies, c.Again = w.lastID, p.ID, p.folded, time.Time{}
	c.folded, c.newest = p.folded-1, nil
	c.tapped, c.taps = p.taps[c.folded], p.taps[:c.folded]
	if c.folded > 0 {
		c.Again, c.newest = c.Sent, p.newest
	}
	c.flow.number(&c)
	p.Copies -= p.folded
	p.folded, p.newest, p.taps = 0, nil, nil
	c.flow.hold(&c)
	w.Tap.Became(c.tapped, Waits)
	return &c
}

// Duplicate lets a held packet arrive. It holds and returns a copy of it, which
// no News lists.
func (w *Wire) Duplicate(id int) (Packet, error) {
	p, err := w.find(id)
	if err != nil {
		return Packet{}, err
	}
	if err := w.arrive(p, Duplicated); err != nil {
		return Packet{}, err
	}
	return w.twin(p), nil
}

// Copy holds and returns a copy of a held packet, which no News lists, and lets
// none of the two arrive.
func (w *Wire) Copy(id int) (Packet, error) {
	p, err := w.find(id)
	if err != nil {
		return Packet{}, err
	}
	return w.twin(p), nil
}

// twin holds and returns a copy of a packet.
func (w *Wire) twin(p *Packet) Packet {
	twin := *p
	twin.tapped = w.Tap.Copied(w.now(), p.Raw)
	w.lastID++
	twin.ID, twin.Of, twin.Copies, twin.Again = w.lastID, p.ID, 1, time.Time{}
	twin.folded, twin.newest, twin.taps = 0, nil, nil // these stay with p
	w.hold(&twin)
	return twin
}

// find returns the held packet with that id. It reads the device first, so that
// a copy which a kernel made before this move still finds its original.
func (w *Wire) find(id int) (*Packet, error) {
	if err := w.drain(); err != nil {
		return nil, err
	}
	for _, p := range w.held {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, words.Errorf("packet %d is not on the wire any more: choose one that is held",
		"包 %d 已经不在线路上：请选一个停着的包", id)
}

// arrive delivers a packet, which is held no longer then, and tells the tap its
// fate. It remembers the packet as long as its sender may repeat it.
func (w *Wire) arrive(p *Packet, fate Fate) error {
	if err := w.device.Write(p.Raw); err != nil {
		return words.Errorf("%s cannot be delivered: %w", "%s 送不到：%w", p.Name(), err)
	}
	w.release(p)
	w.Tap.Became(p.tapped, fate)
	p.folded, p.newest, p.taps = 0, nil, nil // its copies bring nothing new
	p.flow.delivered(p)
	w.settled = append(w.settled, p.flow.back)
	return nil
}

// hold adds a packet to the held ones.
func (w *Wire) hold(p *Packet) {
	w.held = append(w.held, p)
	p.flow.hold(p)
}

// release removes a packet from the held ones.
func (w *Wire) release(p *Packet) {
	if i := slices.Index(w.held, p); i >= 0 {
		w.held = slices.Delete(w.held, i, i+1)
		p.flow.unhold(p)
	}
}

// drain reads the device until it is empty, and folds copies. It reads all
// waiting packets before it judges the first.
func (w *Wire) drain() error {
	batch, err := w.readAll()
	w.admit(batch)
	for _, f := range w.settled {
		f.forget()
	}
	w.settled = w.settled[:0]
	return err
}

func (w *Wire) readAll() (batch []*Packet, err error) {
	for len(batch) < maxBatch {
		n, err := w.device.Read(w.buf)
		if err != nil {
			return batch, words.Errorf("the wire cannot be read: %w", "读不了线路：%w", err)
		}
		if n == 0 {
			return batch, nil
		}
		at := w.now()
		raw := slices.Clone(w.buf[:n])
		parsed, err := w.parse(raw)
		if err == nil {
			tapped := w.Tap.Sent(at, raw, Waits)
			batch = append(batch, &Packet{Packet: parsed, Sent: at, Copies: 1, flow: w.flows.of(&parsed), tapped: tapped})
			continue
		}
		w.Tap.Sent(at, raw, Arrived)
		if err := w.device.Write(raw); err != nil {
			return batch, words.Errorf("a packet of another protocol cannot be passed on: %w",
				"别的协议的包传不过去：%w", err)
		}
	}
	return batch, nil
}
