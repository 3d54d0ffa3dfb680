// Command tcplab is a step-through laboratory for TCP and UDP: lessons with
// real sockets, in which time stands still between two key presses. Each
// subcommand is one thin file, and all packages meet here. A subcommand reads
// flags, calls packages, and reports errors. The work of a package never comes
// in here.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/process"
	"tcplab/lab/wire"
	"tcplab/lab/words"
	"tcplab/lessons"
)

func main() {
	bench.RunHost(lessons.All)
	collectLater()
	// If SIGPIPE is asked for, a write to a broken pipe returns an error and does
	// not end tcplab, so that a run can clear away what it has made.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, leave := context.WithCancel(context.Background())
	came := make(chan os.Signal, 1)
	signal.Notify(came, leaving()...)
	ended := make(chan struct{})
	inner := wire.Lifeline(func() { // the process in front of this one is gone: leave as on a signal
		inBackground()
		leave() // and no more, for without Notify the signals that come with its end would kill this process
		<-ended
	})
	e := &env{ctx: ctx, lang: spoken(os.Args[1:]), inner: inner, in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	terminal := e.terminalModes()
	e.ending = &ending{cut: func() { e.cutOff(terminal) }}
	context.AfterFunc(ctx, e.ending.soon)
	go e.heed(came, leave)
	err := run(e, os.Args[1:])
	close(ended)
	signal.Stop(came)
	leave()
	os.Exit(status(err, e.lang, os.Stderr))
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

// run is the whole program without the exit status.
func run(e *env, args []string) error {
	root := newRoot(e)
	root.SetArgs(args)
	root.SetIn(e.in)
	help := &outlet{to: e.out}
	root.SetOut(help)
	root.SetErr(e.errs)
	return cmp.Or(root.ExecuteContext(e.ctx), help.err)
}

// outlet remembers the first error of writing to an output. The package that
// writes the help loses it.
type outlet struct {
	to  io.Writer
	err error
}

func (o *outlet) Write(text []byte) (int, error) {
	if o.err == nil {
		_, o.err = o.to.Write(text)
	}
	return len(text), nil
}

// The exit statuses. A status of 0 means that every beat was as expected.
const (
	statusError  = 1 // an error
	statusUsage  = 2 // wrong usage
	statusDiffer = 3 // the run finished but differed from its script
)

// usageError is a mistake on the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// differError reports that a run finished but differed from its script. The
// differences have been printed already, in their places; verdict names the first
// of them again, or is "" if the student has seen them in the panel.
type differError struct {
	differences int
	verdict     string
}

func (e differError) Error() string {
	return fmt.Sprintf("the run differed from its script in %d places", e.differences)
}

// exitError ends the program with a status and prints nothing. The status is
// that of a command inside the lab, or the program was ended by a signal.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

// statusPipe is the exit status if nobody reads the output any more, as in
// tcplab run connection | head. It is a shell's status for an end by SIGPIPE.
const statusPipe = process.Killed + int(syscall.SIGPIPE)

// unread reports whether an error means that nobody reads the output any more.
func unread(err error) bool {
	var at *fs.PathError
	return errors.As(err, &at) && at.Path == os.Stdout.Name() && noReader(at.Err)
}

// status prints an error as one sentence in a language and returns the exit
// status for it.
func status(err error, lang string, errs io.Writer) int {
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
		if differ.verdict != "" {
			fmt.Fprintln(errs, "tcplab:", differ.verdict)
		}
		return statusDiffer
	}
	// An error may quote what the user has typed, or the name of a file.
	fmt.Fprintln(errs, "tcplab:", plain.Visible(words.In(sentence(err), lang)))
	if errors.As(err, &usage) {
		return statusUsage
	}
	return statusError
}

// sentence returns an error to be printed. If it is the system's alone, so that
// no package could say what to do next, the returned one does.
func sentence(err error) error {
	var at *fs.PathError
	switch {
	case errors.As(err, &at) && at.Path == os.Stdout.Name():
		return words.Errorf("the output cannot be written (%w): make room, or write it elsewhere",
			"写不出去：%w。请腾出空间，或写到别处", at.Err)
	case errors.Is(err, syscall.EMFILE) && !strings.Contains(err.Error(), "ulimit"):
		return words.Errorf("%w: raise the limit of open files with ulimit -n 1024",
			"%w。请用 ulimit -n 1024 提高可打开文件数的上限", err)
	}
	return err
}
