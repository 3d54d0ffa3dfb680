package panel

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestThePeerIsInTheTable: the connections of a server differ in their peers'
// ports alone. So these stay in the table of a narrow window, and the address
// that all have in common goes.
func TestThePeerIsInTheTable(t *testing.T) {
	s := &scene{Scene: Scene{header: &trace.Header{}, lang: "en", step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN"},
		{ID: 2, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "ESTABLISHED"},
		{ID: 3, Host: "client-2", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40002", Remote: "127.0.0.1:8001", State: "ESTABLISHED",
			Timer: &trace.Timer{Kind: "retransmit", Millis: 120_000}},
	}}}}
	table := func(w int) string {
		var b strings.Builder
		for _, l := range socketTable(s, w, 10) {
			b.WriteString(l.String() + "\n")
		}
		return b.String()
	}
	if got := table(77); !strings.Contains(got, ":8001   :40001  ESTABLISHED") || strings.Contains(got, "127.0.0.1") {
		t.Errorf("in 77 columns:\n%s\nwant both ports of each connection", got)
	}
	if got := table(120); !strings.Contains(got, "127.0.0.1:8001   127.0.0.1:40001") {
		t.Errorf("in 120 columns:\n%s\nwant whole addresses", got)
	}
	s.step.Sockets[1].Remote = "10.0.0.9:40001"
	if got := table(77); !strings.Contains(got, "127.0.0.1:8001") {
		t.Errorf("in 77 columns, with another address:\n%s\nwant whole addresses", got)
	}
}
