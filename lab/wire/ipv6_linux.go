package wire

import (
	"errors"
	"io/fs"
	"net"
	"strings"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"tcplab/lab/words"
)

// This file has packets from ::1 to ::1 held, too. IPv6 needs other means than
// IPv4:
//
//   - A kernel takes no packet with the address ::1 from any device but lo, so
//     the TUN device can only let such packets out. They come in by a raw socket,
//     over lo. Its mark leads them to a table of their own, because they would
//     else go out over the device again.
//   - In that table ::1 is an address of the TUN device. A kernel answers some
//     packets, as with a RST, over the device that they came in on; and by this
//     route that is the TUN device and not lo. The route has a gateway, which
//     nothing uses: without one a kernel makes a copy of the route for each
//     packet, and sockets that keep such a copy keep the device from going.
//   - A route over a device cannot have a source address of another one, and no
//     device but lo can have the address ::1. A client that is not bound has no
//     source yet when its kernel first asks for a route. It gets an error then,
//     upon which the kernel chooses among all addresses, finds ::1, and asks
//     again with that.
//
// Nothing but packets from ::1 to ::1 is held. Packets that the device sends by
// itself, as for neighbour discovery, are thrown away. Kernels from 2026 on send
// an answer to ping from ::1 over lo alone.

// The routing table by which packets come in, and the mark that leads there.
const (
	table6In = 1001
	mark6    = 0x6c6162 // lab
)

// plain6 are the settings that IPv6 needs, by name. %s stands for the device. The
// last one switches IPv6 on, and all others must be made before it is.
var plain6 = []sysctl{
	{"net.ipv6.conf.%s.addr_gen_mode", "1"}, // the device has no address of its own, and so nothing to tell its neighbours
	{"net.ipv6.conf.%s.accept_ra", "0"},
	{"net.ipv6.conf.%s.router_solicitations", "0"},
	{"net.ipv6.icmp.ratelimit", "0"}, // as with IPv4
	{"net.ipv6.conf.all.disable_ipv6", "0"},
}

// noIPv6 is the setting without which a network has no IPv6. Then localhost is
// 127.0.0.1 for every program.
var noIPv6 = sysctl{"net.ipv6.conf.all.disable_ipv6", "1"}

// errKernelLacksIPv6 is the reason if the kernel was built or started without
// IPv6.
var errKernelLacksIPv6 = words.Errorf("this kernel has no IPv6", "这个内核没有 IPv6")

// loopback6 is ::1.
var loopback6 = [16]byte{15: 1}

// at6 returns a port of ::1. Each call needs one of its own, because package unix
// writes into it.
func at6(port int) *unix.SockaddrInet6 { return &unix.SockaddrInet6{Addr: loopback6, Port: port} }

// only6 is the address ::1 alone.
var only6 = &net.IPNet{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)}

