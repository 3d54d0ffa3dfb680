package gate_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/labtest"
)

// prefix is the beginning of the names of the programs' functions below.
const prefix = "tcplab/lab/gate_test."

// programs are the hosts of these tests, by name.
var programs = map[string]func(){
	"calls":      calls,
	"nothing":    func() {},
	"exit":       func() { gate.Exit(3); fmt.Println("not reached") },
	"fatal":      func() { fmt.Println("before"); log.SetFlags(0); log.Fatal("no such thing") },
	"panic":      panics,
	"flood":      flood,
	"long":       func() { fmt.Print(strings.Repeat("x", 100_000)); call("next") },
	"dead":       func() { select {} },
	"computes":   computes,
	"many":       many,
	"loop":       loop,
	"stops":      stops,
	"blocks":     blocks,
	"echo":       echo,
	"bench":      bench,
	"prints":     func() { fmt.Println("one"); fmt.Fprintln(os.Stderr, "two"); call("next") },
	"goroutines": goroutines,
	"spins": func() {
		for i := 0; ; i++ {
		}
	},
	"forever": func() {
		for {
			call("c")
		}
	},
	"asks":     asks,
	"sleeps":   sleeps,
	"answers":  answers,
	"together": together,
	"raw":      raw,
	"writes":   writes,
	"file":     file,
	"swallows": swallows,
}

func TestMain(m *testing.M) { gatetest.Main(m, programs) }

func start(t testing.TB, program string) *gatetest.Host {
	t.Helper()
	return gatetest.Start(t, gate.Config{Lesson: program, Prefix: prefix})
}

// call is a gated call that does nothing.
func call(name string) {
	gate.Enter(name, nil, func() string { return name + "()" }).End(0, nil, nil)
}

func calls() {
	sock := &gate.Socket{Proto: "tcp", Role: "connection", Local: "127.0.0.1:1", Remote: "127.0.0.1:2"}
	c := gate.Enter("Dial", nil, func() string { return "Dial(x)" })
	c.Socket(*sock)
	c.End(0, nil, func() string { return "conn" })
	c = gate.Enter("Read", sock, func() string { return "Read(buf)" })
	c.End(0, fmt.Errorf("read: %w", syscall.ECONNRESET), nil)
	c = gate.Enter("Read", sock, func() string { return "Read(buf)" })
	c.End(5, io.EOF, func() string { return "io.EOF" })
}

func TestCallsStopOneByOne(t *testing.T) {
	h := start(t, "calls")
	gatetest.Expect(t, "the program stops at its first call", gatetest.Settle(h), "waits Dial(x)")
	gatetest.Expect(t, "a call that was let go tells its result, and the program stops at the next", h.Step("Dial"),
		"Dial gave conn", "waits Read(buf)")
	if got, want := h.Sockets[1].Local, "127.0.0.1:1"; got != want {
		t.Errorf("the socket of call 1 is %q, want %q: a call reports the socket it made", got, want)
	}
	if s := h.Waiting[0].Socket; s == nil || s.Remote != "127.0.0.1:2" {
		t.Errorf("Read begins with the socket %v, want the one to 127.0.0.1:2: a call names the socket it uses", s)
	}
	gatetest.Expect(t, "a system error carries its name", h.Step("Read"),
		"Read gave error read: connection reset by peer ECONNRESET", "waits Read(buf)")
	gatetest.Expect(t, "io.EOF is no system error; returning is the call exit", h.Step("Read"),
		"Read gave io.EOF error EOF", "waits return")
	gatetest.Expect(t, "the process ends when exit is let go", h.Step("exit"), "exit 0", "ended: exit 0")
	gatetest.Expect(t, "nothing comes after the end", gatetest.Round(h))
}

// lineOf returns the number of the line of this file that holds text, so that
// the test still passes if lines are added above.
func lineOf(t *testing.T, text string) int {
	t.Helper()
	source, err := os.ReadFile("gate_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(source), "\n") {
		if strings.Contains(line, text) && !strings.Contains(line, "lineOf") {
			return i + 1
		}
	}
	t.Fatalf("no line holds %q", text)
	return 0
}

