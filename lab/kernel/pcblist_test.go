package kernel

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tcplab/lab/tcp"
)

// No Mac was at hand, so the tables of these tests are not recorded ones. They are
// laid out field by field as the structures stand in xnu's sources (xnu-11417,
// which is macOS 15), in the order in which bsd/netinet/in_pcblist.c writes them.
// The fields that nobody reads hold 0xEE, so that a wrong offset is seen.

// layout writes the fields of a structure that is packed to 4 bytes.
type layout struct{ bytes []byte }

func (l *layout) pad(to int) {
	for len(l.bytes)%min(to, 4) != 0 {
		l.bytes = append(l.bytes, 0xEE)
	}
}

func (l *layout) skip(n int) {
	l.bytes = append(l.bytes, slices.Repeat([]byte{0xEE}, n)...)
}

func (l *layout) u8(n uint8) { l.bytes = append(l.bytes, n) }
func (l *layout) u16(n int) {
	l.pad(2)
	l.bytes = binary.LittleEndian.AppendUint16(l.bytes, uint16(n))
}
func (l *layout) u32(n int) {
	l.pad(4)
	l.bytes = binary.LittleEndian.AppendUint32(l.bytes, uint32(n))
}
func (l *layout) u64(n uint64) {
	l.pad(8)
	l.bytes = binary.LittleEndian.AppendUint64(l.bytes, n)
}
func (l *layout) port(n uint16) { // in network order
	l.pad(2)
	l.bytes = binary.BigEndian.AppendUint16(l.bytes, n)
}

// address writes the union of an IPv6 address and of an IPv4 address behind 12 bytes.
func (l *layout) address(a netip.Addr) {
	if a.Is4() {
		l.bytes = append(l.bytes, make([]byte, 12)...)
	}
	l.bytes = append(l.bytes, a.AsSlice()...)
}

// record returns a record, with its length and its kind in front and what rounds
// it up to 8 bytes behind.
func record(kind int, fields func(*layout)) []byte {
	l := &layout{make([]byte, 8)}
	fields(l)
	binary.LittleEndian.PutUint32(l.bytes, uint32(len(l.bytes)))
	binary.LittleEndian.PutUint32(l.bytes[4:], uint32(kind))
	for len(l.bytes)%8 != 0 {
		l.bytes = append(l.bytes, 0)
	}
	return l.bytes
}

// generation returns struct xinpgen.
func generation(sockets int) []byte {
	l := &layout{}
	l.u32(24)      // xig_len
	l.u32(sockets) // xig_count
	l.u64(77)      // xig_gen
	l.u64(88)      // xig_sogen
	return slices.Clip(l.bytes)
}

// entry is a socket as a test describes it.
type entry struct {
	local, remote      string
	families           uint8
	count              uint64
	state              int // so_state
	queue, half, limit int
	pid                int
	receive, send      int
	tcp                int  // t_state; -1 for a UDP socket
	old                bool // an xsocket_n that ends behind so_uid
}

func (e entry) inet() []byte {
	local, remote := netip.MustParseAddrPort(e.local), netip.MustParseAddrPort(e.remote)
	return record(0x10, func(l *layout) {
		l.u64(0xEEEE)         // xi_inpp
		l.port(remote.Port()) // inp_fport
		l.port(local.Port())  // inp_lport
		l.u64(0xEEEE)         // inp_ppcb
		l.u64(e.count)        // inp_gencnt
		l.u32(0xEEEE)         // inp_flags
		l.u32(0xEEEE)         // inp_flow
		l.u8(e.families)      // inp_vflag
		l.u8(0xEE)            // inp_ip_ttl
		l.u8(6)               // inp_ip_p
		l.pad(4)
		l.address(remote.Addr()) // inp_dependfaddr
		l.address(local.Addr())  // inp_dependladdr
		l.skip(4 + 12)           // inp_depend4, inp_depend6
		l.u32(0xEEEE)            // inp_flowhash
		l.u32(0xEEEE)            // inp_flags2
	})
}

