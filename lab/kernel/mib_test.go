package kernel

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tcplab/lab/tcp"
)

// tableOf builds a table as Windows gives it: the number of its rows, the rows, and
// bytes behind them that mean nothing, because it is read into a larger buffer.
func tableOf(rows ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(rows)))
	return append(append(b, slices.Concat(rows...)...), 0xee, 0xee, 0xee)
}

// mibTCP builds a row of the table of TCP.
func mibTCP(state uint32, local, remote string, pid uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, state)
	b = append(append(b, mibEnd(local)...), mibEnd(remote)...)
	return binary.LittleEndian.AppendUint32(b, pid)
}

// mibUDP builds a row of the table of UDP.
func mibUDP(local string, pid uint32) []byte {
	return binary.LittleEndian.AppendUint32(mibEnd(local), pid)
}

// mibEnd builds an address and a port, in network order. Microsoft says of a port's
// four bytes that the upper two may hold anything.
func mibEnd(address string) []byte {
	a := netip.MustParseAddrPort(address)
	four := a.Addr().As4()
	return append(binary.BigEndian.AppendUint16(four[:], a.Port()), 0xab, 0xcd)
}

var sameAddresses = cmpopts.EquateComparable(netip.AddrPort{})

// TestAWindowsTableIsRead reads tables that are built as Microsoft's pages on
// MIB_TCPTABLE_OWNER_PID and MIB_UDPTABLE_OWNER_PID describe them. No table of a
// real machine is among them.
func TestAWindowsTableIsRead(t *testing.T) {
	at := netip.MustParseAddrPort
	for _, c := range []struct {
		name, proto string
		table       []byte
		want        []Socket
	}{
		{"no rows", TCP, tableOf(), []Socket{}},
		{
			"a listener's remote address has no meaning", TCP,
			tableOf(mibTCP(2, "0.0.0.0:8001", "1.2.3.4:77", 400)),
			[]Socket{{Proto: TCP, State: tcp.Listen, Local: at("0.0.0.0:8001"), Remote: nowhere, PID: 400, StateOnly: true}},
		},
		{
			"the rows are in their order, and a TIME_WAIT has no process", TCP,
			tableOf(mibTCP(3, "127.0.0.1:50000", "127.0.0.1:8001", 404), mibTCP(11, "127.0.0.1:8001", "127.0.0.1:49999", 0)),
			[]Socket{
				{Proto: TCP, State: tcp.SynSent, Local: at("127.0.0.1:50000"), Remote: at("127.0.0.1:8001"), PID: 404, StateOnly: true},
				{Proto: TCP, State: tcp.TimeWait, Local: at("127.0.0.1:8001"), Remote: at("127.0.0.1:49999"), StateOnly: true},
			},
		},
		{
			"CLOSED, DELETE_TCB and a number that is no state are no connections", TCP,
			tableOf(
				mibTCP(1, "127.0.0.1:50000", "0.0.0.0:0", 404), mibTCP(12, "127.0.0.1:50001", "127.0.0.1:8001", 404),
				mibTCP(100, "127.0.0.1:50002", "0.0.0.0:0", 404), mibTCP(5, "127.0.0.1:50003", "127.0.0.1:8001", 404)),
			[]Socket{{Proto: TCP, State: tcp.Established, Local: at("127.0.0.1:50003"), Remote: at("127.0.0.1:8001"), PID: 404, StateOnly: true}},
		},
		{
			"a row of UDP has neither state nor remote address", UDP,
			tableOf(mibUDP("127.0.0.1:8001", 400), mibUDP("0.0.0.0:5353", 7)),
			[]Socket{
				{Proto: UDP, Local: at("127.0.0.1:8001"), Remote: nowhere, PID: 400, StateOnly: true},
				{Proto: UDP, Local: at("0.0.0.0:5353"), Remote: nowhere, PID: 7, StateOnly: true},
			},
		},
	} {
		got, err := fromTable(c.proto, c.table)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got, sameAddresses); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", c.name, diff)
		}
	}
}

// TestADamagedWindowsTableIsRefused gives tables that promise more rows than they
// have. The memory behind them must not be taken for sockets.
func TestADamagedWindowsTableIsRefused(t *testing.T) {
	one := mibTCP(5, "127.0.0.1:50003", "127.0.0.1:8001", 404)
	for name, table := range map[string][]byte{
		"nothing":                    nil,
		"half a count":               {1, 0},
		"a row that is cut":          tableOf(one)[:20],
		"one row less than it says":  binary.LittleEndian.AppendUint32(nil, 2),
		"the largest number of rows": append([]byte{0xff, 0xff, 0xff, 0xff}, one...),
	} {
		if got, err := fromTable(TCP, table); err == nil {
			t.Errorf("%s was read as %v, want an error", name, got)
		}
	}
	if _, err := fromTable("icmp", tableOf()); err == nil {
		t.Error("a table of ICMP was read, and there is none")
	}
}

// TestSocketsAreFoundInAWindowsTable looks for sockets by the addresses that a
// program has announced.
func TestSocketsAreFoundInAWindowsTable(t *testing.T) {
	at := netip.MustParseAddrPort
	streams, err := fromTable(TCP, tableOf(
		mibTCP(5, "127.0.0.1:8001", "127.0.0.1:50000", 400), mibTCP(2, "127.0.0.1:8001", "9.9.9.9:9", 400), mibTCP(2, "0.0.0.0:8001", "0.0.0.0:0", 7)))
	if err != nil {
		t.Fatal(err)
	}
	datagrams, err := fromTable(UDP, tableOf(mibUDP("127.0.0.1:50000", 404), mibUDP("127.0.0.1:8001", 400)))
	if err != nil {
		t.Fatal(err)
	}
	all := append(streams, datagrams...)
	for _, c := range []struct {
		proto         string
		local, remote netip.AddrPort
		pid           int // 0 if none is to be found
		why           string
	}{
		{TCP, at("127.0.0.1:8001"), at("127.0.0.1:50000"), 400, "both addresses are the connection's"},
		{TCP, at("127.0.0.1:8001"), netip.AddrPort{}, 400, "without a remote address it is the listener at exactly this one"},
		{TCP, at("127.0.0.1:50000"), at("127.0.0.1:8001"), 0, "the other end is another socket"},
		{UDP, at("127.0.0.1:8001"), netip.AddrPort{}, 400, "it is not connected"},
		{UDP, at("127.0.0.1:50000"), at("127.0.0.1:8001"), 404, "it is connected, which the table cannot tell"},
		{UDP, at("127.0.0.1:50001"), at("127.0.0.1:8001"), 0, "no socket has the address"},
	} {
		got, ok, err := Listing(all).Lookup(c.proto, c.local, c.remote)
		if err != nil || ok != (c.pid != 0) || got.PID != c.pid {
			t.Errorf("%s %v → %v: found %+v, %v; want the one of process %d: %s", c.proto, c.local, c.remote, got, ok, c.pid, c.why)
		}
	}
	for _, proto := range []string{TCP, UDP} {
		if got, err := Listing(all).Bound(proto, at("127.0.0.1:8001")); err != nil || len(got) != 1 || got[0].State == tcp.Established {
			t.Errorf("bound to %s 127.0.0.1:8001 are %v, error %v; want its one listener or socket", proto, got, err)
		}
	}
}