func TestFileAndLine(t *testing.T) {
	h := start(t, "calls")
	gatetest.Settle(h)
	at := func(what, text string) {
		t.Helper()
		if m := h.Waiting[0]; m.File != "gate_test.go" || m.Line != lineOf(t, text) {
			t.Errorf("%s is reported at %s:%d, want line %d of gate_test.go", what, m.File, m.Line, lineOf(t, text))
		}
	}
	at("Dial", `gate.Enter("Dial"`)
	for _, name := range []string{"Dial", "Read", "Read"} {
		h.Step(name)
	}
	if m := h.Waiting[0]; m.Line != 0 {
		t.Errorf("return is reported at %s:%d, want no line: a function that has returned is on no stack", m.File, m.Line)
	}
}

func TestExit(t *testing.T) {
	h := start(t, "exit")
	gatetest.Expect(t, "os.Exit waits like any call", gatetest.Settle(h), "waits os.Exit(3)")
	if h.Waiting[0].Line != lineOf(t, `"exit":`) {
		t.Errorf("os.Exit is reported at line %d, want the line of the call", h.Waiting[0].Line)
	}
	gatetest.Expect(t, "os.Exit ends the process with its status", h.Step("exit"), "exit 3", "ended: exit 3")
}

func TestFatal(t *testing.T) {
	h := start(t, "fatal")
	gatetest.Expect(t, "log.Fatal does not stop at the gate; all output before the end is kept, in order",
		gatetest.Settle(h), `printed "before\nno such thing\n"`, "ended: exit 1")
}

func panics() {
	fmt.Println("before")
	defer func() {
		call("Close")
	}()
	panic("boom")
}

func TestPanic(t *testing.T) {
	h := start(t, "panic")
	gatetest.Expect(t, "deferred calls stop at the gate during a panic, before the crash is printed",
		gatetest.Settle(h), "waits Close()", `printed "before\n"`)
	gatetest.Expect(t, "then the Go runtime ends the process; its report is no output of the program",
		h.Step("Close"), "Close gave", "ended: panic: boom")
	if crash := h.Ended.Crash; !strings.Contains(crash, "gate_test.panics") {
		t.Errorf("the crash does not name the function that panicked: %s", crash)
	}
}

func TestKill(t *testing.T) {
	h := start(t, "forever")
	gatetest.Settle(h)
	if err := h.Peer.Kill(); err != nil {
		t.Fatal(err)
	}
	gatetest.Expect(t, "a killed host is reported as ended, once it has been waited for",
		gatetest.Settle(h), "ended: killed")
	if err := h.Peer.Go(1); err != nil {
		t.Errorf("Go: %v, want no error: the next answer tells that the host is dead", err)
	}
}

func TestPrints(t *testing.T) {
	h := start(t, "prints")
	gatetest.Expect(t, "both standard streams are output, complete when the host has settled",
		gatetest.Settle(h), "waits next()", `printed "one\ntwo\n"`)
}

func flood() {
	line := strings.Repeat("flood ", 20)
	for range 10_000 {
		fmt.Println(line)
	}
	fmt.Print("the end")
	call("next")
}

func TestFloodIsCut(t *testing.T) {
	h := start(t, "flood")
	if err := h.Peer.Ask(); err != nil {
		t.Fatal(err)
	}
	a, err := h.Peer.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Messages) != 2 || a.Messages[1].Kind != gate.KindOutput {
		t.Fatalf("%d messages, want two: the call that waits, and the output last", len(a.Messages))
	}
	out := a.Messages[1]
	if !strings.HasSuffix(out.Text, "the end") {
		t.Error("the end of the output is gone, but its last bytes are to be kept")
	}
	if total := int64(len(out.Text)) + out.Cut; total != 10_000*121+7 || len(out.Text) > 64<<10 {
		t.Errorf("kept %d bytes and cut %d, want %d together, all that was printed, and at most 64 KiB kept", len(out.Text), out.Cut, 10_000*121+7)
	}
}

func TestLongLine(t *testing.T) {
	h := start(t, "long")
	gatetest.Expect(t, "a line longer than any buffer does no harm", gatetest.Settle(h),
		"waits next()", "printed … 65536 bytes, 34464 before them cut")
}

func computes() {
	for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); {
	}
	call("next")
}

func TestComputingIsNotSettled(t *testing.T) {
	h := start(t, "computes")
	gatetest.Expect(t, "the answer waits for a goroutine that computes", gatetest.Round(h), "waits next()")
}

func TestDeadProgramSettles(t *testing.T) {
	h := start(t, "dead")
	gatetest.Expect(t, "a program that waits forever has settled, and has not crashed", gatetest.Settle(h))
}