func (e entry) socket() []byte {
	return record(0x01, func(l *layout) {
		l.u64(0xEEEE) // xso_so
		l.u16(1)      // so_type
		l.u32(0xEEEE) // so_options
		l.u16(0xEE)   // so_linger
		l.u16(e.state)
		l.u64(0xEEEE) // so_pcb
		l.u32(6)      // xso_protocol
		l.u32(2)      // xso_family
		l.u16(e.queue)
		l.u16(e.half)
		l.u16(e.limit)
		l.u16(0xEE)   // so_timeo
		l.u16(0xEE)   // so_error
		l.u32(0xEEEE) // so_pgid
		l.u32(0xEEEE) // so_oobmark
		l.u32(501)    // so_uid
		if e.old {
			return
		}
		l.u32(e.pid)  // so_last_pid
		l.u32(0xEEEE) // so_e_pid
		l.u64(0xEEEE) // so_gencnt, from macOS 13 on, as all behind it
		l.skip(5 * 4)
	})
}

func buffer(kind, bytes int) []byte {
	return record(kind, func(l *layout) {
		l.u32(bytes)
		l.skip(4*4 + 2*2)
	})
}

func (e entry) stats() []byte { return record(0x08, func(l *layout) { l.skip(4 * 32) }) }

func (e entry) transport() []byte {
	return record(0x20, func(l *layout) {
		l.u64(0xEEEE) // t_segq
		l.u32(0xEE)   // t_dupacks
		l.skip(4 * 4) // t_timer
		l.u32(e.tcp)
		l.skip(164)
	})
}

// records returns a socket's records as the kernel writes them.
func (e entry) records() []byte {
	all := slices.Concat(e.inet(), e.socket(), buffer(0x02, e.receive), buffer(0x04, e.send), e.stats())
	if e.tcp >= 0 {
		all = append(all, e.transport()...)
	}
	return all
}

// pcbTable returns a table of sockets.
func pcbTable(entries ...entry) []byte {
	table := generation(len(entries))
	for _, e := range entries {
		table = append(table, e.records()...)
	}
	return append(table, generation(len(entries))...)
}

// TestTheLayoutIsThatOfTheSources compares lengths and offsets with those that a C
// compiler gives to the structures in xnu's sources.
func TestTheLayoutIsThatOfTheSources(t *testing.T) {
	e := entry{local: "127.0.0.1:258", remote: "10.0.0.2:772", families: 1, state: 0x0506, tcp: 4}
	for _, c := range []struct {
		name   string
		record []byte
		want   int
	}{
		{"xinpgen", generation(1), 24}, {"xinpcb_n", e.inet(), 104}, {"xsocket_n", e.socket(), 104},
		{"xsockbuf_n", buffer(2, 0), 32}, {"xsockstat_n", e.stats(), 136}, {"xtcpcb_n", e.transport(), 208},
	} {
		if len(c.record) != c.want {
			t.Errorf("this test writes %d bytes of %s, want %d, rounded up to 8: else it tests another layout", len(c.record), c.name, c.want)
		}
	}
	if old := (entry{local: e.local, remote: e.remote, old: true}).socket(); binary.LittleEndian.Uint32(old) != 68 {
		t.Errorf("an old xsocket_n has %d bytes, want 68", binary.LittleEndian.Uint32(old))
	}
}

