package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestErrorsOfDatagrams: the same error means another thing on a UDP socket,
// and another lesson is about it.
func TestErrorsOfDatagrams(t *testing.T) {
	for err, want := range map[string]string{
		"dial tcp 127.0.0.1:8001: connect: connection refused":                       "refused",
		"write udp 127.0.0.1:40000->127.0.0.1:8001: write: connection refused":       "udp-boundaries", // an ICMP message came, not a RST
		"read udp 127.0.0.1:40000->127.0.0.1:8001: recvfrom: connection refused":     "udp-boundaries",
		"read udp 127.0.0.1:40000->127.0.0.1:8001: use of closed network connection": "", // no lesson is about it
	} {
		for _, errno := range []string{"", "ECONNREFUSED"} {
			if strings.Contains(err, "closed") && errno != "" {
				continue
			}
			if _, got := meaningOf(&trace.Fault{Err: err, Errno: errno}); got != want {
				t.Errorf("the lesson about %q is %q, want %q", err, got, want)
			}
		}
	}
}

// TestReasonFirst: a title has room for a few words. They must be the reason of
// the error.
func TestReasonFirst(t *testing.T) {
	for err, want := range map[string]string{
		"dial tcp 127.0.0.1:8001: connect: connection refused":           "connection refused",
		"read tcp 127.0.0.1:1->127.0.0.1:8001: read: connection reset":   "connection reset",
		"read tcp 127.0.0.1:1->127.0.0.1:8001: use of closed connection": "use of closed connection",
		"open a.txt: no such file or directory":                          "no such file or directory",
		"EOF":                                                            "EOF",
		"":                                                               "",
	} {
		if got := reason(err); got != want {
			t.Errorf("the reason of %q is %q, want %q", err, got, want)
		}
	}
	for printed, want := range map[string]string{
		"2026/11/22 08:21:06 dial tcp 127.0.0.1:1->127.0.0.1:8001: connect: connection refused": "connection refused",
		"2026/11/22 08:21:06 a.txt has 5 bytes":                                                 "a.txt has 5 bytes",     // only the time goes
		"it said: hello: world":                                                                 "it said: hello: world", // it is no error, so it stays whole
		"cannot send: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe":                   "cannot send: broken pipe",
	} {
		if got := ReasonFirst(printed); got != want {
			t.Errorf("%q becomes %q, want %q: the reason comes first", printed, got, want)
		}
	}
}

// TestABrokenPipeOfOnesOwn: a write fails with EPIPE because a RST came in, or
// because this end had sent its FIN; the connection's state tells which it was.
func TestABrokenPipeOfOnesOwn(t *testing.T) {
	f := &trace.Fault{Step: 4, Call: "Write", Err: "write tcp 127.0.0.1:40001->127.0.0.1:8001: write: broken pipe", Errno: "EPIPE"}
	for _, c := range []struct{ state, remote, want string }{
		{"FIN_WAIT_2", "127.0.0.1:8001", "client had closed its own sending side before: its end was in FIN\\_WAIT\\_2, after its FIN\\."},
		{"CLOSED", "127.0.0.1:8001", ""},
		{"FIN_WAIT_2", "127.0.0.1:8002", ""}, // it is another connection
	} {
		s := &Scene{Header: &trace.Header{}, Lang: "en", Window: []trace.Step{{Step: 4, Sockets: []trace.Socket{
			{Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: c.remote, State: c.state}}}}}
		if got := s.WhyFault("client", f); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.state, c.remote, got, c.want)
		}
	}
}
