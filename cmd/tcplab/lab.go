package main

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/panel"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
	openlab "tcplab/lessons/lab"
)

// labFlags are the flags of lab.
type labFlags struct {
	lang           string
	record, pcapng string
	clock          string
	flow, ascii    bool
	json           bool
	faults         []string
}

func newLab(e *env) *cobra.Command {
	var f labFlags
	cmd := &cobra.Command{
		Use:   "lab",
		Short: e.say("An empty held network for your own programs", "一个空的网络，给你自己的程序用：每个包都停下来等按键"),
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return runLab(e, f) },
	}
	flags := cmd.Flags()
	addClock(e, flags, &f.clock)
	e.addLang(flags, &f.lang)
	flags.BoolVar(&f.ascii, "ascii", false, e.say("draw without line characters", "不用线条字符画"))
	flags.StringVar(&f.record, "record", "", e.say("also write the trace to this file", "同时把录像写进这个文件"))
	flags.StringVar(&f.pcapng, "pcapng", "", e.say("also write the packets to this file, for Wireshark", "同时把包写进这个文件，给 Wireshark 看"))
	e.addFault(flags, &f.faults)
	flags.BoolVar(&f.flow, "flow", false, e.say("let packets flow, and tell of them, until it is interrupted", "让包自己流动，并逐一说明，直到被中断"))
	flags.BoolVar(&f.json, "json", false, e.say("with --flow: write one JSON object a step", "与 --flow 一起：每一步输出一个 JSON 对象"))
	return cmd
}

func runLab(e *env, f labFlags) error {
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	if f.json && !f.flow {
		return usageError{words.Errorf("--json goes with --flow, for the panel needs the terminal: try tcplab lab --flow --json",
			"--json 要和 --flow 一起用，因为界面要占用终端：试试 tcplab lab --flow --json")}
	}
	if err := checkClock(f.clock); err != nil {
		return err
	}
	if sameFile(f.record, f.pcapng) {
		return sameFileError("--record", "--pcapng")
	}
	faults, err := readFaults(f.faults, []string{lab.Client, lab.Server})
	if err != nil {
		return err
	}
	if !f.flow && !e.terminal() {
		return usageError{words.Errorf("the lab needs a terminal, or --flow to let everything cross: try tcplab lab --flow",
			"实验需要终端，或者用 --flow 让所有的包通过：试试 tcplab lab --flow")}
	}
	if !f.flow {
		if err := e.drawable(lang); err != nil {
			return err
		}
	}
	if done, err := e.enterNetwork(trace.PrivateNetwork); done || err != nil {
		return err
	}
	o := bench.Options{Lang: lang, Record: f.record, Pcapng: f.pcapng, Terms: lessons.Terms(), User: e.user, Clock: f.clock, Faults: faults}
	if f.json {
		o.Tee = e.out
	}
	if !f.flow {
		_, err := showLab(e, o, runFlags{ascii: f.ascii})
		return err
	}
	b, err := bench.OpenLab(openlab.Lesson, o)
	if err != nil {
		return err
	}
	live := newLiveBench(e, b)
	defer live.Close()
	if f.json {
		err = b.RunOn(e.ctx)
	} else {
		err = tellFlow(e, b, lang)
	}
	if err = errors.Join(err, live.Close()); err != nil {
		return err
	}
	return outcome(b.End(), "", lang)
}

// showLab runs an open lab in the panel.
func showLab(e *env, o bench.Options, f runFlags) (panel.Result, error) {
	b, err := bench.OpenLab(openlab.Lesson, o)
	if err != nil {
		return panel.Result{}, err
	}
	live := newLiveBench(e, b)
	defer live.Close()
	result, err := panel.Run(e.ctx, panel.Options{
		Recording: live.Recording(), Bench: live, Shell: live.shell(e, o.Lang), Lang: o.Lang, ASCII: f.ascii, NoChinese: noChinese(),
		FromMenu: f.menu, Leaving: e.ending.soon,
	})
	if f.menu && result.Menu {
		e.goOn()
	}
	if err = e.interrupted(err, live.Close()); err == nil {
		err = outcome(b.End(), "", cmp.Or(result.Lang, o.Lang))
	}
	return result, err
}

// tellFlow lets everything cross until it is interrupted, and writes all that
// has crossed.
func tellFlow(e *env, b *bench.Bench, lang string) error {
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	rec := b.Recording()
	text := plain.New(e.out, rec.Header(), lang)
	shown := 0
	if err := text.Invite(); err != nil {
		stop()
		<-flowing
		return err
	}
	tell := func() error {
		for ; shown < rec.Len(); shown++ {
			step, err := rec.Step(shown)
			if err != nil {
				return err
			}
			if step.Move.Kind != trace.MoveRun && ctx.Err() != nil {
				continue // what the end of the flow has left on the wire goes nowhere; what came before its beginning crosses
			}
			if err := text.Step(step); err != nil {
				return err
			}
		}
		return nil
	}
	for {
		if err := tell(); err != nil {
			stop()
			<-flowing
			return err
		}
		select {
		case <-b.Changed():
		case err := <-flowing:
			return errors.Join(err, tell())
		}
	}
}
