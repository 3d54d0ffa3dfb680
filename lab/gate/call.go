package gate

import (
	"os"
	"runtime"
	"strconv"
	"time"
)

// exitName is the name of the call with which a program ends.
const exitName = "exit"

// Call is one socket or file call of a program. All methods may be called on a
// nil Call, which is what Enter returns outside a host process.
type Call struct {
	host *host
	name string
	text func() string
	sock *Socket
	pcs  [48]uintptr // the stack at Enter, innermost first
	n    int         // how many of them are set
	gate chan struct{}

	// Guarded by host.mu.
	seq    int   // the order of begin
	id     int   // 0 while the bench has not heard of the call
	inside bool  // let go
	fd     int   // the descriptor on which it may have to wait, if wants is set
	wants  Wants // what it waits for there; 0 if it waits on no descriptor
	timed  bool  // see Timed
}

// Enter begins a call of the program and returns when the bench lets it go. It
// returns at once if the gates are open; outside a host process it returns nil
// at once. About is the socket that the call uses, nil if it has none yet. Text
// returns the call as written, with values. Enter uses text only if the call is
// announced, because making it takes time and 67,000 calls may pass an open
// gate.
func Enter(name string, about *Socket, text func() string) *Call {
	h := current.Load()
	if h == nil {
		return nil
	}
	c := &Call{host: h, name: name, text: text, sock: about}
	c.n = runtime.Callers(2, c.pcs[:])
	h.mu.Lock()
	h.acts++
	c.seq = h.acts
	if h.open.passes(name) {
		h.passing[c] = struct{}{}
		h.mu.Unlock()
		return c
	}
	c.gate = make(chan struct{})
	file, line := c.where()
	h.announce(c, file, line)
	h.mu.Unlock()
	<-c.gate
	return c
}

// Since returns when the last call of this host ended: what its program does now, it
// began after that.
func Since() time.Time {
	h := current.Load()
	if h == nil {
		return time.Time{}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since
}

// Open returns 0 if a call of that name has to stop at its gate now, and else the
// number of this opening of the gates. Until they are closed nobody looks at what such
// calls do before the program has come to rest, and no move is made in between.
func Open(name string) int {
	h := current.Load()
	if h == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.open.passes(name) {
		return 0
	}
	return h.openings
}

// announce gives a call its id and tells the bench; the caller holds mu.
func (h *host) announce(c *Call, file string, line int) {
	h.last++
	c.id = h.last
	h.calls[c.id] = c
	h.send(Message{Kind: KindBegin, Call: c.id, Name: c.name, Text: c.text(),
		File: file, Line: line, Socket: c.sock, Open: c.inside}, nil)
}

// announcePassed tells the bench of a call that passed an open gate; the
// caller holds mu.
func (h *host) announcePassed(c *Call) {
	delete(h.passing, c)
	c.inside = true
	file, line := c.where()
	h.announce(c, file, line)
}

// Socket reports the socket that the call has made. It is used as soon as the
// socket has an address; in Dial that is before the first packet.
func (c *Call) Socket(s Socket) {
	if c == nil {
		return
	}
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	if c.id == 0 {
		c.host.announcePassed(c)
	}
	c.host.send(Message{Kind: KindSocket, Call: c.id, Socket: &s}, nil)
}

// End reports what the call returned: how many bytes it read or wrote, its
// error, and its results in words. Result may be nil. Like Enter's text it is
// used only if it is needed: a call that passed an open gate and did not fail
// is only counted.
func (c *Call) End(bytes int, err error, result func() string) {
	if c == nil {
		return
	}
	h := c.host
	h.mu.Lock()
	defer h.mu.Unlock()
	h.acts++
	h.since = time.Now()
	if c.id == 0 {
		if err == nil || h.failed >= maxFailed {
			delete(h.passing, c)
			h.count(c.name, bytes)
			return
		}
		h.failed++
		h.announcePassed(c)
	}
	delete(h.calls, c.id)
	m := Message{Kind: KindEnd, Call: c.id, Name: c.name, Bytes: int64(bytes)}
	if result != nil {
		m.Text = result()
	}
	if err != nil {
		m.Err, m.Errno = err.Error(), errnoOf(err)
	}
	h.send(m, nil)
}

// count adds a call that passed an open gate; the caller holds mu.
func (h *host) count(name string, bytes int) {
	n := h.counts[name]
	if n == nil {
		n = &Count{Name: name}
		h.counts[name] = n
	}
	n.Calls++
	n.Bytes += int64(bytes)
}

// Exit is os.Exit as a call: it waits at its gate and then ends the process.
func Exit(code int) {
	exit(code, nil)
}

// exit ends the process. Returned is the program's function if that has
// returned, nil if the program called os.Exit.
func exit(code int, returned func()) {
	h := current.Load()
	if h == nil {
		os.Exit(code)
	}
	c := &Call{host: h, name: exitName, gate: make(chan struct{})}
	c.text = func() string { return "os.Exit(" + strconv.Itoa(code) + ")" }
	c.n = runtime.Callers(3, c.pcs[:])
	file, line := c.where()
	if returned != nil {
		c.text = func() string { return "return" }
		file, line = "", 0 // a function that has returned is on no stack; its source tells where it ends
	}
	h.mu.Lock()
	h.acts++
	h.announce(c, file, line)
	h.mu.Unlock()
	<-c.gate
	h.mu.Lock() // for good: nothing may follow the last message
	h.send(Message{Kind: KindExit, Code: code}, nil)
	os.Exit(code)
}
