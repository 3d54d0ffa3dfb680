//go:build linux || darwin || freebsd || netbsd || dragonfly

package sys

import (
	"os"

	"golang.org/x/sys/unix"

	"tcplab/lab/gate"
)

// descriptorOf is the system's number of a socket.
type descriptorOf int

func openSpare(proto string) (descriptorOf, error) {
	kind := unix.SOCK_STREAM
	if proto == "udp" {
		kind = unix.SOCK_DGRAM
	}
	fd, err := unix.Socket(unix.AF_INET, kind, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	unix.CloseOnExec(fd)
	return descriptorOf(fd), nil
}

func closeSpare(fd descriptorOf) { unix.Close(int(fd)) }

func getSpare(fd descriptorOf, level, number int) (int, error) {
	return unix.GetsockoptInt(int(fd), level, number)
}

func setSpare(fd descriptorOf, level, number, value int) {
	unix.SetsockoptInt(int(fd), level, number, value)
}

// linger returns SO_LINGER as the stack counts it: -1 is off.
func linger(fd descriptorOf) (int, error) {
	l, err := unix.GetsockoptLinger(int(fd), unix.SOL_SOCKET, unix.SO_LINGER)
	if err != nil || l.Onoff == 0 {
		return -1, err
	}
	return int(l.Linger), nil
}

func setLinger(fd descriptorOf, sec int) {
	l := &unix.Linger{}
	if sec >= 0 {
		l.Onoff, l.Linger = 1, int32(sec)
	}
	unix.SetsockoptLinger(int(fd), unix.SOL_SOCKET, unix.SO_LINGER, l)
}

// spareOptions are the options that a program may have changed.
var spareOptions = append([]spareOption{
	{name: gate.OptReuseAddr, level: unix.SOL_SOCKET, number: unix.SO_REUSEADDR, flag: true},
	{name: gate.OptReusePort, level: unix.SOL_SOCKET, number: unix.SO_REUSEPORT, flag: true},
	{name: gate.OptKeepAlive, level: unix.SOL_SOCKET, number: unix.SO_KEEPALIVE, flag: true},
	{name: gate.OptRecvBuffer, level: unix.SOL_SOCKET, number: unix.SO_RCVBUF, doubled: buffersDoubled},
	{name: gate.OptSendBuffer, level: unix.SOL_SOCKET, number: unix.SO_SNDBUF, doubled: buffersDoubled},
	{name: gate.OptNoDelay, level: unix.IPPROTO_TCP, number: unix.TCP_NODELAY, tcp: true, flag: true},
	{name: gate.OptKeepIdle, level: unix.IPPROTO_TCP, number: tcpKeepIdle, tcp: true, unit: 1000},
	{name: gate.OptKeepIntvl, level: unix.IPPROTO_TCP, number: unix.TCP_KEEPINTVL, tcp: true, unit: 1000},
	{name: gate.OptKeepCount, level: unix.IPPROTO_TCP, number: unix.TCP_KEEPCNT, tcp: true},
	{name: "SO_BROADCAST", level: unix.SOL_SOCKET, number: unix.SO_BROADCAST, strange: true},
	{name: "SO_OOBINLINE", level: unix.SOL_SOCKET, number: unix.SO_OOBINLINE, strange: true},
	{name: "SO_DONTROUTE", level: unix.SOL_SOCKET, number: unix.SO_DONTROUTE, strange: true},
	{name: "SO_RCVLOWAT", level: unix.SOL_SOCKET, number: unix.SO_RCVLOWAT, strange: true},
	{name: "IP_TOS", level: unix.IPPROTO_IP, number: unix.IP_TOS, strange: true},
	{name: "IP_TTL", level: unix.IPPROTO_IP, number: unix.IP_TTL, strange: true},
	{name: "TCP_MAXSEG", level: unix.IPPROTO_TCP, number: unix.TCP_MAXSEG, tcp: true, strange: true},
}, systemOptions...)
