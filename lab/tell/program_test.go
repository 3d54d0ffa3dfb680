package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestWhereItEnded: a program that ended because of an error is shown at the
// call that failed, one that ran to its end where its main ends, or at its last
// line if a recording does not say where, and a killed one at the line where it
// was.
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
		{"exit 0", nil, 0, end}, {"exit 0", nil, 2, 2}, {"exit 0", fault, 0, end}, {"exit 1", fault, 0, 3}, {"exit 1", nil, 0, end},
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

// TestWhereToLook: the line that the lesson's text speaks of is shown while
// that text stands, and only at the host that it is about. Else it is the line
// of the call at which the host stands.
func TestWhereToLook(t *testing.T) {
	w := paneltest.Datagrams()
	const at, look, gate = 1, 3, 9 // the step that took listen-udp; then the server stands before ReadFromUDP
	w.Header.Beats[0].Look = &trace.Look{Host: "server", File: "server.go", Line: look}
	client, server := w.Header.Hosts[0], w.Header.Hosts[1]
	s := sceneAt(w, at, true)
	if got := s.LookAt(server); got != look {
		t.Errorf("line %d of the server is shown, want %d: its text speaks of that", got, look)
	}
	if got, want := s.LookAt(client), s.CallsOf("client")[0].Line; got != want {
		t.Errorf("line %d of the client is shown, want %d, where it stands: the text is about the server", got, want)
	}
	s.Step.Findings = []trace.Finding{{}}
	if got := s.LookAt(server); got != gate {
		t.Errorf("line %d of the server is shown, want %d: the step contradicts the text, so that is not shown", got, gate)
	}
	s = sceneAt(w, at+1, true)
	if got := s.LookAt(server); got != gate {
		t.Errorf("line %d of the server is shown, want %d: another text stands now", got, gate)
	}
	s = sceneAt(w, at, true)
	own := s.Step
	s.Own, s.Step = &own, trace.Step{Move: trace.Move{Kind: trace.MoveTime}, Calls: own.Calls}
	if got := s.LookAt(server); got != look {
		t.Errorf("line %d of the server is shown, want %d: what came by itself does not take the text away", got, look)
	}
}
