package lessons

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/gate"
	"tcplab/lab/handout"
	"tcplab/lab/kernel"
	"tcplab/lab/labtest"
	"tcplab/lab/porttest"
	"tcplab/lab/script"
	"tcplab/lab/tcp"
)

// patience is how long a test waits for something that must come. It measures
// nothing.
const patience = 30 * time.Second

// TestCodeRunsWithoutTheBench writes the code of lessons as a student gets it,
// and builds and vets each module by itself. Then it runs the README's commands
// in their order on this machine's plain loopback. Every program has to end as
// in the script.
func TestCodeRunsWithoutTheBench(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"go", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("this machine has no %s, which a student who runs the code needs", tool)
		}
	}
	for i, l := range All {
		if i%5 != 0 && labtest.Factor(t) == 0 { // a sample: the compiler takes seconds for each module
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			port := porttest.Port(t)
			dir := t.TempDir()
			files, err := handout.Code(l, "en", port)
			if err != nil {
				t.Fatal(err)
			}
			if err := handout.Write(dir, files, false); err != nil {
				t.Fatal(err)
			}
			commands := commandsOf(t, files)
			chinese, err := handout.Code(l, "zh", port)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(commands, commandsOf(t, chinese), cmp.AllowUnexported(command{})); diff != "" {
				t.Errorf("the README has other commands in English (-) than in Chinese (+):\n%s", diff)
			}
			for _, f := range files {
				if filepath.Base(f.Path) == "go.mod" {
					build(t, filepath.Join(dir, filepath.Dir(f.Path)))
				}
			}
			if why := onlyHeld[l.Name]; why != "" {
				t.Logf("%s is built and not run: %s", l.Name, why)
				return
			}
			turns, err := script.Turns(l)
			if err != nil {
				t.Fatal(err)
			}
			s := newStage(t, dir, port)
			s.play(turns, commands)
			s.compareCopies(files)
		})
	}
}

// onlyHeld are the lessons whose programs end as in the script only if packets
// are held, with the reason.
var onlyHeld = map[string]string{
	"simultaneous-open": "on a plain loopback the first SYN is refused before the second one leaves",
}

// command is a line that the README tells the student to type, and the
// directory to type it in.
type command struct{ dir, line string }

var commandLines = regexp.MustCompile(`(?m)^    cd (\S+)\n    (go run \..*)$`)

// goRunFile matches a command that names its file.
var goRunFile = regexp.MustCompile(`go run \S+\.go`)

// TestNoProgramNamesItsFile holds that a program which says how it is called is
// called so where it was handed out.
func TestNoProgramNamesItsFile(t *testing.T) {
	for _, l := range All {
		files, err := handout.Code(l, "en", 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if named := goRunFile.Find(f.Content); named != nil {
				t.Errorf("lesson %s: %s says %q, and the file is called main.go there", l.Name, f.Path, named)
			}
		}
	}
}

// otherPorts matches the port that a README offers instead.
var otherPorts = regexp.MustCompile(`--port (\d+)`)

// TestTheOtherPortIsFree holds that no program has a use of its own for the port that
// its README offers if 8001 is taken.
func TestTheOtherPortIsFree(t *testing.T) {
	for _, l := range All {
		files, err := handout.Code(l, "en", 0)
		if err != nil {
			t.Fatal(err)
		}
		offered := otherPorts.FindSubmatch(bytes.ReplaceAll(files[0].Content, []byte("\n"), []byte(" ")))
		if offered == nil {
			t.Fatalf("the README of %s offers no other port", l.Name)
		}
		for _, f := range files[1:] {
			if strings.HasSuffix(f.Path, ".go") && bytes.Contains(f.Content, offered[1]) {
				t.Errorf("lesson %s: its README offers port %s, and %s uses that port itself", l.Name, offered[1], f.Path)
			}
		}
	}
}

