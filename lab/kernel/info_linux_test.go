package kernel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcplab/lab/tcp"
)

// attribute returns an attribute as the kernel writes it: length, kind, value, and
// zeros up to the next multiple of four.
func attribute(kind int, value []byte) []byte {
	n := unix.SizeofNlAttr + len(value)
	b := binary.NativeEndian.AppendUint16(nil, uint16(n))
	b = binary.NativeEndian.AppendUint16(b, uint16(kind))
	return append(append(b, value...), make([]byte, align(n)-n)...)
}

// numbered returns n bytes of which every number of four bytes tells its place, so
// that a field that is read from a wrong place has a wrong value.
func numbered(n int) []byte {
	var b []byte
	for i := range n / 4 {
		b = binary.NativeEndian.AppendUint32(b, uint32(1000+i))
	}
	return b
}

// The sizes of struct tcp_info at the ends of some of its fields, in bytes.
const (
	throughResends  = int(unsafe.Offsetof(unix.TCPInfo{}.Total_retrans)) + 4
	throughSegments = int(unsafe.Offsetof(unix.TCPInfo{}.Segs_in)) + 4
	throughUnsent   = int(unsafe.Offsetof(unix.TCPInfo{}.Notsent_bytes)) + 4
	throughSnd      = int(unsafe.Offsetof(unix.TCPInfo{}.Snd_wnd)) + 4
	throughRcv      = int(unsafe.Offsetof(unix.TCPInfo{}.Rcv_wnd)) + 4
)

// TestAnOlderKernelsInfoIsShorter reads struct tcp_info as kernels of several ages
// write it. A field that a kernel does not have is negative, and never 0, which
// would be said to be observed.
func TestAnOlderKernelsInfoIsShorter(t *testing.T) {
	if throughResends != 104 {
		t.Fatalf("tcpi_total_retrans ends at byte %d, want 104: tcp_info had this size up to Linux 3.14", throughResends)
	}
	for _, c := range []struct {
		name                     string
		size                     int
		told                     bool
		unsent, sendWnd, recvWnd bool
		why                      string
	}{
		{"nothing", 0, false, false, false, false, "an empty attribute tells nothing"},
		{"without resends", throughResends - 4, false, false, false, false, "every kernel that is known has the first 104 bytes, so this is no tcp_info"},
		{"Linux 3.14", throughResends, true, false, false, false, "it ends with tcpi_total_retrans"},
		{"Linux 4.5", throughSegments, true, false, false, false, "tcpi_notsent_bytes came with 4.6"},
		{"Linux 4.6", throughUnsent, true, true, false, false, "tcpi_snd_wnd came with 5.4"},
		{"cut inside of a field", throughUnsent - 1, true, false, false, false, "three bytes of four are no number"},
		{"Linux 5.4", throughSnd, true, true, true, false, "tcpi_rcv_wnd came with 6.2"},
		{"Linux 6.2", throughRcv, true, true, true, true, "it tells all that is read"},
		{"a later kernel", throughRcv + 400, true, true, true, true, "what follows is passed over"},
	} {
		info := infoOf(numbered(c.size + 3)[:c.size:c.size])
		if info.Told != c.told {
			t.Errorf("%s, %d bytes: told is %v, want %v: %s", c.name, c.size, info.Told, c.told, c.why)
			continue
		}
		if !c.told {
			if info != (Info{}) {
				t.Errorf("%s: %+v, want all zero: nothing is told", c.name, info)
			}
			continue
		}
		for _, f := range []struct {
			field string
			got   int
			known bool
			end   int
		}{
			{"NotSent", info.NotSent, c.unsent, throughUnsent},
			{"SendWindow", info.SendWindow, c.sendWnd, throughSnd},
			{"RecvWindow", info.RecvWindow, c.recvWnd, throughRcv},
			{"Resends", info.Resends, true, throughResends},
		} {
			want := -1
			if f.known {
				want = 1000 + f.end/4 - 1
			}
			if f.got != want {
				t.Errorf("%s, %d bytes: %s is %d, want %d: %s", c.name, c.size, f.field, f.got, want, c.why)
			}
		}
	}
}

