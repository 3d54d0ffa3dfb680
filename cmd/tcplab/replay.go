package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"tcplab/lab/panel"
	"tcplab/lab/trace"
)

func newReplay(e *env) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Show a trace that --record wrote; no sockets are opened",
		Args:  oneArg("file", "trace.jsonl"),
		RunE: func(_ *cobra.Command, args []string) error {
			if f.all && !f.plain {
				return usageError{errors.New("--all is about text: use it with --plain")}
			}
			if err := f.checkPace(); err != nil {
				return err
			}
			return replay(e, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.plain, "plain", false, "write text instead of showing the panel; on a terminal Enter goes to the next step")
	flags.BoolVar(&f.all, "all", false, "with --plain: write all of it")
	flags.StringVar(&f.lang, "lang", "", "en or zh (the trace's)")
	flags.DurationVar(&f.auto, "auto", 0, "step by itself at this pace, e.g. 2s")
	flags.BoolVar(&f.ascii, "ascii", false, "draw without line characters")
	return cmd
}

// replay shows a trace. If the trace is damaged, it shows the steps before the
// damage and returns an error that names the place.
func replay(e *env, f runFlags, path string) error {
	rec, damage := trace.Open(path)
	if rec == nil {
		return damage
	}
	defer rec.Close()
	lang := rec.Header().Lang
	if f.lang != "" || !slices.Contains(trace.Languages, lang) {
		var err error
		if lang, err = language(f.lang); err != nil {
			return err
		}
	}
	if rec.Len() == 0 {
		return fmt.Errorf("the trace has no step that could be shown: %w", orEmpty(damage))
	}
	if f.stepped(e) {
		if err := stepTrace(e, rec, lang); err != nil {
			return err
		}
		return damage
	}
	if f.plain || !e.terminal() {
		if err := writeTrace(e, rec, lang, f.auto); err != nil {
			return err
		}
		return damage
	}
	if err := e.drawable(lang); err != nil {
		return err
	}
	notice := ""
	if damage != nil {
		notice = damage.Error()
	}
	result, err := panel.Run(e.ctx, panel.Options{
		Recording: rec, Lang: lang, ASCII: f.ascii, Auto: f.auto, Notice: notice,
		Leaving: e.ending.soon,
	})
	if err := e.interrupted(err); err != nil {
		return err
	}
	return cmp.Or(damage, result.Damage)
}

// orEmpty returns err, or the reason why a trace has no step if err is nil.
func orEmpty(err error) error {
	if err == nil {
		return errors.New("it was ended right after its start")
	}
	return err
}