// commandsOf reads the commands out of a README.
func commandsOf(t *testing.T, files []handout.File) []command {
	t.Helper()
	var list []command
	for _, m := range commandLines.FindAllSubmatch(files[0].Content, -1) {
		list = append(list, command{string(m[1]), string(m[2])})
	}
	if len(list) == 0 {
		t.Fatalf("the README names no command:\n%s", files[0].Content)
	}
	return list
}

// built is the name that build gives to a program, so that go run need not
// build it again.
const built = "program.exe"

// build builds and vets one module, with nothing but the standard library.
func build(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"build", "-o", built, "."}, {"vet", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s in %s: %v\n%s", args[0], filepath.Base(dir), err, out)
		}
	}
}

// stage runs a lesson's programs without a bench.
type stage struct {
	t       *testing.T
	dir     string
	ports   []int // that the lesson's programs may open
	sockets *kernel.Reader
	running map[string]*program
	doomed  []*program // those that the lesson kills; here they may end by themselves
}

// grace is the time that a program which the lesson kills gets to end by
// itself, while another one waits for its end.
const grace = 2 * time.Second

func newStage(t *testing.T, dir string, port int) *stage {
	sockets, err := kernel.NewReader()
	if err != nil {
		t.Skipf("nobody can tell here when a server listens: %v", err)
	}
	t.Cleanup(func() { sockets.Close() })
	s := &stage{t: t, dir: dir, sockets: sockets, running: map[string]*program{}}
	for own := gate.Port; own < gate.Port+gate.Ports; own++ {
		s.ports = append(s.ports, gate.PortOn(own, port))
	}
	return s
}

// play goes through a lesson's turns.
func (s *stage) play(turns []script.Turn, commands []command) {
	s.t.Helper()
	ends, typed := 0, false
	for _, turn := range turns {
		switch turn.Kind {
		case script.TurnStart:
			if len(commands) == 0 {
				s.t.Fatalf("the README has no command for %s", turn.Host)
			}
			before := s.open(turn.Call)
			p := s.start(turn.Host, commands[0])
			commands = commands[1:]
			if turn.Listens() {
				s.awaitPort(p, turn.Call, before)
			}
		case script.TurnType:
			p, before := s.running[turn.Host], s.open(turn.Call)
			if _, err := io.WriteString(p.in, turn.Line+"\n"); err != nil {
				s.t.Fatal(err)
			}
			if turn.Listens() {
				s.awaitPort(p, turn.Call, before)
			}
			typed = true
		case script.TurnKill:
			s.doomed = append(s.doomed, s.running[turn.Host])
			ends++
		case script.TurnExit:
			s.awaitEnd(turn)
			ends++
		}
	}
	if len(commands) > 0 {
		s.t.Errorf("the README has the commands %v, which belong to no host", commands)
	}
	if typed { // the end of what is typed is the end of these programs
		for host, p := range s.running {
			p.in.Close()
			s.awaitEnd(script.Turn{Kind: script.TurnExit, Host: host})
			ends++
		}
	}
	if ends == 0 {
		s.t.Error("the script claims of no program how it ends, so this test shows nothing: add claims such as client exits 0")
	}
	s.clear()
}

// program is a program that was started.
type program struct {
	host    string
	cmd     *exec.Cmd
	in      io.WriteCloser // what is typed
	out     output
	ended   chan struct{} // closed when it has ended
	awaited bool          // the test has waited for its end, which the script claims
}

// output is the text that a program has written so far.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start types a command into a shell, with the built program in place of go
// run.
func (s *stage) start(host string, c command) *program {
	s.t.Helper()
	line := strings.Replace(c.line, "go run .", "exec ./"+built, 1)
	p := &program{host: host, cmd: exec.Command("sh", "-c", line), ended: make(chan struct{})}
	p.cmd.Dir = filepath.Join(s.dir, c.dir)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	s.t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
	})
	s.running[host] = p
	return p
}

