//go:build unix

package panel

import (
	"os"
	"os/signal"
	"syscall"
)

// continued hears when this process goes on after it was stopped: by then a shell
// has had the terminal, and left it in modes of its own.
func continued() (heard <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGCONT)
	return c, func() { signal.Stop(c) }
}
