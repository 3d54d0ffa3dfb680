package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// told returns a scene in which the client was told to dial, and stands before
// DialTCP.
func told() *Scene {
	h := &trace.Header{Free: true, Hosts: []trace.Host{{Name: "client", Role: "client", File: "peer.go"}, {Name: "server", Role: "server", File: "peer.go"}}}
	return &Scene{Header: h, Lang: "en", Live: true, Length: 2, At: 1, Step: trace.Step{
		Step: 1, Move: trace.Move{Kind: trace.MoveInput, Host: "client", Name: "dial", ID: 1},
		Events: []trace.Event{
			{Kind: trace.EventStarted, Host: "client", Name: trace.StdinRead, ID: 1},
			{Kind: trace.EventEnded, Host: "client", Name: trace.StdinRead, ID: 1, Text: `"dial"`},
			{Kind: trace.EventWaiting, Host: "client", Name: trace.StdinRead, ID: 2},
			{Kind: trace.EventWaiting, Host: "client", Name: "DialTCP", ID: 3, Text: "DialTCP()"},
		},
		Calls: []trace.Call{
			{ID: 2, Host: "client", Name: trace.StdinRead, Status: trace.CallWaiting, File: "peer.go", Line: 28},
			{ID: 3, Host: "client", Name: "DialTCP", Status: trace.CallWaiting, File: "peer.go", Line: 38},
		},
		Moves: []trace.Move{{Kind: trace.MoveInput, Host: "client", Name: "close"}},
	}}
}

func TestWhatAProgramWasTold(t *testing.T) {
	s := told()
	sec := s.General()
	if sec.Headline != "tell client: dial" {
		t.Errorf("the headline is %q, want the move", sec.Headline)
	}
	if got := strings.ReplaceAll(sec.Lead, `\`, ""); got != "The program has read the line and stands before DialTCP()." {
		t.Errorf("the lead is %q; want where the line led, no word on what was read, and none on a script: the run is the student's", got)
	}
	var stands []string
	for _, p := range s.Standing(s.Header.Hosts[0]) {
		stands = append(stands, p.Text)
	}
	if got := strings.Join(stands, "|"); !strings.Contains(got, "at the gate of DialTCP") || !strings.Contains(got, "waits for a line") {
		t.Errorf("it stands %q, want both: the call that it came to, and that it can be told more", got)
	}
	if line := s.LookAt(s.Header.Hosts[0]); line != 38 {
		t.Errorf("line %d is shown, want 38: the call says more than the wait for a line", line)
	}
	if got := s.News("client"); got != "told: dial" {
		t.Errorf("the news is %q, want what it was told", got)
	}
}

// TestYourTurn: where nothing comes next by itself, the line about the next move says
// what the student can do.
func TestYourTurn(t *testing.T) {
	s := told()
	if got := s.Next(); !s.YourTurn() || got.Text != s.Say(YourTurn) {
		t.Errorf("next is %q, want that it is the student's turn", got.Text)
	}
	s.Step.Next = &trace.Move{Kind: trace.MoveCall, Host: "client", Name: "DialTCP"}
	if s.YourTurn() {
		t.Error("it is the student's turn, though a call comes next")
	}
	s.Step.Next, s.Step.Done = nil, trace.DoneTold
	if !s.YourTurn() {
		t.Error("the told story ends the run, though the programs can be told more")
	}
	s.Live = false
	if s.YourTurn() {
		t.Error("a recording cannot be told anything")
	}
}
