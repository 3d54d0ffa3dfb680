package sys

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"

	"tcplab/lab/gate"
)

// descriptorOf is the system's handle of a socket.
type descriptorOf syscall.Handle

func openSpare(proto string) (descriptorOf, error) {
	kind := windows.SOCK_STREAM
	if proto == "udp" {
		kind = windows.SOCK_DGRAM
	}
	fd, err := windows.Socket(windows.AF_INET, kind, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	return descriptorOf(fd), nil
}

func closeSpare(fd descriptorOf) { windows.Closesocket(windows.Handle(fd)) }

func getSpare(fd descriptorOf, level, number int) (int, error) {
	return windows.GetsockoptInt(windows.Handle(fd), level, number)
}

func setSpare(fd descriptorOf, level, number, value int) {
	windows.SetsockoptInt(windows.Handle(fd), level, number, value)
}

// linger returns SO_LINGER as the stack counts it: -1 is off. The system gives two
// numbers of 16 bits, the first of which is the flag.
func linger(fd descriptorOf) (int, error) {
	v, err := getSpare(fd, windows.SOL_SOCKET, windows.SO_LINGER)
	if err != nil || v&0xffff == 0 {
		return -1, err
	}
	return v >> 16 & 0xffff, nil
}

func setLinger(fd descriptorOf, sec int) {
	l := &windows.Linger{}
	if sec >= 0 {
		l.Onoff, l.Linger = 1, int32(sec)
	}
	windows.SetsockoptLinger(windows.Handle(fd), windows.SOL_SOCKET, windows.SO_LINGER, l)
}

// Numbers of ws2ipdef.h and mstcpip.h that package windows has no name for.
const (
	tcpKeepIdle  = 3
	tcpKeepCount = 16
	tcpKeepIntvl = 17
)

// spareOptions are the options that a program may have changed.
var spareOptions = []spareOption{
	{name: gate.OptReuseAddr, level: windows.SOL_SOCKET, number: windows.SO_REUSEADDR, flag: true},
	{name: gate.OptKeepAlive, level: windows.SOL_SOCKET, number: windows.SO_KEEPALIVE, flag: true},
	{name: gate.OptRecvBuffer, level: windows.SOL_SOCKET, number: windows.SO_RCVBUF},
	{name: gate.OptSendBuffer, level: windows.SOL_SOCKET, number: windows.SO_SNDBUF},
	{name: gate.OptNoDelay, level: windows.IPPROTO_TCP, number: windows.TCP_NODELAY, tcp: true, flag: true},
	{name: gate.OptKeepIdle, level: windows.IPPROTO_TCP, number: tcpKeepIdle, tcp: true, unit: 1000},
	{name: gate.OptKeepIntvl, level: windows.IPPROTO_TCP, number: tcpKeepIntvl, tcp: true, unit: 1000},
	{name: gate.OptKeepCount, level: windows.IPPROTO_TCP, number: tcpKeepCount, tcp: true},
	{name: "SO_BROADCAST", level: windows.SOL_SOCKET, number: windows.SO_BROADCAST, strange: true},
	{name: "IP_TOS", level: windows.IPPROTO_IP, number: windows.IP_TOS, strange: true},
	{name: "IP_TTL", level: windows.IPPROTO_IP, number: windows.IP_TTL, strange: true},
}
