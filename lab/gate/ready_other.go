//go:build !unix

package gate

// readiness knows of no descriptor that is ready, because this system has no
// poll(2). There the byte through the poller alone decides (see settle.go).
type readiness struct{}

func (*readiness) calls([]waiting) map[*Call]bool { return nil }
