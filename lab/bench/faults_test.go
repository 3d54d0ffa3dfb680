package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/gate"
	labos "tcplab/lab/os"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
)

var testFiles = fstest.MapFS{
	"program.go": {Data: []byte("package main\n")},
	"en.md":      {Data: []byte("# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n\nIt ended.\n")},
	"zh.md":      {Data: []byte("# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n\nIt ended.\n")},
}

// The programs of these tests are hosts, each of a lesson of its own, so that
// this test binary can be started as any of them.
var faulty = []*lab.Lesson{
	lone("returns", func() { gated("Work") }),
	lone("panics", func() { gated("Work"); panic("out of [red] \x1b[31mcheese") }),
	lone("exits", func() { gated("Work"); labos.Exit(3) }),
	lone("fails", func() { gated("Work"); fmt.Fprintln(os.Stderr, "no more"); os.Exit(1) }),
	lone("talks", func() {
		gated("Work")
		for range 20_000 {
			fmt.Println(strings.Repeat("la ", 40))
		}
		fmt.Println(strings.Repeat("long", 25_000))
		gated("More")
	}),
}

// theirs are the lessons of tests that only one system has.
var theirs []*lab.Lesson

func lone(name string, main func()) *lab.Lesson {
	return &lab.Lesson{
		Name: name, Files: testFiles, Chapters: []string{"one"},
		Hosts: []lab.Host{{Name: "client", Role: lab.Client, File: "program.go", Main: main}},
	}
}

func gated(name string) { gate.Enter(name, nil, func() string { return name + "()" }).End(0, nil, nil) }

func TestMain(m *testing.M) {
	RunHost(append(faulty, theirs...))
	os.Exit(m.Run())
}

// open starts one of the lessons above on the machine's own network. None of
// them opens a socket.
func open(t *testing.T, name string) *Bench {
	t.Helper()
	for _, l := range faulty {
		if l.Name != name {
			continue
		}
		b, err := Open(l, Options{Network: trace.HostNetwork, Port: porttest.Port(t)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := b.Close(); err != nil {
				t.Error(err)
			}
		})
		return b
	}
	t.Fatal("BUG in this test: no lesson " + name)
	return nil
}

func do(t *testing.T, b *Bench, m trace.Move) trace.Step {
	t.Helper()
	if err := b.Do(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	step, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	return step
}

// exitOf returns the text of the step's exit event, or "".
func exitOf(step trace.Step) string {
	for _, e := range step.Events {
		if e.Kind == trace.EventExit {
			return e.Text
		}
	}
	return ""
}

// TestTheEndOfAHostIsAnEvent shows that the run goes on and records an event,
// however a program ends.
func TestTheEndOfAHostIsAnEvent(t *testing.T) {
	for _, c := range []struct {
		lesson string
		moves  []trace.Move
		exit   string
		alive  bool // it stands at the gate of exit before the last move
	}{
		{"returns", []trace.Move{lab.Call("client", "Work"), lab.Call("client", "exit")}, "exit 0", true},
		{"exits", []trace.Move{lab.Call("client", "Work"), lab.Call("client", "exit")}, "exit 3", true},
		{"panics", []trace.Move{lab.Call("client", "Work")}, "panic: out of [red] \x1b[31mcheese", false},
		{"fails", []trace.Move{lab.Call("client", "Work")}, "exit 1", false},
		{"returns", []trace.Move{lab.Kill("client")}, "killed", false},
	} {
		t.Run(c.lesson+" "+c.exit[:4], func(t *testing.T) {
			b := open(t, c.lesson)
			var step trace.Step
			for _, m := range c.moves {
				step = do(t, b, m)
			}
			if got := exitOf(step); got != c.exit {
				t.Errorf("it ended with %q, want %q", got, c.exit)
			}
			if step.Hosts[0].Alive || step.Done != trace.DoneStuck || step.Next != nil {
				t.Errorf("the step says alive %v, done %q, next %v: nothing can happen any more", step.Hosts[0].Alive, step.Done, step.Next)
			}
			if err := b.Step(context.Background()); err == nil || !strings.Contains(err.Error(), "press r") {
				t.Errorf("a further step gave %v, want an error that says what to do", err)
			}
		})
	}
}

func TestWhatALoudHostPrintsIsCut(t *testing.T) {
	b := open(t, "talks")
	step := do(t, b, lab.Call("client", "Work"))
	size := 0
	for _, e := range step.Events {
		size += len(e.Text)
	}
	if size > 8*trace.MaxText || len(step.Hosts[0].Output) > trace.MaxText {
		t.Errorf("2.4 MB of output left %d bytes in the events and %d in the host's tail: they must be cut", size, len(step.Hosts[0].Output))
	}
	if step.Next == nil || step.Next.Name != "More" {
		t.Errorf("next is %v, want the call More: the output must not hold the program up", step.Next)
	}
}

func TestARestartIsClean(t *testing.T) {
	b := open(t, "returns")
	first := b.Recording()
	do(t, b, lab.Call("client", "Work"))
	if err := b.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
	if b.Recording() == first || b.Recording().Len() != 1 {
		t.Error("after a restart the recording has to begin anew with step 0")
	}
	if _, err := first.Step(1); err != nil {
		t.Errorf("the earlier run cannot be looked at any more: %v", err)
	}
	step := do(t, b, lab.Call("client", "Work"))
	if step.Step != 1 || !step.Hosts[0].Alive {
		t.Errorf("the first move after a restart made step %d, alive %v", step.Step, step.Hosts[0].Alive)
	}
}

// TestARestartLeavesTheEarlierRunReadable uses a recording with a name. A view
// may still draw the earlier run, and another process may show its file.
func TestARestartLeavesTheEarlierRunReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	b, err := Open(faulty[0], Options{Network: trace.HostNetwork, Port: porttest.Port(t), Record: path})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	first := b.Recording()
	do(t, b, lab.Call("client", "Work"))
	if err := b.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
	if step, err := first.Step(1); err != nil || step.Move.Name != "Work" {
		t.Errorf("step 1 of the earlier run is %q now, error %v; want its Work still", step.Move.Name, err)
	}
	if rec, _ := trace.Open(path); rec == nil || rec.Len() != 1 {
		t.Error("the file that --record names does not hold the new run, with step 0 alone")
	}
}

