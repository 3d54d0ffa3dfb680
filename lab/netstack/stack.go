package netstack

import (
	"context"
	"math/rand"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
)

// Stack is one TCP/IP stack for all hosts of a lesson. It is safe for concurrent
// use, since a table is read while packets pass.
type Stack struct {
	work sync.Mutex // held while the stack is handed something, or read

	s      *stack.Stack
	clock  *clock
	device *device
	minRTO time.Duration
	maxRTO time.Duration
	brisk  tcpip.Address

	somaxconn       int
	first, lastPort int
	ignored         []string
	plain           bool // no timestamps: the option is taken out of each SYN

	addresses map[tcpip.Address]bool // that the interface has
	hosts     []*Host                // in the order in which they joined
	sockets   map[int]*socket        // by number
	last      int                    // the number of the newest socket or endpoint
	cookies   map[any]uint64
	eof       map[tcpip.Endpoint]bool // whose end a program has read

	passed  atomic.Int64 // packets that have passed through
	passing atomic.Bool  // more are on their way

	mu   sync.Mutex
	open []*request    // that wait, in the order in which they came
	news chan struct{} // receives if a request has come
}

// nic is the number of the stack's only interface.
const nic tcpip.NICID = 1

// New makes a stack.
func New(set Settings) (*Stack, error) {
	c := &clock{}
	seed := rand.NewSource(1) // so that two runs choose the same ports and the same first numbers
	s := &Stack{
		clock:     c,
		device:    &device{mtu: 1500},
		minRTO:    least,
		maxRTO:    2 * time.Minute,
		somaxconn: 4096,
		addresses: map[tcpip.Address]bool{},
		sockets:   map[int]*socket{},
		cookies:   map[any]uint64{},
		eof:       map[tcpip.Endpoint]bool{},
		news:      make(chan struct{}, 1),
	}
	if set.MTU > 0 {
		s.device.mtu = uint32(set.MTU)
	}
	if set.MinRTO > 0 {
		s.minRTO = set.MinRTO
	}
	if set.MaxRTO > 0 {
		s.maxRTO = set.MaxRTO
	}
	s.s = stack.New(stack.Options{
		NetworkProtocols: []stack.NetworkProtocolFactory{
			ipv4.NewProtocolWithOptions(ipv4.Options{AllowExternalLoopbackTraffic: true}),
		},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol, udp.NewProtocol},
		Clock:              c,
		RandSource:         &locked{source: seed},
		SecureRNG:          &sameBytes{r: rand.New(rand.NewSource(2))},
	})
	if err := s.s.CreateNIC(nic, s.device); err != nil {
		return nil, fails("its interface", err)
	}
	all, _ := tcpip.NewSubnet(tcpip.AddrFrom4([4]byte{127, 0, 0, 0}), tcpip.MaskFromBytes([]byte{255, 0, 0, 0}))
	s.s.SetRouteTable([]tcpip.Route{{Destination: all, NIC: nic}})
	if err := s.has(netip.MustParseAddr("127.0.0.1")); err != nil {
		return nil, err
	}
	if set.Brisk != "" {
		a, err := netip.ParseAddr(set.Brisk)
		if err != nil {
			return nil, err
		}
		s.brisk = tcpip.AddrFrom4(a.As4())
	}
	return s, s.set(set.Sysctls)
}

// has gives the stack an address of this machine, unless it has it.
func (s *Stack) has(a netip.Addr) error {
	if !a.Is4() {
		return nil
	}
	own := tcpip.AddrFrom4(a.As4())
	if s.addresses[own] {
		return nil
	}
	var p stack.AddressProperties
	if len(s.addresses) > 0 { // what is dialled from nowhere comes from the first one, as on Linux
		p.PEB = stack.NeverPrimaryEndpoint
	}
	s.addresses[own] = true
	err := s.s.AddProtocolAddress(nic, tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: own, PrefixLen: 32},
	}, p)
	if err != nil {
		return fails("its address "+a.String(), err)
	}
	return nil
}

// settle waits until the stack has worked off everything that it was handed. It
// waits for no clock: a processor of the stack pauses only if its queue is empty.
func (s *Stack) settle() {
	for {
		s.s.Pause()
		s.s.Resume()
		if !s.clock.runDue() {
			return
		}
	}
}

// Read puts the oldest packet that the stack has sent into buf. It returns its
// length, or 0 if there is none.
func (s *Stack) Read(buf []byte) (int, error) {
	s.work.Lock()
	defer s.work.Unlock()
	s.settle()
	raw := s.device.take()
	s.strip(raw)
	return copy(buf, raw), nil
}

