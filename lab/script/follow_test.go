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
