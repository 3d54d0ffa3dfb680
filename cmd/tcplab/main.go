// Command tcplab is a step-through laboratory for TCP and UDP: lessons with real
// sockets, in which time stands still between two key presses. Each subcommand
// is one thin file, and all packages meet here. What belongs to a package never
// comes in here: a subcommand reads flags, calls, and says what went wrong.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"tcplab/lab/bench"
	"tcplab/lab/process"
	"tcplab/lab/wire"
	"tcplab/lessons"
)

func main() {
	bench.RunHost(lessons.All)
	collectLater()
	// Being asked for makes a broken pipe an error of the write, so that what a
	// run leaves behind is cleared away before tcplab ends.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, leave := context.WithCancel(context.Background())
	ctx, stop := signal.NotifyContext(ctx, leaving()...)
	ended := make(chan struct{})
	inner := wire.Lifeline(func() { // the process in front of us is gone: leave as on a signal
		inBackground()
		leave() // stop would let the signals that come with its end kill us
		<-ended
	})
	e := &env{ctx: ctx, inner: inner, in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	err := run(e, os.Args[1:])
	close(ended)
	stop()
	os.Exit(status(err, os.Stderr))
}

// collectLater puts off the first garbage collection until the heap has 8 MB, and
// not 4: the first frame is then drawn without one, which would take a tenth of
// the time up to there. From the second on all is as usual, so that a long run
// needs no more memory than before. GOGC, if the user has set it, holds instead.
func collectLater() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(200)
	// The first collection finds that nothing refers to this value.
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// leaving are the signals that end a run, with all cleared away. Whoever starts
// tcplab by nohup(1) does not want it to end with the terminal.
func leaving() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// run is the whole program, but for the exit status.
func run(e *env, args []string) error {
	root := newRoot(e)
	root.SetArgs(args)
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.errs)
	return root.ExecuteContext(e.ctx)
}

// The exit statuses. 0: every beat was as expected.
const (
	statusError  = 1 // an error
	statusUsage  = 2 // wrong usage
	statusDiffer = 3 // the run finished but differed from its script
)

// usageError is a mistake on the command line.
type usageError struct{ error }

// differError says that a run finished but differed from its script. What
// differed has been printed already.
type differError struct{ differences int }

func (e differError) Error() string {
	return fmt.Sprintf("the run differed from its script in %d places", e.differences)
}

// exitError ends the program with a status and no word: of a command that was
// run inside the lab, or because a signal came.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// statusPipe is how a shell counts a program that nobody reads any more, as in
// tcplab run connection | head.
const statusPipe = process.Killed + int(syscall.SIGPIPE)

// unread tells whether an error says that nobody reads the output any more.
func unread(err error) bool {
	var at *fs.PathError
	return errors.As(err, &at) && at.Path == os.Stdout.Name() && errors.Is(at.Err, syscall.EPIPE)
}

// status prints an error as one sentence and returns the exit status for it.
func status(err error, errs io.Writer) int {
	var usage usageError
	var differ differError
	var exit exitError
	switch {
	case err == nil:
		return 0
	case unread(err):
		return statusPipe
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &differ):
		return statusDiffer
	case errors.As(err, &usage):
		fmt.Fprintln(errs, "tcplab:", err)
		return statusUsage
	}
	fmt.Fprintln(errs, "tcplab:", err)
	return statusError
}