// TestSocketsOfAMac decodes one socket of each sort.
func TestSocketsOfAMac(t *testing.T) {
	const held, closed = 0x0002, 0x0003 // so_state; SS_ISCONNECTED, without and with SS_NOFDREF
	ap := netip.MustParseAddrPort
	for _, c := range []struct {
		name  string
		proto string
		is    entry
		want  Socket
		why   string
	}{
		{"a connection", TCP, entry{local: "127.0.0.1:50000", remote: "127.0.0.1:8001", families: 1, count: 1<<40 + 7, state: held, pid: 4321, receive: 70_000, send: 5, tcp: 4},
			Socket{Proto: TCP, State: tcp.Established, Local: ap("127.0.0.1:50000"), Remote: ap("127.0.0.1:8001"), RecvQ: 70_000, SendQ: 5, Held: true, PID: 4321, Cookie: 1<<40 + 7},
			"every number is its own field"},
		{"a listener", TCP, entry{local: "127.0.0.1:8001", remote: "0.0.0.0:0", families: 1, count: 3, state: 0, pid: 9, queue: 5, half: 2, limit: 128, receive: 999, tcp: 1},
			Socket{Proto: TCP, State: tcp.Listen, Local: ap("127.0.0.1:8001"), Remote: ap("0.0.0.0:0"), RecvQ: 3, SendQ: 128, Held: true, PID: 9, Cookie: 3},
			"of the 5 connections in its queues, 2 have not done the handshake"},
		{"a listener for both families", TCP, entry{local: "[::]:8001", remote: "[::]:0", families: 3, count: 4, limit: 128, tcp: 1},
			Socket{Proto: TCP, State: tcp.Listen, Local: ap("[::]:8001"), Remote: ap("[::]:0"), SendQ: 128, Held: true, Cookie: 4},
			"package net names it so, too"},
		{"IPv6", TCP, entry{local: "[::1]:50000", remote: "[::1]:8001", families: 2, count: 5, state: held, tcp: 9},
			Socket{Proto: TCP, State: tcp.FinWait2, Local: ap("[::1]:50000"), Remote: ap("[::1]:8001"), Held: true, Cookie: 5},
			"its addresses have 16 bytes"},
		{"IPv4-mapped", TCP, entry{local: "[::ffff:127.0.0.1]:50000", remote: "[::ffff:10.0.0.9]:80", families: 2, count: 6, state: held, tcp: 5},
			Socket{Proto: TCP, State: tcp.CloseWait, Local: ap("127.0.0.1:50000"), Remote: ap("10.0.0.9:80"), Held: true, Cookie: 6},
			"it is a connection over IPv4"},
		{"not accepted, or closed", TCP, entry{local: "127.0.0.1:8001", remote: "127.0.0.1:50000", families: 1, count: 7, state: closed, tcp: 10},
			Socket{Proto: TCP, State: tcp.TimeWait, Local: ap("127.0.0.1:8001"), Remote: ap("127.0.0.1:50000"), Cookie: 7},
			"no descriptor leads to it"},
		{"an older kernel", TCP, entry{local: "127.0.0.1:50000", remote: "127.0.0.1:8001", families: 1, count: 8, state: held, pid: 4321, tcp: 2, old: true},
			Socket{Proto: TCP, State: tcp.SynSent, Local: ap("127.0.0.1:50000"), Remote: ap("127.0.0.1:8001"), Held: true, Cookie: 8},
			"its record ends before the process"},
		{"UDP", UDP, entry{local: "127.0.0.1:5300", remote: "0.0.0.0:0", families: 1, count: 9, pid: 12, receive: 21, tcp: -1},
			Socket{Proto: UDP, State: Unconn, Local: ap("127.0.0.1:5300"), Remote: ap("0.0.0.0:0"), RecvQ: 21, Held: true, PID: 12, Cookie: 9},
			"it has no peer"},
		{"connected UDP", UDP, entry{local: "127.0.0.1:5301", remote: "127.0.0.1:5300", families: 1, count: 10, state: held, tcp: -1},
			Socket{Proto: UDP, State: tcp.Established, Local: ap("127.0.0.1:5301"), Remote: ap("127.0.0.1:5300"), Held: true, Cookie: 10},
			"it has a peer, though nothing was sent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.QueuesOnly = true
			another := entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1, count: 99, tcp: c.is.tcp}
			got, err := decodePCBs(c.proto, pcbTable(c.is, another))
			if err != nil || len(got) != 2 {
				t.Fatalf("%d sockets, error %v; want the 2 of the table", len(got), err)
			}
			if diff := cmp.Diff(c.want, got[0], cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
				t.Errorf("(-want +got) %s\n%s", c.why, diff)
			}
		})
	}
}

