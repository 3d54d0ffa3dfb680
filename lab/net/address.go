package net

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"

	"tcplab/lab/gate"
)

// config returns the host's Config, which it reads once; outside a host process
// it returns the zero Config.
var config = sync.OnceValue(func() gate.Config {
	cfg, _ := gate.FromEnv()
	return cfg
})

// loopback is the address of all sockets of the lessons.
var loopback = net.IPv4(127, 0, 0, 1).To4()

// endpoint is an address that this package may use: an IPv4 loopback address.
type endpoint struct {
	ip   net.IP
	port int
}

func (e endpoint) String() string { return net.JoinHostPort(e.ip.String(), strconv.Itoa(e.port)) }

func (e endpoint) tcp() *net.TCPAddr { return &net.TCPAddr{IP: e.ip, Port: e.port} }
func (e endpoint) udp() *net.UDPAddr { return &net.UDPAddr{IP: e.ip, Port: e.port} }

func (e endpoint) addrPort() netip.AddrPort { return e.tcp().AddrPort() }

// proto returns tcp or udp for a network name that lessons may use.
func proto(network string) (string, error) {
	switch network {
	case "tcp", "tcp4":
		return "tcp", nil
	case "udp", "udp4":
		return "udp", nil
	case "tcp6", "udp6":
		return "", fmt.Errorf("use %q: lessons live on the IPv4 address 127.0.0.1", network[:3])
	}
	return "", net.UnknownNetworkError(network)
}

// resolve reads an address such as "127.0.0.1:8001", "localhost:8001" or
// ":8001". It asks no name server.
func resolve(address string) (endpoint, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return endpoint{}, err
	}
	port, err := strconv.Atoi(service)
	if err != nil || port < 0 || port > 65535 {
		return endpoint{}, &net.AddrError{Err: "write the port as a number from 0 to 65535", Addr: address}
	}
	if host == "" || host == "localhost" {
		return local(loopback, port)
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return endpoint{}, elsewhere(address)
	}
	return local(ip, port)
}

// local checks that an address is loopback and puts in this run's port. An
// empty address means 127.0.0.1.
func local(ip net.IP, port int) (endpoint, error) {
	if len(ip) == 0 {
		ip = loopback
	}
	ip4 := ip.To4()
	if ip4 == nil || !ip4.IsLoopback() {
		return endpoint{}, elsewhere(net.JoinHostPort(ip.String(), strconv.Itoa(port)))
	}
	return endpoint{ip: ip4, port: gate.PortOn(port, config().Port)}, nil
}

func elsewhere(address string) error {
	return &net.AddrError{Err: "use an address that begins with 127, lessons never leave this machine", Addr: address}
}

// shown returns an address as the program wrote it, with this run's port.
func shown(address string) string {
	return gate.PortsOn(address, config().Port)
}

// refused returns the error of an operation whose address cannot be used.
func refused(op, network string, err error) error {
	return &net.OpError{Op: op, Net: network, Err: err}
}

// ResolveTCPAddr reads an address such as "127.0.0.1:8001".
func ResolveTCPAddr(network, address string) (*TCPAddr, error) {
	e, err := resolveFor("tcp", network, address)
	if err != nil {
		return nil, err
	}
	return e.tcp(), nil
}

// ResolveUDPAddr reads an address such as "127.0.0.1:8001".
func ResolveUDPAddr(network, address string) (*UDPAddr, error) {
	e, err := resolveFor("udp", network, address)
	if err != nil {
		return nil, err
	}
	return e.udp(), nil
}

func resolveFor(want, network, address string) (endpoint, error) {
	p, err := proto(network)
	if err == nil && p != want {
		err = net.UnknownNetworkError(network)
	}
	if err != nil {
		return endpoint{}, err
	}
	return resolve(address)
}

// fromTCP and fromUDP check an address that a program holds as a value; nil
// means any port of 127.0.0.1.
func fromTCP(a *TCPAddr) (endpoint, error) {
	if a == nil {
		return endpoint{ip: loopback}, nil
	}
	return local(a.IP, a.Port)
}

func fromUDP(a *UDPAddr) (endpoint, error) {
	if a == nil {
		return endpoint{ip: loopback}, nil
	}
	return local(a.IP, a.Port)
}

// fromAddr is the same for the local address of a Dialer.
func fromAddr(want string, a Addr) (endpoint, error) {
	switch a := a.(type) {
	case nil:
		return endpoint{ip: loopback}, nil
	case *TCPAddr:
		if want == "tcp" {
			return fromTCP(a)
		}
	case *UDPAddr:
		if want == "udp" {
			return fromUDP(a)
		}
	}
	return endpoint{}, &net.AddrError{Err: "mismatched local address type", Addr: a.String()}
}

// text returns an address for the text of a call; "nil", as Go writes it, if
// there is none.
func text(a Addr) string {
	switch a := a.(type) {
	case *TCPAddr:
		if a == nil {
			return "nil"
		}
		return shown(a.String())
	case *UDPAddr:
		if a == nil {
			return "nil"
		}
		return shown(a.String())
	case nil:
		return "nil"
	}
	return a.String()
}
