package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"tcplab/lab"
	"tcplab/lab/handout"
	"tcplab/lab/plain"
	"tcplab/lab/words"
)

// codeFlags are the flags of code.
type codeFlags struct {
	dir, lang string
	port      int
	force     bool
}

func newCode(e *env) *cobra.Command {
	var f codeFlags
	cmd := &cobra.Command{
		Use:   "code LESSON",
		Short: e.say("Write a lesson's programs as Go modules that run without tcplab", "把一课的程序写成 Go 模块，不用 tcplab 也能运行"),
		Args:  oneArg(words.Word{"lesson", "课名"}, "connection"),
		RunE: func(_ *cobra.Command, args []string) error {
			return writeCode(e, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.dir, "dir", "o", "", e.say("the directory to write to (the lesson's name)", "写到这个目录（默认是课名）"))
	flags.IntVar(&f.port, "port", lab.DefaultPort, e.say("the port that the programs use (8001)", "程序使用的端口（默认 8001）"))
	flags.StringVar(&f.lang, "lang", "", e.say("en or zh (the locale's): the language of the README", "en 或 zh（默认随系统的语言设置）：README 的语言"))
	flags.BoolVar(&f.force, "force", false, e.say("overwrite files that are there already", "覆盖已经存在的文件"))
	return cmd
}

// writeCode writes a lesson's programs and prints which file to read first.
func writeCode(e *env, f codeFlags, name string) error {
	if f.port < 1 || f.port > 65535 {
		return usageError{words.Errorf("--port cannot be %d: choose 1 to 65535",
			"--port 不能是 %d：请在 1 到 65535 之间选", f.port)}
	}
	lesson, _, err := findLesson(name)
	if err != nil {
		return err
	}
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	files, err := handout.Code(lesson, lang, f.port)
	if err != nil {
		return err
	}
	if f.dir == "" {
		f.dir = lesson.Name
	}
	if err := handout.Write(f.dir, files, f.force); err != nil {
		return err
	}
	for _, file := range files {
		fmt.Fprintln(e.out, plain.Visible(filepath.Join(f.dir, filepath.FromSlash(file.Path))))
	}
	_, err = fmt.Fprintf(e.out, map[string]string{
		"en": "%s says how to run them.\n", "zh": "怎样运行，见 %s。\n",
	}[lang], plain.Visible(filepath.Join(f.dir, files[0].Path)))
	return err
}
