package sys

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle    = unix.TCP_KEEPIDLE
	buffersDoubled = true // getsockopt gives twice what was set, see socket(7)
)

// systemOptions are further options of this system.
var systemOptions = []spareOption{
	{name: "SO_PRIORITY", level: unix.SOL_SOCKET, number: unix.SO_PRIORITY, strange: true},
	{name: "SO_MARK", level: unix.SOL_SOCKET, number: unix.SO_MARK, strange: true},
	{name: "SO_RCVTIMEO", level: unix.SOL_SOCKET, number: unix.SO_RCVTIMEO, strange: true},
	{name: "SO_SNDTIMEO", level: unix.SOL_SOCKET, number: unix.SO_SNDTIMEO, strange: true},
	{name: "SO_TIMESTAMP", level: unix.SOL_SOCKET, number: unix.SO_TIMESTAMP, strange: true},
	{name: "SO_BUSY_POLL", level: unix.SOL_SOCKET, number: unix.SO_BUSY_POLL, strange: true},
	{name: "SO_MAX_PACING_RATE", level: unix.SOL_SOCKET, number: unix.SO_MAX_PACING_RATE, strange: true},
	{name: "SO_ZEROCOPY", level: unix.SOL_SOCKET, number: unix.SO_ZEROCOPY, strange: true},
	{name: "IP_FREEBIND", level: unix.IPPROTO_IP, number: unix.IP_FREEBIND, strange: true},
	{name: "IP_TRANSPARENT", level: unix.IPPROTO_IP, number: unix.IP_TRANSPARENT, strange: true},
	{name: "IP_MTU_DISCOVER", level: unix.IPPROTO_IP, number: unix.IP_MTU_DISCOVER, strange: true},
	{name: "IP_RECVERR", level: unix.IPPROTO_IP, number: unix.IP_RECVERR, strange: true},
	{name: "IP_RECVTTL", level: unix.IPPROTO_IP, number: unix.IP_RECVTTL, strange: true},
	{name: "IP_RECVTOS", level: unix.IPPROTO_IP, number: unix.IP_RECVTOS, strange: true},
	{name: "IP_PKTINFO", level: unix.IPPROTO_IP, number: unix.IP_PKTINFO, strange: true},
	{name: "IP_MINTTL", level: unix.IPPROTO_IP, number: unix.IP_MINTTL, strange: true},
	{name: "IP_BIND_ADDRESS_NO_PORT", level: unix.IPPROTO_IP, number: unix.IP_BIND_ADDRESS_NO_PORT, strange: true},
	{name: "IP_LOCAL_PORT_RANGE", level: unix.IPPROTO_IP, number: unix.IP_LOCAL_PORT_RANGE, strange: true},
	{name: "TCP_CORK", level: unix.IPPROTO_TCP, number: unix.TCP_CORK, tcp: true, strange: true},
	{name: "TCP_SYNCNT", level: unix.IPPROTO_TCP, number: unix.TCP_SYNCNT, tcp: true, strange: true},
	{name: "TCP_LINGER2", level: unix.IPPROTO_TCP, number: unix.TCP_LINGER2, tcp: true, strange: true},
	{name: "TCP_DEFER_ACCEPT", level: unix.IPPROTO_TCP, number: unix.TCP_DEFER_ACCEPT, tcp: true, strange: true},
	{name: "TCP_WINDOW_CLAMP", level: unix.IPPROTO_TCP, number: unix.TCP_WINDOW_CLAMP, tcp: true, strange: true},
	{name: "TCP_QUICKACK", level: unix.IPPROTO_TCP, number: unix.TCP_QUICKACK, tcp: true, strange: true},
	{name: "TCP_CONGESTION", level: unix.IPPROTO_TCP, number: unix.TCP_CONGESTION, tcp: true, strange: true},
	{name: "TCP_THIN_LINEAR_TIMEOUTS", level: unix.IPPROTO_TCP, number: unix.TCP_THIN_LINEAR_TIMEOUTS, tcp: true, strange: true},
	{name: "TCP_USER_TIMEOUT", level: unix.IPPROTO_TCP, number: unix.TCP_USER_TIMEOUT, tcp: true, strange: true},
	{name: "TCP_FASTOPEN", level: unix.IPPROTO_TCP, number: unix.TCP_FASTOPEN, tcp: true, strange: true},
	{name: "TCP_FASTOPEN_CONNECT", level: unix.IPPROTO_TCP, number: unix.TCP_FASTOPEN_CONNECT, tcp: true, strange: true},
	{name: "TCP_NOTSENT_LOWAT", level: unix.IPPROTO_TCP, number: unix.TCP_NOTSENT_LOWAT, tcp: true, strange: true},
	{name: "TCP_TX_DELAY", level: unix.IPPROTO_TCP, number: unix.TCP_TX_DELAY, tcp: true, strange: true},
}
