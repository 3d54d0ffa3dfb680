//go:build !linux

package gate

// threadsRun reports nothing here: the time alone decides whether a system call
// blocks.
func threadsRun() bool { return false }
