package main

import (
	"os"
	"os/signal"
	"syscall"
)

// leaving returns the signals at which a run clears everything away and ends.
// SIGHUP is not among them if it was ignored from the start, as by nohup(1):
// then tcplab goes on after the end of its terminal.
//
// On Windows os.Interrupt is Ctrl-C or Ctrl-Break. SIGTERM is the end of the
// console's window or of the session: Windows ends the process five seconds later.
func leaving() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// heed calls leave at the first signal that is meant for this process, until came
// is closed.
func (e *env) heed(came <-chan os.Signal, leave func()) {
	for s := range came {
		if s == os.Interrupt && e.lent.Load() {
			continue
		}
		leave()
		return
	}
}

// lend says that another program has the terminal until back is called. If Ctrl-C
// reaches this process meanwhile, it is that program's.
func (e *env) lend() (back func()) {
	e.lent.Store(interruptsReachAll)
	return func() { e.lent.Store(false) }
}
