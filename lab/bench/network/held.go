package network

import (
	"context"
	"sync/atomic"

	"tcplab/lab/wire"
)

// held is a wire whose packets are held, on any network that has one. They are also
// written to a file if somebody asks for it.
type held struct {
	*wire.Wire
	capture *capture // nil if the packets are not written to a file
}

// hold makes the wire over a device. Its arguments are those of NewPrivate.
func hold(d wire.Device, pcapng string, maxHeld int, passed *atomic.Int64) (held, error) {
	h := held{Wire: wire.New(d, nil)}
	h.Limit, h.Passed = maxHeld, passed
	if pcapng == "" {
		return h, nil
	}
	c, err := newCapture(pcapng)
	if err != nil {
		return h, err
	}
	h.Tap, h.capture = c, c
	return h, nil
}

// Call gives the present moment a name, such as "step 12", for the comments in
// the file of packets.
func (h *held) Call(moment func() string) {
	if h.capture != nil {
		h.capture.when = moment
	}
}

// Run lets everything cross. Behind it the file of packets has all that crossed.
func (h *held) Run(ctx context.Context) ([]wire.Tally, error) {
	if h.capture != nil {
		defer h.capture.flush()
	}
	return h.Wire.Run(ctx)
}

// Fail sets what becomes of packets that Run would let through.
func (h *held) Fail(faults func(*wire.Packet) wire.Fate) { h.Faults = faults }