// strip takes the timestamps out of a SYN if the lesson has none. The stack always
// offers them, and uses them if the other end does, too.
func (s *Stack) strip(raw []byte) {
	ip := header.IPv4(raw)
	if !s.plain || len(raw) < header.IPv4MinimumSize || ip.TransportProtocol() != header.TCPProtocolNumber || len(raw) < int(ip.HeaderLength())+header.TCPMinimumSize {
		return
	}
	segment := header.TCP(raw[ip.HeaderLength():])
	if !segment.Flags().Contains(header.TCPFlagSyn) {
		return
	}
	options := segment.Options()
	for i := 0; i < len(options); {
		switch options[i] {
		case header.TCPOptionEOL:
			return
		case header.TCPOptionNOP:
			i++
			continue
		case header.TCPOptionTS:
			for j := i; j < min(i+header.TCPOptionTSLength, len(options)); j++ {
				options[j] = header.TCPOptionNOP
			}
			segment.SetChecksum(0)
			sum := header.PseudoHeaderChecksum(header.TCPProtocolNumber, ip.SourceAddress(), ip.DestinationAddress(), uint16(len(segment)))
			segment.SetChecksum(^segment.CalculateChecksum(checksum.Checksum(segment.Payload(), sum)))
			return
		}
		if i+1 >= len(options) || options[i+1] < 2 {
			return
		}
		i += int(options[i+1])
	}
}

// Write lets a packet arrive at the stack, which has processed it once Write
// returns.
func (s *Stack) Write(raw []byte) error {
	s.work.Lock()
	defer s.work.Unlock()
	s.clock.moveTo(s.clock.since() + transit)
	s.settle() // so that a timer which runs out on the way comes first
	defer s.settle()
	return s.arrive(raw)
}

// transit is how long a packet is on its way, once a move has let it go. Without
// it no round trip would take any time, and the stack could not measure one.
const transit = time.Millisecond

// arrive hands a packet to the stack.
func (s *Stack) arrive(raw []byte) error {
	s.readdress(raw)
	brisk := s.brisk.Len() > 0 && len(raw) >= header.IPv4MinimumSize && (header.IPv4(raw).SourceAddress() == s.brisk || header.IPv4(raw).DestinationAddress() == s.brisk)
	if brisk {
		if err := s.setRTO(least); err != nil {
			return err
		}
	}
	s.device.arrive(raw)
	if isSYN(raw) { // the listener may have made a socket
		s.settle()
		s.endpoints()
	}
	if brisk {
		s.settle()
		return s.setRTO(s.minRTO)
	}
	return nil
}

// isSYN reports whether a packet asks for a connection.
func isSYN(raw []byte) bool {
	ip := header.IPv4(raw)
	if len(raw) < header.IPv4MinimumSize || ip.TransportProtocol() != header.TCPProtocolNumber || len(raw) < int(ip.HeaderLength())+header.TCPMinimumSize {
		return false
	}
	flags := header.TCP(raw[ip.HeaderLength():]).Flags()
	return flags.Contains(header.TCPFlagSyn) && !flags.Contains(header.TCPFlagAck)
}

// readdress gives the stack the addresses to which packets go.
func (s *Stack) readdress(raw []byte) {
	if len(raw) >= header.IPv4MinimumSize {
		a := header.IPv4(raw).DestinationAddress()
		s.has(netip.AddrFrom4(a.As4()))
	}
}

// Pass lets packets arrive as the stack sends them, and answers requests, until
// ctx is done.
func (s *Stack) Pass(ctx context.Context, each func(raw []byte) (times int)) error {
	for {
		moved, err := s.passSome(ctx, each)
		if err != nil || ctx.Err() != nil {
			return err
		}
		if moved {
			continue
		}
		s.passing.Store(false)
		select {
		case <-ctx.Done():
			return nil
		case <-s.news:
		}
	}
}

// passSome answers the requests that can be answered, and lets the packets arrive
// that were sent by now.
func (s *Stack) passSome(ctx context.Context, each func(raw []byte) (times int)) (moved bool, err error) {
	s.work.Lock()
	defer s.work.Unlock()
	s.passing.Store(true)
	if moved, err = s.serve(); err != nil {
		return moved, err
	}
	defer s.settle()
	for ctx.Err() == nil {
		raw := s.device.take()
		if raw == nil {
			return moved, nil
		}
		moved = true
		s.strip(raw)
		s.passed.Add(1)
		for range each(raw) {
			if err := s.arrive(raw); err != nil {
				return moved, err
			}
		}
	}
	return moved, nil
}

// Crossed counts the packets that have passed through. idle is true if none is on
// its way.
func (s *Stack) Crossed() (packets int64, idle bool) {
	return s.passed.Load(), !s.passing.Load() && !s.device.waits() && len(s.news) == 0
}

// Ports returns the ports from which the stack chooses.
func (s *Stack) Ports() (first, last int) { return s.first, s.lastPort }

// Advance moves the clock to the next timer, and returns by how much. It returns
// false if no timer runs.
func (s *Stack) Advance() (time.Duration, bool) {
	s.work.Lock()
	defer s.work.Unlock()
	at, ok := s.clock.next()
	if due, timed := s.nextDeadline(); timed && (!ok || due < at) {
		at, ok = due, true
	}
	if !ok {
		return 0, false
	}
	before := s.clock.since()
	s.clock.moveTo(at)
	s.settle()
	return s.clock.since() - before, true
}

// Now returns the time since the stack was made.
func (s *Stack) Now() time.Duration { return s.clock.since() }

// Close ends the stack.
func (s *Stack) Close() error {
	s.s.Close()
	s.s.Wait()
	return nil
}

// Name names the stack and its version, which is that in go.mod, by its day.
const Name = "gVisor 2026-09-05"
