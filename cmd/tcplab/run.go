package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	all                bool
	net, lang, at      string
	record, pcapng     string
	file               string
	port               int
	auto               time.Duration
	unasked            bool // no flag, but set if the student has switched the questions off in an earlier lesson
	menu               bool // no flag, but set if the lesson was chosen in the menu
}

func (f *runFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&f.plain, "plain", false, "write text instead of showing the panel; on a terminal Enter makes the next step")
	flags.BoolVar(&f.all, "all", false, "with --plain: run to the end by itself")
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
	if f.all && !f.plain && !f.json {
		return usageError{errors.New("--all is about text: use it with --plain")}
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
		if err := e.drawable(lang); err != nil {
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
	if f.stepped(e) {
		return stepLesson(e, lesson, o, f)
	}
	return runHeadless(e, lesson, o, f)
}

// stepped reports whether a student makes the steps of a run that is written as
// plain text.
func (f *runFlags) stepped(e *env) bool {
	return f.plain && !f.all && f.auto == 0 && e.terminal()
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
	b, err := bench.OpenContext(e.ctx, l, o)
	if err != nil {
		if e.ctx.Err() != nil {
			return errFromOutside
		}
		return err
	}
	defer b.Close()
	w := walk{
		bench: b, verdict: plain.NewVerdict(b.Recording().Header(), o.Lang), errs: e.errs, lang: o.Lang,
		until: o.Until, pause: f.auto, notice: noticeAfter, within: moveWithin,
	}
	if !f.json {
		w.text = plain.New(e.out, b.Recording().Header(), o.Lang)
	}
	if err := w.toEnd(e.ctx); err != nil {
		return err
	}
	end := b.End()
	if w.text != nil {
		if err := w.text.Finish(end); err != nil {
			return err
		}
	}
	if err := b.Close(); err != nil {
		return err
	}
	if end.Differences > 0 {
		return differError{end.Differences, plain.Visible(w.verdict.Sentence(end))}
	}
	return nil
}

var errFromOutside = errors.New("the run was ended from outside before its story was told: what is written up to there is whole")

const (
	// noticeAfter is how long a headless run waits before it says what for.
	noticeAfter = 3 * time.Second

	// moveWithin bounds how long one move of a headless run may take. The longest
	// wait of the course is TIME_WAIT, which takes 60 seconds.
	moveWithin = 5 * time.Minute
)

// walk is a headless run on its way to its end.
type walk struct {
	bench   *bench.Bench
	text    *plain.Text // nil if the run is written as JSON
	verdict *plain.Verdict
	errs    io.Writer // for notices
	lang    string
	until   string        // the beat at which the run ends, "" for the end of the story
	pause   time.Duration // before each move
	notice  time.Duration // see noticeAfter
	within  time.Duration // see moveWithin
}

// toEnd makes one move after the other and writes every step as it comes.
func (w *walk) toEnd(ctx context.Context) error {
	rec := w.bench.Recording()
	for shown := 0; ; {
		var last trace.Step
		for ; shown < rec.Len(); shown++ {
			step, err := rec.Step(shown)
			if err != nil {
				return err
			}
			w.verdict.Step(step)
			if w.text != nil {
				if err := w.text.Step(step); err != nil {
					return err
				}
			}
			last = step
			if w.until != "" && bench.Took(step, w.until) {
				return nil
			}
		}
		if last.Done != "" {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(w.pause):
			err := w.move(ctx, last)
			if err != nil && ctx.Err() == nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return errFromOutside
		}
	}
}

// move makes the move that comes behind step last. If it takes long, move says
// what it waits for; if it takes too long, move gives up.
func (w *walk) move(ctx context.Context, last trace.Step) error {
	ctx, cancel := context.WithTimeout(ctx, w.within)
	defer cancel()
	awaited := plain.Visible(plain.Awaited(w.bench.Recording().Header(), last, w.lang))
	said := make(chan struct{})
	notice := time.AfterFunc(w.notice, func() {
		defer close(said)
		if awaited != "" {
			fmt.Fprintln(w.errs, "tcplab:", awaited)
		}
	})
	err := w.bench.Advance(ctx)
	if !notice.Stop() {
		<-said // so that nothing is said of this move behind the next one
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the run was given up after %v: %s", w.within, awaited)
	}
	return err
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
