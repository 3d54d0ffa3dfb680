package kernel

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"net/netip"
	"slices"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcplab/lab/tcp"
	"tcplab/lab/words"
)

// Reader asks the kernel over one netlink socket (sock_diag(7)), which belongs
// to the network namespace of the thread that opened it. Several goroutines may
// use it at once.
type Reader struct {
	mu  sync.Mutex
	fd  int
	seq uint32
	req request
	buf []byte // room for one answer of the kernel
}

// request is a message to the kernel: a netlink header and struct
// inet_diag_req_v2.
type request struct {
	unix.NlMsghdr
	Family, Proto, Ext, _ uint8
	States                uint32 // in a dump, a bit for each state wanted
	id                    sockID
}

// sockID is struct inet_diag_sockid of linux/inet_diag.h. Ports and addresses
// are in network order.
type sockID struct {
	SrcPort, DstPort [2]byte
	Src, Dst         [16]byte
	If               uint32
	Cookie           [2]uint32
}

// row is struct inet_diag_msg, the kernel's answer for one socket.
type row struct {
	Family, State, Timer, Retrans uint8
	id                            sockID
	Expires                       uint32 // ms
	RecvQ, SendQ                  uint32
	UID, Inode                    uint32
}

const (
	noCookie    = ^uint64(0) // INET_DIAG_NOCOOKIE, twice
	allStates   = ^uint32(0)
	bound       = uint32(1) << 13 // of a TCP socket that has a port and neither listens nor connects (TCP_BOUND_INACTIVE)
	requestSize = uint32(unsafe.Sizeof(request{}))
	rowSize     = int(unsafe.Sizeof(row{}))
)

// timers are the kinds of timer by their numbers in sock_diag.
var timers = [...]string{1: Retransmit, 2: Keepalive, 3: TimeWait, 4: Persist}

var protocols = map[string]uint8{TCP: unix.IPPROTO_TCP, UDP: unix.IPPROTO_UDP}

// NewReader opens a reader in the network namespace of the calling thread.
func NewReader() (*Reader, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if errors.Is(err, fs.ErrPermission) || err == unix.EAFNOSUPPORT {
		return nil, words.Errorf("the kernel's socket table may not be opened (%w): start tcplab outside of the sandbox that forbids netlink",
			"不许打开内核的套接字表：%w。请在禁止 netlink 的沙箱之外启动 tcplab", err)
	}
	if err != nil {
		return nil, words.Errorf("the kernel's socket table cannot be opened (%w): load it with sudo modprobe inet_diag",
			"内核的套接字表打不开：%w。请用 sudo modprobe inet_diag 加载", err)
	}
	// The bench must not hang if an answer never comes.
	timeout := unix.Timeval{Sec: 5}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout); err != nil {
		unix.Close(fd)
		return nil, words.Errorf("the kernel's socket table cannot be prepared: %w",
			"准备不了内核的套接字表：%w", err)
	}
	return &Reader{fd: fd, buf: make([]byte, 64<<10)}, nil
}

// Close releases the reader, which must not be used afterwards. A second Close
// does nothing.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fd < 0 {
		return nil
	}
	fd := r.fd
	r.fd = -1
	return unix.Close(fd)
}

// Lookup finds the one socket with exactly these addresses. Remote is the zero
// value for a listener and for a UDP socket that is not connected. Lookup
// returns false if there is no such socket, as in CLOSED. It takes
// microseconds, however many sockets the machine has open.
//
// Several listeners, or UDP sockets, may share an address (SO_REUSEPORT of
// socket(7)). Then Lookup finds one of them, and Bound finds all.
func (r *Reader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	if !remote.IsValid() {
		remote = netip.AddrPortFrom(unspecified(local.Addr()), 0)
	}
	found, ok, err := r.Hearer(proto, local, remote)
	// If there is no such socket, the kernel may answer with the listener, or
	// with a socket bound to every address. That is another state machine.
	if !ok || found.Local != local || found.Remote != remote {
		return Socket{}, false, err
	}
	return found, true, nil
}

// Hearer finds the socket to which the kernel would give a packet that comes in
// now from remote for local: the one with these addresses, else a listener, or a
// UDP socket that is not connected. If several share the address, it is the one
// that the kernel's hash over the addresses and ports chooses. It returns false
// if there is none.
func (r *Reader) Hearer(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.sendOne(unix.SOCK_DIAG_BY_FAMILY, 0, proto, local, remote, 0); err != nil {
		return Socket{}, false, err
	}
	var found Socket
	ok := false
	err := r.answers(func(w *row, more []byte) {
		found, ok = w.socket(proto), true
		found.read(more)
	}, true)
	if errors.Is(err, unix.ENOENT) {
		return Socket{}, false, nil
	}
	if err != nil {
		return Socket{}, false, words.Errorf("the kernel did not say how %s %v stands: %w",
			"内核没有说明 %s %v 的状况：%w", proto, local, err)
	}
	return found, ok, nil
}

