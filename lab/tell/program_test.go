package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestWhereItEnded: a program that ended because of an error is shown at the
// call that failed, one that ran to its end at its last line, and a killed one
// at the line where it was.
func TestWhereItEnded(t *testing.T) {
	w := paneltest.Connection()
	host := w.Header.Hosts[0]
	s := sceneAt(w, len(w.Steps)-1, true)
	end := len(s.Code[host.File])
	fault := &trace.Fault{Call: "Dial", Line: 3}
	for _, c := range []struct {
		exit  string
		fault *trace.Fault
		line  int
		want  int
	}{
		{"exit 0", nil, 0, end}, {"exit 0", fault, 0, end}, {"exit 1", fault, 0, 3}, {"exit 1", nil, 0, end},
		{"killed", fault, 0, end}, {"killed", fault, 7, 7}, {"", nil, 0, 1},
	} {
		s.Step.Hosts = []trace.State{{Host: host.Name, Exit: c.exit, Error: c.fault, Line: c.line}}
		if got := s.LastLine(host); got != c.want {
			t.Errorf("%q after %v: line %d, want %d", c.exit, c.fault, got, c.want)
		}
	}
}

// TestWhereTheStepLed: if a program has several goroutines, the pane shows the
// one that the step moved, and not the one that has waited longest.
func TestWhereTheStepLed(t *testing.T) {
	w := paneltest.Datagrams()
	w.Step(w.Steps[1].Move, "", true, func() {
		w.Gate("server", "ReadFromUDP", "ReadFromUDP(buf)", 9)
		w.Begin("server", "ReadFromUDP")
	})
	w.Step(w.Steps[1].Move, "", true, func() { w.Gate("server", "Close", "Close", 12) })
	s := sceneAt(w, len(w.Steps)-1, true)
	s.Step.Next = nil
	if got := s.CallsOf("server")[0].Name; got != "Close" {
		t.Errorf("the first call is %s, want Close: the step brought the server there", got)
	}
}
