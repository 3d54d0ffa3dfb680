package gate

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
)

// The goroutines of a host process, beside those of the program:
//
//	main     parked for good, so that it may stay locked to its thread
//	reader   reads commands; lets calls go; ends the process at EOF
//	settler  answers one ask after the other
//	echo     reads the poller byte (see settle.go)
//
// The reader does nothing that can block, so that EOF is always noticed. All
// of them, and the program's goroutines in Enter and End, share the fields
// below mu; whoever holds mu may write to out.

// current is this process's host; nil in a process that is none. Calls find it
// here because the programs' API, which is that of net and os, has no place
// for it.
var current atomic.Pointer[host]

// host is the program's side of the protocol.
type host struct {
	cfg   Config
	asks  chan command // from the reader to the settler
	input input
	quiet quiet
	keep  *os.File // the first os.Stdin: the garbage collector would close its descriptor

	mu      sync.Mutex
	out     io.Writer
	last    int                // the id given last
	calls   map[int]*Call      // announced by a begin: at the gate or inside
	passing map[*Call]struct{} // inside, not announced, because the gates were open
	open    *opening           // nil while the gates are closed
	failed  int                // calls that passed the open gates, failed, and were announced
	counts  map[string]*Count  // since the last answer
	acts    int                // how often a call began, was let go, or ended
}

// opening says which calls need not stop.
type opening struct {
	names []string // empty: all
}

// maxFailed is how many failing calls one opening announces; further ones are
// only counted, so that a program that fails in a loop cannot flood the bench.
const maxFailed = 16

// passes reports whether a call of that name need not stop. The end of the
// program always stops: what it leaves behind is to be seen.
func (o *opening) passes(name string) bool {
	return o != nil && name != exitName && (len(o.names) == 0 || slices.Contains(o.names, name))
}

// Serve makes this process the host that cfg describes and runs program in it.
// It never returns: the process ends with the program, or when the bench does.
func Serve(cfg Config, program func()) {
	h := &host{
		cfg:     cfg,
		asks:    make(chan command, 1),
		calls:   map[int]*Call{},
		passing: map[*Call]struct{}{},
		counts:  map[string]*Count{},
		out:     os.Stdout,
		keep:    os.Stdin,
	}
	h.input.init()
	commands := control(os.Stdin)
	echo, err := newEcho()
	if err != nil {
		os.Stderr.WriteString("tcplab: free some file descriptors and try again: " + err.Error() + "\n")
		os.Exit(1)
	}
	h.quiet.init(echo)
	// The program's output shares standard error with the runtime's own. The
	// log package has taken hold of it already.
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

// args is what os.Args is to be in the program.
func (c Config) args() []string {
	return append([]string{c.Host}, c.Args...)
}

// read obeys the bench. It is the host's lifeline too.
func (h *host) read(commands io.Reader) {
	h.quiet.reader.Store(goid())
	for r := bufio.NewReader(commands); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			h.bereft()
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			os.Stderr.WriteString("tcplab: the bench and this host are of different versions: " + err.Error() + "\n")
			os.Exit(1)
		}
		switch c.Kind {
		case cmdGo:
			h.let(func(call *Call) bool { return call.id == c.Call })
		case cmdRun:
			h.mu.Lock()
			h.open, h.failed = &opening{names: c.Names}, 0
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
		case cmdEnd:
			os.Exit(1)
		}
	}
}

// bereft ends a host that has lost its bench. A bench that was killed could not
// clear away what is of no use without it.
func (h *host) bereft() {
	if h.cfg.Scratch != "" {
		os.RemoveAll(h.cfg.Scratch)
	}
	os.Exit(1)
}

// let opens the gates of the waiting calls for which which is true.
func (h *host) let(which func(*Call) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, call := range h.calls {
		if !call.inside && which(call) {
			h.acts++
			call.inside = true
			close(call.gate)
		}
	}
}

// send puts a message on the pipe; the caller holds mu. A host that cannot
// speak has lost its bench and ends.
func (h *host) send(m Message) {
	m.Text, m.Err = clip(m.Text), clip(m.Err)
	line, err := json.Marshal(m)
	if err != nil {
		panic("BUG: a Message is always JSON: " + err.Error())
	}
	if _, err := h.out.Write(append(line, '\n')); err != nil {
		h.bereft()
	}
}
