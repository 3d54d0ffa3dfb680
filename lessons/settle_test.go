package lessons

import (
	"context"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/net"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

// blocking is a lesson for tests: its client writes more than all buffers hold,
// so the Write blocks behind the bytes that it has put on the wire. Its server
// reads once and then stands at the gate of its next call.
var blocking = &lab.Lesson{
	Name: "blocking",
	Files: fstest.MapFS{
		"client.go": {Data: []byte("package main\n")}, "server.go": {Data: []byte("package main\n")},
		"en.md": {Data: []byte("# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n\nIt ended.\n")},
		"zh.md": {Data: []byte("# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n\nIt ended.\n")},
	},
	Chapters: []string{"one"},
	Hosts: []lab.Host{
		{Name: "client", Role: lab.Client, File: "client.go", Main: func() {
			conn, err := net.Dial("tcp", "127.0.0.1:8001")
			if err != nil {
				panic(err)
			}
			conn.Write(make([]byte, 32<<20))
			conn.Close()
		}},
		{Name: "server", Role: lab.Server, File: "server.go", Main: func() {
			ln, err := net.Listen("tcp", "127.0.0.1:8001")
			if err != nil {
				panic(err)
			}
			conn, err := ln.Accept()
			if err != nil {
				panic(err)
			}
			conn.Read(make([]byte, 64<<10))
			conn.Close()
		}},
	},
}

// TestAWriteThatBlocksIsOneStep shows on the real kernel that all that a Write
// has done when it blocks belongs to its step: the packets that it put on the
// wire, and on the host network the Read that its bytes have ended. Nothing may
// happen by itself behind it.
func TestAWriteThatBlocksIsOneStep(t *testing.T) {
	for _, network := range []string{lab.PrivateNetwork, lab.HostNetwork} {
		t.Run(network, func(t *testing.T) {
			if network == lab.PrivateNetwork {
				needPrivate(t)
			}
			for range labtest.Times(t, 12, 100) {
				b, err := bench.Open(blocking, bench.Options{Network: network, Port: porttest.Port(t), Dir: t.TempDir()})
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range []trace.Move{lab.Call("server", "Listen"), lab.Call("server", "Accept"), lab.Call("client", "Dial"),
					lab.Deliver("client", "SYN"), lab.Deliver("server", "SYN ACK"), lab.Deliver("client", "ACK"), lab.Call("server", "Read")} {
					if m.AboutPacket() && network == lab.HostNetwork {
						continue
					}
					if err := b.Do(context.Background(), m); err != nil {
						t.Fatal(err)
					}
				}
				before := b.Recording().Len()
				if err := b.Do(context.Background(), lab.Call("client", "Write")); err != nil {
					t.Fatal(err)
				}
				step, err := b.Latest()
				if err != nil {
					t.Fatal(err)
				}
				if step.Step != before || step.Move.Name != "Write" {
					t.Errorf("behind the Write, which is step %d, step %d of kind %s came by itself", before, step.Step, step.Move.Kind)
				}
				if network == lab.PrivateNetwork && len(step.Held) == 0 {
					t.Error("no packet of the Write is held")
				}
				ended := false
				for _, e := range step.Events {
					ended = ended || e.Kind == trace.EventEnded && e.Host == "server" && e.Name == "Read"
				}
				if network == lab.HostNetwork && !ended {
					t.Error("the server's Read has not ended in the step of the Write, though the bytes reached its socket")
				}
				if err := b.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
