package kernel

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/words"
)

// This file decodes the tables net.inet.tcp.pcblist_n and net.inet.udp.pcblist_n
// of macOS, which its netstat reads, too. Apple keeps their layout out of its
// public headers: it is that of bsd/netinet/in_pcb.h, bsd/netinet/tcp_var.h and
// bsd/sys/socketvar.h in xnu's sources, the same from macOS 10.15 to 15, except
// that records have become longer at their ends. The file has no build tag, so
// that its tests run everywhere.

// A pcbKind is the kind of a record: XSO_… in bsd/sys/socketvar.h.
type pcbKind uint32

const (
	pcbSocket  pcbKind = 0x01 // struct xsocket_n
	pcbReceive pcbKind = 0x02 // struct xsockbuf_n
	pcbSend    pcbKind = 0x04 // struct xsockbuf_n
	pcbInet    pcbKind = 0x10 // struct xinpcb_n, the first record of a socket
	pcbTCP     pcbKind = 0x20 // struct xtcpcb_n
)

// These are offsets in the records. All these structures are packed to 4 bytes.
const (
	pcbHead = 8 // every record begins with its length and its kind

	pcbGeneration = 24 // sizeof(struct xinpgen); one is the first record, and one the last

	inetRemotePort = 16 // inp_fport, in network order
	inetLocalPort  = 18 // inp_lport
	inetCount      = 28 // inp_gencnt
	inetFamilies   = 44 // inp_vflag
	inetRemote     = 48 // inp_dependfaddr; an IPv4 address is in its last 4 bytes
	inetLocal      = 64 // inp_dependladdr
	inetEnd        = 80

	socketState    = 26 // so_state
	socketQueue    = 44 // so_qlen
	socketHalf     = 46 // so_incqlen
	socketLimit    = 48 // so_qlimit
	socketEnd      = 50
	socketLastUser = 68 // so_last_pid
	socketUserEnd  = 72

	bufferBytes = 8 // sb_cc
	bufferEnd   = 12

	tcpState = 36 // t_state
	tcpEnd   = 40
)

const (
	familyIPv4 = 0x1 // INP_IPV4
	familyIPv6 = 0x2 // INP_IPV6

	noDescriptor = 0x1 // SS_NOFDREF: nobody has accepted the socket yet, or its program has closed it
)

// pcbEnds holds the length that a record must have at least, by its kind. A kind
// that is not here is skipped.
var pcbEnds = map[pcbKind]int{pcbSocket: socketEnd, pcbReceive: bufferEnd, pcbSend: bufferEnd, pcbInet: inetEnd, pcbTCP: tcpEnd}

// littleEndian is the order of bytes on every processor for which there is a macOS.
var littleEndian = binary.LittleEndian

// decodePCBs decodes a table of the sockets of one protocol. A table that is cut off,
// or laid out otherwise, is an error.
func decodePCBs(proto string, table []byte) ([]Socket, error) {
	odd := words.Errorf("the kernel's table of %[1]s sockets is cut off or has an unknown layout: watch with netstat -an -p %[1]s",
		"内核的 %[1]s 套接字表不完整，或者格式不认识：请用 netstat -an -p %[1]s 查看", proto)
	if len(table) < pcbGeneration || littleEndian.Uint32(table) != pcbGeneration {
		return nil, odd
	}
	var all []Socket
	now := pcb{} // the socket whose records come
	for rest := table[pcbGeneration:]; len(rest) > 0; {
		if len(rest) < pcbHead {
			return nil, odd
		}
		size, kind := int(littleEndian.Uint32(rest)), pcbKind(littleEndian.Uint32(rest[4:]))
		last := size == pcbGeneration
		if size < max(pcbGeneration, pcbEnds[kind]) && !last || size > len(rest) {
			return nil, odd
		}
		if last || kind == pcbInet {
			s, ok := now.socket(proto)
			switch {
			case ok && s.State == "":
				return nil, odd
			case ok && s.State != tcp.Closed:
				all = append(all, s)
			}
			now = pcb{}
		}
		if last {
			return all, nil
		}
		if _, known := pcbEnds[kind]; known {
			now[kind] = rest[:size]
		}
		rest = rest[min((size+7)&^7, len(rest)):] // the kernel rounds up to 8 bytes
	}
	if len(now) > 0 {
		return nil, odd
	}
	return all, nil // without a socket the first record is the only one
}

// pcb holds the records of a socket, by their kinds.
type pcb map[pcbKind][]byte