// TestARestartThatFailedCanBeTriedAgain has another program take the lesson's
// port at the wrong moment.
func TestARestartThatFailedCanBeTriedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	backup := path + "~" // a name that editors use
	if err := os.WriteFile(backup, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	port := porttest.Port(t)
	b, err := Open(faulty[0], Options{Network: trace.HostNetwork, Port: port, Record: path})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	do(t, b, lab.Call("client", "Work"))
	stranger, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if err := b.Restart(context.Background()); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("port %d ", port)) {
		t.Errorf("the restart gave %v, want an error about the port that another program has", err)
	}
	if rec, _ := trace.Open(path); rec == nil || rec.Len() != 2 {
		t.Error("the recording of the run that has ended is gone, and there is no new one")
	}
	for what, try := range map[string]func() error{
		"the next move":   func() error { return b.Next(context.Background()) },
		"a chosen move":   func() error { return b.Do(context.Background(), lab.Call("client", "Work")) },
		"a shell's start": func() error { return b.Start(exec.Command("true")) },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), "press r") {
			t.Errorf("%s gave %v though the run is over, want an error that says to press r", what, err)
		}
	}
	if step, err := b.Latest(); err != nil || step.Step != 1 {
		t.Errorf("the newest step is %d, error %v: a run that is over can still be looked at", step.Step, err)
	}
	if err := stranger.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Restart(context.Background()); err != nil {
		t.Fatalf("the port is free again, but: %v", err)
	}
	if step := do(t, b, lab.Call("client", "Work")); step.Step != 1 {
		t.Errorf("the first move after the restart made step %d, want 1", step.Step)
	}
	if left, _ := filepath.Glob(path + "?*"); !slices.Equal(left, []string{backup}) {
		t.Errorf("beside the recording stand %q, want only the file that was there before", left)
	}
	if text, _ := os.ReadFile(backup); string(text) != "mine" {
		t.Errorf("somebody's own file beside the recording now holds %.20q", text)
	}
}

func TestAMoveThatIsNotPossibleIsRefused(t *testing.T) {
	b := open(t, "returns")
	for _, m := range []trace.Move{lab.Call("client", "Dial"), lab.Deliver("client", "SYN"), lab.Wait(), lab.Kill("nobody"), {Kind: trace.MoveRun}} {
		err := b.Do(context.Background(), m)
		if err == nil {
			t.Errorf("%+v was made, though it is not possible", m)
		}
	}
	if n := b.Recording().Len(); n != 1 {
		t.Errorf("refused moves left %d steps, want step 0 alone", n)
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // a directory that no other test uses
	before, _ := filepath.Glob(filepath.Join(os.TempDir(), "tcplab-*"))
	b := open(t, "returns")
	pid := b.Recording().Header().Hosts[0].PID
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		t.Errorf("process %d outlives its run", pid)
	}
	after, _ := filepath.Glob(filepath.Join(os.TempDir(), "tcplab-*"))
	if len(after) > len(before) {
		t.Errorf("the run left %v", after)
	}
	if err := b.Close(); err != nil {
		t.Errorf("a second Close failed: %v", err)
	}
}

// TestAWaitThatIsEndedBlamesNoHost ends a wait while a host is being asked.
// That is often so, since a wait asks the hosts twenty times a second.
func TestAWaitThatIsEndedBlamesNoHost(t *testing.T) {
	w := dialling(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w.hosts[lab.Client].dumb = ctx.Err()
	if err := w.run.wait(ctx, lab.Wait()); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "wait was ended") {
		t.Errorf("the error is %v, want one that says that the wait was ended: no host was silent for long", err)
	}
}
