package packet

import (
	"bufio"
	"encoding/binary"
	"io"
	"runtime"
	"strings"
	"time"

	"tcplab/lab/words"
)

// The format is that of the IETF's draft-ietf-opsawg-pcapng. A file is a row of
// blocks, and a reader skips those that it does not know. All numbers here are
// little endian. A reader sees that from the magic number in the section's
// header.

// The types of block that are written (section 11.1).
const (
	blockSection   = 0x0a0d0d0a // section 4.1
	blockInterface = 1          // section 4.2
	blockPacket    = 6          // section 4.3, an Enhanced Packet Block
)

// linkRaw is LINKTYPE_RAW: a packet begins with its IP header, for there is no
// Ethernet on this wire.
const linkRaw = 101

// The options that are written. The same number means different things in
// different types of block.
const (
	optionEnd     = 0 // section 3.5
	optionComment = 1
	optionRoom    = 0x8000 // for local use (section 3.5.1), so a reader skips it

	sectionHardware    = 2 // section 4.1
	sectionOS          = 3
	sectionApplication = 4

	interfaceName        = 2 // section 4.2
	interfaceDescription = 3
	interfaceResolution  = 9 // its value 9, in one byte, means times in units of 10^-9 s
	interfaceOS          = 12
)

// Pcapng writes packets into a file that Wireshark reads: one section, one
// interface, bare IP packets, times in nanoseconds.
//
// What becomes of a packet is often known only later: it may wait for a person.
// So its block can have room for a comment, which is written into the file over
// the old one. The file stays in the order of sending, no packet is in it twice,
// and it is whole at every moment, for a reader during the run and if tcplab is
// killed. Two other ways were weighed: a block that is written when its packet's
// fate is known holds back all later ones, or is out of order; and a second block
// for the same packet is a second packet to Wireshark, which takes it for a
// retransmission.
type Pcapng struct {
	w       *bufio.Writer
	buf     []byte // the block that is being built; its memory is used again for the next
	written int64  // bytes of the blocks before it
}

// MaxComment is the length of the longest comment in bytes. A longer one is cut.
const MaxComment = 120

// roomSize is the number of bytes for a comment: one option that is a comment and
// one that fills the rest, or only the latter.
const roomSize = 4 + MaxComment + 4

// NewPcapng begins a file on w. The caller closes w after Flush.
func NewPcapng(w io.Writer) (*Pcapng, error) {
	p := &Pcapng{w: bufio.NewWriter(w)}
	p.begin(blockSection)
	p.uint32(0x1a2b3c4d) // the magic number
	p.uint32(1)          // version 1.0: major and minor, 16 bits each
	p.uint64(^uint64(0)) // the section's length is not known
	p.option(sectionApplication, "tcplab")
	p.option(sectionHardware, runtime.GOARCH)
	p.option(sectionOS, runtime.GOOS)
	p.option(optionEnd, "")
	err := p.end()
	if err == nil {
		p.begin(blockInterface)
		p.uint32(linkRaw) // 16 bits, and as many reserved ones
		p.uint32(0)       // no packet is cut short
		p.option(interfaceName, "tcplab")
		p.option(interfaceDescription, "the wire between the hosts of a lesson")
		p.option(interfaceOS, runtime.GOOS)
		p.option(interfaceResolution, "\x09")
		p.option(optionEnd, "")
		err = p.end()
	}
	if err != nil {
		return nil, words.Errorf("the pcapng file cannot be begun: %w", "pcapng 文件开不了头：%w", err)
	}
	return p, nil
}

// Write adds a packet with its live numbers, as it was on the wire at t.
func (p *Pcapng) Write(t time.Time, raw []byte) error {
	p.packet(t, raw)
	return p.endPacket()
}

// WriteOpen is Write with a comment that can be replaced: what Room makes of
// another one goes into the file at the offset place.
func (p *Pcapng) WriteOpen(t time.Time, raw []byte, comment string) (place int64, err error) {
	p.packet(t, raw)
	place = p.written + int64(len(p.buf))
	p.buf = append(p.buf, Room(comment)...)
	p.option(optionEnd, "")
	return place, p.endPacket()
}

// Room returns the bytes that hold a comment in a block's room; none if the
// comment is "". A comment that is too long is cut.
func Room(comment string) []byte {
	var b Pcapng // only builds
	if len(comment) > MaxComment {
		comment = strings.ToValidUTF8(comment[:MaxComment], "")
	}
	if comment != "" {
		b.option(optionComment, comment)
	}
	b.option(optionRoom, strings.Repeat("\x00", roomSize-len(b.buf)-4))
	return b.buf
}

// packet builds the block of a packet, up to its options.
func (p *Pcapng) packet(t time.Time, raw []byte) {
	at := uint64(t.UnixNano())
	p.begin(blockPacket)
	p.uint32(0) // the first interface, which is the only one
	p.uint32(uint32(at >> 32))
	p.uint32(uint32(at))
	p.uint32(uint32(len(raw))) // bytes in the file
	p.uint32(uint32(len(raw))) // bytes on the wire
	p.padded(raw)
}

// endPacket writes the block of a packet.
func (p *Pcapng) endPacket() error {
	if err := p.end(); err != nil {
		return words.Errorf("a packet cannot be written to the pcapng file: %w",
			"包写不进 pcapng 文件：%w", err)
	}
	return nil
}

// Flush hands everything written so far to the underlying writer.
func (p *Pcapng) Flush() error {
	if err := p.w.Flush(); err != nil {
		return words.Errorf("the pcapng file cannot be finished: %w", "pcapng 文件收不了尾：%w", err)
	}
	return nil
}

// begin starts a block: its type, and room for its length (section 3.1).
func (p *Pcapng) begin(kind uint32) {
	p.buf = p.buf[:0]
	p.uint32(kind)
	p.uint32(0)
}

// end writes the block that begin started. Its length, which counts the whole
// block in bytes, stands in front and at the end, so that a reader can go
// backwards.
func (p *Pcapng) end() error {
	length := uint32(len(p.buf) + 4)
	p.uint32(length)
	binary.LittleEndian.PutUint32(p.buf[4:], length)
	p.written += int64(len(p.buf))
	_, err := p.w.Write(p.buf)
	return err
}

// option adds an option to the block: its number, the length of its value in
// bytes, and the value.
func (p *Pcapng) option(number uint16, value string) {
	p.buf = binary.LittleEndian.AppendUint16(p.buf, number)
	p.buf = binary.LittleEndian.AppendUint16(p.buf, uint16(len(value)))
	p.padded([]byte(value))
}

// padded adds bytes to the block, and zeros up to a multiple of four.
func (p *Pcapng) padded(b []byte) {
	p.buf = append(p.buf, b...)
	for len(p.buf)%4 != 0 {
		p.buf = append(p.buf, 0)
	}
}

func (p *Pcapng) uint32(n uint32) { p.buf = binary.LittleEndian.AppendUint32(p.buf, n) }
func (p *Pcapng) uint64(n uint64) { p.buf = binary.LittleEndian.AppendUint64(p.buf, n) }
