package rehearse

import (
	"os/exec"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestDifferencesSayWhatToMend: an author is told the row, the claim and what the
// kernel gave.
func TestDifferencesSayWhatToMend(t *testing.T) {
	header := trace.Header{Network: trace.PrivateNetwork}
	steps := []trace.Step{
		{Step: 0, Move: trace.Move{Kind: trace.MoveStart}},
		{Step: 1, Beat: "dial", Findings: []trace.Finding{{Subject: "client", Want: "ESTABLISHED", Got: "SYN_SENT"}}},
		{Step: 2, Move: trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN"}},
		{Step: 3, Move: trace.Move{Kind: trace.MoveTime}}, // time passes at any place
	}
	faults := Differences(header, steps, trace.End{Skipped: []string{"ack"}})
	want := []struct{ beat, claim, say string }{
		{"dial", "ESTABLISHED", `claims "client ESTABLISHED", and in step 1 of the private network it is "client SYN_SENT"`},
		{"dial", "", `step 2, "deliver client SYN", is in no row of the script: add a row for it behind beat dial`},
		{"ack", "", "does not come to beat ack"},
	}
	if len(faults) != len(want) {
		t.Fatalf("the faults are %v, want %d", faults, len(want))
	}
	for i, f := range faults {
		if f.Beat != want[i].beat || f.Claim != want[i].claim || !strings.Contains(f.Say.In("en"), want[i].say) {
			t.Errorf("fault %d is %+v (%s), want beat %q, claim %q and %q", i, f, f.Say, want[i].beat, want[i].claim, want[i].say)
		}
		if zh := f.Say.In("zh"); strings.Contains(zh, "%!") {
			t.Errorf("in Chinese: %s", zh)
		}
	}
	header.Network = trace.HostNetwork // there packets flow by themselves, and nobody delivers one
	if faults := Differences(header, steps[2:], trace.End{}); len(faults) != 0 {
		t.Errorf("on the host network the faults are %v, want none", faults)
	}
}

// TestATextThatSpeaksOfACallNeedsItsResult lists what needs a claim, and what does
// not.
func TestATextThatSpeaksOfACallNeedsItsResult(t *testing.T) {
	for _, c := range []struct {
		why, headline, lead, call, errno, then, loop string
		want                                         string // a piece of the fault; "" for none
	}{
		{"a result that nobody claims", "SERVER: Read returns", "It has bytes.", "Read", "", "server ESTABLISHED", "", `"server ends Read: 5 bytes"`},
		{"an error that nobody claims", "SERVER", "Read fails.", "Read", "EPIPE", "server ESTABLISHED", "", `"server ends Read: EPIPE"`},
		{"a claim", "SERVER: Read returns", "It has bytes.", "Read", "", "server ESTABLISHED; server ends Read: 5", "", ""},
		{"another word", "SERVER: Reading", "ReadFromUDP waits.", "Read", "", "server ESTABLISHED", "", ""},
		{"a call whose socket says all", "SERVER: Close", "It closed.", "Close", "", "server LAST_ACK", "", ""},
		{"a loop", "SERVER: Read returns", "It has bytes.", "Read", "", "server ESTABLISHED", "copy", ""},
	} {
		l := &lab.Lesson{Script: []lab.Beat{{ID: "x", Then: c.then, Loop: c.loop}}}
		text := &prose.Text{Sections: map[string]prose.Section{"x": {Headline: c.headline, Lead: c.lead}}}
		step := trace.Step{Beat: "x", Events: []trace.Event{{Kind: trace.EventEnded, Host: "server", Name: c.call, Errno: c.errno, Text: `5 bytes "hello"`}}}
		faults := Unclaimed(l, text, []trace.Step{step})
		switch {
		case c.want == "" && len(faults) > 0:
			t.Errorf("%s: %s, want no fault", c.why, faults[0].Say)
		case c.want != "" && (len(faults) != 1 || !strings.Contains(faults[0].Say.In("en"), c.want)):
			t.Errorf("%s: %v, want one with %s", c.why, faults, c.want)
		}
	}
}

// TestVetNamesTheLine: a program that stands alone has the lines of the lesson's.
func TestVetNamesTheLine(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("this machine has no go, and nobody can be asked")
	}
	remarks, err := Vet(t.Context(), t.TempDir(), map[string]string{
		"client.go":       "package main\n\nfunc main() {\n\tprintln(1)\n}\n",
		"udp_server.go":   "package main\n\nfunc main() {\n\thelper()\n}\n",
		"other/server.go": "package main\n\nfunc main() {\n\tx := 1\n}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, r := range remarks {
		found[r.Program] = r.Line
		if r.Text == "" {
			t.Errorf("%s:%d says nothing", r.Program, r.Line)
		}
	}
	if len(found) != 2 || found["udp_server.go"] != 4 || found["other/server.go"] != 4 {
		t.Errorf("go vet remarks on %v, want line 4 of udp_server.go and of other/server.go", remarks)
	}
}
