package kernel

import (
	"encoding/binary"
	"net/netip"

	"tcplab/lab/tcp"
	"tcplab/lab/words"
)

// This file reads the tables of sockets that Windows gives as bytes: the answers of
// GetExtendedTcpTable and GetExtendedUdpTable in iphlpapi.dll. It asks for nothing,
// so that it can be tried on every system. A table is a count, and then the rows.
// Numbers are in the order of the machine, which is the same for all that Windows
// runs on; addresses and ports are in network order. A port is in the first two bytes
// of its four, and the others mean nothing.

const (
	tcpRowSize = 24 // MIB_TCPROW_OWNER_PID: state, local address and port, remote address and port, process
	udpRowSize = 12 // MIB_UDPROW_OWNER_PID: local address and port, process
)

// tables say for each protocol how long a row of its table is, and how to read one.
// read returns false if the row stands for no socket.
var tables = map[string]struct {
	size int
	read func(row []byte) (Socket, bool)
}{
	TCP: {tcpRowSize, tcpRow},
	UDP: {udpRowSize, udpRow},
}

// fromTable reads the table of a protocol.
func fromTable(proto string, table []byte) ([]Socket, error) {
	form, ok := tables[proto]
	if !ok {
		return nil, words.Errorf("sockets of %q cannot be read: ask for tcp or udp",
			"读不了 %q 的套接字：只能读 tcp 或 udp", proto)
	}
	short := words.Errorf("the system's table of %s sockets is shorter than it says: watch with netstat -ano instead",
		"系统给出的 %s 套接字表比它自己说的短：请改用 netstat -ano 查看", proto)
	if len(table) < 4 {
		return nil, short
	}
	count, rows := binary.LittleEndian.Uint32(table), table[4:]
	if uint64(len(rows)) < uint64(count)*uint64(form.size) {
		return nil, short
	}
	all := make([]Socket, 0, count)
	for ; count > 0; count-- {
		if s, ok := form.read(rows[:form.size]); ok {
			all = append(all, s)
		}
		rows = rows[form.size:]
	}
	return all, nil
}

// tcpRow reads a row of the table of TCP. A row in CLOSED stands for no connection,
// as one does that is about to be deleted, and one whose number is no state.
func tcpRow(row []byte) (Socket, bool) {
	s := Socket{
		Proto: TCP, State: tcp.FromMIB(int(binary.LittleEndian.Uint32(row))),
		Local: mibAddress(row[4:]), Remote: mibAddress(row[12:]), PID: mibProcess(row[20:]),
		StateOnly: true,
	}
	if s.State == tcp.Listen { // the remote address of a listener means nothing
		s.Remote = nowhere
	}
	return s, s.State != "" && s.State != tcp.Closed
}

// udpRow reads a row of the table of UDP, which has neither state nor remote address.
// So nobody knows whether the socket is connected, and its State is "".
func udpRow(row []byte) (Socket, bool) {
	return Socket{
		Proto: UDP, Local: mibAddress(row), Remote: nowhere, PID: mibProcess(row[8:]),
		StateOnly: true,
	}, true
}

func mibAddress(b []byte) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[:4])), binary.BigEndian.Uint16(b[4:6]))
}

func mibProcess(b []byte) int { return int(binary.LittleEndian.Uint32(b)) }
