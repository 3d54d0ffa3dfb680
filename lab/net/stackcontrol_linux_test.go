package net_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/net"
)

// setting returns a Control that sets options by number, each as level, number and
// value.
func setting(options ...[3]int) func(_, _ string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		var err error
		outer := c.Control(func(fd uintptr) {
			for _, o := range options {
				if err == nil {
					err = syscall.SetsockoptInt(int(fd), o[0], o[1], o[2])
				}
			}
		})
		if outer != nil {
			return outer
		}
		return err
	}
}

func controls() {
	listen := func(options ...[3]int) {
		lc := net.ListenConfig{Control: setting(options...)}
		_, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:8001")
		fmt.Println(err)
	}
	listen([3]int{unix.SOL_SOCKET, unix.SO_REUSEADDR, 0})
	listen([3]int{unix.SOL_SOCKET, unix.SO_REUSEPORT, 1})
	listen([3]int{unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, 10})
	listen([3]int{unix.SOL_SOCKET, 9999, 1})
	d := net.Dialer{Control: setting([3]int{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1}, [3]int{unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 7},
		[3]int{unix.SOL_SOCKET, unix.SO_RCVBUF, 5000}, [3]int{unix.IPPROTO_TCP, unix.TCP_NODELAY, 0})}
	conn := must(d.Dial("tcp", "127.0.0.1:8001")).(*net.TCPConn)
	raw := must(conn.SyscallConn())
	fmt.Println(raw.Control(func(fd uintptr) {
		fmt.Println(syscall.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_KEEPIDLE))
		fmt.Println(syscall.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NODELAY))
		unix.SetsockoptLinger(int(fd), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	}))
	fmt.Println(raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 1) }))
	fmt.Println(raw.Read(func(uintptr) bool { return true }))
	_, err := net.ListenUDP("udp", nil)
	fmt.Println(err)
}

// TestControlReachesTheStack: options that a program sets by number are those of the
// stack's socket, and one that the stack does not have is an error.
func TestControlReachesTheStack(t *testing.T) {
	h, k := onScript(t, "controls", func(q gate.Sys) (gate.Ret, bool) {
		switch {
		case q.Op == gate.OpConnected:
			return gate.Ret{}, true
		case slices.Contains(q.Preset, gate.Preset{Option: gate.OptReusePort, Value: 1}):
			return gate.Ret{Lacks: gate.OptReusePort}, true
		case q.Op == gate.OpBind:
			return gate.Ret{Call: "bind", Errno: "EADDRINUSE"}, true
		}
		return gate.Ret{}, false
	})
	said := ""
	for gatetest.Settle(h); h.Waiting[0].Name != "exit"; {
		for _, line := range h.Step(h.Waiting[0].Name) {
			if text, ok := strings.CutPrefix(line, "printed "); ok {
				said += must(strconv.Unquote(text))
			}
		}
	}
	gatetest.Expect(t, "a program hears at once what is not there, in one sentence", strings.Split(said, "\n"),
		"<nil>",
		"listen tcp 127.0.0.1:8001: the stack of this network has no SO_REUSEPORT: choose another network with --net private or --net host",
		"listen tcp 127.0.0.1:8001: the stack of this network has no TCP_DEFER_ACCEPT: choose another network with --net private or --net host",
		"listen tcp 127.0.0.1:8001: protocol not available",
		"7 <nil>",
		"1 <nil>",
		"<nil>",
		"the stack of this network has no TCP_USER_TIMEOUT: choose another network with --net private or --net host",
		"RawConn.Read needs a socket of this system, and on this network they live in tcplab: choose another network with --net private or --net host",
		"listen udp 127.0.0.1:0: bind: address already in use",
		"")
	var got []string
	for _, q := range k.taken {
		switch q.Op {
		case gate.OpListen, gate.OpDial:
			got = append(got, fmt.Sprint(q.Op, " ", q.Preset))
		case gate.OpOption:
			got = append(got, fmt.Sprint(q.Op, " ", q.Option, " ", q.Value))
		}
	}
	gatetest.Expect(t, "Control comes behind SO_REUSEADDR and before TCP_NODELAY, which Go sets; nothing is asked twice", got,
		"listen [{SO_REUSEADDR 0}]",
		"listen [{SO_REUSEADDR 1} {SO_REUSEPORT 1}]",
		"dial [{SO_KEEPALIVE 1} {SO_RCVBUF 5000} {TCP_KEEPIDLE 7000} {TCP_NODELAY 1}]",
		"option SO_LINGER 0")
}
