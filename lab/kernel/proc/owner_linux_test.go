package proc

import (
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOwners shows that a socket's process is found by the socket's inode, with a
// namespace and without one.
func TestOwners(t *testing.T) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	file, err := ln.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var stat unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
		t.Fatal(err)
	}
	comm, _ := os.ReadFile("/proc/self/comm")
	for _, namespace := range []string{"", "/proc/self/ns/net"} {
		owners, err := Owners(namespace)
		if err != nil {
			t.Fatal(err)
		}
		want := []Owner{{PID: os.Getpid(), Name: strings.TrimSpace(string(comm))}}
		if o := owners[uint32(stat.Ino)]; !slices.Equal(o, want) {
			t.Errorf("owners of the listener, among the processes of %q: %+v, want this process alone, %v", namespace, o, want)
		}
	}
	if _, err := Owners("/proc/self/ns/none"); err == nil {
		t.Error("no error though there is no such namespace")
	}
}
