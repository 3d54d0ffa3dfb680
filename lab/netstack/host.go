package netstack

import (
	"slices"
	"time"

	"tcplab/lab/gate"
)

// Host is a process whose sockets live in the stack.
type Host struct {
	Name   string
	stack  *Stack
	order  int
	answer func(gate.Ret) error
	left   bool // its process has ended
}

// Join lets a process have sockets in the stack. Its requests are answered by
// answer, which must not wait for the process.
func (s *Stack) Join(name string, answer func(gate.Ret) error) *Host {
	h := &Host{Name: name, stack: s, order: len(s.hosts), answer: answer}
	s.hosts = append(s.hosts, h)
	return h
}

// Leave ends what the process had, as a kernel does behind a process that has
// ended: its sockets are closed, in the order in which it had made them.
func (h *Host) Leave() {
	h.stack.work.Lock()
	defer h.stack.work.Unlock()
	h.left = true
	h.stack.mu.Lock()
	h.stack.open = slices.DeleteFunc(h.stack.open, func(r *request) bool { return r.host == h })
	h.stack.mu.Unlock()
	for _, k := range h.stack.socketsOf(h) {
		h.stack.close(k)
	}
	h.stack.settle()
}

// Take takes in a request. Serve answers it.
func (h *Host) Take(sys gate.Sys) {
	s := h.stack
	s.mu.Lock()
	r := &request{Sys: sys, host: h, since: s.clock.since()}
	s.open = append(s.open, r)
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// News receives if a request has come.
func (s *Stack) News() <-chan struct{} { return s.news }

// request is one that has not been answered.
type request struct {
	gate.Sys
	host  *Host
	since time.Duration // when it came
	done  int           // of a write: bytes that the stack has taken
}

// due returns the time of the request's deadline, if it has one. A program works out
// what is left by its own clock, some microseconds later than it means; they are
// made up for, or no two runs would be the same.
func (r *request) due() (time.Duration, bool) {
	const grain = 10 * time.Millisecond
	return r.since + (max(r.Left, 0) + grain - 1).Truncate(grain), r.Timed
}

// nextDeadline returns the time of the first deadline of a request that waits.
func (s *Stack) nextDeadline() (first time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.open {
		if due, timed := r.due(); timed && (!ok || due < first) {
			first, ok = due, true
		}
	}
	return first, ok
}

// Serve tries every request that waits: by host, and by the order in which a
// host's came. It reports whether one was answered, or has come further.
func (s *Stack) Serve() (answered bool, err error) {
	s.work.Lock()
	defer s.work.Unlock()
	return s.serve()
}

func (s *Stack) serve() (answered bool, err error) {
	s.mu.Lock()
	open := slices.Clone(s.open)
	s.mu.Unlock()
	slices.SortStableFunc(open, func(a, b *request) int { return a.host.order - b.host.order })
	for _, r := range open {
		if r.host.left || !s.waits(r) {
			continue
		}
		before := r.done
		ret, done := s.try(r)
		answered = answered || r.done > before // what a Write that waits has put on the wire is news
		if !done {
			if due, timed := r.due(); !timed || s.clock.since() < due {
				continue
			}
			ret = gate.Ret{Late: true, N: r.done}
		}
		s.settle()
		answered = true
		if err := s.reply(r, ret); err != nil {
			return answered, err
		}
	}
	return answered, nil
}

// waits reports whether a request is still open: a Close may have answered it.
func (s *Stack) waits(r *request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.open, r)
}

// reply answers a request, which is not open any more.
func (s *Stack) reply(r *request, ret gate.Ret) error {
	s.mu.Lock()
	if i := slices.Index(s.open, r); i >= 0 {
		s.open = slices.Delete(s.open, i, i+1)
	}
	s.mu.Unlock()
	ret.ID, ret.Now = r.ID, s.clock.since()
	return r.host.answer(ret)
}

// waiting lists the requests on a socket that wait.
func (s *Stack) waiting(k *socket) (list []*request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.open {
		if r.Sock == k.number && r.host == k.host {
			list = append(list, r)
		}
	}
	return list
}
