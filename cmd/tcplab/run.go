package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lessons"
)

// runFlags are the flags of run.
type runFlags struct {
	plain, json, ascii bool
	net, lang, at      string
	record, pcapng     string
	file               string
	port               int
	auto               time.Duration
	unasked            bool // no flag, but set if the student has switched the questions off in an earlier lesson
	menu               bool // no flag, but set if the lesson was chosen in the menu
}

func (f *runFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.plain, "plain", false, "write text instead of showing the panel, run to the end")
	flags.BoolVar(&f.json, "json", false, "write one JSON object a step, run to the end")
	flags.StringVar(&f.net, "net", bench.Auto, "auto, private or host: where the sockets live")
	flags.IntVar(&f.port, "port", lab.DefaultPort, "the port that the server listens on")
	flags.StringVar(&f.lang, "lang", "", "en or zh (the locale's)")
	flags.DurationVar(&f.auto, "auto", 0, "step by itself at this pace, e.g. 2s")
	flags.BoolVar(&f.ascii, "ascii", false, "draw without line characters")
	flags.StringVar(&f.at, "at", "", "really run up to this beat first")
	flags.StringVar(&f.file, "file", "", "send this file, in the lessons that send one")
	flags.StringVar(&f.pcapng, "pcapng", "", "also write the packets to this file, for Wireshark")
	flags.StringVar(&f.record, "record", "", "also write the trace to this file")
}

func newRun(e *env) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run LESSON",
		Short: "Run a lesson: the panel, or text where there is no terminal",
		Args:  oneArg("lesson", "connection"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runLesson(e, f, args[0])
		},
	}
	f.add(cmd.Flags())
	return cmd
}

// check refuses flags that do not go together, before anything is started.
func (f *runFlags) check() error {
	if f.plain && f.json {
		return usageError{errors.New("--plain and --json exclude each other: choose one")}
	}
	if f.port < 1 || f.port > 65535 {
		return usageError{fmt.Errorf("--port cannot be %d: choose 1 to 65535", f.port)}
	}
	if err := f.checkPace(); err != nil {
		return err
	}
	for _, pair := range [][2]struct{ flag, path string }{
		{{"--file", f.file}, {"--record", f.record}},
		{{"--file", f.file}, {"--pcapng", f.pcapng}},
		{{"--record", f.record}, {"--pcapng", f.pcapng}},
	} {
		if sameFile(pair[0].path, pair[1].path) {
			return usageError{fmt.Errorf("%s and %s name the same file, and one would overwrite the other: choose another name", pair[0].flag, pair[1].flag)}
		}
	}
	if f.net == "netstack" {
		return usageError{errors.New("--net netstack is not built yet: choose private or host")}
	}
	if f.pcapng != "" && f.net == "host" {
		return usageError{errors.New("on the host network no packet passes through tcplab: use --pcapng with --net private")}
	}
	return choice("net", f.net, bench.Auto, "private", "host")
}

// sameFile reports whether two paths lead to one plain file, which need not
// exist yet.
func sameFile(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB) && infoA.Mode().IsRegular()
	}
	absoluteA, errA := filepath.Abs(a)
	absoluteB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absoluteA == absoluteB
}

func (f *runFlags) checkPace() error {
	if f.auto < 0 {
		return usageError{fmt.Errorf("--auto cannot be %s: choose a pace such as 2s", f.auto)}
	}
	return nil
}

func runLesson(e *env, f runFlags, name string) error {
	if err := f.check(); err != nil {
		return err
	}
	lesson, number, err := findLesson(name)
	if err != nil {
		return err
	}
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	if f.at != "" {
		if err := lesson.HasBeat(f.at); err != nil {
			return usageError{err}
		}
	}
	if f.file != "" {
		if f.file, err = lesson.FileToSend(f.file); err != nil {
			if !lesson.SendsFile() {
				return usageError{err}
			}
			return err
		}
	}
	inPanel := !f.plain && !f.json && e.terminal()
	if inPanel {
		if err := e.drawable(); err != nil {
			return err
		}
	}
	if done, err := e.enterNetwork(f.net); done || err != nil {
		return err
	}
	o := bench.Options{Network: f.net, Port: f.port, Lang: lang, Number: number, Record: f.record, Until: f.at, Terms: lessons.Terms(), User: e.user, File: f.file, Pcapng: f.pcapng}
	if inPanel {
		_, err := showLesson(e, lesson, o, f)
		return err
	}
	return runHeadless(e, lesson, o, f)
}

// printedSeed shuffles the questions of a run that is written: the same command
// prints the same worksheet.
const printedSeed = 1

// runHeadless runs a lesson to its end, or up to the beat that --at names, at
// the pace of --auto, and writes it as text or as JSON.
func runHeadless(e *env, l *lab.Lesson, o bench.Options, f runFlags) error {
	o.Seed = printedSeed
	if f.json {
		o.Tee = e.out
	}
	b, err := bench.Open(l, o)
	if err != nil {
		return err
	}
	defer b.Close()
	var text *plain.Text
	if !f.json {
		text = plain.New(e.out, b.Recording().Header(), o.Lang)
	}
	if err := stepToEnd(e.ctx, b, text, o.Until, f.auto); err != nil {
		return err
	}
	end := b.End()
	if text != nil {
		if err := text.Finish(end); err != nil {
			return err
		}
	}
	if err := b.Close(); err != nil {
		return err
	}
	if end.Differences > 0 {
		return differError{end.Differences}
	}
	return nil
}

// stepToEnd makes one move after the other, with a pause before each, and
// writes every step as it comes.
func stepToEnd(ctx context.Context, b *bench.Bench, text *plain.Text, until string, pause time.Duration) error {
	rec := b.Recording()
	for shown := 0; ; {
		var last trace.Step
		for ; shown < rec.Len(); shown++ {
			step, err := rec.Step(shown)
			if err != nil {
				return err
			}
			if text != nil {
				if err := text.Step(step); err != nil {
					return err
				}
			}
			last = step
			if until != "" && bench.Took(step, until) {
				return nil
			}
		}
		if last.Done != "" {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			err := b.Advance(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return errors.New("the run was ended from outside before its story was told: what is written up to there is whole")
		}
	}
}

// writeTrace writes a finished trace as text, with a pause before each step but
// the first.
func writeTrace(e *env, rec *trace.Recording, lang string, pause time.Duration) error {
	text := plain.New(e.out, rec.Header(), lang)
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			return err
		}
		if i > 0 && pause > 0 {
			select {
			case <-e.ctx.Done():
				return e.interrupted()
			case <-time.After(pause):
			}
		}
		if err := text.Step(step); err != nil {
			return err
		}
	}
	if end, ok := rec.End(); ok {
		return text.Finish(end)
	}
	return nil
}
