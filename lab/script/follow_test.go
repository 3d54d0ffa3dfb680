package script

import (
	"slices"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestRowsOfOneIDAreToldOnce shows that a text which several rows share is told
// once if their packets flow by themselves.
func TestRowsOfOneIDAreToldOnce(t *testing.T) {
	s, err := read([]lab.Beat{
		{ID: "dial", Move: lab.Call("client", "Dial"), Chapter: "opening"},
		{ID: "handshake", Move: lab.Deliver("client", "SYN"), Chapter: "opening"},
		{ID: "handshake", Move: lab.Deliver("server", "SYN ACK"), Chapter: "opening"},
		{ID: "established", Move: lab.Deliver("client", "ACK"), Chapter: "opening"},
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	step := trace.Step{Move: lab.Call("client", "Dial")}
	s.Follow(&step, nil, Loop{}, nil)
	if want := []string{"handshake", "established"}; !slices.Equal(step.Told, want) {
		t.Errorf("Dial tells %v, want %v", step.Told, want)
	}
}

// TestATextWaitsForItsStop shows that a text which several rows share, and at
// the end of which the key n stops, is not told before that.
func TestATextWaitsForItsStop(t *testing.T) {
	s, err := read([]lab.Beat{
		{ID: "open", Move: lab.Call("server", "Accept"), Chapter: "opening"},
		{ID: "open", Move: lab.Call("client", "Dial"), Chapter: "opening", Stop: true},
		{ID: "open", Move: lab.Call("client", "Write"), Chapter: "opening"},
		{ID: "exit", Move: lab.Call("client", "exit"), Chapter: "opening"},
		{ID: "exit", Move: lab.Call("server", "exit"), Chapter: "opening"},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, false, false, false} { // rows without a stop are told alike
		step := trace.Step{Move: s.beats[i].Move}
		s.Follow(&step, nil, Loop{}, nil)
		if step.Beat != s.beats[i].ID || step.Ahead != want {
			t.Errorf("the move of row %d takes %s, ahead of its text: %v; want %s and %v", i, step.Beat, step.Ahead, s.beats[i].ID, want)
		}
	}
}

// TestAMinuteIsOverBeforeTheStory: a row rests on a TIME_WAIT that has ended while
// somebody looked. Its claims are no findings then. The end of any other TIME_WAIT
// changes nothing.
func TestAMinuteIsOverBeforeTheStory(t *testing.T) {
	for _, c := range []struct {
		host     string
		findings int
	}{{"client", 0}, {"client-2", 1}} {
		s, err := read([]lab.Beat{{ID: "answers", Move: lab.Call("server", "Write"), Then: "client timer time-wait"}}, false)
		if err != nil {
			t.Fatal(err)
		}
		s.Follow(&trace.Step{Move: elapsed, Events: []trace.Event{{Kind: trace.EventState, Host: c.host, From: "TIME_WAIT", To: "CLOSED"}}}, nil, Loop{}, nil)
		step, next := trace.Step{Move: lab.Call("server", "Write")}, lab.Call("server", "Write")
		s.Follow(&step, &next, Loop{}, nil)
		if len(step.Findings) != c.findings || step.Expected {
			t.Errorf("TIME_WAIT of %s has ended: findings %v, told %v; want %d, and not told", c.host, step.Findings, step.Expected, c.findings)
		}
	}
}
