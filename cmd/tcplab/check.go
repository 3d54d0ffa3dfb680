package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tcplab/lab"
	"tcplab/lab/author"
	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/search"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
)

func newCheck(e *env) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "check LESSON",
		Short: e.say("For authors: hold a lesson against its rules and the kernel, findings first", "写课的人用：对照规则和内核检查一课，先列出问题"),
		Args:  oneArg(words.Word{"lesson", "课名"}, "connection"),
		RunE: func(_ *cobra.Command, args []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			return checkLesson(e, lang, args[0])
		},
	}
	e.addLang(cmd.Flags(), &lang)
	return cmd
}

// checking is a lesson that is being checked.
type checking struct {
	e      *env
	lang   string
	lesson *lab.Lesson
	number int
	rules  *author.Case
	broken []author.Finding // rules that the lesson breaks
	differ []author.Finding // where a run differed from the script
	script bytes.Buffer     // the transcripts
	steps  []trace.Step     // of the run on the private network; nil if there was none
	remark string           // on what was tried
	began  time.Time        // when the check did
}

// checkLesson prints what is wrong in a lesson, and plays it.
func checkLesson(e *env, lang, name string) error {
	lesson, number, err := findLesson(name)
	if err != nil {
		return err
	}
	c := &checking{e: e, lang: lang, lesson: lesson, number: number, rules: author.New(lesson), began: time.Now()}
	if err := c.readCourse(); err != nil {
		return err
	}
	if done, err := e.enterNetwork(bench.Auto); done || err != nil {
		return err
	}
	c.broken = author.Findings(c.rules)
	vetted := c.vet()
	played := c.play()
	c.broken = append(c.broken, <-vetted...)
	if err := c.print(); err != nil {
		return err
	}
	return errors.Join(played, c.verdict())
}

// readCourse gives the rules what they need beside the lesson itself. It returns
// an error if this program was built from other files than those that the author
// sees.
func (c *checking) readCourse() error {
	c.rules.Glossary, c.rules.Entries = lessons.Terms(), map[string][]search.Entry{}
	for _, lang := range trace.Languages {
		for _, l := range lessons.All {
			text, err := l.Prose(lang)
			if l == c.lesson {
				text, err = c.rules.Texts[lang], nil // as far as it can be read
			}
			if err == nil && text != nil {
				c.rules.Entries[lang] = append(c.rules.Entries[lang], lessons.Entry(l, text))
			}
		}
	}
	root := sourceTree()
	if root == "" {
		return nil
	}
	folder := filepath.Join(root, "lessons", c.lesson.Name)
	source, err := os.ReadFile(filepath.Join(folder, "lesson.go"))
	if err != nil {
		return nil // the folder of a lesson may have another name, and lines are then not known
	}
	c.rules.Go = string(source)
	return fs.WalkDir(c.lesson.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		built, err := fs.ReadFile(c.lesson.Files, name)
		if err != nil {
			return err
		}
		if now, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))); err == nil && !bytes.Equal(built, now) {
			return words.Errorf("this tcplab was built before %s was changed: use go run ./cmd/tcplab check %s", "这个 tcplab 编译之后，%s 又改过：试试 go run ./cmd/tcplab check %s",
				path.Join("lessons", c.lesson.Name, name), c.lesson.Name)
		}
		return nil
	})
}

// print writes the findings, each in a line, and then the transcript.
func (c *checking) print() error {
	for _, f := range append(c.broken, c.differ...) {
		if f.File != "" {
			f.File = path.Join("lessons", c.lesson.Name, f.File)
		}
		if _, err := fmt.Fprintln(c.e.out, plain.Visible(f.In(c.lang))); err != nil {
			return err
		}
	}
	if len(c.broken)+len(c.differ) == 0 {
		fmt.Fprintln(c.e.out, c.say("It keeps every rule, and runs as its script says.", "它守住了每一条规则，运行也和脚本一样。"))
	}
	if c.remark != "" {
		fmt.Fprintln(c.e.out, c.remark)
	}
	_, err := fmt.Fprintf(c.e.out, "\n%s", c.script.Bytes())
	return err
}

func (c *checking) say(en, zh string) string { return words.Word{en, zh}.In(c.lang) }

// verdict returns the error of a lesson with findings.
func (c *checking) verdict() error {
	n := len(c.broken) + len(c.differ)
	switch {
	case len(c.broken) > 0:
		return words.Errorf("lesson %s is not in order yet (findings: %d, above its transcript): mend them and check again", "课程 %s 还有问题（共 %d 处，列在记录上面）：请改好再检查", c.lesson.Name, n)
	case n > 0:
		return differError{n, words.Say("lesson %s keeps its rules, and its run is not as its script says (findings: %d, above its transcript)", "课程 %s 守住了规则，但运行与脚本不同（共 %d 处，列在记录上面）", c.lesson.Name, n).In(c.lang)}
	}
	return nil
}
