package net

import "net"

// Types of the standard package that are interfaces or plain values. The types
// with a socket in them are this package's own and embed none: a promoted
// method would read or write without waiting at the gate.
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

	// UnknownNetworkError is the error for a network name that does not exist or
	// that lessons may not use.
	UnknownNetworkError = net.UnknownNetworkError

	// KeepAliveConfig sets when probes go over a silent connection.
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

// ParseIP reads an address such as "127.0.0.1". It returns nil if s is none.
func ParseIP(s string) IP { return net.ParseIP(s) }

// JoinHostPort writes host and port as one address, "127.0.0.1:8001".
func JoinHostPort(host, port string) string { return net.JoinHostPort(host, port) }

// SplitHostPort splits an address into host and port.
func SplitHostPort(hostport string) (host, port string, err error) {
	return net.SplitHostPort(hostport)
}