// open counts the sockets that a call has opened at the lesson's ports.
func (s *stage) open(call string) (n int) {
	s.t.Helper()
	proto, open := kernel.TCP, tcp.Listen
	if call == "ListenUDP" || call == "ListenPacket" {
		proto, open = kernel.UDP, kernel.Unconn
	}
	table, err := s.sockets.Dump(proto)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, socket := range table {
		if slices.Contains(s.ports, int(socket.Local.Port())) && socket.State == open {
			n++
		}
	}
	return n
}

// awaitPort waits until the kernel reports that a program has opened one of the
// lesson's ports, which before sockets had open already. If another program has it, this one
// may end instead, as a lesson wants it. awaitPort does not connect to the port,
// because a server may wait for one client only.
func (s *stage) awaitPort(p *program, call string, before int) {
	s.t.Helper()
	tick := time.NewTicker(time.Millisecond) // no system sends a notice to another process when a port opens
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		if s.open(call) > before {
			return
		}
		select {
		case <-p.ended:
			if before == 0 {
				s.t.Fatalf("%s ended before its %s had opened the port: %v\n%s", p.host, call, p.cmd.ProcessState, &p.out)
			}
			return
		default:
		}
	}
	s.t.Fatalf("%s does not open its port with %s\n%s", p.host, call, &p.out)
}

// awaitEnd waits for a program's end and compares its exit status with the
// script's.
func (s *stage) awaitEnd(turn script.Turn) {
	s.t.Helper()
	p := s.running[turn.Host]
	p.awaited = true
	if len(s.doomed) > 0 && !p.endsWithin(grace) {
		for _, victim := range s.doomed {
			victim.cmd.Process.Kill()
		}
	}
	if !p.endsWithin(patience) {
		s.t.Fatalf("%s does not end, and the script says it does%s", turn.Host, s.said())
	}
	got := p.cmd.ProcessState.ExitCode()
	// A shell cannot kill a program in time, in the middle of its work. So a
	// program that notices the kill in the lesson may end with status 0 here.
	if got != turn.Status && !(len(s.doomed) > 0 && got == 0) {
		s.t.Errorf("%s ended with status %d, want %d as in the script%s", turn.Host, got, turn.Status, s.said())
	}
}

func (p *program) endsWithin(d time.Duration) bool {
	select {
	case <-p.ended:
		return true
	case <-time.After(d):
		return false
	}
}

// clear ends the programs that still run. A program must still run if the
// script does not tell of its end, because the README says so. All are looked at
// before one of them is ended, since that may end others.
func (s *stage) clear() {
	for _, p := range s.running {
		select {
		case <-p.ended:
			if !p.awaited && !slices.Contains(s.doomed, p) {
				s.t.Errorf("%s has ended (%v), but the script tells of no end%s", p.host, p.cmd.ProcessState, s.said())
			}
		default:
		}
	}
	for _, p := range s.running {
		p.cmd.Process.Kill()
		<-p.ended
	}
}

// compareCopies compares a host's file with a file of the same name in another
// program's directory, which is the copy that it has received.
func (s *stage) compareCopies(files []handout.File) {
	if len(s.doomed) > 0 {
		return // that lesson is about files that arrive too short
	}
	for _, f := range files {
		base := filepath.Base(f.Path)
		if base == "go.mod" || base == "main.go" || base == "README.md" {
			continue
		}
		copies, _ := filepath.Glob(filepath.Join(s.dir, "*", base))
		for _, path := range copies {
			got, err := os.ReadFile(path)
			if err != nil {
				s.t.Fatal(err)
			}
			if !bytes.Equal(got, f.Content) {
				s.t.Errorf("%s has %d bytes, which are not the %d of the file that was sent", path, len(got), len(f.Content))
			}
		}
	}
}

// said returns the output of all programs, for a failure's message.
func (s *stage) said() string {
	var text strings.Builder
	for host, p := range s.running {
		fmt.Fprintf(&text, "\n%s:\n%s", host, &p.out)
	}
	return text.String()
}
