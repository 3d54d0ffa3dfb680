package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// runFlags are the flags of run.
type runFlags struct {
	plain, json, ascii bool
	all, packets       bool
	net, lang, at      string
	clock              string
	record, pcapng     string
	page               string
	file               string
	port               int
	faults             []string
	auto               time.Duration
	unasked            bool // no flag, but set if the student has switched the questions off in an earlier lesson
	menu               bool // no flag, but set if the lesson was chosen in the menu
}

func (f *runFlags) add(e *env, flags *pflag.FlagSet) {
	flags.BoolVar(&f.plain, "plain", false, e.say("write text instead of showing the panel; on a terminal Enter makes the next step", "不显示界面，输出文字；在终端上按回车走下一步"))
	flags.BoolVar(&f.all, "all", false, e.say("with --plain: run to the end by itself", "与 --plain 一起：自己运行到结束"))
	f.addPackets(e, flags)
	flags.BoolVar(&f.json, "json", false, e.say("write one JSON object a step, run to the end", "每一步输出一个 JSON 对象，一直运行到结束"))
	flags.StringVar(&f.net, "net", bench.Auto, e.say("auto, private, host or netstack: where the sockets live (auto)", "auto、private、host 或 netstack：套接字在哪个网络上（默认 auto）"))
	flags.IntVar(&f.port, "port", lab.DefaultPort, e.say("the port that the server listens on (8001)", "服务器监听的端口（默认 8001）"))
	addClock(e, flags, &f.clock)
	e.addLang(flags, &f.lang)
	flags.DurationVar(&f.auto, "auto", 0, e.say("step by itself at this pace, e.g. 2s", "按这个间隔自己一步步走，如 2s"))
	flags.BoolVar(&f.ascii, "ascii", false, e.say("draw without line characters", "不用线条字符画"))
	flags.StringVar(&f.at, "at", "", e.say("really run up to this beat first", "先真的运行到这一拍"))
	flags.StringVar(&f.file, "file", "", e.say("send this file, in the lessons that send one", "在发送文件的课程里，发送这个文件"))
	e.addFault(flags, &f.faults)
	flags.StringVar(&f.pcapng, "pcapng", "", e.say("also write the packets to this file, for Wireshark", "同时把包写进这个文件，给 Wireshark 看"))
	flags.StringVar(&f.record, "record", "", e.say("also write the trace to this file", "同时把录像写进这个文件"))
	flags.StringVar(&f.page, "page", "", e.say("when the run ends, write it to this file as a web page", "运行结束时，把它写成网页，写进这个文件"))
}

func (f *runFlags) addPackets(e *env, flags *pflag.FlagSet) {
	flags.BoolVar(&f.packets, "packets", false, e.say("with --plain: say of every packet what its fields mean", "与 --plain 一起：说明每个包的字段是什么意思"))
}

// checkText refuses flags that are about text if no text is written.
func (f *runFlags) checkText() error {
	if f.all && !f.plain && !f.json {
		return usageError{words.Errorf("--all is about text: use it with --plain", "--all 只管文字输出：请和 --plain 一起用")}
	}
	if f.packets && !f.plain {
		return usageError{words.Errorf("--packets is about text: use it with --plain", "--packets 只管文字输出：请和 --plain 一起用")}
	}
	return nil
}

func newRun(e *env) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run LESSON",
		Short: e.say("Run a lesson: the panel, or text where there is no terminal", "运行一课：显示界面；没有终端时输出文字"),
		Args:  oneArg(words.Word{"lesson", "课名"}, "connection"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runLesson(e, f, args[0])
		},
	}
	f.add(e, cmd.Flags())
	return cmd
}

// check refuses flags that do not go together, before anything is started.
func (f *runFlags) check() error {
	if f.plain && f.json {
		return usageError{words.Errorf("--plain and --json exclude each other: choose one",
			"--plain 和 --json 不能同时用：请选一个")}
	}
	if err := f.checkText(); err != nil {
		return err
	}
	if f.port < 1 || f.port > 65535 {
		return usageError{words.Errorf("--port cannot be %d: choose 1 to 65535",
			"--port 不能是 %d：请在 1 到 65535 之间选", f.port)}
	}
	if err := f.checkPace(); err != nil {
		return err
	}
	files := []struct{ flag, path string }{{"--file", f.file}, {"--record", f.record}, {"--pcapng", f.pcapng}, {"--page", f.page}}
	for i, one := range files {
		for _, other := range files[i+1:] {
			if sameFile(one.path, other.path) {
				return sameFileError(one.flag, other.flag)
			}
		}
	}
	if f.pcapng != "" && f.net == "host" {
		return usageError{words.Errorf("on the host network no packet passes through tcplab: use --pcapng with --net private",
			"在本机网络上，包不经过 tcplab：--pcapng 要和 --net private 一起用")}
	}
	if f.clock != "" && f.net == "host" {
		return usageError{bench.ErrNoClock}
	}
	if err := checkClock(f.clock); err != nil {
		return err
	}
	if err := choice("net", f.net, bench.Auto, "private", "host", "netstack"); err != nil || f.page == "" {
		return err
	}
	return runPage(f.page).free()
}

// sameFileError is the error of two flags that name the same file.
func sameFileError(one, other string) error {
	return usageError{words.Errorf("%s and %s name the same file, and one would overwrite the other: choose another name",
		"%s 和 %s 写的是同一个文件，会互相覆盖：请换一个名字", one, other)}
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
		return usageError{words.Errorf("--auto cannot be %s: choose a pace such as 2s",
			"--auto 不能是 %s：请给一个间隔，如 2s", f.auto)}
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
	if f.clock != "" && f.net == bench.Auto && lesson.Settings.Network == lab.HostNetwork {
		return usageError{bench.ErrNoClock}
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
	faults, err := faultsOf(f.faults, lesson, f.net)
	if err != nil {
		return err
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
	o := bench.Options{Network: f.net, Port: f.port, Lang: lang, Number: number, Record: f.record, Until: f.at, Terms: lessons.Terms(), User: e.user, File: f.file, Pcapng: f.pcapng, Clock: f.clock, Faults: faults}
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
		until: o.Until, pause: f.auto, notice: noticeAfter, within: moveWithin, waits: waitWithin,
	}
	if !f.json {
		w.text = plain.New(e.out, b.Recording().Header(), o.Lang)
		if f.packets {
			w.text.TellPackets(o.Pcapng)
		}
	}
	err = w.told(e.ctx)
	b.Close() // whose error told has returned, unless it had another one
	failed := e.leavePage(f.page, b.Recording(), o.Lang)
	var differ differError
	if failed != nil && errors.As(err, &differ) {
		return failed
	}
	return errors.Join(err, failed)
}

// writeTrace writes a finished trace as text, with the pause of --auto before each
// step but the first.
func writeTrace(e *env, rec *trace.Recording, lang string, f runFlags) error {
	text, pause := plain.New(e.out, rec.Header(), lang), f.auto
	if f.packets {
		text.TellPackets("")
	}
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
