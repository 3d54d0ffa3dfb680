package table

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestACallThatGoesOnKeepsItsID follows the calls of other people's programs over
// several looks.
func TestACallThatGoesOnKeepsItsID(t *testing.T) {
	call := func(thread int, name string, set ...int) *Call {
		return &Call{Thread: thread, Call: trace.Call{Program: "a (7)", Name: name, Set: set}}
	}
	table := &Calls{}
	for _, c := range []struct {
		step int
		now  []*Call
		want string
		why  string
	}{
		{0, []*Call{call(7, "recvfrom"), call(8, "recvfrom")}, "1 recvfrom since 0; 2 recvfrom since 0", "two threads are two calls"},
		{1, []*Call{call(8, "recvfrom"), call(7, "recvfrom")}, "1 recvfrom since 0; 2 recvfrom since 0", "both go on"},
		{2, []*Call{call(7, "poll", 1), call(8, "recvfrom")}, "2 recvfrom since 0; 3 poll since 2", "one thread is in another call"},
		{3, []*Call{call(7, "poll", 1, 2), call(8, "recvfrom")}, "2 recvfrom since 0; 4 poll since 3", "poll with other sockets is another call"},
		{4, []*Call{call(7, "recvfrom")}, "5 recvfrom since 4", "a call that comes again is new, and the other one has ended"},
	} {
		table.Seen(c.now, c.step)
		var got []string
		for _, k := range table.Snapshot() {
			got = append(got, fmt.Sprintf("%d %s since %d", k.ID, k.Name, k.Since))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("in step %d the calls are %q, want %q: %s", c.step, text, c.want, c.why)
		}
	}
}