// Bound lists the listeners, or the UDP sockets, connected or not, that have
// exactly this address as their own.
func (r *Reader) Bound(proto string, local netip.AddrPort) ([]Socket, error) {
	states := allStates
	if proto == TCP {
		states = 1 << unix.BPF_TCP_LISTEN
	}
	all, err := r.list(proto, local.Port(), states)
	return slices.DeleteFunc(all, func(s Socket) bool { return s.Local != local }), err
}

// Dump lists all sockets of a protocol, IPv4 and IPv6. It lists IPv4-mapped
// IPv6 addresses as IPv4. A TCP socket that has a port and neither listens nor
// connects is CLOSED, and left out: Linux has told of it since 6.8 only, and looks
// for it in a table of its own.
func (r *Reader) Dump(proto string) ([]Socket, error) { return r.list(proto, 0, allStates&^bound) }

// list lists the sockets that have a port and are in one of some states; port 0
// stands for any.
func (r *Reader) list(proto string, port uint16, states uint32) ([]Socket, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []Socket
	for _, any := range []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		own, none := netip.AddrPortFrom(any, port), netip.AddrPortFrom(any, 0)
		if err := r.send(unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP, proto, states, own, none, 0); err != nil {
			return nil, err
		}
		err := r.answers(func(w *row, more []byte) {
			s := w.socket(proto)
			s.read(more)
			all = append(all, s)
		}, false)
		if err != nil && !errors.Is(err, unix.ENOENT) {
			return nil, words.Errorf("the kernel did not list its %s sockets: %w", "内核没有列出它的 %s 套接字：%w", proto, err)
		}
	}
	return all, nil
}

// Destroy has the kernel remove a socket, as ss -K does, even one in TIME_WAIT.
// Only the superuser of the socket's namespace may do that. If Lookup or Dump
// returned s, its cookie makes sure that no other socket is removed that has
// the same addresses by now.
func (r *Reader) Destroy(s Socket) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !s.Remote.IsValid() {
		s.Remote = netip.AddrPortFrom(unspecified(s.Local.Addr()), 0)
	}
	if err := r.sendOne(unix.SOCK_DESTROY, unix.NLM_F_ACK, s.Proto, s.Local, s.Remote, s.Cookie); err != nil {
		return err
	}
	if err := r.answers(func(*row, []byte) {}, true); err != nil {
		return words.Errorf("the kernel did not destroy the socket %v: %w", "内核没有销毁套接字 %v：%w", s.Local, err)
	}
	return nil
}

// Destroys reports whether the kernel can destroy sockets at all. It asks for one
// that does not exist.
func (r *Reader) Destroys() bool {
	nowhere := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	return !errors.Is(r.Destroy(Socket{Proto: TCP, Local: nowhere, Remote: nowhere}), unix.EOPNOTSUPP)
}

// sendOne asks about a single socket. Cookie is 0 if it is not known.
func (r *Reader) sendOne(kind, flags uint16, proto string, local, remote netip.AddrPort, cookie uint64) error {
	if cookie == 0 {
		cookie = noCookie
	}
	// If the kernel is asked about a UDP socket, it reads source and destination
	// as those of a packet that would arrive there. In a command to destroy one
	// it does not.
	if proto == UDP && kind == unix.SOCK_DIAG_BY_FAMILY {
		local, remote = remote, local
	}
	return r.send(kind, flags, proto, allStates, local, remote, cookie)
}

