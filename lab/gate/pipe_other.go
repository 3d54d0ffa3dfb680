//go:build !windows

package gate

// brokenPipe has nothing to add to EPIPE.
func brokenPipe(error) bool { return false }
