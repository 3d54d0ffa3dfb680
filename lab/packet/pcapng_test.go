package packet

import (
	"bytes"
	"io"
	"testing"
	"time"

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
	for i, c := range captured {
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
	for i, c := range captured {
		raw, info, err := r.ReadPacketData()
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		if !bytes.Equal(raw, decode(t, c.hex, c.pad)) || info.Length != len(raw) {
			t.Errorf("packet %d, %s, came back changed: live bytes go into the file", i, c.what)
		}
		if want := start.Add(time.Duration(i)); !info.Timestamp.Equal(want) {
			t.Errorf("packet %d was at %v, want %v to the nanosecond", i, info.Timestamp, want)
		}
	}
	if _, _, err := r.ReadPacketData(); err != io.EOF {
		t.Errorf("after the last packet: %v, want EOF", err)
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
