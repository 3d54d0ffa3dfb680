package bench

import (
	"net/netip"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/trace"
)

// TestACauseFitsItsError shows that a packet is named as the cause of an error
// only if it can be the cause.
func TestACauseFitsItsError(t *testing.T) {
	here, there := "127.0.0.1:40000", "127.0.0.1:8001"
	for _, c := range []struct {
		packet, proto, dst string
		kind               string
		err, errno         string
		want, why          string
	}{
		{"RST ACK", "tcp", here, trace.EventDelivered, "connect: connection refused", "ECONNREFUSED", "server RST ACK", "nobody listened"},
		{"RST", "tcp", here, trace.EventDelivered, "read: connection reset by peer", "ECONNRESET", "server RST", "it was reset"},
		{"RST ACK", "tcp", here, trace.EventDelivered, "write: broken pipe", "EPIPE", "server RST ACK", "a reset in CLOSE_WAIT"},
		{"FIN ACK", "tcp", here, trace.EventDelivered, "EOF", "", "server FIN ACK", "the stream has ended"},
		{"FIN ACK", "tcp", here, trace.EventDuplicated, "EOF", "", "server FIN ACK", "one of the two copies came in"},
		{"ICMP port unreachable", "icmp", "127.0.0.1:0", trace.EventDelivered, "read: connection refused", "ECONNREFUSED", "server ICMP port unreachable", "nobody has the port"},
		{"ICMP host unreachable", "icmp", "127.0.0.1:0", trace.EventDelivered, "no route to host", "EHOSTUNREACH", "server ICMP host unreachable", "the message reports just that"},
		{"FIN ACK", "tcp", here, trace.EventDelivered, "read: i/o timeout", "", "", "a deadline ran out; a FIN ends no Read with that"},
		{"FIN ACK", "tcp", here, trace.EventDelivered, "write: broken pipe", "EPIPE", "", "after a FIN one may still write"},
		{"ACK", "tcp", here, trace.EventDelivered, "read: connection reset by peer", "ECONNRESET", "", "an ACK resets nothing"},
		{"RST", "tcp", here, trace.EventDelivered, "EOF", "", "", "a reset is no end of a stream"},
		{"RST", "tcp", here, trace.EventDelivered, "open a.txt: no such file or directory", "ENOENT", "", "the error is about a file, not about the network"},
		{"ICMP port unreachable", "icmp", "127.0.0.1:0", trace.EventDelivered, "no route to host", "EHOSTUNREACH", "", "the message is about a port, the error about a route"},
		{"RST", "tcp", here, trace.EventDropped, "read: connection reset by peer", "ECONNRESET", "", "it never came in"},
		{"RST", "tcp", "127.0.0.1:40001", trace.EventDelivered, "read: connection reset by peer", "ECONNRESET", "", "it came to another socket of the host"},
	} {
		at := &table.Call{Proto: "tcp", LocalAddr: netip.MustParseAddrPort(here), RemoteAddr: netip.MustParseAddrPort(there)}
		at.ID = 7
		client := &host.Host{Host: lab.Host{Name: "client"}}
		r := &Run{hosts: []*host.Host{client}}
		r.happened.made = &trace.Event{Kind: c.kind, Host: "server", To: "client", Name: c.packet, Packet: &trace.Packet{Proto: c.proto, Src: there, Dst: c.dst}}
		r.happened.ended = []endedCall{{call: at}}
		r.noteFaults(&trace.Step{Events: []trace.Event{{Kind: trace.EventEnded, Host: "client", ID: 7, Err: c.err, Errno: c.errno}}})
		if got := client.Fault.Cause; got != c.want {
			t.Errorf("%s (%s) and %q: the cause is %q, want %q: %s", c.packet, c.kind, c.err, got, c.want, c.why)
		}
	}
}
