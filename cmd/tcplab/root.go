package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"github.com/gdamore/tcell/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"tcplab/lab"
	"tcplab/lab/nearest"
	"tcplab/lab/wire"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// env is the surroundings that the program was started in. Tests make their
// own.
type env struct {
	ctx   context.Context
	lang  string     // of help and errors, which are said before a subcommand has read its flags
	inner bool       // another tcplab process stands in front of this one (see wire.Lifeline)
	user  *wire.User // whose identity programs in the lab get (see enterNetwork)
	in    io.Reader
	out   io.Writer
	errs  io.Writer

	ending *ending     // cuts this process off if it is to end and hangs; nil in tests
	lent   atomic.Bool // another program has the terminal, and an interrupt is that one's (see lend)
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

// say returns a text in the language of help and errors.
func (e *env) say(en, zh string) string { return words.Word{en, zh}.In(e.lang) }

// terminal reports whether input and output of the program are a terminal.
func (e *env) terminal() bool { return isTerminal(e.in) && isTerminal(e.out) }

// drawable returns an error if no panel can be drawn on the terminal.
func (e *env) drawable(lang string) error {
	if err := writable(lang); err != nil {
		return err
	}
	if _, err := tcell.NewScreen(); err != nil {
		return words.Errorf("no panel can be drawn on a terminal of type %q: set TERM to what yours is, such as xterm-256color; tcplab run LESSON --plain draws nothing",
			"在 %q 类型的终端上画不出界面：请把 TERM 设成你的终端类型，如 xterm-256color；也可以用 tcplab run LESSON --plain，只输出文字", os.Getenv("TERM"))
	}
	return reachTerminal()
}

// noTerminal is the error of a process that has no terminal of its own.
func noTerminal(err error) error {
	return words.Errorf("no panel can be drawn, for this process does not belong to a terminal (%w): start tcplab from a shell in one; tcplab run LESSON --plain draws nothing",
		"画不出界面，这个进程不属于任何终端：%w。请在终端的 shell 里启动 tcplab；也可以用 tcplab run LESSON --plain，只输出文字", err)
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
		Short:             e.say("Watch TCP and UDP think, one call and one packet at a time", "看 TCP 和 UDP 怎样工作：一次一个调用，一次一个包"),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              noArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return noEmpty(cmd) },
		RunE:              func(*cobra.Command, []string) error { return runMenu(e, m) },
	}
	m.add(e, root.Flags())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	root.SetUsageFunc(e.usage)
	root.SetHelpFunc(e.help)
	root.SetHelpCommand(newHelp(e))
	root.AddCommand(newRun(e), newLab(e), newExec(e), newCode(e), newReplay(e), newPage(e), newList(e), newDoctor(e), newNew(e), newCheck(e), newVersion(e))
	return root
}

// newHelp returns the command help COMMAND. Unlike cobra's it fails if there is
// no such command.
func newHelp(e *env) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "help [COMMAND]",
		Short: e.say("Help about a command", "一个命令的说明"),
		RunE: func(cmd *cobra.Command, args []string) error {
			about, _, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if !about.HasParent() && len(args) > 0 {
				return noArgs(about, args)
			}
			if _, err := language(lang); err != nil {
				return err
			}
			return about.Help()
		},
	}
	e.addLang(cmd.Flags(), &lang)
	return cmd
}

// noEmpty refuses a flag that was given an empty value, as a script does whose
// variable is not set. Without a value it would count as a flag that was left
// away. Only --lang may be empty, and means the locale's.
func noEmpty(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && f.Name != "lang" {
			err = usageError{words.Errorf("--%s is empty: give it a value, or leave it away",
				"--%s 是空的：请给它一个值，或者去掉它", f.Name)}
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
		return usageError{words.Errorf("%s takes no argument, and %q was given: see tcplab %s --help",
			"%[1]s 不带参数，却给了 %[2]q：见 tcplab %[3]s --help", cmd.Name(), args[0], cmd.Name())}
	}
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	if l, _, err := findLesson(args[0]); err == nil {
		return usageError{words.Errorf("%s is a lesson: try tcplab run %s", "%s 是一课：试试 tcplab run %s", l.Name, l.Name)}
	}
	return usageError{words.Errorf("there is no command %q: %s", "没有 %q 这个命令：%s", args[0], nearest.DidYouMean(args[0], names))}
}

// oneArg requires exactly one argument. Its error calls the argument what.
func oneArg(what words.Word, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return usageError{words.Errorf("%s takes one %s, and %d were given: try tcplab %s %s",
			"%[1]s 要一个%[2]s，却给了 %[3]d 个：试试 tcplab %[4]s %[5]s", cmd.Name(), what, len(args), cmd.Name(), example)}
	}
}

// wKinds names the kinds of values that a flag takes, by the flag's type.
var wKinds = map[string]words.Word{
	"int":      {"a number", "一个数"},
	"duration": {"a time such as 2s", "一段时间，如 2s"},
}

// flagError explains a wrong flag and names the nearest right one.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var bare *pflag.ValueRequiredError
	more := cmd.CommandPath()
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return usageError{words.Errorf("there is no flag -%s: see %s --help", "没有 -%s 这个选项：见 %s --help", unknown.GetSpecifiedName(), more)}
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		name := unknown.GetSpecifiedName()
		return usageError{words.Errorf("there is no flag --%s: %s", "没有 --%s 这个选项：%s", name, nearest.DidYouMean("--"+name, names))}
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		if kind, ok := wKinds[f.Value.Type()]; ok {
			return usageError{words.Errorf("--%s cannot be %q: give it %s", "--%s 不能是 %q：请给它%s", f.Name, invalid.GetValue(), kind)}
		}
		return usageError{words.Errorf("--%s cannot be %q: see %s --help", "--%s 不能是 %q：见 %s --help", f.Name, invalid.GetValue(), more)}
	case errors.As(err, &bare):
		return usageError{words.Errorf("--%s needs a value: see %s --help", "--%s 后面要有值：见 %s --help", bare.GetFlag().Name, more)}
	}
	var garbled *pflag.InvalidSyntaxError
	if errors.As(err, &garbled) {
		return usageError{words.Errorf("%q is no flag: see %s --help", "%q 不是选项：见 %s --help", garbled.GetSpecifiedFlag(), more)}
	}
	return usageError{words.Errorf("%w: see %s --help", "选项写错了：%w。见 %s --help", err, more)}
}

// choice checks the value of a flag that allows only the known values.
func choice(flag, value string, known ...string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return usageError{words.Errorf("--%s cannot be %q: %s", "--%s 不能是 %q：%s", flag, value, nearest.DidYouMean(value, known))}
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
