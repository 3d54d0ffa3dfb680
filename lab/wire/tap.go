package wire

import "time"

// Tap sees what a wire carries, and what becomes of it. A capture is one.
type Tap interface {
	// Sent is told of every packet that a kernel sends, copies included, in the
	// order of sending. fate is Arrived for a packet that is let through as it
	// comes, and Waits for one about which something is decided later. Sent must
	// not keep raw. The number that it returns names the packet for Became.
	Sent(at time.Time, raw []byte, fate Fate) int64

	// Copied is told of a copy that Duplicate has made and holds. No kernel has
	// sent it.
	Copied(at time.Time, raw []byte) int64

	// Became is told what has become of a packet that did not arrive as it came.
	// A folded copy may become one that Waits again.
	Became(tapped int64, fate Fate)
}

// Fate is what has become of a packet that was sent.
type Fate int

// The fates.
const (
	Waits      Fate = iota // it is held
	Arrived                // the receiver has it
	Duplicated             // the receiver has it, and a copy is held
	Dropped                // thrown away by Drop
	Folded                 // it repeats a packet that is held, or whose answer is, and never arrives by itself
	Refused                // thrown away, because Limit packets were held
	Lost                   // by a wire that is cut, as soon as it was sent
)

// noTap is the tap of a wire that nobody listens to.
type noTap struct{}

func (noTap) Sent(time.Time, []byte, Fate) int64 { return 0 }
func (noTap) Copied(time.Time, []byte) int64     { return 0 }
func (noTap) Became(int64, Fate)                 {}
