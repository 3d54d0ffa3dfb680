package packet

import (
	"bytes"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

func TestPcapngCanBeReadAgain(t *testing.T) {
	var file bytes.Buffer
	w, err := NewPcapng(&file)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 2, 3, 4, 5, 6, 789, time.UTC)
	for i, c := range all {
		if err := w.Write(start.Add(time.Duration(i)), decode(t, c.hex, c.pad)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	r, err := pcapgo.NewNgReader(&file, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	if r.LinkType() != layers.LinkTypeRaw {
		t.Errorf("link type %v, want raw IP: there is no Ethernet on this wire", r.LinkType())
	}
	for i, c := range all {
		raw, info, err := r.ReadPacketData()
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		if !bytes.Equal(raw, decode(t, c.hex, c.pad)) || info.Length != len(raw) {
			t.Errorf("packet %d, %s, came back changed, but its bytes go into the file as they are", i, c.what)
		}
		if want := start.Add(time.Duration(i)); !info.Timestamp.Equal(want) {
			t.Errorf("packet %d was at %v, want %v to the nanosecond", i, info.Timestamp, want)
		}
	}
	if _, _, err := r.ReadPacketData(); err != io.EOF {
		t.Errorf("after the last packet: %v, want EOF", err)
	}
}

// TestPcapngIsWrittenAsGopacketWritesIt compares every byte with those that
// gopacket's writer makes of the same packets.
func TestPcapngIsWrittenAsGopacketWritesIt(t *testing.T) {
	var got, want bytes.Buffer
	ours, err := NewPcapng(&got)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := pcapgo.NewNgWriterInterface(&want, pcapgo.NgInterface{
		Name:                "tcplab",
		Description:         "the wire between the hosts of a lesson",
		OS:                  runtime.GOOS,
		LinkType:            layers.LinkTypeRaw,
		TimestampResolution: 9,
	}, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{
		Hardware: runtime.GOARCH, OS: runtime.GOOS, Application: "tcplab",
	}})
	if err != nil {
		t.Fatal(err)
	}
	large := bytes.Repeat([]byte{0x45, 0xff}, 32767) // more than the writers' buffers hold
	at := time.Date(2026, 2, 3, 4, 5, 6, 789, time.UTC)
	for size := range 9 { // every remainder by four, because the rest is padded
		for _, raw := range [][]byte{large[:size], large[:len(large)-size]} {
			at = at.Add(1<<32 + 1) // both halves of the time change
			if err := ours.Write(at, raw); err != nil {
				t.Fatal(err)
			}
			info := gopacket.CaptureInfo{Timestamp: at, CaptureLength: len(raw), Length: len(raw)}
			if err := theirs.WritePacket(info, raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := ours.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := theirs.Flush(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		n := 0
		for n < min(got.Len(), want.Len()) && got.Bytes()[n] == want.Bytes()[n] {
			n++
		}
		t.Errorf("%d bytes, gopacket writes %d; they differ from byte %d on", got.Len(), want.Len(), n)
	}
}

// broken is a full disk.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestPcapngReportsAFullDisk(t *testing.T) {
	w, err := NewPcapng(broken{})
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		t.Error("no error, but nothing could be written")
	}
}
