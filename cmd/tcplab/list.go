package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tcplab/lab/prose"
	"tcplab/lessons"
)

// listed is one lesson in the output of list --json.
type listed struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

func newList(e *env) *cobra.Command {
	var asJSON bool
	var lang string
	cmd := &cobra.Command{
		Use:   "list",
		Short: e.say("List the lessons of the course", "列出所有的课"),
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			return writeList(e, lang, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, e.say("write a JSON array of {name, title, summary}", "输出一个 JSON 数组，元素是 {name, title, summary}"))
	e.addLang(cmd.Flags(), &lang)
	return cmd
}

func writeList(e *env, lang string, asJSON bool) error {
	list := []listed{}
	for _, l := range lessons.All {
		text, err := l.Prose(lang)
		if err != nil {
			return err
		}
		list = append(list, listed{l.Name, text.Title, text.Summary})
	}
	if asJSON {
		enc := json.NewEncoder(e.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	var out strings.Builder
	part := ""
	for i, l := range lessons.All {
		if p := lessons.PartOf(l, lang); p != part {
			part = p
			fmt.Fprintf(&out, "\n%s\n", part)
		}
		name := l.Name + strings.Repeat(" ", max(1, 22-prose.Width(l.Name)))
		fmt.Fprintf(&out, "  %s%s\n", name, list[i].Title)
	}
	fmt.Fprintf(&out, "\n%s\n", map[string]string{
		"en": "Start one with: tcplab run NAME", "zh": "开始一课：tcplab run 名称"}[lang])
	_, err := io.WriteString(e.out, out.String())
	return err
}
