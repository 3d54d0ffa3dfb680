package netstack

import (
	"sync"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
)

// device is the stack's only interface. A packet that the stack has sent waits in
// it, in the order of sending, until somebody reads it. It has room for all.
type device struct {
	mtu uint32

	mu   sync.Mutex
	to   stack.NetworkDispatcher // nil if the interface was removed
	sent [][]byte
}

var _ stack.LinkEndpoint = (*device)(nil)

// WritePackets keeps what the stack sends.
func (d *device) WritePackets(list stack.PacketBufferList) (int, tcpip.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range list.AsSlice() {
		v := p.ToView()
		d.sent = append(d.sent, append([]byte(nil), v.AsSlice()...))
		v.Release()
	}
	return list.Len(), nil
}

// take returns the oldest packet that the stack has sent, nil if there is none.
func (d *device) take() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.sent) == 0 {
		return nil
	}
	raw := d.sent[0]
	d.sent = d.sent[1:]
	return raw
}

func (d *device) waits() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.sent) > 0
}

// arrive hands a packet to the stack, which takes no other one than IPv4.
func (d *device) arrive(raw []byte) {
	d.mu.Lock()
	to := d.to
	d.mu.Unlock()
	if to == nil {
		return
	}
	p := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(raw)})
	defer p.DecRef()
	to.DeliverNetworkPacket(ipv4.ProtocolNumber, p)
}

func (d *device) Attach(to stack.NetworkDispatcher) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.to = to
}

func (d *device) IsAttached() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.to != nil
}

func (d *device) MTU() uint32                                  { return d.mtu }
func (d *device) SetMTU(mtu uint32)                            { d.mtu = mtu }
func (d *device) MaxHeaderLength() uint16                      { return 0 }
func (d *device) LinkAddress() tcpip.LinkAddress               { return "" }
func (d *device) SetLinkAddress(tcpip.LinkAddress)             {}
func (d *device) Capabilities() stack.LinkEndpointCapabilities { return 0 }
func (d *device) Wait()                                        {}
func (d *device) ARPHardwareType() header.ARPHardwareType      { return header.ARPHardwareNone }
func (d *device) AddHeader(*stack.PacketBuffer)                {}
func (d *device) ParseHeader(*stack.PacketBuffer) bool         { return true }
func (d *device) Close()                                       {}
func (d *device) SetOnCloseAction(func())                      {}
