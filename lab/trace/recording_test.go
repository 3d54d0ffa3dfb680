package trace

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sample is a step of about the size that steps of lessons have.
func sample(i int) Step {
	return Step{
		Step: i, Move: Move{Kind: MoveDeliver, Host: "client", Name: "SYN", To: "server"}, Beat: "syn", Expected: true, Stop: true,
		Events: []Event{
			{Kind: EventDelivered, Host: "client", Name: "SYN", To: "server", Packet: &Packet{ID: 1, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S", Copies: 1}},
			{Kind: EventState, Host: "server", Name: RoleConnection, ID: 3, From: "LISTEN", To: "SYN_RCVD"},
		},
		Sockets: []Socket{{ID: 1, Host: "server", Role: RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN", Source: SourceKernel}},
		Calls:   []Call{{ID: 4, Host: "client", Name: "Dial", Status: CallRunning, File: "client.go", Line: 11}},
		Held:    []Packet{{ID: 2, From: "server", Name: "SYN ACK", Ack: 1, Copies: 1}},
	}
}

func record(t testing.TB, path string, steps int) *Recording {
	t.Helper()
	r, err := Create(path, Header{Lesson: "connection", Network: "private", Lang: "en", Port: 8001}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range steps {
		if err := r.Append(sample(i)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestRecordingGivesBackWhatWasAppended(t *testing.T) {
	r := record(t, "", 3)
	defer r.Close()
	if r.Len() != 3 {
		t.Fatalf("Len is %d, want 3: three steps were appended", r.Len())
	}
	for i := range 3 {
		step, err := r.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		if step.Step != i || step.Events[1].To != "SYN_RCVD" {
			t.Errorf("step %d came back as %+v", i, step)
		}
	}
	if _, err := r.Step(3); err == nil || !strings.Contains(err.Error(), "0 to 2") {
		t.Errorf("a step beyond the end gave %v, want an error that names the steps there are", err)
	}
	if _, ok := r.End(); ok {
		t.Error("there is an end before Finish: a view would take the run for over")
	}
}

func TestTeeGetsTheSameLinesAsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	var tee bytes.Buffer
	r, err := Create(path, Header{Lesson: "connection"}, &tee)
	if err != nil {
		t.Fatal(err)
	}
	r.Append(sample(0))
	r.Finish(End{Steps: 1})
	r.Close()
	file, _ := os.ReadFile(path)
	if tee.String() != string(file) {
		t.Errorf("--json and --record differ:\n%s\n%s", tee.String(), file)
	}
	lines := strings.Split(strings.TrimSpace(tee.String()), "\n")
	// These prefixes are promised to programs that follow a run.
	for i, want := range []string{`{"trace":"tcplab/1","lesson":"connection",`, `{"step":0,"move":{"kind":"deliver","host":"client","name":"SYN"`, `{"end":true,"steps":1,"differences":0`} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %s, want it to begin with %s", i+1, lines[i], want)
		}
	}
}

func TestOpenShowsWhatStandsBeforeTheDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	r := record(t, path, 4)
	r.Finish(End{Steps: 4})
	r.Close()
	whole, _ := os.ReadFile(path)
	lines := strings.SplitAfter(string(whole), "\n")

	for name, c := range map[string]struct {
		text  string
		line  int // of the damage, 0 if there is none
		steps int // that can be shown, -1 if there is no header either
		says  string
	}{
		"whole":             {string(whole), 0, 4, ""},
		"no last line":      {strings.Join(lines[:5], ""), 6, 4, "missing"},
		"cut in a line":     {strings.Join(lines[:3], "") + lines[3][:20], 4, 2, "cut short"},
		"a line of garbage": {lines[0] + lines[1] + "garbage\n" + lines[2], 3, 1, "damaged"},
		"a step left out":   {lines[0] + lines[1] + lines[3], 3, 1, "step 1 should stand"},
		"newer":             {strings.Replace(string(whole), "tcplab/1", "tcplab/9", 1), 1, -1, "newer tcplab"},
		"no trace at all":   {"hello\n", 1, -1, "not a header"},
		"empty":             {"", 1, -1, "empty"},
		"fields to come":    {lines[0] + strings.Replace(lines[1], `"ms"`, `"later":[1],"ms"`, 1) + lines[5], 0, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "damaged.jsonl")
			os.WriteFile(path, []byte(c.text), 0o644)
			r, err := Open(path)
			var damage *DamageError
			if c.line == 0 && err != nil {
				t.Fatalf("Open failed: %v; nothing is wrong with the file", err)
			}
			if c.line > 0 {
				ok := false
				if damage, ok = err.(*DamageError); !ok || damage.Line != c.line || !strings.Contains(err.Error(), c.says) {
					t.Errorf("Open said %v, want line %d and %q", err, c.line, c.says)
				}
			}
			if c.steps < 0 {
				if r != nil {
					t.Error("a recording without a header was opened")
				}
				return
			}
			defer r.Close()
			if r.Len() != c.steps {
				t.Errorf("%d steps can be shown, want %d: all before the damage", r.Len(), c.steps)
			}
			for i := range r.Len() {
				if _, err := r.Step(i); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestAPacketEventHasItsPacket shows that reading refuses a packet event
// without a packet, and names its line. So views need not check for that.
func TestAPacketEventHasItsPacket(t *testing.T) {
	for _, c := range []struct {
		event Event
		sound bool
		why   string
	}{
		{Event{Kind: EventSent}, false, "a packet was sent"},
		{Event{Kind: EventDropped}, false, "a packet was dropped"},
		{Event{Kind: EventAgain, Count: 2}, false, "copies are of one packet, however many they are"},
		{Event{Kind: EventDelivered}, false, "a move delivers a packet"},
		{Event{Kind: EventDuplicated}, false, "a move duplicates a packet"},
		{Event{Kind: EventDelivered, Count: 1}, true, "a run step counts the packets that crossed, even a single one"},
		{Event{Kind: EventSent, Packet: &Packet{}}, true, "the event has its packet"},
		{Event{Kind: EventOverflow, Count: 1}, true, "packets beyond the limit are only counted"},
		{Event{Kind: EventState}, true, "an event about a state has no packet"},
	} {
		r := record(t, "", 1)
		r.Append(Step{Step: 1, Events: []Event{{Kind: EventStarted}, c.event}})
		step, err := r.Step(1)
		var damage *DamageError
		switch {
		case c.sound && (err != nil || len(step.Events) != 2):
			t.Errorf("%s ×%d was refused with %v, but it is sound: %s", c.event.Kind, c.event.Count, err, c.why)
		case !c.sound && (!errors.As(err, &damage) || damage.Line != 3):
			t.Errorf("%s ×%d without a packet gave %v, want a word about line 3, which is step 1's: %s", c.event.Kind, c.event.Count, err, c.why)
		}
		r.Close()
	}
}

func TestStepsLeaveMemoryFlat(t *testing.T) {
	r := record(t, "", 1000)
	defer r.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range 5000 {
		r.Append(sample(1000 + i))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	// An offset is 8 bytes; a growing slice may hold twice that and some slack.
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 5000*64 {
		t.Errorf("5,000 steps keep %d bytes in memory: only their offsets should stay", grown)
	}
}

// BenchmarkStepOfMany shows that the last of 100,000 steps is decoded as fast
// as the first.
func BenchmarkStepOfMany(b *testing.B) {
	const steps = 100_000
	r := record(b, "", steps)
	defer r.Close()
	for _, i := range []int{0, steps / 2, steps - 1} {
		b.Run(fmt.Sprint(i), func(b *testing.B) {
			for b.Loop() {
				if _, err := r.Step(i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestARecordingWithoutANameLeavesNothing: nobody could find such a file, or would
// know that it may go.
func TestARecordingWithoutANameLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	r, err := Create("", Header{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(Step{}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(0); err != nil {
		t.Errorf("the step cannot be read again: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a closed recording leaves %v, %v, want nothing", left, err)
	}
}
