package sys

import (
	"slices"
	"sync"

	"tcplab/lab/gate"
)

// A program that sends a large file in blocks of 4 KiB would cross to the bench's
// process and back for each of them. So calls that pass an open gate cross together:
// a Read asks for more than it takes, and further ones are served out of that; a
// Write goes out with the next ones.
//
// The stack sees no difference. Bytes that have come ahead stay in its receive queue
// until the program has read them, and a Write puts no more aside than the send queue
// had room for. The stack hears of both before it hears of anything else that the program
// asks, and before the host says that it has settled.

// mostAside is how many bytes are read ahead, or put aside, at most.
const mostAside = 64 << 10

// flow is what has crossed to a program ahead of it, or not crossed yet.
type flow struct {
	opening int    // the opening of the gates in which the rest holds, as gate.Open counts
	ahead   []byte // came ahead, and no Read has taken it
	taken   int    // how many of those bytes a Read has taken and the stack has not heard of
	wrote   []byte // what Writes have put aside
	room    int    // how many bytes more the send queue has room for
}

// flows reports whether a call of a name passes an open gate and has no deadline. It
// gives up everything from another opening, since moves may have been made in between.
// The caller holds mu.
func (s *socket) flows(name string, direction int) bool {
	now := gate.Open(name)
	if now != s.flow.opening {
		s.tell()
		s.flow = flow{opening: now, wrote: s.flow.wrote}
	}
	return now > 0 && s.until[direction].IsZero()
}

// takeAhead serves a Read out of what has come ahead. It returns false if the Read has
// to ask.
func (s *socket) takeAhead(p []byte) (n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || !s.flows("Read", receiving) || len(s.flow.ahead) == 0 {
		s.flow.ahead = nil // the answer has it again
		return 0, false
	}
	n = copy(p, s.flow.ahead)
	s.flow.ahead = s.flow.ahead[n:]
	s.flow.taken += n
	tellLater(s)
	return n, true
}

// putAside takes the bytes of a Write to be sent later. It returns false if there is
// no room, or if the Write has to ask for another reason.
func (s *socket) putAside(p []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &s.flow
	if s.closed || !s.flows("Write", sending) || len(p) > f.room || len(f.wrote)+len(p) > mostAside {
		return false
	}
	f.wrote = append(f.wrote, p...)
	f.room -= len(p)
	tellLater(s)
	return true
}

// cameAhead keeps bytes that no Read has asked for.
func (s *socket) cameAhead(more []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flow.ahead = more
}

// hasRoom notes how much room the send queue has.
func (s *socket) hasRoom(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flow.room = bytes
}

// tell tells the stack what the program has read and written; the caller holds mu.
// Nobody waits for the answers, since requests are served in their order.
func (s *socket) tell() {
	f := &s.flow
	if s.closed {
		return
	}
	if f.taken > 0 {
		gate.Ask(gate.Sys{Op: gate.OpTaken, Sock: s.number, Room: f.taken})
		f.taken = 0
	}
	if len(f.wrote) > 0 {
		gate.Ask(gate.Sys{Op: gate.OpWrite, Sock: s.number, Data: f.wrote})
		f.wrote = f.wrote[:0]
	}
}

// untold are this host's sockets of which there may be something to tell.
var untold struct {
	sync.Mutex
	sockets []*socket
}

// tellLater has the stack told of a socket before it hears anything else.
func tellLater(s *socket) {
	beforeSettled()
	untold.Lock()
	defer untold.Unlock()
	if !slices.Contains(untold.sockets, s) {
		untold.sockets = append(untold.sockets, s)
	}
}

var beforeSettled = sync.OnceFunc(func() { gate.BeforeSettled(tellAll) })

// tellAll tells the stack of all sockets. The caller holds the lock of none.
func tellAll() {
	untold.Lock()
	sockets := untold.sockets
	untold.sockets = nil
	untold.Unlock()
	for _, s := range sockets {
		s.mu.Lock()
		s.tell()
		s.mu.Unlock()
	}
}