// TestStatesOfAMac decodes every number of a state, and one that is none.
func TestStatesOfAMac(t *testing.T) {
	e := entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1}
	for number := 1; number <= 10; number++ {
		e.tcp = number
		if got, err := decodePCBs(TCP, pcbTable(e)); err != nil || len(got) != 1 || got[0].State != tcp.FromBSD(number) {
			t.Errorf("state %d is read as %+v, error %v; want %s", number, got, err, tcp.FromBSD(number))
		}
	}
	e.tcp = 0
	if got, err := decodePCBs(TCP, pcbTable(e)); err != nil || len(got) != 0 {
		t.Errorf("a socket in CLOSED is read as %+v, error %v; want it left out, as on Linux", got, err)
	}
	e.tcp = 11
	if got, err := decodePCBs(TCP, pcbTable(e)); err == nil {
		t.Errorf("state 11 is read as %+v, want an error: there is none", got)
	}
}

// TestRecordsThatAreNotKnown puts records between those that are: newer systems may
// have more of them.
func TestRecordsThatAreNotKnown(t *testing.T) {
	e := entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1, count: 3, receive: 5, send: 6, pid: 7, tcp: 4}
	strange := record(0x4000, func(l *layout) { l.skip(29) })
	table := slices.Concat(generation(1), strange, e.inet(), strange, e.socket(), buffer(0x02, 5), buffer(0x04, 6),
		buffer(0, 9), strange, e.transport(), generation(1), []byte("room that was not needed"))
	got, err := decodePCBs(TCP, table)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := decodePCBs(TCP, pcbTable(e))
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
		t.Errorf("(-want +got) a record of an unknown kind changes the socket:\n%s", diff)
	}
}

// TestASocketWithoutItsRecords leaves out records of a socket.
func TestASocketWithoutItsRecords(t *testing.T) {
	e := entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1, tcp: 4}
	got, err := decodePCBs(TCP, slices.Concat(generation(1), e.inet(), e.transport(), generation(1)))
	if err != nil || len(got) != 1 || !got[0].StateOnly {
		t.Errorf("without its buffers the socket is %+v, error %v; want its numbers marked as unknown", got, err)
	}
	got, err = decodePCBs(TCP, slices.Concat(generation(1), e.inet(), e.socket(), generation(1)))
	if err != nil || len(got) != 0 {
		t.Errorf("without its state the socket is %+v, error %v; want it left out: it is just being made", got, err)
	}
}

// TestATableThatIsCutOff cuts a table at every byte, and makes each of its records
// longer or shorter than it is. No cut may be taken for a table with fewer sockets.
func TestATableThatIsCutOff(t *testing.T) {
	e := entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1, tcp: 4}
	whole := pcbTable(e, e)
	for n := range whole {
		got, err := decodePCBs(TCP, whole[:n])
		if n == pcbGeneration {
			if err != nil || len(got) != 0 {
				t.Errorf("the first record alone is read as %+v, error %v; want no socket: so the kernel says that there is none", got, err)
			}
			continue
		}
		if err == nil {
			t.Fatalf("the first %d of %d bytes are read as %+v, want an error", n, len(whole), got)
		}
		if !strings.Contains(err.Error(), "netstat -an -p tcp") {
			t.Fatalf("error %q, want one that says what to do next", err)
		}
	}
	for at := 0; at < len(whole); {
		size := int(binary.LittleEndian.Uint32(whole[at:]))
		for _, wrong := range []int{0, 4, 7, 23, len(whole) - at + 1, 1 << 31, 1<<32 - 1} {
			bad := slices.Clone(whole)
			binary.LittleEndian.PutUint32(bad[at:], uint32(wrong))
			if got, err := decodePCBs(TCP, bad); err == nil {
				t.Errorf("with a record of %d bytes at byte %d, %d in truth, the table is read as %+v, want an error", wrong, at, size, got)
			}
		}
		at += (size + 7) &^ 7
	}
	for kind, end := range pcbEnds {
		short := record(int(kind), func(l *layout) { l.skip(end - pcbHead - 1) })
		if got, err := decodePCBs(TCP, slices.Concat(generation(1), e.inet(), short, generation(1))); err == nil {
			t.Errorf("a record of kind %#x that is one byte too short is read as %+v, want an error", kind, got)
		}
	}
}

