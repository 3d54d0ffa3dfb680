package wire

import (
	"errors"
	"io/fs"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"tcplab/lab/words"
)

// This file turns a fresh namespace into the private network: its sysctls, its
// routes and rules. IPv6 is off afterwards; ipv6_linux.go may switch it on.

// table is the routing table that leads to the device. local is the kernel's
// own table, which delivers packets to this machine.
const (
	table = 1000
	local = unix.RT_TABLE_LOCAL
)

// calmRTO is the least retransmission timeout, in milliseconds. It is so long
// that a held packet is not retransmitted while a class looks.
const calmRTO = int(CalmRTO / time.Millisecond)

// queue is the number of unread packets that the device holds before it loses
// one. A whole TCP window must fit.
const queue = 50_000

// plain are the settings that the detour over the device needs, by name. %s
// stands for the device.
var plain = []sysctl{
	// By default a kernel discards packets from 127.0.0.1 that come in from a
	// device, as martians.
	{"net.ipv4.conf.all.rp_filter", "0"},
	{"net.ipv4.conf.%s.rp_filter", "0"},
	{"net.ipv4.conf.%s.route_localnet", "1"},
	{"net.ipv4.conf.%s.accept_local", "1"},
	// The limits on ICMP messages and duplicate ACKs per second are meant for
	// the Internet. Here they would make a run depend on its speed.
	{"net.ipv4.icmp_ratelimit", "0"},
	{"net.ipv4.tcp_invalid_ratelimit", "0"},
	// Programs of an ordinary user serve HTTP and DNS at the usual ports, and use
	// ping, whose group is 0 in the namespace that has the network (icmp(7)).
	{"net.ipv4.ip_unprivileged_port_start", "0"},
	{"net.ipv4.ping_group_range", "0 0"},
	// With autocorking, a small segment behind larger ones would wait until the
	// device has let those go, and would then leave at an unpredictable moment.
	{"net.ipv4.tcp_autocorking", "0"},
	// If this machine uses BBR, a timer spreads segments over the round trip
	// time, which is as long as a student looks. Reno paces nothing, and every
	// kernel has it.
	{"net.ipv4.tcp_congestion_control", "reno"},
}

// patient are the settings of every lesson: no kernel gives up while a class
// looks.
var patient = []sysctl{
	{"net.ipv4.tcp_syn_retries", "127"},
	{"net.ipv4.tcp_synack_retries", "255"},
	{"net.ipv4.tcp_orphan_retries", "255"},
	{"net.ipv4.tcp_fin_timeout", "3600"},
}

// clocks are the further settings of each clock.
var clocks = map[Clock][]sysctl{
	Calm: {
		{"net.ipv4.tcp_early_retrans", "0"}, // no tail loss probes (RFC 8985, section 7)
	},
	Ordinary: {
		// However long a class has looked, a packet that is dropped then comes
		// again within two seconds, and not within two minutes.
		{rtoMax, strconv.Itoa(int(OrdinaryMaxRTO / time.Millisecond))},
		{"net.ipv4.tcp_retries2", "255"},
	},
}

// optional are settings that some kernels lack, and do without.
var optional = []string{
	rtoMax,     // Linux 6.15
	syncookies, // CONFIG_SYN_COOKIES
	synLinear,  // Linux 6.5; an older kernel does as with 0, the only value that lessons set
}

const (
	rtoMax     = "net.ipv4.tcp_rto_max_ms"
	syncookies = "net.ipv4.tcp_syncookies"
	synLinear  = "net.ipv4.tcp_syn_linear_timeouts"
)

type sysctl struct{ name, value string }

// prepare turns a fresh namespace, whose device has that name, into a private
// network. It runs on the namespace's thread.
func prepare(device string, s Settings) error {
	if err := dropIPv6(); err != nil {
		return err
	}
	for _, c := range plain {
		if err := set(strings.Replace(c.name, "%s", device, 1), c.value); err != nil {
			return err
		}
	}
	if s.Clock != Own {
		for _, c := range append(slices.Clone(patient), clocks[s.Clock]...) {
			if err := s.set(c); err != nil {
				return err
			}
		}
	}
	if err := route(device, s); err != nil {
		return refused(words.Say("127.0.0.0/8 cannot be routed over the TUN device", "127.0.0.0/8 的路由设不到 TUN 设备上"), err)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Sysctls)) {
		if err := s.set(sysctl{name, s.Sysctls[name]}); err != nil {
			return err
		}
	}
	return nil
}

