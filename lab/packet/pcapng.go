package packet

import (
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// Pcapng writes packets into a file that Wireshark reads: one section, one
// interface, bare IP packets, times in nanoseconds.
type Pcapng struct{ w *pcapgo.NgWriter }

// NewPcapng begins such a file on w, which the caller closes after Flush.
func NewPcapng(w io.Writer) (*Pcapng, error) {
	device := pcapgo.NgInterface{
		Name:                "tcplab",
		Description:         "the wire between the hosts of a lesson",
		OS:                  runtime.GOOS,
		LinkType:            layers.LinkTypeRaw,
		TimestampResolution: 9,
	}
	section := pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{
		Hardware: runtime.GOARCH, OS: runtime.GOOS, Application: "tcplab",
	}}
	ng, err := pcapgo.NewNgWriterInterface(w, device, section)
	if err != nil {
		return nil, fmt.Errorf("the pcapng file cannot be begun: %w", err)
	}
	return &Pcapng{w: ng}, nil
}

// Write adds a packet with its live numbers, as it was on the wire at t.
func (p *Pcapng) Write(t time.Time, raw []byte) error {
	info := gopacket.CaptureInfo{Timestamp: t, CaptureLength: len(raw), Length: len(raw)}
	if err := p.w.WritePacket(info, raw); err != nil {
		return fmt.Errorf("a packet cannot be written to the pcapng file: %w", err)
	}
	return nil
}

// Flush hands everything written so far to the underlying writer.
func (p *Pcapng) Flush() error {
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("the pcapng file cannot be finished: %w", err)
	}
	return nil
}
