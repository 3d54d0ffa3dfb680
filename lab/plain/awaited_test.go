package plain

import (
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestADialThatTakesLong: Windows takes seconds over a Dial that is refused, so that
// nobody there should look for a program that somebody has stopped.
func TestADialThatTakesLong(t *testing.T) {
	for _, c := range []struct {
		stack string
		move  trace.Move
		want  [2]string
		why   string
	}{
		{"Windows 10.0.26100", lab.Call("client", "Dial"), [2]string{"Windows asks again", "还会再试几次"}, "the system is at it by itself"},
		{"Windows 10.0.26100", lab.Call("client", "Read"), [2]string{"if somebody has stopped one", "若有人停住了"}, "a call that waits comes to rest there, too"},
		{"Linux 6.18.44", lab.Call("client", "Dial"), [2]string{"if somebody has stopped one", "若有人停住了"}, "Linux gives up at the first refusal"},
	} {
		for i, lang := range trace.Languages {
			got := Awaited(trace.Header{Stack: c.stack}, trace.Step{Step: 2, Next: &c.move}, lang, 0, nil, 0)
			if !strings.Contains(got, c.want[i]) || !strings.Contains(got, "3") {
				t.Errorf("%s, %s on %s: %q is awaited, want %q in it: %s", lang, c.move.Name, c.stack, got, c.want[i], c.why)
			}
		}
	}
}

// TestALongMoveSaysWhatItWaitsFor: a host that somebody has stopped is named alone, with
// what lets it go on; and of bytes that cross nobody says that the programs have not come
// to rest, which would send a reader to look for a stopped one.
func TestALongMoveSaysWhatItWaitsFor(t *testing.T) {
	header := trace.Header{Hosts: []trace.Host{{Name: "client", PID: 11}, {Name: "server", PID: 12}}}
	move := trace.Move{Kind: trace.MoveRun}
	step := trace.Step{Step: 2, Next: &move, Hosts: []trace.State{{Host: "client", Alive: true}, {Host: "server", Alive: true}}}
	for _, c := range []struct {
		stopped []string
		crossed int64
		want    [2]string
		not     string
		why     string
	}{
		{nil, 0, [2]string{"client: process 11, server: process 12", "客户端：进程 11, 服务器：进程 12"}, "", "nothing tells which of them is at work"},
		{[]string{"server"}, 5000, [2]string{"somebody has stopped server: kill -CONT 12 lets it go on", "服务器被停住了：kill -CONT 12 让它继续"}, "11", "nothing crosses before it goes on"},
		{nil, 5000, [2]string{"have crossed so far", "到现在已传"}, "CONT", "it crosses, so nobody is stopped"},
	} {
		for i, lang := range trace.Languages {
			got := Awaited(header, step, lang, 0, c.stopped, c.crossed)
			if !strings.Contains(got, c.want[i]) || c.not != "" && strings.Contains(got, c.not) {
				t.Errorf("%s: %q, want %q in it, and not %q: %s", lang, got, c.want[i], c.not, c.why)
			}
		}
	}
}