// send asks one question. A dump lists the sockets in one of some states.
func (r *Reader) send(kind, flags uint16, proto string, states uint32, src, dst netip.AddrPort, cookie uint64) error {
	number, ok := protocols[proto]
	if !ok {
		return words.Errorf("sockets of %q cannot be read: ask for tcp or udp",
			"读不了 %q 的套接字：只能读 tcp 或 udp", proto)
	}
	if r.fd < 0 {
		return words.Errorf("the reader of sockets is closed: open a new one",
			"读套接字的通道已经关闭：请重新打开")
	}
	r.seq++
	r.req = request{
		NlMsghdr: unix.NlMsghdr{
			Len: requestSize, Type: kind, Flags: unix.NLM_F_REQUEST | flags, Seq: r.seq,
		},
		Family: unix.AF_INET, Proto: number, States: states,
		Ext: 1<<(attrInfo-1) | 1<<(attrMemory-1),
		id:  sockID{Cookie: [2]uint32{uint32(cookie), uint32(cookie >> 32)}},
	}
	if src.Addr().Is6() && !src.Addr().Is4In6() {
		r.req.Family = unix.AF_INET6
	}
	binary.BigEndian.PutUint16(r.req.id.SrcPort[:], src.Port())
	binary.BigEndian.PutUint16(r.req.id.DstPort[:], dst.Port())
	putAddr(&r.req.id.Src, src.Addr())
	putAddr(&r.req.id.Dst, dst.Addr())
	// This does not use x/sys' Sendto, which allocates an address each time.
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(&r.req)), requestSize)
	if _, err := unix.Write(r.fd, bytes); err != nil {
		return words.Errorf("the kernel cannot be asked for its sockets: %w",
			"无法向内核查询它的套接字：%w", err)
	}
	return nil
}

// answers reads the kernel's reply to the last question: one message if single
// is set, else all until the end of the dump. It calls each for every row, with
// the attributes behind it.
func (r *Reader) answers(each func(w *row, more []byte), single bool) error {
	for {
		n, err := unix.Read(r.fd, r.buf)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		for b := r.buf[:n]; len(b) >= unix.SizeofNlMsghdr; {
			h := (*unix.NlMsghdr)(unsafe.Pointer(&b[0]))
			if int(h.Len) < unix.SizeofNlMsghdr || int(h.Len) > len(b) {
				return words.Errorf("its answer is cut off", "它的回答不完整")
			}
			body := b[unix.SizeofNlMsghdr:h.Len]
			b = b[min(align(int(h.Len)), len(b)):]
			if h.Seq != r.seq {
				continue // the rest of an answer to an earlier question
			}
			switch h.Type {
			case unix.NLMSG_DONE:
				return nil
			case unix.NLMSG_ERROR:
				if len(body) < 4 {
					return words.Errorf("its answer is cut off", "它的回答不完整")
				}
				if code := int32(binary.NativeEndian.Uint32(body)); code != 0 {
					return unix.Errno(-code)
				}
				return nil
			}
			if len(body) < rowSize {
				return words.Errorf("its answer is cut off", "它的回答不完整")
			}
			each((*row)(unsafe.Pointer(&body[0])), body[min(align(rowSize), len(body)):])
			if single {
				return nil
			}
		}
	}
}

func align(n int) int { return (n + unix.NLMSG_ALIGNTO - 1) &^ (unix.NLMSG_ALIGNTO - 1) }

// socket copies a row out of the buffer.
func (w *row) socket(proto string) Socket {
	s := Socket{
		Proto:  proto,
		State:  tcp.FromLinux(int(w.State)),
		Local:  addrPort(w.Family, w.id.Src, w.id.SrcPort),
		Remote: addrPort(w.Family, w.id.Dst, w.id.DstPort),
		RecvQ:  int(w.RecvQ),
		SendQ:  int(w.SendQ),
		Inode:  w.Inode,
		Cookie: uint64(w.id.Cookie[1])<<32 | uint64(w.id.Cookie[0]),
	}
	s.Mapped = w.Family == unix.AF_INET6 && s.Local.Addr().Is4()
	if proto == UDP && s.State != tcp.Established {
		s.State = Unconn
	}
	switch s.State {
	case tcp.CloseWait, tcp.LastAck, tcp.Closing:
		s.FIN = s.RecvQ > 0 // the FIN is behind all bytes, so it is there as long as anything is unread
	}
	if int(w.Timer) < len(timers) && w.Timer > 0 {
		s.Timer = Timer{
			Kind:        timers[w.Timer],
			Left:        time.Duration(w.Expires) * time.Millisecond,
			Retransmits: int(w.Retrans),
		}
	}
	return s
}

func addrPort(family uint8, addr [16]byte, port [2]byte) netip.AddrPort {
	a := netip.AddrFrom4([4]byte(addr[:4]))
	if family == unix.AF_INET6 {
		a = netip.AddrFrom16(addr).Unmap()
	}
	return netip.AddrPortFrom(a, binary.BigEndian.Uint16(port[:]))
}

func putAddr(to *[16]byte, a netip.Addr) {
	if a = a.Unmap(); a.Is4() {
		four := a.As4()
		copy(to[:], four[:])
		return
	}
	*to = a.As16()
}

// unspecified returns the address of a's family that stands for no address.
func unspecified(a netip.Addr) netip.Addr {
	if a.Is6() && !a.Is4In6() {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}
