package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"tcplab/lab"
	"tcplab/lab/handout"
	"tcplab/lab/plain"
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
		Short: "Write a lesson's programs as Go modules that run without tcplab",
		Args:  oneArg("lesson", "connection"),
		RunE: func(_ *cobra.Command, args []string) error {
			return writeCode(e, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.dir, "dir", "o", "", "the directory to write to (the lesson's name)")
	flags.IntVar(&f.port, "port", lab.DefaultPort, "the port that the programs use")
	flags.StringVar(&f.lang, "lang", "", "en or zh (the locale's): the language of the README")
	flags.BoolVar(&f.force, "force", false, "overwrite files that are there already")
	return cmd
}

// writeCode writes a lesson's programs and prints which file to read first.
func writeCode(e *env, f codeFlags, name string) error {
	if f.port < 1 || f.port > 65535 {
		return usageError{fmt.Errorf("--port cannot be %d: choose 1 to 65535", f.port)}
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
