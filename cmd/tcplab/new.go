package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"tcplab/lab"
	"tcplab/lab/author/begin"
	"tcplab/lab/words"
	"tcplab/lessons"
)

func newNew(e *env) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "new LESSON",
		Short: e.say("For authors: write a new lesson that runs, into the source tree", "写课的人用：在源码目录里建一课，马上就能运行"),
		Args:  oneArg(words.Word{"name for a lesson", "课名"}, "keep-alive"),
		RunE: func(_ *cobra.Command, args []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			return writeLesson(e, lang, args[0])
		},
	}
	e.addLang(cmd.Flags(), &lang)
	return cmd
}

// sourceTree returns the source tree that the command was started in; "" if it
// was started elsewhere.
func sourceTree() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return begin.Root(dir)
}

// writeLesson writes a new lesson, and says how to go on.
func writeLesson(e *env, lang, name string) error {
	root := sourceTree()
	if root == "" {
		return usageError{words.Errorf("a lesson is a folder of tcplab's source, and this directory is not in it: clone the source, cd into it, and try go run ./cmd/tcplab new %s",
			"一课是 tcplab 源码里的一个目录，而这里不是源码：请先克隆源码并进入它的目录，再试试 go run ./cmd/tcplab new %s", name)}
	}
	last := lessons.All[len(lessons.All)-1]
	files, err := begin.Lesson(root, name, last.Part != lab.Curious)
	var refused begin.Refused
	switch {
	case errors.As(err, &refused):
		return usageError{err}
	case err != nil:
		return err
	}
	for _, f := range files {
		fmt.Fprintln(e.out, f)
	}
	_, err = fmt.Fprint(e.out, words.Word{
		"\nIt runs already:            go run ./cmd/tcplab run %[1]s\nWhat is still to be written: go run ./cmd/tcplab check %[1]s\n",
		"\n已经可以运行：   go run ./cmd/tcplab run %[1]s\n还有什么没有写： go run ./cmd/tcplab check %[1]s\n",
	}.F(lang, name))
	return err
}
