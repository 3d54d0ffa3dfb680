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
	"tcplab/lab/wire"
	"tcplab/lessons"
)

// env is the surroundings that the program was started in. Tests make their
// own.
type env struct {
	ctx   context.Context
	inner bool       // another tcplab process stands in front of this one (see wire.Lifeline)
	user  *wire.User // whose identity programs in the lab get (see enterNetwork)
	in    io.Reader
	out   io.Writer
	errs  io.Writer

	ending *ending // cuts this process off if it is to end and hangs; nil in tests
}

// interrupted returns the error of a panel that has ended. If a signal ended it
// and not its student, the exit status is that of an error. But then only other
// errors are printed, because the signal's sender knows the reason.
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

// terminal reports whether input and output of the program are a terminal.
func (e *env) terminal() bool { return isTerminal(e.in) && isTerminal(e.out) }

// drawable returns an error if no panel can be drawn on the terminal.
func (e *env) drawable(lang string) error {
	if err := writable(lang); err != nil {
		return err
	}
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

// newRoot builds the command table. Each subcommand has a file of its own.
func newRoot(e *env) *cobra.Command {
	var m menuFlags
	root := &cobra.Command{
		Use:               "tcplab",
		Short:             "Watch TCP and UDP think, one call and one packet at a time",
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              noArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return noEmpty(cmd) },
		RunE:              func(*cobra.Command, []string) error { return runMenu(e, m) },
	}
	m.add(root.Flags())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	root.SetHelpCommand(newHelp())
	root.AddCommand(newRun(e), newLab(e), newExec(e), newCode(e), newReplay(e), newList(e), newDoctor(e), newVersion(e))
	return root
}

// newHelp returns the command help COMMAND. Unlike cobra's it fails if there is
// no such command.
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

// noEmpty refuses a flag that was given an empty value, as a script does whose
// variable is not set. Without a value it would count as a flag that was left
// away. Only --lang may be empty, and means the locale's.
func noEmpty(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && f.Name != "lang" {
			err = usageError{fmt.Errorf("--%s is empty: give it a value, or leave it away", f.Name)}
		}
	})
	return err
}

// noArgs refuses arguments. Its error names the nearest command if the argument
// may be a mistyped one.
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

// oneArg requires exactly one argument. Its error calls the argument what.
func oneArg(what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usageError{fmt.Errorf("%s takes one %s, and %d were given: try tcplab %s %s", cmd.Name(), what, len(args), cmd.Name(), example)}
	}
}

// flagError explains a wrong flag and names the nearest right one.
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

// badValue matches the flag package's error for a value that it cannot read.
const badValue = `^invalid argument "(.*)" for "(?:-\w, )?--([\w-]+)" flag`

// choice checks the value of a flag that allows only the known values.
func choice(flag, value string, known ...string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return usageError{fmt.Errorf("--%s cannot be %q: %s", flag, value, nearest.DidYouMean(value, known))}
}

// findLesson returns the lesson of that name. Number is its place in the
// course.
func findLesson(name string) (l *lab.Lesson, number int, err error) {
	var names []string
	for i, l := range lessons.All {
		if l.Name == name {
			return l, i + 1, nil
		}
		names = append(names, l.Name)
	}
	return nil, 0, usageError{noLesson(name, names)}
}
