// Package process runs a command in place of this process: it passes signals on
// and returns the exit status as a shell counts it. The program that is started
// again inside a user namespace and a command inside the lab's network both run
// so. The purpose of such a command never comes in here.
package process

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// Killed plus a signal's number is the exit status of a process which that
// signal ended, as in a shell.
const Killed = 128

// StandBefore runs a command in place of this process: a signal to this process
// is meant for the command, and a parent that waits for this process wants the
// command's exit status. It returns that status as a shell counts it, which is
// Killed plus the signal's number if a signal ended the command. The error says
// that the command could not be started, or that its end could not be waited
// for.
//
// signals are the signals that do not end this process meanwhile. A signal is
// passed on to the command if its value is true. If this process was started
// with one of them ignored, as by nohup(1), both go on ignoring it.
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
					cmd.Process.Signal(s) // fails once it has ended, and on Windows, where the console signals it
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
