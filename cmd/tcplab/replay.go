package main

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"tcplab/lab/panel"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

func newReplay(e *env) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: e.say("Show a trace that --record wrote; no sockets are opened", "放一段 --record 写的录像；不打开任何套接字"),
		Args:  oneArg(words.Word{"file", "文件"}, "trace.jsonl"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.checkText(); err != nil {
				return err
			}
			if err := f.checkPace(); err != nil {
				return err
			}
			return replay(e, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.plain, "plain", false, e.say("write text instead of showing the panel; on a terminal Enter goes to the next step", "不显示界面，输出文字；在终端上按回车走到下一步"))
	flags.BoolVar(&f.all, "all", false, e.say("with --plain: write all of it", "与 --plain 一起：全部输出"))
	f.addPackets(e, flags)
	flags.StringVar(&f.lang, "lang", "", e.say("en or zh (the trace's)", "en 或 zh（默认随录像）"))
	flags.DurationVar(&f.auto, "auto", 0, e.say("step by itself at this pace, e.g. 2s", "按这个间隔自己一步步走，如 2s"))
	flags.BoolVar(&f.ascii, "ascii", false, e.say("draw without line characters", "不用线条字符画"))
	return cmd
}

// replay shows a trace. If the trace is damaged, it shows the steps before the
// damage and returns an error that names the place.
func replay(e *env, f runFlags, path string) error {
	rec, lang, damage, err := openTrace(path, f.lang)
	if err != nil {
		return err
	}
	defer rec.Close()
	if f.stepped(e) {
		if err := stepTrace(e, rec, lang, f); err != nil {
			return err
		}
		return damage
	}
	if f.plain || !e.terminal() {
		if err := writeTrace(e, rec, lang, f); err != nil {
			return err
		}
		return damage
	}
	if err := e.drawable(lang); err != nil {
		return err
	}
	notice := ""
	if damage != nil {
		notice = words.In(damage, lang)
	}
	result, err := panel.Run(e.ctx, panel.Options{
		Recording: rec, Lang: lang, ASCII: f.ascii, NoChinese: noChinese(), Auto: f.auto, Notice: notice,
		Leaving: e.ending.soon,
	})
	if err := e.interrupted(err); err != nil {
		return err
	}
	return cmp.Or(damage, result.Damage)
}

// openTrace opens a trace to be shown in the language of --lang, else in its own
// one. If the trace is damaged, damage names the place, and rec holds the steps
// before it. A trace without a step is an error.
func openTrace(path, flag string) (rec *trace.Recording, lang string, damage, err error) {
	rec, damage = trace.Open(path)
	if rec == nil {
		return nil, "", nil, damage
	}
	lang = rec.Header().Lang
	if flag != "" || !slices.Contains(trace.Languages, lang) {
		lang, err = language(flag)
	}
	if err == nil && rec.Len() == 0 {
		err = words.Errorf("the trace has no step that could be shown: %w", "录像里没有可以显示的步骤：%w", orEmpty(damage))
	}
	if err != nil {
		rec.Close()
		return nil, "", nil, err
	}
	return rec, lang, damage, nil
}

// orEmpty returns err, or the reason why a trace has no step if err is nil.
func orEmpty(err error) error {
	if err == nil {
		return words.Errorf("it was ended right after its start", "刚一开始就结束了")
	}
	return err
}
