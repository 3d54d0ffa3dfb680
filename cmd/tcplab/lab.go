package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

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
	lang, record string
	flow, ascii  bool
	json         bool
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
	e.addLang(flags, &f.lang)
	flags.BoolVar(&f.ascii, "ascii", false, e.say("draw without line characters", "不用线条字符画"))
	flags.StringVar(&f.record, "record", "", e.say("also write the trace to this file", "同时把录像写进这个文件"))
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
	o := bench.Options{Lang: lang, Record: f.record, Terms: lessons.Terms(), User: e.user}
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
	return errors.Join(err, live.Close())
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
	return result, e.interrupted(err, live.Close())
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
	tell := func() error {
		for ; shown < rec.Len(); shown++ {
			step, err := rec.Step(shown)
			if err != nil {
				return err
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
