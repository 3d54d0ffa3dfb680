package gate

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tcplab/lab/words"
)

// The goroutines of a host process, beside those of the program:
//
//	main     waits forever, so that it may stay locked to its thread
//	reader   reads commands; lets calls go; ends the process at EOF
//	settler  answers one ask after the other
//	echo     reads the poller byte (see settle.go)
//
// The reader does nothing that can block, so that it always notices EOF. All
// of them, and the program's goroutines in Enter and End, share the fields
// below mu. A goroutine that holds mu may write to out.

// current is this process's host, nil if the process is none. Calls find it
// here because the programs use the API of net and os, which has no parameter
// for it.
var current atomic.Pointer[host]

// host is the program's side of the protocol.
type host struct {
	cfg   Config
	asks  chan command // from the reader to the settler
	input input
	quiet quiet
	keep  *os.File // the first os.Stdin, kept so that the garbage collector does not close its descriptor

	mu       sync.Mutex
	out      io.Writer
	last     int                // the id of the newest call that was announced
	calls    map[int]*Call      // those that were announced: at the gate or inside
	passing  map[*Call]struct{} // those inside that were not announced, because the gates were open
	open     *opening           // nil while the gates are closed
	openings int                // how often the gates were opened
	failed   int                // how many calls passed the open gates, failed, and were announced
	counts   map[string]*Count  // calls that passed since the last answer, by name
	acts     int                // how often a call began, was let go, or ended, and how often a request was sent or answered

	before   func()        // see BeforeSettled
	since    time.Time     // when the last call ended
	requests int           // the number of the newest request to the stack
	asked    map[int]Asked // those that were not answered yet, by number
	now      time.Duration // the stack's clock in the newest answer
	frame    []byte        // room for a message and the bytes behind it
}

// opening names the calls that need not stop.
type opening struct {
	names []string // all calls if it is empty
}

// maxFailed is how many failed calls one opening announces. Further ones are
// only counted, so that a program that fails in a loop cannot flood the bench.
const maxFailed = 16

// passes reports whether a call of that name need not stop. The call exit
// always stops, so that the student sees what the program leaves behind.
func (o *opening) passes(name string) bool {
	return o != nil && name != exitName && (len(o.names) == 0 || slices.Contains(o.names, name))
}

// Serve makes this process the host that cfg describes and runs program in it.
// It never returns: the process ends when the program or the bench ends.
func Serve(cfg Config, program func()) {
	h := &host{
		cfg:     cfg,
		asks:    make(chan command, 1),
		calls:   map[int]*Call{},
		passing: map[*Call]struct{}{},
		counts:  map[string]*Count{},
		asked:   map[int]Asked{},
		out:     os.Stdout,
		keep:    os.Stdin,
		since:   time.Now(),
	}
	h.input.init()
	commands := control(os.Stdin)
	echo, err := newEcho()
	if err != nil {
		os.Stderr.WriteString("tcplab: a host's pipe cannot be made (" + err.Error() + "): free some file descriptors and try again\n")
		os.Exit(1)
	}
	h.quiet.init(echo)
	// The program's output goes to standard error, as the Go runtime's own does.
	// The log package uses standard error already.
	os.Stdout = os.Stderr
	if null, err := os.Open(os.DevNull); err == nil {
		os.Stdin = null
	}
	os.Args = cfg.args()
	current.Store(h)

	go h.read(commands)
	go h.settler()
	go func() {
		program()
		exit(0, program)
	}()
	select {}
}

// args returns the value of os.Args in the program.
func (c Config) args() []string {
	return append([]string{c.Host}, c.Args...)
}

// read carries out the bench's commands, and ends the process when they end.
func (h *host) read(commands io.Reader) {
	h.quiet.reader.Store(goid())
	for r := bufio.NewReaderSize(commands, room); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			h.bereft()
		}
		var c command
		err = json.Unmarshal(line, &c)
		if err == nil && (c.Kind == cmdRet && c.Ret == nil || !sane(c.Size)) {
			err = words.Errorf("a command is not whole", "一条命令不完整")
		}
		if err != nil {
			os.Stderr.WriteString("tcplab: the bench and this host are of different versions: " + err.Error() + "\n")
			os.Exit(1)
		}
		switch c.Kind {
		case cmdGo:
			h.let(func(call *Call) bool { return call.id == c.Call })
		case cmdRun:
			h.mu.Lock()
			h.open, h.failed = &opening{names: c.Names}, 0
			h.openings++
			h.mu.Unlock()
			h.let(func(call *Call) bool { return h.open.passes(call.name) })
		case cmdHold:
			h.mu.Lock()
			h.open = nil
			h.mu.Unlock()
		case cmdAsk:
			h.asks <- c
		case cmdInput:
			h.input.add(c.Text)
			h.let(func(call *Call) bool { return call.name == StdinRead })
		case cmdRet:
			if c.Ret.Data, err = readData(r, c.Size); err != nil {
				h.bereft()
			}
			h.answered(*c.Ret)
		case cmdEnd:
			os.Exit(1)
		}
	}
}

// bereft ends a host that has lost its bench. It removes the scratch directory,
// because a bench that was killed could not do so.
func (h *host) bereft() {
	if h.cfg.Scratch != "" {
		os.Chdir(filepath.Dir(h.cfg.Scratch)) // Windows removes no directory in which a process is
		os.RemoveAll(h.cfg.Scratch)
	}
	os.Exit(1)
}

// let opens the gates of the waiting calls for which wanted returns true.
func (h *host) let(wanted func(*Call) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, call := range h.calls {
		if !call.inside && wanted(call) {
			h.acts++
			call.inside = true
			close(call.gate)
		}
	}
}

// send writes a message, and the bytes that follow it, to the pipe; the caller
// holds mu. If that fails, the bench is gone, and send ends the process.
func (h *host) send(m Message, data []byte) {
	m.Text, m.Err = clip(m.Text), clip(m.Err)
	h.frame = appendFrame(h.frame[:0], m, data)
	if _, err := h.out.Write(h.frame); err != nil {
		h.bereft()
	}
}
