package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"tcplab/lab"
	"tcplab/lab/nearest"
	"tcplab/lessons"
)

// env is what the program was started with; tests hand in their own.
type env struct {
	ctx   context.Context
	inner bool // what wire.Lifeline said: another process of ours stands in front
	in    io.Reader
	out   io.Writer
	errs  io.Writer
}

// interrupted is what went wrong with a panel. One that was ended by a signal and
// not by its student has failed, but the signal's sender knows why: only what is
// wrong besides is printed.
func (e *env) interrupted(errs ...error) error {
	if e.ctx.Err() == nil {
		return errors.Join(errs...)
	}
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil || errors.Is(err, e.ctx.Err()) })
	if len(errs) == 0 {
		return exitError{statusError}
	}
	return errors.Join(errs...)
}

// terminal tells whether somebody sits in front of the program.
func (e *env) terminal() bool { return isTerminal(e.in) && isTerminal(e.out) }

// drawable tells what is wrong with a terminal on which no panel can be drawn.
func (e *env) drawable() error {
	if _, err := tcell.NewScreen(); err != nil {
		return fmt.Errorf("no panel can be drawn on a terminal of type %q: set TERM to what yours is, such as xterm-256color; tcplab run LESSON --plain draws nothing", os.Getenv("TERM"))
	}
	if err := reachTerminal(); err != nil {
		return fmt.Errorf("no panel can be drawn, for this process does not belong to a terminal (%w): start tcplab from a shell in one; tcplab run LESSON --plain draws nothing", err)
	}
	return nil
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// newRoot builds the command table. One file a subcommand.
func newRoot(e *env) *cobra.Command {
	var m menuFlags
	root := &cobra.Command{
		Use:           "tcplab",
		Short:         "Watch TCP and UDP think, one call and one packet at a time",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(*cobra.Command, []string) error { return runMenu(e, m) },
	}
	m.add(root.Flags())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	root.SetHelpCommand(newHelp())
	root.AddCommand(newRun(e), newLab(e), newExec(e), newCode(e), newReplay(e), newList(e), newDoctor(e), newVersion(e))
	return root
}

// newHelp is help COMMAND. Unlike cobra's it fails where there is no such
// command.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, _, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if !about.HasParent() && len(args) > 0 {
				return noArgs(about, args)
			}
			return about.Help()
		},
	}
}

// noArgs refuses arguments, with the nearest command where one was mistyped.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return usageError{fmt.Errorf("%s takes no argument, and %q was given: see tcplab %s --help", cmd.Name(), args[0], cmd.Name())}
	}
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	if l, _, err := findLesson(args[0]); err == nil {
		return usageError{fmt.Errorf("%s is a lesson: try tcplab run %s", l.Name, l.Name)}
	}
	return usageError{fmt.Errorf("there is no command %q: %s", args[0], nearest.DidYouMean(args[0], names))}
}

// oneArg wants exactly one argument, and says which.
func oneArg(what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usageError{fmt.Errorf("%s takes one %s, and %d were given: try tcplab %s %s", cmd.Name(), what, len(args), cmd.Name(), example)}
	}
}

// flagError explains a wrong flag, with the nearest right one.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: --"); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		return usageError{fmt.Errorf("there is no flag --%s: %s", name, nearest.DidYouMean("--"+name, names))}
	}
	if bad := regexp.MustCompile(badValue).FindStringSubmatch(text); bad != nil {
		what := map[string]string{"int": "a number", "duration": "a time such as 2s"}
		if f := cmd.Flags().Lookup(bad[2]); f != nil && what[f.Value.Type()] != "" {
			return usageError{fmt.Errorf("--%s cannot be %q: give it %s", bad[2], bad[1], what[f.Value.Type()])}
		}
	}
	return usageError{fmt.Errorf("%s: see %s --help", text, cmd.CommandPath())}
}

// badValue is what the flag package says of a value that it cannot read.
const badValue = `^invalid argument "(.*)" for "(?:-\w, )?--([\w-]+)" flag`

// choice checks the value of a flag that has a fixed set of them.
func choice(flag, value string, known ...string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return usageError{fmt.Errorf("--%s cannot be %q: %s", flag, value, nearest.DidYouMean(value, known))}
}

// findLesson looks a lesson up by its name; number is its place in the course.
func findLesson(name string) (l *lab.Lesson, number int, err error) {
	var names []string
	for i, l := range lessons.All {
		if l.Name == name {
			return l, i + 1, nil
		}
		names = append(names, l.Name)
	}
	return nil, 0, usageError{fmt.Errorf("there is no lesson %q: %s", name, nearest.DidYouMean(name, names))}
}
