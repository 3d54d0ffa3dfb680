package kernel

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/windows"

	"tcplab/lab/tcp"
	"tcplab/lab/words"
)

// This file compiles and follows Microsoft's description of
// GetExtendedTcpTable. It was never tried on a Windows machine.

var (
	iphlpapi = windows.NewLazySystemDLL("iphlpapi.dll")
	tcpTable = iphlpapi.NewProc("GetExtendedTcpTable")
)

const tcpTableOwnerPIDAll = 5 // TCP_TABLE_OWNER_PID_ALL

// ownerRow is MIB_TCPROW_OWNER_PID. Addresses and ports are in network order,
// a port in the first two bytes.
type ownerRow struct {
	State      uint32
	LocalAddr  [4]byte
	LocalPort  [4]byte
	RemoteAddr [4]byte
	RemotePort [4]byte
	PID        uint32
}

// Reader reads the table of IPv4 connections of the whole machine. It knows
// neither queues nor timers.
type Reader struct{}

// NewReader returns a reader. It fails if iphlpapi.dll lacks the table.
func NewReader() (*Reader, error) {
	if err := tcpTable.Find(); err != nil {
		return nil, words.Errorf("sockets cannot be read, watch with netstat -ano instead: %w",
			"读不了套接字，请改用 netstat -ano 查看：%w", err)
	}
	return &Reader{}, nil
}

// Lookup finds one socket in the table; see Dump.
func (r *Reader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	if !remote.IsValid() {
		remote = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	all, err := r.Dump(proto)
	for _, s := range all {
		if s.Local == local && s.Remote == remote {
			return s, true, nil
		}
	}
	return Socket{}, false, err
}

// Dump lists all TCP sockets over IPv4. UDP cannot be read here yet.
func (r *Reader) Dump(proto string) ([]Socket, error) {
	if proto != TCP {
		return nil, words.Errorf("only tcp sockets can be read on Windows: watch others with netstat -ano -p udp",
			"在 Windows 上只能读 tcp 套接字：其他的请用 netstat -ano -p udp 查看")
	}
	buf := make([]byte, 16<<10)
	for {
		size := uint32(len(buf))
		code, _, _ := tcpTable.Call(uintptr(unsafe.Pointer(&buf[0])), uintptr(unsafe.Pointer(&size)),
			0, windows.AF_INET, tcpTableOwnerPIDAll, 0)
		switch err := windows.Errno(code); {
		case code == 0:
			return rows(buf), nil
		case err != windows.ERROR_INSUFFICIENT_BUFFER:
			return nil, words.Errorf("GetExtendedTcpTable failed, watch with netstat -ano instead: %w",
				"GetExtendedTcpTable 失败，请改用 netstat -ano 查看：%w", err)
		}
		buf = make([]byte, size+4<<10) // connections come while we ask
	}
}

// rows reads a table: a count, then the rows.
func rows(buf []byte) []Socket {
	count := *(*uint32)(unsafe.Pointer(&buf[0]))
	table := unsafe.Slice((*ownerRow)(unsafe.Pointer(&buf[4])), count)
	all := make([]Socket, 0, count)
	for _, w := range table {
		s := Socket{
			Proto:  TCP,
			State:  tcp.FromMIB(int(w.State)),
			Local:  netip.AddrPortFrom(netip.AddrFrom4(w.LocalAddr), binary.BigEndian.Uint16(w.LocalPort[:2])),
			Remote: netip.AddrPortFrom(netip.AddrFrom4(w.RemoteAddr), binary.BigEndian.Uint16(w.RemotePort[:2])),

			StateOnly: true,
		}
		if s.State == tcp.Listen { // the remote port of a listener means nothing
			s.Remote = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
		}
		all = append(all, s)
	}
	return all
}

// Destroy always fails on Windows.
func (*Reader) Destroy(Socket) error {
	return words.Errorf("a socket cannot be destroyed on Windows: end its program instead",
		"在 Windows 上不能销毁套接字：请结束它的程序")
}

// Close does nothing: a Reader holds nothing open.
func (*Reader) Close() error { return nil }

// Stack names the system whose TCP this is: "Windows 10.0.22631".
func Stack() string {
	v := windows.RtlGetVersion()
	return fmt.Sprintf("Windows %d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber)
}

// Owners always fails on Windows, where sockets have no inode.
func Owners(string) (map[uint32]Owner, error) {
	return nil, words.Errorf("the owners of sockets cannot be read on Windows: use netstat -ano",
		"在 Windows 上读不到套接字属于谁：请用 netstat -ano")
}
