package network

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"tcplab/lab/packet"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// capture writes every packet that a kernel sends into a pcapng file, with its
// live numbers, copies included. It is a capture at the sender, as tcpdump(1)
// takes one at its interface: a packet is in it from the moment it was sent,
// whatever becomes of it on the wire. A packet that does not arrive as it comes
// has a comment that says what has become of it; one that has just arrived, and
// once, has none. A copy that a move has made is a packet of its own.
//
// The file has a held packet at once, because a person may look at it for minutes,
// and somebody may read the file meanwhile.
type capture struct {
	file  *os.File
	ng    *packet.Pcapng
	fixed bool             // the file has no way back, as a pipe to Wireshark has none, so no comment is written
	made  map[int64]string // of a copy that a move has made and that is held: when that was
	when  func() string    // names the moment, "step 12"; nil if it has no name
	err   error            // the first error of writing; Close returns it

	closed bool
}

// ErrNoPackets is the error of a capture on a network whose packets tcplab does
// not see.
var ErrNoPackets = words.Errorf("on the host network no packet passes through tcplab: use --pcapng with --net private",
	"在本机网络上，包不经过 tcplab：--pcapng 要和 --net private 一起用")

func newCapture(path string) (*capture, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, words.Errorf("the packets cannot be written (%w): choose another place with --pcapng",
			"包写不了：%w。请用 --pcapng 换一个地方", err)
	}
	info, err := file.Stat()
	c := &capture{file: file, made: map[int64]string{}, fixed: err != nil || !info.Mode().IsRegular()}
	if c.ng, err = packet.NewPcapng(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	c.flush()
	return c, nil
}

// The comments are in English alone, because Wireshark's own words are.
const (
	cWaits    = "still on the wire: it is held, and has not arrived"
	cDropped  = "dropped%s: it never arrived"
	cDoubled  = "arrived%s, and tcplab held a copy of it"
	cFolded   = "sent again while the first one, or its answer, was held: tcplab folded it into that one"
	cLost     = "lost%s, as soon as it was sent: the wire is cut"
	cRefused  = "thrown away%s: the wire held as many packets as it can"
	cCopy     = "a copy, which tcplab made%s and holds: it has not arrived"
	cCopyCame = "delivered twice: this is the copy, which tcplab made%s; it arrived%s"
	cCopyLost = "a copy, which tcplab made%s: dropped%s, it never arrived"
)

// Sent, Copied and Became are the wire's tap. An error must not stop the lesson,
// so Close returns it.
func (c *capture) Sent(at time.Time, raw []byte, fate wire.Fate) int64 {
	if fate == wire.Arrived {
		c.keep(c.ng.Write(at, raw))
		return 0
	}
	return c.open(at, raw, cWaits)
}

// Copied writes a copy that a move has made.
func (c *capture) Copied(at time.Time, raw []byte) int64 {
	made := c.moment()
	place := c.open(at, raw, fmt.Sprintf(cCopy, made))
	c.made[place] = made
	return place
}

// Became replaces a packet's comment.
func (c *capture) Became(place int64, fate wire.Fate) {
	if c.fixed || c.err != nil || c.closed {
		return
	}
	made, copied := c.made[place]
	if copied {
		delete(c.made, place)
	}
	_, err := c.file.WriteAt(packet.Room(comment(fate, copied, made, c.moment())), place)
	c.keep(err)
}

// comment says what has become of a packet. If copied, it is a copy that a move
// has made; made and now are moments.
func comment(fate wire.Fate, copied bool, made, now string) string {
	switch {
	case fate == wire.Waits:
		return cWaits
	case fate == wire.Folded:
		return cFolded
	case fate == wire.Refused:
		return fmt.Sprintf(cRefused, now)
	case fate == wire.Lost:
		return fmt.Sprintf(cLost, now)
	case fate == wire.Dropped && copied:
		return fmt.Sprintf(cCopyLost, made, now)
	case fate == wire.Dropped:
		return fmt.Sprintf(cDropped, now)
	case copied: // a copy may be duplicated, too
		return fmt.Sprintf(cCopyCame, made, now)
	case fate == wire.Duplicated:
		return fmt.Sprintf(cDoubled, now)
	}
	return ""
}

// moment names the present moment in a comment.
func (c *capture) moment() string {
	if c.when == nil {
		return ""
	}
	return " in " + c.when()
}

// open writes a packet that has not arrived yet, with its comment, into the file.
// It returns the place of the comment.
func (c *capture) open(at time.Time, raw []byte, comment string) int64 {
	if c.fixed {
		c.keep(c.ng.Write(at, raw))
		c.flush()
		return 0
	}
	place, err := c.ng.WriteOpen(at, raw, comment)
	c.keep(err)
	c.flush()
	return place
}

// flush hands the packets written so far to the file.
func (c *capture) flush() { c.keep(c.ng.Flush()) }

func (c *capture) keep(err error) {
	if c.err == nil {
		c.err = err
	}
}

// Close finishes the file. A second Close does nothing, and neither does Close
// of a nil capture.
func (c *capture) Close() error {
	if c == nil || c.closed {
		return nil
	}
	c.closed = true
	err := cmp.Or(c.err, c.ng.Flush()) // the first error causes the others
	err = cmp.Or(err, c.file.Close())
	if err != nil {
		return words.Errorf("the packets were not all written, make room and run the lesson again: %w",
			"包没有全部写出，请腾出空间再运行一次：%w", err)
	}
	return nil
}
