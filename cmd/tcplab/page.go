package main

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tcplab/lab/page"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// pageFlags are the flags of page.
type pageFlags struct {
	out, svg, all, lang string
	from, to, step      int
	noAnswers, force    bool
}

func newPage(e *env) *cobra.Command {
	var f pageFlags
	cmd := &cobra.Command{
		Use:   "page TRACE",
		Short: e.say("Write a run that --record wrote as a web page: one file, which needs nothing else", "把一段 --record 写的录像写成网页：一个文件，不需要别的"),
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.all == "":
				return oneArg(words.Word{"file", "文件"}, "trace.jsonl")(cmd, args)
			case len(args) > 0:
				return usageError{words.Errorf("--all runs the lessons itself and takes no trace: leave %q away, or --all",
					"--all 自己运行所有的课，不要录像：请去掉 %q，或去掉 --all", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd.Flags()); err != nil {
				return err
			}
			if f.all != "" {
				return writeCourse(e, f)
			}
			return writePage(e, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "output", "o", "", e.say("the file to write (the trace's name with .html, beside it)", "写到这个文件（默认在录像旁边，同名，扩展名 .html）"))
	flags.StringVar(&f.lang, "lang", "", e.say("en or zh (the trace's): the language that is shown first", "en 或 zh（默认随录像）：先显示哪种语言"))
	flags.IntVar(&f.from, "from", 0, e.say("the first step that the page shows (0)", "网页从哪一步开始（默认 0）"))
	flags.IntVar(&f.to, "to", -1, e.say("the last step that the page shows (the run's last)", "网页到哪一步为止（默认最后一步）"))
	flags.BoolVar(&f.noAnswers, "no-answers", false, e.say("an exercise: no answers, and the states are left blank", "练习卷：没有答案，状态留空"))
	flags.BoolVar(&f.force, "force", false, e.say("overwrite a file that is there already", "覆盖已经存在的文件"))
	flags.IntVar(&f.step, "step", -1, e.say("with --svg: this step alone", "与 --svg 一起：只要这一步"))
	flags.StringVar(&f.svg, "svg", "", e.say("with --step: write an image of the step to this file, for a slide", "与 --step 一起：把这一步画成图片写进这个文件，放进幻灯片"))
	flags.StringVar(&f.all, "all", "", e.say("without TRACE: run every lesson, and write a page of each and an index into the directory `DIR`", "不带 TRACE：运行所有的课，把每一课的网页和一个总目录写进目录 `DIR`"))
	return cmd
}

// apart are flags of page that do not go together.
var apart = []struct {
	flag string
	not  []string
}{
	{"all", []string{"output", "from", "to", "step", "svg"}},
	{"svg", []string{"output", "from", "to", "no-answers"}},
}

// check refuses flags that do not go together, before anything is read.
func (f *pageFlags) check(flags *pflag.FlagSet) error {
	for _, a := range apart {
		for _, not := range a.not {
			if flags.Changed(a.flag) && flags.Changed(not) {
				return usageError{words.Errorf("--%s and --%s exclude each other: choose one", "--%s 和 --%s 不能同时用：请选一个", a.flag, not)}
			}
		}
	}
	if flags.Changed("step") != flags.Changed("svg") {
		return usageError{words.Errorf("--step and --svg go together: try --step 5 --svg step.svg", "--step 要和 --svg 一起用：试试 --step 5 --svg step.svg")}
	}
	for _, number := range []struct {
		flag  string
		value int
	}{{"from", f.from}, {"to", f.to}, {"step", f.step}} {
		if flags.Changed(number.flag) && number.value < 0 {
			return usageError{words.Errorf("--%s cannot be %d: the steps are counted from 0", "--%s 不能是 %d：步骤从 0 数起", number.flag, number.value)}
		}
	}
	if f.to >= 0 && f.from > f.to {
		return usageError{words.Errorf("--from %d comes behind --to %d: turn them round", "--from %d 在 --to %d 之后：请把它们对调", f.from, f.to)}
	}
	return nil
}

// writePage writes a trace as a page, or one step of it as an image, and prints
// the file's name. If the trace is damaged, it writes the steps before the damage
// and returns an error that names the place.
func writePage(e *env, f pageFlags, path string) error {
	out := outFile{f.out, "-o", f.force}
	if out.path == "" {
		out.path = pageName(path)
	}
	if f.svg != "" {
		out.path, out.flag = f.svg, "--svg"
	}
	if sameFile(path, out.path) {
		return usageError{words.Errorf("%s is the trace itself, which would be overwritten: choose another name with %s",
			"%s 就是录像本身，会被覆盖：请用 %s 换一个名字", path, out.flag)}
	}
	opened, lang, damage, err := openTrace(path, f.lang)
	if err != nil {
		return err
	}
	defer opened.Close()
	rec := &noting{Recording: opened}
	for flag, step := range map[string]int{"from": f.from, "step": f.step} {
		if step >= rec.Len() {
			return usageError{words.Errorf("--%s cannot be %d: the last step is %d", "--%s 不能是 %d：最后一步是 %d", flag, step, rec.Len()-1)}
		}
	}
	if err := out.free(); err != nil {
		return err
	}
	var content bytes.Buffer
	if f.svg != "" {
		err = page.Slide(&content, rec, f.step, lang)
	} else {
		err = page.Write(&content, rec, page.Options{Lang: lang, From: f.from, To: f.to, NoAnswers: f.noAnswers, Damage: damage})
		last := rec.Len() - 1
		if f.to >= 0 {
			last = min(last, f.to)
		}
		if err != nil && last-f.from >= page.MaxSteps {
			err = usageError{err} // it asks for --from and --to
		}
	}
	if err == nil {
		err = out.write(content.Bytes())
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(e.out, plain.Visible(out.path)); err != nil {
		return err
	}
	return cmp.Or(damage, rec.damage)
}

// pageName returns the name of a trace's page: beside it, with another ending.
func pageName(path string) string {
	dir, name := filepath.Split(path)
	if bare := strings.TrimSuffix(name, filepath.Ext(name)); bare != "" {
		name = bare
	}
	return dir + name + ".html"
}

// noting is a recording that remembers the first step that could not be read. That
// which opens a trace finds most damage, but decodes no step.
type noting struct {
	*trace.Recording
	damage error
}

func (n *noting) Step(i int) (trace.Step, error) {
	step, err := n.Recording.Step(i)
	n.damage = cmp.Or(n.damage, err)
	return step, err
}

// leavePage writes the page of a run that has ended, as far as it got, if the
// student has asked for one. A page shows so many steps at most; of a longer run it
// has the last ones.
func (e *env) leavePage(path string, rec *trace.Recording, lang string) error {
	if path == "" {
		return nil
	}
	e.ending.later(pageWithin)
	var content bytes.Buffer
	if err := page.Write(&content, rec, page.Options{Lang: lang, From: max(0, rec.Len()-page.MaxSteps), To: -1}); err != nil {
		return err
	}
	return runPage(path).write(content.Bytes())
}

// runPage is the file that run --page names. It is overwritten, as that of --record
// is.
func runPage(path string) outFile { return outFile{path, "--page", true} }
