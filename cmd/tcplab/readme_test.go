package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

var update = flag.Bool("update", false, "write what the README should say into it")

// readmes are the READMEs by language.
var readmes = map[string]string{"en": "../../README.md", "zh": "../../README.zh.md"}

// TestReadmeSaysWhatTheTablesSay checks that the keys and commands of each README
// are those of the program.
func TestReadmeSaysWhatTheTablesSay(t *testing.T) {
	for lang, readme := range readmes {
		t.Run(lang, func(t *testing.T) { readmeSays(t, lang, readme) })
	}
}

func readmeSays(t *testing.T, lang, readme string) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	fresh := text
	fresh = section(t, fresh, "keys", keyTable(lang))
	fresh = section(t, fresh, "commands", commandTable())
	if *update {
		if err := os.WriteFile(readme, fresh, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), string(fresh)); diff != "" {
		t.Errorf("the README (-) differs from the tables (+); run this test with -update:\n%s", diff)
	}
}

// section replaces the text between <!-- name --> and <!-- /name -->.
func section(t *testing.T, text []byte, name, content string) []byte {
	t.Helper()
	open, end := []byte("<!-- "+name+" -->\n"), []byte("<!-- /"+name+" -->\n")
	from, to := bytes.Index(text, open), bytes.Index(text, end)
	if from < 0 || to < from {
		t.Fatalf("the README has no place for the %s", name)
	}
	return []byte(string(text[:from+len(open)]) + content + string(text[to:]))
}

// keyTable returns the panel's key table as Markdown in a language.
func keyTable(lang string) string {
	var out strings.Builder
	head := map[string]string{"en": "| key | what it does |", "zh": "| 键 | 作用 |"}
	out.WriteString(head[lang] + "\n| --- | --- |\n")
	for _, k := range view.Keys() {
		var names []string
		for _, n := range k.Names {
			names = append(names, "`"+n+"`")
		}
		fmt.Fprintf(&out, "| %s | %s |\n", strings.Join(names, " "), k.Help[lang])
	}
	return out.String()
}

// commandTable lists every command with its flags, from the table that parses
// them.
func commandTable() string {
	var out strings.Builder
	out.WriteString("```\n")
	root := newRoot(&env{})
	fmt.Fprintf(&out, "%-30s %s\n", "tcplab", "the menu of lessons")
	flagTable(&out, root)
	for _, cmd := range root.Commands() {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		fmt.Fprintf(&out, "%-30s %s\n", "tcplab "+cmd.Use, strings.ToLower(cmd.Short[:1])+cmd.Short[1:])
		flagTable(&out, cmd)
	}
	out.WriteString("```\n")
	return out.String()
}

// flagTable lists a command's flags.
func flagTable(out *strings.Builder, cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.Value.Type() != "bool" {
			name += " " + strings.ToUpper(f.Name)
		}
		fmt.Fprintf(out, "  %-28s %s\n", name, f.Usage)
	})
}

// TestErrorsPointToLessonsThereAre checks that the course has every lesson that
// an error's explanation names.
func TestErrorsPointToLessonsThereAre(t *testing.T) {
	for _, name := range tell.LessonsNamed() {
		if _, _, err := findLesson(name); err != nil {
			t.Errorf("an error is explained with a lesson that is not in the course: %v", err)
		}
	}
}
