package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// steps is a recording in memory.
type steps []Step

func (s steps) Header() Header           { return Header{Port: 8001} }
func (s steps) Len() int                 { return len(s) }
func (s steps) Step(i int) (Step, error) { return s[i], nil }

func TestCanonicalForgetsOnlyWhatTheClockAndTheSystemChose(t *testing.T) {
	run := func(port string, ms int64, copies int) steps {
		s := sample(0)
		s.Millis = ms
		s.Held[0].Copies = copies
		s.Held[0].Dst = "127.0.0.1:" + port
		s.Sockets[0].Timer = &Timer{Kind: "time-wait", Millis: ms}
		s.Sockets[0].Info = &Info{MSS: 1460, Cwnd: 10 / copies, Lost: copies - 1, Resends: copies, Backoff: copies, Probes: copies, RTO: ms}
		s.Events = append(s.Events, Event{Kind: EventEnded, Host: "server", Name: "Create", Text: `file "/tmp/tcplab-` + port + `/server/a.txt"`})
		if copies > 1 {
			s.Events = append(s.Events, Event{Kind: EventAgain, Host: "server", Name: "SYN ACK"})
		}
		return steps{s}
	}
	a, err := Canonical(run("40001", 7, 1))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Canonical(run("40002", 900, 4))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two runs that differ only in port, directory, clock and copies must be alike:\n%s", diff)
	}
	if !strings.Contains(a[0], "127.0.0.1:8001") {
		t.Error("the lesson's own port was taken for one that the system chose")
	}
	if !strings.Contains(a[0], "server/a.txt") {
		t.Error("the file's own name was taken for a part of the run's directory")
	}
	other := run("40001", 7, 1)
	other[0].Sockets[0].State = "CLOSED"
	if c, _ := Canonical(other); c[0] == a[0] {
		t.Error("a run with another state counts as the same")
	}
	if run("40001", 7, 3)[0].Held[0].Copies != 3 {
		t.Error("BUG in this test: the sample lost its copies")
	}
}