// route brings lo and the device up and routes all packets to 127.0.0.0/8 over
// the device. A packet that comes in from the device has another inward
// interface than the rule for outbound packets names, so that rule does not
// match it, and it is delivered.
func route(device string, s Settings) error {
	h, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return words.Errorf("netlink cannot be used: %w", "用不了 netlink：%w", err)
	}
	defer h.Close()
	lo, err := h.LinkByName("lo")
	if err != nil {
		return err
	}
	dev, err := h.LinkByName(device)
	if err != nil {
		return err
	}
	mtu := s.MTU
	if mtu == 0 {
		mtu = DefaultMTU
	}
	outbound, inbound, first := netlink.NewRule(), netlink.NewRule(), netlink.NewRule()
	inbound.Priority, inbound.Table, inbound.Family = 100, local, unix.AF_INET
	outbound.Priority, outbound.Table, outbound.Family = 10, table, unix.AF_INET
	outbound.IifName, outbound.Dst = "lo", &net.IPNet{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)}
	first.Priority, first.Table, first.Family = 0, local, unix.AF_INET
	way := &netlink.Route{
		LinkIndex: dev.Attrs().Index, Table: table, Scope: netlink.SCOPE_LINK,
		Src: net.IPv4(127, 0, 0, 1).To4(), // else connect would send from 0.0.0.0
	}
	s.patience(way)
	brisk := func() error { return nil }
	if s.Brisk != "" {
		to := *way
		to.Dst = &net.IPNet{IP: net.ParseIP(s.Brisk).To4(), Mask: net.CIDRMask(32, 32)}
		to.RtoMin, to.RtoMinLock = 0, false
		brisk = func() error { return h.RouteAdd(&to) }
	}
	for _, do := range []func() error{
		func() error { return h.LinkSetUp(lo) },
		func() error { return h.LinkSetMTU(dev, mtu) },
		func() error { return h.LinkSetTxQLen(dev, queue) },
		func() error { return h.LinkSetUp(dev) },
		func() error { return h.RouteAdd(way) },
		brisk,
		func() error { return h.RuleAdd(inbound) },
		func() error { return h.RuleAdd(outbound) },
		func() error { return h.RuleDel(first) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// patience gives a route the part of the clock that belongs to routes.
func (s Settings) patience(way *netlink.Route) {
	if s.Clock != Own {
		way.QuickACK = 1
	}
	if s.Clock == Calm {
		way.RtoMin, way.RtoMinLock = calmRTO, true
	}
}

// set writes a sysctl of the calling thread's namespace, unless the kernel lacks it
// and may do so.
func (s Settings) set(c sysctl) error {
	err := error(fs.ErrNotExist)
	if !slices.Contains(s.without, c.name) {
		err = set(c.name, c.value)
	}
	if errors.Is(err, fs.ErrNotExist) && slices.Contains(optional, c.name) && lackOfProc() == nil {
		return nil
	}
	return err
}

// set writes a sysctl of the calling thread's namespace.
func set(name, value string) error {
	path := "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
	err := os.WriteFile(path, []byte(value), 0)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist) && lackOfProc() != nil:
		return lackOfProc()
	case errors.Is(err, fs.ErrNotExist):
		return words.Errorf("this kernel has no setting %s: leave it out (%w)",
			"这个内核没有设置项 %s：请不要用它。%w", name, fs.ErrNotExist)
	case errors.Is(err, syscall.EROFS):
		if inContainer() {
			return lacks(words.Errorf("the kernel's settings are read-only here", "这里的内核设置是只读的"), wContainer, dockerRun())
		}
		return lacks(words.Errorf("the kernel's settings are read-only here", "这里的内核设置是只读的"), wTry, "sudo mount -o remount,rw /proc/sys")
	}
	return refused(words.Say("%s cannot be set to %q", "%s 设不成 %q", name, value), err)
}