// TestInfoHasTheFieldsOfTcpInfo gives every field its own value, in the struct that
// package unix has from the kernel's header.
func TestInfoHasTheFieldsOfTcpInfo(t *testing.T) {
	from := unix.TCPInfo{
		Probes: 1, Backoff: 2, Rto: 3000, Snd_mss: 4, Unacked: 5, Sacked: 6, Lost: 7, Retrans: 8,
		Rtt: 9, Snd_ssthresh: 10, Snd_cwnd: 11, Total_retrans: 12, Notsent_bytes: 13, Snd_wnd: 14, Rcv_wnd: 15,
	}
	raw := func() []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&from)), unsafe.Sizeof(from)) }
	want := Info{
		Told: true, Probes: 1, Backoff: 2, RTO: 3 * time.Millisecond, MSS: 4, Unacked: 5, Sacked: 6, Lost: 7, Resent: 8,
		RTT: 9 * time.Microsecond, Ssthresh: 10, Cwnd: 11, Resends: 12, NotSent: 13, SendWindow: 14, RecvWindow: 15,
	}
	if got := infoOf(raw()); got != want {
		t.Errorf("infoOf is\n%+v, want\n%+v", got, want)
	}
	from.Snd_ssthresh = 0x7fffffff // TCP_INFINITE_SSTHRESH of linux/tcp.h
	if got := infoOf(raw()).Ssthresh; got != 0 {
		t.Errorf("the threshold is %d, want 0: Linux' largest number stands for a threshold that was never set", got)
	}
	from.Snd_wnd = 1 << 30 // RFC 7323, section 2.3: the largest window
	if got := infoOf(raw()).SendWindow; got != 1<<30 {
		t.Errorf("the window is %d, want %d: a window may have 30 bits", got, 1<<30)
	}
}

// TestMemoryIsWholeOrNotTold reads SK_MEMINFO.
func TestMemoryIsWholeOrNotTold(t *testing.T) {
	whole := 4 * (unix.SK_MEMINFO_DROPS + 1)
	for n := range whole {
		if got := memoryOf(numbered(whole)[:n]); got != (Memory{}) {
			t.Errorf("of %d bytes: %+v, want nothing told: numbers are missing", n, got)
		}
	}
	want := Memory{Told: true, RecvUsed: 1000, RecvRoom: 1001, SendUsed: 1005, SendRoom: 1003, Drops: 1008}
	for _, n := range []int{whole, whole + 8} { // later kernels add numbers at the end
		if got := memoryOf(numbered(n)); got != want {
			t.Errorf("of %d bytes: %+v, want %+v: the order is that of enum sk_meminfo in linux/sock_diag.h", n, got, want)
		}
	}
}

// TestAttributesOfAnyLengthAreRead gives read attributes that are cut off, untrue,
// unknown and repeated. It takes what is whole, and never reads beyond the end.
func TestAttributesOfAnyLengthAreRead(t *testing.T) {
	info, memory := attribute(attrInfo, numbered(throughRcv)), attribute(attrMemory, numbered(36))
	length := func(n int, b []byte) []byte { // an attribute whose length is untrue
		b = bytes.Clone(b)
		binary.NativeEndian.PutUint16(b, uint16(n))
		return b
	}
	join := func(all ...[]byte) []byte { return bytes.Join(all, nil) }
	for _, c := range []struct {
		name         string
		attrs        []byte
		info, memory bool
	}{
		{"none", nil, false, false},
		{"three bytes, which are no header", []byte{4, 0, 2}, false, false},
		{"both", join(info, memory), true, true},
		{"both, the other way round", join(memory, info), true, true},
		{"one that is not known in front", join(attribute(1, make([]byte, 20)), attribute(200, []byte("x")), info, memory), true, true},
		{"one of no length, behind which nothing can be found", join(info, length(0, memory)), true, false},
		{"one shorter than its header", join(info, length(3, memory)), true, false},
		{"one that is a header alone", join(attribute(attrInfo, nil), memory), false, true},
		{"one that is longer than what is there", join(memory, length(0xffff, info)), false, true},
		{"the last one without its last byte", join(memory, info[:len(info)-1]), false, true},
		{"the last one without its padding", join(info, memory, attribute(200, []byte("x"))[:5]), true, true},
		{"nested, which these are never", join(attribute(attrInfo|unix.NLA_F_NESTED, numbered(throughRcv)), memory), false, true},
	} {
		s := Socket{Proto: TCP, State: tcp.Established}
		s.read(bytes.Clone(c.attrs)) // a slice that ends where the bytes end: reading on panics
		if s.Info.Told != c.info || s.Memory.Told != c.memory {
			t.Errorf("%s: info is told: %v, memory: %v; want %v and %v", c.name, s.Info.Told, s.Memory.Told, c.info, c.memory)
		}
	}
	for n := range len(info) + len(memory) {
		s := Socket{Proto: TCP, State: tcp.Established}
		s.read(bytes.Clone(join(info, memory)[:n]))
		if s.Info.Told != (n >= len(info)) || s.Memory.Told {
			t.Errorf("of the first %d bytes: info is told: %v, memory: %v; want only what is whole", n, s.Info.Told, s.Memory.Told)
		}
	}
}