// FuzzDecodePCBs wants no table to end the program.
func FuzzDecodePCBs(f *testing.F) {
	f.Add(pcbTable(entry{local: "127.0.0.1:1", remote: "127.0.0.1:2", families: 1, tcp: 4}))
	f.Add(pcbTable(entry{local: "[::1]:1", remote: "[::]:0", families: 2, tcp: -1}))
	f.Fuzz(func(_ *testing.T, table []byte) {
		decodePCBs(TCP, table)
		decodePCBs(UDP, table)
	})
}

// TestQuestionsToAMac asks a reader of such tables as the bench does.
func TestQuestionsToAMac(t *testing.T) {
	ap := netip.MustParseAddrPort
	tables := map[string][]byte{
		TCP: pcbTable(
			entry{local: "127.0.0.1:8001", remote: "0.0.0.0:0", families: 1, count: 1, tcp: 1},
			entry{local: "127.0.0.1:8001", remote: "0.0.0.0:0", families: 1, count: 2, tcp: 1},
			entry{local: "127.0.0.1:8001", remote: "127.0.0.1:50000", families: 1, count: 3, tcp: 4},
			entry{local: "[::1]:8001", remote: "[::]:0", families: 2, count: 4, tcp: 1}),
		UDP: pcbTable(
			entry{local: "127.0.0.1:5300", remote: "0.0.0.0:0", families: 1, count: 5, tcp: -1},
			entry{local: "127.0.0.1:5300", remote: "127.0.0.1:6000", families: 1, count: 6, tcp: -1}),
	}
	r := &pcbReader{func(proto string) ([]byte, error) { return tables[proto], nil }}
	for _, c := range []struct {
		proto, local, remote string
		cookie               uint64
		why                  string
	}{
		{TCP, "127.0.0.1:8001", "", 1, "one of the two listeners"},
		{TCP, "127.0.0.1:8001", "127.0.0.1:50000", 3, "the connection"},
		{TCP, "127.0.0.1:8001", "127.0.0.1:1", 0, "a listener is another state machine"},
		{TCP, "[::1]:8001", "", 4, "no peer is [::]:0 here"},
		{UDP, "127.0.0.1:5300", "", 5, "the one that is not connected"},
		{UDP, "127.0.0.1:5300", "127.0.0.1:6000", 6, "the connected one"},
	} {
		var remote netip.AddrPort
		if c.remote != "" {
			remote = ap(c.remote)
		}
		s, ok, err := r.Lookup(c.proto, ap(c.local), remote)
		if err != nil || ok != (c.cookie != 0) || s.Cookie != c.cookie {
			t.Errorf("Lookup(%s, %s, %q) finds %+v, %v, error %v; want cookie %d: %s", c.proto, c.local, c.remote, s, ok, err, c.cookie, c.why)
		}
	}
	for proto, local := range map[string]string{TCP: "127.0.0.1:8001", UDP: "127.0.0.1:5300"} {
		if all, err := r.Bound(proto, ap(local)); err != nil || len(all) != 2 {
			t.Errorf("Bound(%s, %s) finds %+v, error %v; want two sockets: of TCP listeners alone", proto, local, all, err)
		}
	}
	if _, err := r.Dump("sctp"); err == nil || !strings.Contains(err.Error(), "ask for tcp or udp") {
		t.Errorf("error %v, want one that names the protocols that can be read", err)
	}
}
