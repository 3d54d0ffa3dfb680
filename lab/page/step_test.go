package page

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// windows returns steps in which a connection has congestion windows of these sizes;
// 0 is a step in which the kernel does not tell it.
func windows(sizes ...int) (out []trace.Step) {
	for _, n := range sizes {
		sock := trace.Socket{ID: 1, Role: trace.RoleConnection}
		if n > 0 {
			sock.Info = &trace.Info{Cwnd: n}
		}
		out = append(out, trace.Step{Sockets: []trace.Socket{sock}})
	}
	return out
}

// TestTheWindowHasAColumnIfItMoves: the page has no other place where the kernel
// itself tells the congestion window, which a lesson may be about.
func TestTheWindowHasAColumnIfItMoves(t *testing.T) {
	for _, c := range []struct {
		why   string
		steps []trace.Step
		want  bool
	}{
		{"it grows", windows(10, 11), true},
		{"it falls behind a step that does not tell it", windows(12, 0, 6), true},
		{"a row that tells nothing is no window of 0", windows(10, 0, 10), false},
		{"it is what it was", windows(10, 10), false},
	} {
		if got := windowMoves(c.steps); got != c.want {
			t.Errorf("a column of windows: %v, want %v: %s", got, c.want, c.why)
		}
	}
	if two := append(windows(10), trace.Step{Sockets: []trace.Socket{{ID: 2, Role: trace.RoleConnection, Info: &trace.Info{Cwnd: 4}}}}); windowMoves(two) {
		t.Error("the windows of two connections are taken for one that moves")
	}
}

// TestTheTableTellsTheWindow: a connection has a window if the kernel tells it, and a
// listener has none. A table without such news has no column for it.
func TestTheTableTellsTheWindow(t *testing.T) {
	for _, c := range []struct {
		sock trace.Socket
		want string
	}{
		{trace.Socket{Role: trace.RoleConnection, Info: &trace.Info{Cwnd: 12}}, "12"},
		{trace.Socket{Role: trace.RoleConnection}, ""},
		{trace.Socket{Role: trace.RoleListener, Info: &trace.Info{Cwnd: 10}}, ""},
	} {
		if got := windowOf(&c.sock); got != c.want {
			t.Errorf("the window of %+v is %q, want %q", c.sock, got, c.want)
		}
	}
	if page := written(t, recorded(t), Options{Lang: "en", To: -1}); strings.Contains(string(page), "CWND") {
		t.Error("a run whose windows stay has a column for them")
	}
}

// TestTheLabsClockIsTold: a timer that the network stretches says so beside itself,
// in both languages, wherever the timer stands.
func TestTheLabsClockIsTold(t *testing.T) {
	page := string(written(t, recorded(t), Options{Lang: "en", To: -1}))
	for _, want := range []string{
		`<span class="usual"><span lang=en>(lab clock; usually 0.2 s)</span><span lang=zh>（实验时钟；通常 0.2 秒）</span></span>`,
		`<main class="w4 clock">`, // there is room for it at every step, so that nothing jumps
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a run on the lab's clock does not have %s", want)
		}
	}
	if page := string(written(t, recorded(t), Options{Lang: "en", To: 2})); strings.Contains(page, " clock\"") {
		t.Error("a page on which no timer runs keeps room for the clock's note")
	}
}