// TestAListenersNumbersAreNoConnections: Linux puts the accept queue of a listener
// in fields of tcp_info that mean something else for a connection.
func TestAListenersNumbersAreNoConnections(t *testing.T) {
	for _, s := range []Socket{{Proto: TCP, State: tcp.Listen}, {Proto: UDP, State: tcp.Established}, {Proto: UDP, State: Unconn}} {
		s.read(append(attribute(attrInfo, numbered(throughRcv)), attribute(attrMemory, numbered(36))...))
		if s.Info.Told || !s.Memory.Told {
			t.Errorf("%s %s: info is told: %v, memory: %v; want the memory alone", s.Proto, s.State, s.Info.Told, s.Memory.Told)
		}
	}
}

// FuzzAttributes gives read any bytes. It must come to an end, and not read beyond
// them.
func FuzzAttributes(f *testing.F) {
	f.Add(append(attribute(attrInfo, numbered(throughRcv)), attribute(attrMemory, numbered(36))...))
	f.Add([]byte{0, 0, 2, 0, 4, 0})
	f.Fuzz(func(t *testing.T, attrs []byte) {
		s := Socket{Proto: TCP, State: tcp.Established}
		s.read(bytes.Clone(attrs))
	})
}

// TestTheKernelTellsEachStateItsOwn asks the kernel of this machine about sockets in
// several states.
func TestTheKernelTellsEachStateItsOwn(t *testing.T) {
	r, ln := newReader(t), listen(t)
	if l := look(t, r, TCP, addr(ln.Addr()), netip.AddrPort{}); l.Info.Told || !l.Memory.Told || l.Memory.RecvRoom == 0 {
		t.Errorf("the listener: %+v %+v, want its memory alone", l.Info, l.Memory)
	}
	client, server := pair(t, ln)
	c, s := addr(client.LocalAddr()), addr(server.LocalAddr())
	got := look(t, r, TCP, c, s)
	if i := got.Info; !i.Told || i.MSS < 536 || i.Cwnd == 0 || i.RTO <= 0 || i.Ssthresh != 0 || i.Unacked != 0 || i.Resends != 0 {
		t.Errorf("the client: %+v, want a fresh connection's numbers: an MSS of 536 at least (RFC 9293, section 3.7.1), nothing on its way", i)
	}
	if m := got.Memory; !m.Told || m.RecvRoom == 0 || m.SendRoom == 0 || m.RecvUsed != 0 || m.SendUsed != 0 {
		t.Errorf("the client: %+v, want empty buffers", m)
	}
	if _, err := client.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if m := look(t, r, TCP, s, c).Memory; m.RecvUsed <= 5 || m.RecvUsed > m.RecvRoom {
		t.Errorf("the server: %+v, want more than the 5 bytes that wait: Linux counts its own overhead", m)
	}
	if _, err := io.ReadFull(server, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	client.(*net.TCPConn).CloseWrite()
	if _, err := server.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("Read: %v, want EOF: the peer closed its half", err)
	}
	if i := look(t, r, TCP, s, c).Info; !i.Told {
		t.Errorf("the server in CLOSE_WAIT: %+v, want that it is told as before", i)
	}
	server.Close()
	if _, err := client.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("Read: %v, want EOF: the peer closed", err)
	}
	if got := look(t, r, TCP, c, s); got.State != tcp.TimeWait || got.Info.Told || got.Memory.Told {
		t.Errorf("the client: %+v, want TIME_WAIT, of which Linux tells neither: it keeps no whole socket then", got)
	}
}

// TestNothingIsToldInSynRcvd connects to a listener that waits for a connection's
// first bytes (TCP_DEFER_ACCEPT of tcp(7)). Until they come, Linux leaves the
// connection in SYN_RCVD, and keeps no whole socket for it.
func TestNothingIsToldInSynRcvd(t *testing.T) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var set error
		err := c.Control(func(fd uintptr) { set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 10) })
		return errors.Join(err, set)
	}}
	config.SetMultipathTCP(false)
	ln, err := config.Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	got := look(t, newReader(t), TCP, addr(ln.Addr()), addr(client.LocalAddr()))
	if got.State != tcp.SynRcvd || got.Info.Told || got.Memory.Told {
		t.Errorf("the server's end: %+v, want SYN_RCVD, of which neither is told", got)
	}
}
