package lab

import (
	"slices"
	"testing"

	"tcplab/lab/trace"
)

// TestRowsOfOneIDAreToldOnce holds that a handshake of three rows with one text
// is not told three times where its packets flow by themselves.
func TestRowsOfOneIDAreToldOnce(t *testing.T) {
	s, err := newScript([]Beat{
		{ID: "dial", Move: Call("client", "Dial"), Chapter: "opening"},
		{ID: "handshake", Move: Deliver("client", "SYN"), Chapter: "opening"},
		{ID: "handshake", Move: Deliver("server", "SYN ACK"), Chapter: "opening"},
		{ID: "established", Move: Deliver("client", "ACK"), Chapter: "opening"},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{lesson: &Lesson{}, script: s, flows: true}
	step := trace.Step{Move: Call("client", "Dial")}
	r.compare(&step)
	if want := []string{"handshake", "established"}; !slices.Equal(step.Told, want) {
		t.Errorf("Dial tells %v, want %v", step.Told, want)
	}
}