func many() {
	done := make(chan bool)
	for i := range 20 {
		go func() {
			call("c" + strconv.Itoa(i))
			done <- true
		}()
	}
	for range 20 {
		<-done
	}
	call("last")
}

func TestGoroutinesAllReachTheirGates(t *testing.T) {
	h := start(t, "many")
	said := gatetest.Round(h)
	if len(said) != 20 {
		t.Fatalf("one answer brings %d calls, want those of all 20 goroutines", len(said))
	}
	for i := range 20 {
		h.Go("c" + strconv.Itoa(i))
	}
	said = gatetest.Settle(h)
	if last := said[len(said)-1]; last != "waits last()" {
		t.Errorf("the last line is %q, want that the program waits at last(): the 20 calls have ended", last)
	}
}

func goroutines() {
	pass := make(chan int)
	go func() {
		for n := range pass {
			call("second" + strconv.Itoa(n))
			pass <- n + 1
		}
	}()
	pass <- 1
	for n := range pass {
		call("first" + strconv.Itoa(n))
		pass <- n + 1
	}
}

func TestThousandTimesTheSame(t *testing.T) {
	rounds := labtest.Times(t, 1_000, 10_000)
	h := start(t, "goroutines")
	name := "second1"
	gatetest.Expect(t, "the chain begins", gatetest.Round(h), "waits second1()")
	for i := 2; i < rounds; i++ {
		next := "first" + strconv.Itoa(i)
		if i%2 == 1 {
			next = "second" + strconv.Itoa(i)
		}
		h.Go(name)
		gatetest.Expect(t, "one answer brings the call's end and the next call of the other goroutine",
			gatetest.Round(h), name+" gave", "waits "+next+"()")
		if t.Failed() {
			return
		}
		name = next
	}
}

func loop() {
	for i := range 67_000 {
		c := gate.Enter([]string{"Read", "Write"}[i%2], nil, func() string { return "never asked for" })
		c.End(1000, nil, func() string { return "" })
	}
	gate.Enter("Read", nil, func() string { return "Read(last)" }).End(0, io.EOF, func() string { return "io.EOF" })
	call("Close")
}

func TestRunOn(t *testing.T) {
	h := start(t, "loop")
	gatetest.Settle(h)
	if err := h.Peer.RunOn(true, "Read", "Write"); err != nil {
		t.Fatal(err)
	}
	h.Running, h.Waiting = h.Waiting, nil // the one that waited was let go
	gatetest.Expect(t, "calls of the names given are counted; one that fails is told by itself; others stop",
		gatetest.Settle(h),
		"Read gave", "passed Read(last)", "Read gave io.EOF error EOF", "waits Close()",
		"counted 33499 Read 33499000 bytes, 33500 Write 33500000 bytes")
	if err := h.Peer.RunOn(true); err != nil {
		t.Fatal(err)
	}
	h.Running, h.Waiting = h.Waiting, nil
	gatetest.Expect(t, "with all gates open the program still stops before it ends", gatetest.Settle(h),
		"Close gave", "waits return")
}

func stops() {
	block := make(chan bool)
	go func() {
		c := gate.Enter("Accept", nil, func() string { return "Accept()" })
		<-block
		c.End(0, nil, nil)
	}()
	call("a")
	call("b")
	call("c")
	block <- true
	call("d")
}

func TestHold(t *testing.T) {
	h := start(t, "stops")
	gatetest.Settle(h)
	if err := h.Peer.RunOn(true, "Accept", "a", "b"); err != nil {
		t.Fatal(err)
	}
	h.Running, h.Waiting = h.Waiting, nil
	said := gatetest.Settle(h)
	slices.Sort(said)
	gatetest.Expect(t, "the calls that wait begin when their gates open", said, "a gave", "counted 1 b 0 bytes", "waits c()")
	if err := h.Peer.RunOn(false); err != nil {
		t.Fatal(err)
	}
	h.Go("c")
	said = gatetest.Settle(h)
	slices.Sort(said)
	gatetest.Expect(t, "after hold the next call stops again", said, "Accept gave", "c gave", "waits d()")
}

func blocks() {
	call("a")
	gate.Enter("Accept", nil, func() string { return "Accept()" })
	select {}
}

func TestPassedCallUnderWayIsTold(t *testing.T) {
	h := start(t, "blocks")
	gatetest.Settle(h)
	if err := h.Peer.RunOn(true); err != nil {
		t.Fatal(err)
	}
	h.Running, h.Waiting = h.Waiting, nil
	gatetest.Expect(t, "a call that passed and has not ended is told by itself and not counted",
		gatetest.Settle(h), "a gave", "passed Accept()")
	if len(h.Running) != 1 || h.Running[0].Line == 0 {
		t.Errorf("running calls: %v, want Accept with its line", h.Running)
	}
}