// socket returns what the records tell; ok is false if those that name the socket
// have not come. The kernel has no state of a TCP socket that is just being made.
func (p pcb) socket(proto string) (s Socket, ok bool) {
	inet, state := p[pcbInet], p[pcbTCP]
	if inet == nil || proto == TCP && state == nil {
		return Socket{}, false
	}
	families := inet[inetFamilies]
	s = Socket{
		Proto:  proto,
		State:  Unconn,
		Local:  pcbAddress(families, inet[inetLocal:], inet[inetLocalPort:]),
		Remote: pcbAddress(families, inet[inetRemote:], inet[inetRemotePort:]),

		// The kernel counts the sockets of a protocol that it makes, and uses no number
		// twice. Addresses in its memory are told, too, but those are used again.
		Cookie: littleEndian.Uint64(inet[inetCount:]),

		QueuesOnly: true,
	}
	switch {
	case proto == TCP:
		s.State = tcp.FromBSD(int(littleEndian.Uint32(state[tcpState:])))
	case s.Remote.Port() != 0:
		s.State = tcp.Established
	}
	receive, send, b := p[pcbReceive], p[pcbSend], p[pcbSocket]
	if receive == nil || send == nil || b == nil {
		s.StateOnly = true
		return s, true
	}
	s.RecvQ, s.SendQ = int(littleEndian.Uint32(receive[bufferBytes:])), int(littleEndian.Uint32(send[bufferBytes:]))
	s.Held = littleEndian.Uint16(b[socketState:])&noDescriptor == 0
	if len(b) >= socketUserEnd {
		s.PID = int(littleEndian.Uint32(b[socketLastUser:]))
	}
	if s.State == tcp.Listen {
		// The first counts the connections whose handshake is not done, too.
		s.RecvQ = int(littleEndian.Uint16(b[socketQueue:])) - int(littleEndian.Uint16(b[socketHalf:]))
		s.SendQ = int(littleEndian.Uint16(b[socketLimit:]))
	}
	return s, true
}

// pcbAddress reads an address. A socket for both families has it as IPv6.
func pcbAddress(families byte, addr, port []byte) netip.AddrPort {
	a := netip.AddrFrom16([16]byte(addr[:16])).Unmap()
	if families&(familyIPv4|familyIPv6) == familyIPv4 {
		a = netip.AddrFrom4([4]byte(addr[12:16]))
	}
	return netip.AddrPortFrom(a, binary.BigEndian.Uint16(port))
}

// pcbReader reads such tables anew for each question. list returns the table of a
// protocol.
type pcbReader struct {
	list func(proto string) ([]byte, error)
}

// Lookup finds the one socket with exactly these addresses. Remote is the zero
// value for a listener and for a UDP socket that is not connected. Lookup returns
// false if there is no such socket, as in CLOSED. If several sockets share their
// addresses, it finds one of them, and Bound finds all.
func (r *pcbReader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	if !remote.IsValid() {
		remote = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
		if a := local.Addr(); a.Is6() && !a.Is4In6() {
			remote = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
		}
	}
	all, err := r.Dump(proto)
	for _, s := range all {
		if s.Local == local && s.Remote == remote {
			return s, true, nil
		}
	}
	return Socket{}, false, err
}

// Hearer finds the socket with these addresses. It does not look for a listener,
// because the table does not tell which one hears a packet.
func (r *pcbReader) Hearer(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	return r.Lookup(proto, local, remote)
}

// Bound lists the listeners, or the UDP sockets, connected or not, that have
// exactly this address as their own.
func (r *pcbReader) Bound(proto string, local netip.AddrPort) ([]Socket, error) {
	all, err := r.Dump(proto)
	return slices.DeleteFunc(all, func(s Socket) bool {
		return s.Local != local || proto == TCP && s.State != tcp.Listen
	}), err
}

// Dump lists all sockets of a protocol, IPv4 and IPv6. It lists IPv4-mapped IPv6
// addresses as IPv4. A TCP socket that is in CLOSED is left out, as Linux does.
func (r *pcbReader) Dump(proto string) ([]Socket, error) {
	if proto != TCP && proto != UDP {
		return nil, words.Errorf("sockets of %q cannot be read: ask for tcp or udp",
			"读不了 %q 的套接字：只能读 tcp 或 udp", proto)
	}
	table, err := r.list(proto)
	if err != nil {
		return nil, words.Errorf("the kernel did not list its %[1]s sockets (%[2]w): watch with netstat -an -p %[1]s",
			"内核没有列出它的 %[1]s 套接字：%[2]w。请用 netstat -an -p %[1]s 查看", proto, err)
	}
	return decodePCBs(proto, table)
}

// Destroy always fails: this system has no call for it.
func (*pcbReader) Destroy(Socket) error {
	return words.Errorf("a socket cannot be destroyed on this system: end its program instead",
		"这个系统不能销毁套接字：请结束它的程序")
}

// Close does nothing: the reader holds nothing open.
func (*pcbReader) Close() error { return nil }
