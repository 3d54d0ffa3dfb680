// Package porttest finds ports that nobody else uses, for the tests of several
// packages. It is apart from labtest because it needs the network: a test that
// measures how fast a process starts must not link that.
package porttest

import (
	"net"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"tcplab/lab/gate"
)

// Ports of tests are first to first+span-1. The lock of a port is the port that
// is span higher: a test that listens there with TCP owns the lower one, too, and
// the ports that follow it. All of them are below the ports that kernels give to clients (from 32768 on
// Linux, from 49152 elsewhere).
const (
	first = 10_000
	span  = 9_999 // a multiple of gate.Ports
)

var (
	mu   sync.Mutex
	next = os.Getpid() * 37 * gate.Ports % span // processes that run at the same time begin at different ports
)

// Port returns a port of this machine on which nobody listens, neither with TCP
// nor with UDP, and neither on those that follow it for programs with several ports
// (see gate.PortOn). No other test in any process gets one of them until this one has
// ended.
func Port(t testing.TB) int {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	for range span / gate.Ports {
		port := first + next
		next = (next + gate.Ports) % span
		lock, err := net.Listen("tcp4", loopback(port+span))
		if err != nil {
			continue
		}
		if !allFree(port) {
			lock.Close()
			continue
		}
		t.Cleanup(func() { lock.Close() })
		return port
	}
	t.Fatalf("none of the ports from %d on is free", first)
	return 0
}

// allFree reports whether nobody listens now on a port and those that follow it.
func allFree(port int) bool {
	for i := range gate.Ports {
		if !free(port + i) {
			return false
		}
	}
	return true
}

// free reports whether nobody listens on a port now. On Linux no program is started
// meanwhile: until it runs, it has every descriptor of this process, and would keep
// the port for a moment after this function has let go of it.
func free(port int) bool {
	if runtime.GOOS == "linux" { // elsewhere package net takes this lock itself
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
	}
	stream, err := net.Listen("tcp4", loopback(port))
	if err != nil {
		return false
	}
	defer stream.Close()
	datagrams, err := net.ListenPacket("udp4", loopback(port))
	if err != nil {
		return false
	}
	datagrams.Close()
	return true
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
