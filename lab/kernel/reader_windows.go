package kernel

import (
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/windows"

	"tcplab/lab/words"
)

// This file follows Microsoft's description of GetExtendedTcpTable and
// GetExtendedUdpTable. It was tried under Wine, and never on a Windows machine.

var iphlpapi = windows.NewLazySystemDLL("iphlpapi.dll")

// asked holds for each protocol the function that gives its table, and the class of
// the table with the most rows that has the processes, too.
var asked = map[string]struct {
	table *windows.LazyProc
	class uintptr
}{
	TCP: {iphlpapi.NewProc("GetExtendedTcpTable"), 5}, // TCP_TABLE_OWNER_PID_ALL
	UDP: {iphlpapi.NewProc("GetExtendedUdpTable"), 1}, // UDP_TABLE_OWNER_PID
}

// Reader reads the tables of IPv4 sockets of the whole machine. They know
// neither queues nor timers.
type Reader struct{}

// NewReader returns a reader. It fails if iphlpapi.dll lacks a table.
func NewReader() (*Reader, error) {
	for _, ask := range asked {
		if err := ask.table.Find(); err != nil {
			return nil, words.Errorf("sockets cannot be read, watch with netstat -ano instead: %w",
				"读不了套接字，请改用 netstat -ano 查看：%w", err)
		}
	}
	return &Reader{}, nil
}

// Moment lists all sockets.
func (r *Reader) Moment() (Listing, error) {
	streams, err := r.Dump(TCP)
	if err != nil {
		return nil, err
	}
	datagrams, err := r.Dump(UDP)
	return append(streams, datagrams...), err
}

// Lookup finds one socket in the table; see Listing.
func (r *Reader) Lookup(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	all, err := r.Dump(proto)
	if err != nil {
		return Socket{}, false, err
	}
	return Listing(all).Lookup(proto, local, remote)
}

// Hearer finds the socket with these addresses. It does not look for a listener,
// because the table does not tell which one hears a packet.
func (r *Reader) Hearer(proto string, local, remote netip.AddrPort) (Socket, bool, error) {
	return r.Lookup(proto, local, remote)
}

// Bound lists the listeners, or the UDP sockets, that have exactly this address.
func (r *Reader) Bound(proto string, local netip.AddrPort) ([]Socket, error) {
	all, err := r.Dump(proto)
	if err != nil {
		return nil, err
	}
	return Listing(all).Bound(proto, local)
}

// Dump lists all sockets of a protocol over IPv4.
func (r *Reader) Dump(proto string) ([]Socket, error) {
	ask, ok := asked[proto]
	if !ok {
		return fromTable(proto, nil) // which says so
	}
	buf := make([]byte, 16<<10)
	for {
		size := uint32(len(buf))
		code, _, _ := ask.table.Call(uintptr(unsafe.Pointer(&buf[0])), uintptr(unsafe.Pointer(&size)),
			0, windows.AF_INET, ask.class, 0)
		switch err := windows.Errno(code); {
		case code == 0:
			return fromTable(proto, buf)
		case err != windows.ERROR_INSUFFICIENT_BUFFER:
			return nil, words.Errorf("%s failed, watch with netstat -ano instead: %w",
				"%s 失败，请改用 netstat -ano 查看：%w", ask.table.Name, err)
		}
		buf = make([]byte, size+4<<10) // sockets come while we ask
	}
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
