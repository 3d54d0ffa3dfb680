package gate

import (
	"bytes"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A host has settled when all goroutines of its program are parked, and no call
// under way waits for something that the kernel has already. This is an exact
// rule and no pause, so it holds on a busy machine too:
//
//  1. A byte goes through a pipe whose reader is parked in the Go runtime's
//     network poller. The poller wakes goroutines in the order in which their
//     sockets became ready. So once the byte is read, most goroutines whose
//     sockets were ready before it are runnable. But not all: a thread that holds
//     none of the runtime's processors may have taken an event out of the poller,
//     and be put off by the system before it makes the goroutine runnable.
//     Stopping the world does not stop such a thread.
//  2. poll(2) says of every call under way whether its descriptor is ready. If
//     one is, its goroutine is about to go on, whatever the runtime says.
//     Windows has no poll(2); there the byte alone decides.
//  3. runtime.Stack stops the world and tells the state of every goroutine. It
//     comes behind step 2: a goroutine that has used up what was ready before
//     that step, and is still inside its call, is seen here as not parked.
//  4. All steps are repeated if a goroutine is not parked, a descriptor is
//     ready, or a call began or ended meanwhile, which may have made another
//     socket ready after the byte.
//
// Some call may never use a descriptor that is ready. If it leaves it alone for
// a second (ignored), it no longer counts.
//
// A call that waits for an answer of the stack is parked in a channel receive. It
// uses no descriptor, and its answer counts in step 4 as the end of a call does.
//
// A goroutine that has been in one system call for slowCall, inside a begun
// call, counts as parked if no other thread of the process wants to run: it is
// blocked in the kernel, as in a Close that lingers. The end of that call is a
// later step.

const (
	// slowCall is how long a system call takes at least before it counts as
	// blocked. For a call that reads or writes a file that limit is patience.
	slowCall = 20 * time.Millisecond
	// patience is how long the settler waits for a goroutine that computes. Then
	// it answers that the host is busy.
	patience = 2 * time.Second
)

// quiet looks at the goroutines of this process. It belongs to the settler; the
// reader and the echo only store their ids here.
type quiet struct {
	reader atomic.Int64 // the reader's id
	echoer atomic.Int64 // the id of the goroutine of echo.serve
	echo   *echo
	buf    []byte
	slow   map[int64]slow // goroutines in a system call, by id

	waits  []waiting           // room for the calls that wait on a descriptor
	ready  readiness           // says which of these descriptors are ready
	unused map[*Call]time.Time // calls whose descriptor is ready, by when it was first seen so
}

// slow is a goroutine that was seen in a system call.
type slow struct {
	stack string
	since time.Time
}

func (q *quiet) init(e *echo) {
	q.echo = e
	q.buf = make([]byte, 64<<10)
	q.slow = map[int64]slow{}
	q.unused = map[*Call]time.Time{}
	go func() {
		q.echoer.Store(goid())
		e.serve()
	}()
}

// settler answers the bench's questions, one after the other.
func (h *host) settler() {
	for ask := range h.asks {
		began := time.Now()
		// A host has one processor (see Attach). The calls that were just let go
		// run first, so that one look is often enough.
		runtime.Gosched()
		for try := 0; ; try++ {
			h.settling()
			acts := h.activity()
			h.quiet.echo.round()
			h.quiet.waits = h.pending(h.quiet.waits)
			still := !h.quiet.goesOn(h.quiet.waits) && h.quiet.look()
			late := time.Since(began) > patience
			if (still || late) && h.answer(ask.Mark, acts, !still) {
				break
			}
			rest(try)
		}
	}
}

// BeforeSettled has f called before each look whether this host has settled. The
// requests of f belong to what the program has done.
func BeforeSettled(f func()) {
	if h := current.Load(); h != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.before = f
	}
}

// settling calls what was given to BeforeSettled.
func (h *host) settling() {
	h.mu.Lock()
	f := h.before
	h.mu.Unlock()
	if f != nil {
		f()
	}
}

// rest lets the program's goroutines run. In the first tries it returns at once
// if none is ready; later it sleeps longer at each try, at most 1 ms.
func rest(try int) {
	if try < 8 {
		runtime.Gosched()
		return
	}
	time.Sleep(min(10*time.Microsecond<<min(try-8, 10), time.Millisecond))
}

// activity returns how often a call has begun, was let go, or ended.
func (h *host) activity() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.acts
}

// answer sends what the bench has not heard yet, and then the answer to the
// question of that mark. acts is the activity counted before the look. If it has
// changed since, the look is out of date: answer sends nothing and returns false.
// If busy is set it answers all the same.
func (h *host) answer(mark string, acts int, busy bool) (sent bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.acts != acts && !busy {
		return false
	}
	for _, c := range slices.SortedFunc(maps.Keys(h.passing), func(a, b *Call) int {
		return a.seq - b.seq
	}) {
		h.announcePassed(c)
	}
	if len(h.counts) > 0 {
		m := Message{Kind: KindCounts}
		for _, name := range slices.Sorted(maps.Keys(h.counts)) {
			m.Counts = append(m.Counts, *h.counts[name])
		}
		clear(h.counts)
		h.send(m, nil)
	}
	m := Message{Kind: kindIdle, Busy: busy, Mark: mark}
	for _, id := range slices.Sorted(maps.Keys(h.calls)) {
		if h.calls[id].inside {
			m.Running = append(m.Running, id)
			if h.calls[id].timed {
				m.Timed = append(m.Timed, id)
			}
		}
	}
	if _, err := os.Stderr.WriteString(mark); err != nil {
		m.Mark = ""
	}
	h.send(m, nil)
	return true
}

