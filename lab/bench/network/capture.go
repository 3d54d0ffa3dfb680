package network

import (
	"bufio"
	"cmp"
	"errors"
	"os"
	"time"

	"tcplab/lab/packet"
	"tcplab/lab/words"
)

// capture writes every packet that a kernel sends into a pcapng file, with its
// live numbers, copies included. It is a capture at the sender, as tcpdump(1)
// takes one at its interface: a packet is in it from the moment it was sent,
// whatever becomes of it on the wire.
type capture struct {
	file *os.File
	out  *bufio.Writer
	ng   *packet.Pcapng
	err  error // the first error of writing; Close returns it

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
	c := &capture{file: file, out: bufio.NewWriter(file)}
	if c.ng, err = packet.NewPcapng(c.out); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return c, nil
}

// packet is the wire's tap. An error must not stop the lesson, so Close returns
// it.
func (c *capture) packet(at time.Time, raw []byte) {
	if c.err == nil {
		c.err = c.ng.Write(at, raw)
	}
}

// Close finishes the file. A second Close does nothing, and neither does Close
// of a nil capture.
func (c *capture) Close() error {
	if c == nil || c.closed {
		return nil
	}
	c.closed = true
	err := cmp.Or(c.err, c.ng.Flush(), c.out.Flush()) // the first error causes the others
	err = cmp.Or(err, c.file.Close())
	if err != nil {
		return words.Errorf("the packets were not all written, make room and run the lesson again: %w",
			"包没有全部写出，请腾出空间再运行一次：%w", err)
	}
	return nil
}