// dropIPv6 switches IPv6 off.
func dropIPv6() error {
	if err := set(noIPv6.name, noIPv6.value); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// holdIPv6 switches IPv6 on in a network whose IPv4 is prepared, and tries whether
// packets between ::1 and ::1 are held. If not, it leaves IPv6 off and returns the
// reason. It runs on the namespace's thread.
func (n *Namespace) holdIPv6(s Settings) error {
	err := n.makeIPv6(s)
	if err == nil {
		err = n.tryIPv6()
	}
	if err == nil {
		return nil
	}
	if in := n.tun.in6; in != 0 {
		n.tun.in6 = 0
		unix.Close(in)
	}
	return errors.Join(err, dropIPv6())
}

func (n *Namespace) makeIPv6(s Settings) (err error) {
	for _, c := range plain6 {
		err := set(strings.Replace(c.name, "%s", n.tun.name, 1), c.value)
		if errors.Is(err, fs.ErrNotExist) {
			return errKernelLacksIPv6
		}
		if err != nil {
			return err
		}
	}
	if err := n.route6(s); err != nil {
		return words.Errorf("::1 cannot be routed over the TUN device: %w", "::1 的路由设不到 TUN 设备上：%w", err)
	}
	if n.tun.in6, err = openIn6(); err != nil {
		return words.Errorf("packets of IPv6 cannot be delivered: %w", "送不了 IPv6 的包：%w", err)
	}
	return nil
}

// route6 leads packets from ::1 to ::1 over the device, and those with the mark to
// this machine.
func (n *Namespace) route6(s Settings) error {
	h, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer h.Close()
	dev, err := h.LinkByName(n.tun.name)
	if err != nil {
		return err
	}
	index := dev.Attrs().Index
	out := &netlink.Route{LinkIndex: index, Table: table, Dst: &net.IPNet{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)}}
	s.patience(out)
	in := &netlink.Route{LinkIndex: index, Table: table6In, Dst: only6, Type: unix.RTN_LOCAL, Gw: net.ParseIP("fe80::1")}
	for _, do := range []func() error{
		func() error { return h.RouteAdd(out) },
		func() error { return h.RouteAdd(in) },
		func() error { return h.RuleAdd(rule6(5, func(r *netlink.Rule) { r.Mark, r.Table = mark6, table6In })) },
		func() error {
			return h.RuleAdd(rule6(10, func(r *netlink.Rule) { r.IifName, r.Src, r.Dst, r.Table = "lo", only6, only6, table }))
		},
		func() error { // a socket that is bound to lo, and an answer to ping
			return h.RuleAdd(rule6(11, func(r *netlink.Rule) { r.IifName, r.OifName, r.Table = "lo", "lo", local }))
		},
		func() error { // a socket that has no address yet
			return h.RuleAdd(rule6(12, func(r *netlink.Rule) { r.IifName, r.Dst, r.Type = "lo", only6, unix.RTN_UNREACHABLE }))
		},
		func() error { return h.RuleAdd(rule6(100, func(r *netlink.Rule) { r.Table = local })) },
		func() error { return h.RuleDel(rule6(0, func(r *netlink.Rule) { r.Table = local })) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// rule6 makes a rule of IPv6 with a priority; those of lower priority come first.
func rule6(priority int, with func(r *netlink.Rule)) *netlink.Rule {
	r := netlink.NewRule()
	r.Priority, r.Family = priority, unix.AF_INET6
	with(r)
	return r
}

// openIn6 opens the socket by which packets come in. It is bound, because it would
// else have no source, and connected, so that it can be written like the device.
func openIn6() (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET6, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
	if err != nil {
		return 0, err
	}
	for _, do := range []func() error{
		func() error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, mark6) },
		func() error { return unix.Bind(fd, at6(0)) },
		func() error { return unix.Connect(fd, at6(0)) },
	} {
		if err := do(); err != nil {
			unix.Close(fd)
			return 0, err
		}
	}
	return fd, nil
}

// tryTime bounds the wait for a packet that a kernel has sent already.
const tryTime = time.Second

// tryIPv6 dials a port on which nobody listens. The SYN and the RST ACK must come
// out at the device, from ::1 to ::1, and the refusal must come in. That leaves
// nothing behind.
func (n *Namespace) tryIPv6() error {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.Connect(fd, at6(1)); err != unix.EINPROGRESS {
		return words.Errorf("a connection over IPv6 is not held: %w", "IPv6 的连接停不下来：%w", err)
	}
	buf := make([]byte, maxPacket)
	for range 2 {
		if !waits(n.tun.fd, tryTime) {
			return words.Errorf("a packet of IPv6 went past the TUN device", "有一个 IPv6 的包绕过了 TUN 设备")
		}
		length, err := n.tun.Read(buf)
		if err == nil && length == 0 {
			err = words.Errorf("a packet of IPv6 has another address than ::1", "有一个 IPv6 的包地址不是 ::1")
		}
		if err == nil {
			err = n.tun.Write(buf[:length])
		}
		if err != nil {
			return err
		}
	}
	if errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR); err != nil || unix.Errno(errno) != unix.ECONNREFUSED {
		return words.Errorf("a packet of IPv6 did not arrive", "有一个 IPv6 的包没有到达")
	}
	return nil
}

// between6 reports whether a packet goes from ::1 to ::1.
func between6(raw []byte) bool {
	return len(raw) >= 40 && raw[0]>>4 == 6 &&
		[16]byte(raw[8:24]) == loopback6 && [16]byte(raw[24:40]) == loopback6
}
