// Package process stands in front of a command of ours: it passes signals on and
// returns the exit status as a shell counts it. The program started again inside a
// user namespace, and a command inside the lab's network, both run so. What such a
// command is for never comes in here.
package process

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// Killed plus a signal's number is the exit status of a process which that signal
// ended, as in a shell.
const Killed = 128

// StandBefore runs a command for whose life and death this process stands:
// whoever signals this one means the command, and whoever waits for this one
// wants to know how the command has ended. It returns the command's exit status
// as a shell counts it: Killed and the signal's number if a signal ended it. The
// error says that the command could not be started, or was lost.
//
// signals are those that do not end this process meanwhile, each with whether
// it is passed on to the command. If this process was started to ignore one, as
// by nohup(1), both go on ignoring it.
func StandBefore(cmd *exec.Cmd, signals map[os.Signal]bool) (status int, err error) {
	came := make(chan os.Signal, len(signals))
	for s := range signals {
		if !signal.Ignored(s) {
			signal.Notify(came, s)
		}
	}
	defer signal.Stop(came)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case s := <-came:
				if signals[s] {
					cmd.Process.Signal(s) // fails once it has ended, and on Windows: there the console tells it
				}
			case <-ended:
				return
			}
		}
	}()
	err = cmd.Wait()
	if _, told := errors.AsType[*exec.ExitError](err); err != nil && !told {
		return 0, err
	}
	if how, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && how.Signaled() {
		return Killed + int(how.Signal()), nil
	}
	return cmd.ProcessState.ExitCode(), nil
}