func echo() {
	lines := bufio.NewScanner(gate.Stdin())
	for lines.Scan() {
		fmt.Println("you said", lines.Text())
	}
}

func TestInput(t *testing.T) {
	h := start(t, "echo")
	gatetest.Expect(t, "a program that wants a line waits at a gate", gatetest.Settle(h), "waits os.Stdin")
	for _, word := range []string{"listen", "关闭"} {
		if err := h.Peer.Input(word); err != nil {
			t.Fatal(err)
		}
		gatetest.Expect(t, "the line opens the gate, and the program reads it and asks for the next", gatetest.Settle(h),
			fmt.Sprintf("Stdin.Read gave %q", word), "waits os.Stdin", fmt.Sprintf("printed %q", "you said "+word+"\n"))
	}
	if err := h.Peer.Input("one\ntwo"); err != nil {
		t.Fatal(err)
	}
	gatetest.Expect(t, "text that is there already needs no second gate", gatetest.Settle(h),
		`Stdin.Read gave "one\ntwo"`, "waits os.Stdin", fmt.Sprintf("printed %q", "you said one\nyou said two\n"))
}

func TestReady(t *testing.T) {
	h := start(t, "forever")
	<-h.Peer.Ready() // the first call has come to its gate
	gatetest.Settle(h)
	h.Peer.Kill()
	<-h.Peer.Ready() // the process has ended
	gatetest.Expect(t, "the end is told", gatetest.Settle(h), "ended: killed")
}

// bench is a host that is itself a bench: it starts another host and then
// waits to be killed.
func bench() {
	exe, _ := os.Executable()
	cmd := exec.Command(exe)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "TCPLAB_HOST=") })
	p, err := gate.Attach(cmd, gate.Config{Lesson: os.Args[1]})
	if err != nil {
		log.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	p.Started()
	p.Ask()
	p.Answer(context.Background())
	fmt.Print(cmd.Process.Pid)
	select {}
}

func TestNoHostOutlivesTheBench(t *testing.T) {
	for _, program := range []string{"forever", "spins"} {
		h := gatetest.Start(t, gate.Config{Lesson: "bench", Args: []string{program}})
		var pid int
		for pid == 0 { // a grandchild that spins takes seconds to answer that it is busy
			for _, line := range gatetest.Round(h) {
				fmt.Sscanf(line, "printed \"%d\"", &pid)
			}
		}
		h.Peer.Kill()
		gatetest.Settle(h)
		if !ends(pid) {
			t.Errorf("the host %d, which runs %q, still lives after kill -9 of its bench", pid, program)
		}
	}
}

func TestCloseEndsAnyHost(t *testing.T) {
	for _, program := range []string{"dead", "forever", "echo", "spins", "nothing"} {
		h := start(t, program)
		if err := h.Peer.Close(); err != nil {
			t.Errorf("%s: %v", program, err)
		}
		if h.Cmd.ProcessState == nil {
			t.Errorf("%s: Close returned before the process ended", program)
		}
	}
}

func TestCloseBeforeStart(t *testing.T) {
	p, err := gate.Attach(exec.Command("never-started"), gate.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close: %v, want no error though the process was never started", err)
	}
	if err := p.Ask(); err == nil {
		t.Error("Ask after Close gave no error")
	}
}

func TestConfigSurvivesTheEnvironment(t *testing.T) {
	cfg := gate.Config{Lesson: "a", Host: "b", Args: []string{`with "quotes"`, "文件"}, Port: 9001, Dir: "/tmp"}
	name, value, _ := strings.Cut(cfg.Env(), "=")
	t.Setenv(name, value)
	got, ok := gate.FromEnv()
	if a, _ := json.Marshal(got); !ok || string(a) != value {
		t.Errorf("FromEnv read %v, %v, want %v, which Env wrote", got, ok, cfg)
	}
}

func TestWithoutGate(t *testing.T) {
	c := gate.Enter("Dial", nil, func() string { t.Error("the text was asked for, though nobody reads it"); return "" })
	c.Socket(gate.Socket{})
	c.End(0, nil, nil)
	if c != nil {
		t.Error("outside a host process there is no call to report")
	}
}
