package main

import (
	"os"

	"github.com/spf13/cobra"

	"tcplab/lab/page"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

func newPage(e *env) *cobra.Command {
	var out, lang string
	cmd := &cobra.Command{
		Use:   "page TRACE",
		Short: "page",
		Args:  oneArg(words.Word{"file", "文件"}, "trace.jsonl"),
		RunE: func(_ *cobra.Command, args []string) error {
			rec, damage := trace.Open(args[0])
			if rec == nil {
				return damage
			}
			defer rec.Close()
			f, err := os.Create(out)
			if err != nil {
				return err
			}
			defer f.Close()
			return page.Write(f, rec, page.Options{Lang: lang, To: -1, Damage: damage})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "")
	cmd.Flags().StringVar(&lang, "lang", "en", "")
	cmd.Flags().Bool("force", false, "")
	return cmd
}
