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
)

// Ports of tests are first to first+span-1. The lock of a port is the port that
// is span higher: a test that listens there with TCP owns the lower one, too.
// All of them are below the ports that kernels give to clients (from 32768 on
// Linux, from 49152 elsewhere).
const (
	first = 10_000
	span  = 10_000
)

var (
	mu   sync.Mutex
	next = os.Getpid() * 37 % span // processes that run at the same time begin at different ports
)

// Port returns a port of this machine on which nobody listens, neither with TCP
// nor with UDP. No other test in any process gets it until this one has ended.
func Port(t testing.TB) int {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	for range span {
		port := first + next
		next = (next + 1) % span
		lock, err := net.Listen("tcp4", loopback(port+span))
		if err != nil {
			continue
		}
		if !free(port) {
			lock.Close()
			continue
		}
		t.Cleanup(func() { lock.Close() })
		return port
	}
	t.Fatalf("none of the ports from %d on is free", first)
	return 0
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
