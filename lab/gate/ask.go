package gate

import "time"

// Asked is a request that was sent to the stack.
type Asked struct{ back chan Ret }

// Ask sends a request to the stack that holds this host's sockets, and gives it
// its number. It does not wait; each Ask is followed by one Answer. Requests
// reach the stack in the order of their Asks. S.Data may be used again when Ask
// has returned.
func Ask(s Sys) Asked {
	h := current.Load()
	if h == nil {
		panic("BUG: only the program of a host has a stack to ask")
	}
	a := Asked{make(chan Ret, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.acts++
	h.requests++
	s.ID = h.requests
	h.asked[s.ID] = a
	h.send(Message{Kind: kindSys, Sys: &s, Size: len(s.Data)}, s.Data)
	return a
}

// Answer waits for the answer. The goroutine that calls it is parked meanwhile,
// so the host can say that it has settled.
func (a Asked) Answer() Ret { return <-a.back }

// answered hands an answer to the goroutine that waits for it. The settler sees
// by acts that this goroutine may have been parked at its last look only because
// the answer was not there yet.
func (h *host) answered(r Ret) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, ok := h.asked[r.ID]
	if !ok {
		return
	}
	delete(h.asked, r.ID)
	h.acts++
	h.now = max(h.now, r.Now)
	a.back <- r
}

// Now returns the stack's clock as the newest answer told it.
func Now() time.Duration {
	h := current.Load()
	if h == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}
