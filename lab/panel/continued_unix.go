//go:build unix

package panel

import (
	"os"
	"os/signal"
	"syscall"
)

// continued returns a channel that receives a signal when this process goes on
// after a stop: meanwhile a shell has had the terminal, and left it in modes of
// its own.
func continued() (heard <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGCONT)
	return c, func() { signal.Stop(c) }
}