// look reports whether every goroutine of the program is parked.
func (q *quiet) look() bool {
	n := runtime.Stack(q.buf, true)
	for n == len(q.buf) {
		q.buf = make([]byte, 2*len(q.buf))
		n = runtime.Stack(q.buf, true)
	}
	now := time.Now()
	still, inSystem := true, false // inSystem is set if a call under way is in a system call
	seen := map[int64]slow{}
	// The first goroutine is the settler itself.
	_, rest, _ := bytes.Cut(q.buf[:n], []byte("\n\n"))
	for len(rest) > 0 {
		var one []byte
		one, rest, _ = bytes.Cut(rest, []byte("\n\n"))
		g := parse(one)
		switch {
		case g.id == q.echoer.Load():
		case parked(g):
		case g.state == "syscall" && g.id == q.reader.Load():
			// The reader waits in a system call if standard input cannot be in
			// the poller.
		case g.state == "syscall" && inCall(g.stack):
			s := slow{stack: string(g.stack), since: now}
			if old := q.slow[g.id]; old.stack == s.stack {
				s.since = old.since
			}
			seen[g.id] = s
			still, inSystem = still && now.Sub(s.since) >= slowAfter(g.stack), true
		default:
			still = false
		}
	}
	q.slow = seen
	return still && !(inSystem && threadsRun())
}

// slowAfter returns how long a goroutine with this stack may be in a system
// call before it counts as blocked there. A file call ends by itself, so the
// settler waits longer for it, in case the disk is busy.
func slowAfter(stack []byte) time.Duration {
	if bytes.Contains(stack, []byte("tcplab/lab/os.")) {
		return patience
	}
	return slowCall
}

// goroutine is one goroutine as runtime.Stack prints it.
type goroutine struct {
	id    int64
	state string // "chan receive", "IO wait", "running", …
	stack []byte // the frames, innermost first
}

// parse reads one goroutine of runtime.Stack's output:
// "goroutine 18 [chan receive, 2 minutes]:\nframes".
func parse(text []byte) goroutine {
	head, stack, _ := bytes.Cut(text, []byte("\n"))
	_, head, _ = bytes.Cut(head, []byte("goroutine "))
	id, head, _ := bytes.Cut(head, []byte(" "))
	_, head, _ = bytes.Cut(head, []byte("["))
	end := bytes.IndexAny(head, ",]")
	if end < 0 {
		end = len(head)
	}
	n, _ := strconv.ParseInt(string(id), 10, 64)
	return goroutine{id: n, state: strings.TrimSuffix(string(head[:end]), " (scan)"), stack: stack}
}

// goid returns the id of the goroutine that calls it. The runtime tells it only
// in a stack's text.
func goid() int64 {
	var buf [64]byte
	return parse(buf[:runtime.Stack(buf[:], false)]).id
}

// parkedStates are the states of a goroutine that goes on only if another one,
// the poller or a timer wakes it.
var parkedStates = map[string]bool{
	"IO wait":                 true,
	"chan receive":            true,
	"chan receive (nil chan)": true,
	"chan send":               true,
	"chan send (nil chan)":    true,
	"coroutine":               true,
	"select":                  true,
	"select (no cases)":       true,
	"sleep":                   true,
	"sync.Cond.Wait":          true,
	"sync.Mutex.Lock":         true,
	"sync.RWMutex.Lock":       true,
	"sync.RWMutex.RLock":      true,
	"sync.WaitGroup.Wait":     true,
	"finalizer wait":          true,
	"cleanup wait":            true,
}

// parked reports whether g waits until another goroutine, the poller, a timer
// or a signal wakes it.
func parked(g goroutine) bool {
	switch g.state {
	case "semacquire":
		// A goroutine that wants to stop the world, but has to wait for the
		// settler's own look, is in this state too. It is not parked, and is not
		// in this function.
		first, _, _ := bytes.Cut(g.stack, []byte("\n"))
		return bytes.Contains(first, []byte("runtime_Semacquire"))
	case "syscall":
		// The goroutine of os/signal waits like this.
		return bytes.HasPrefix(g.stack, []byte("os/signal.signal_recv("))
	}
	return parkedStates[g.state]
}

// inCall reports whether a goroutine is inside a begun call. Then the innermost
// function of tcplab on its stack belongs to lab/net, lab/net/sys or lab/os. If it
// belongs to this package, the goroutine is entering or leaving a call, or printing.
func inCall(stack []byte) bool {
	_, inner, found := bytes.Cut(stack, []byte("tcplab/lab/"))
	return found && (bytes.HasPrefix(inner, []byte("net.")) || bytes.HasPrefix(inner, []byte("net/sys.")) || bytes.HasPrefix(inner, []byte("os.")))
}
