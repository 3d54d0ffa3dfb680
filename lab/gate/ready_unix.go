//go:build unix

package gate

import "golang.org/x/sys/unix"

// readiness asks the kernel which descriptors are ready, with poll(2).
type readiness struct {
	set   []unix.PollFd
	found map[*Call]bool
}

// calls returns those calls whose descriptor is ready. The map is valid until
// the next question.
func (r *readiness) calls(list []waiting) map[*Call]bool {
	clear(r.found)
	if len(list) == 0 {
		return r.found
	}
	r.set = r.set[:0]
	for _, w := range list {
		events := int16(unix.POLLIN)
		if w.wants == ToWrite {
			events = unix.POLLOUT
		}
		r.set = append(r.set, unix.PollFd{Fd: int32(w.fd), Events: events})
	}
	n, err := unix.Poll(r.set, 0)
	if n == 0 && err == nil {
		return r.found
	}
	if r.found == nil {
		r.found = map[*Call]bool{}
	}
	for i, w := range list {
		// POLLERR and POLLHUP come unasked. POLLNVAL means that the descriptor was
		// closed; then the Go runtime has woken the call already.
		if err != nil || r.set[i].Revents&^unix.POLLNVAL != 0 {
			r.found[w.call] = true
		}
	}
	return r.found
}
