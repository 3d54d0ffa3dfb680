package net

import "net"

// Types of the standard package that are interfaces or plain values. Those
// with a socket in them are this package's own, because a socket method
// promoted from an embedded type would read past the gate.
type (
	Addr       = net.Addr
	AddrError  = net.AddrError
	Conn       = net.Conn
	Error      = net.Error
	IP         = net.IP
	IPMask     = net.IPMask
	IPNet      = net.IPNet
	Listener   = net.Listener
	OpError    = net.OpError
	PacketConn = net.PacketConn
	ParseError = net.ParseError
	TCPAddr    = net.TCPAddr
	UDPAddr    = net.UDPAddr

	// UnknownNetworkError names a network that there is not, or not here.
	UnknownNetworkError = net.UnknownNetworkError

	// KeepAliveConfig says when probes go over a silent connection.
	KeepAliveConfig = net.KeepAliveConfig
)

// ErrClosed is the error of a call on a socket that this program has closed.
var ErrClosed = net.ErrClosed

// Addresses of the standard package.
var (
	IPv4zero     = net.IPv4zero
	IPv6loopback = net.IPv6loopback
)

// IPv4 returns the address a.b.c.d.
func IPv4(a, b, c, d byte) IP { return net.IPv4(a, b, c, d) }

// ParseIP reads an address such as "127.0.0.1"; nil if it is none.
func ParseIP(s string) IP { return net.ParseIP(s) }

// JoinHostPort writes host and port as one address, "127.0.0.1:8001".
func JoinHostPort(host, port string) string { return net.JoinHostPort(host, port) }

// SplitHostPort takes an address apart.
func SplitHostPort(hostport string) (host, port string, err error) {
	return net.SplitHostPort(hostport)
}
