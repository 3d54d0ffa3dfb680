package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

var update = flag.Bool("update", false, "write what the README should say into it")

const readme = "../../README.md"

// TestReadmeSaysWhatTheTablesSay checks that the README's keys and commands are
// those of the program.
func TestReadmeSaysWhatTheTablesSay(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	fresh := text
	fresh = section(t, fresh, "keys", keyTable())
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

// keyTable returns the panel's key table as Markdown.
func keyTable() string {
	var out strings.Builder
	out.WriteString("| key | what it does |\n| --- | --- |\n")
	for _, k := range view.Keys() {
		var names []string
		for _, n := range k.Names {
			names = append(names, "`"+n+"`")
		}
		fmt.Fprintf(&out, "| %s | %s |\n", strings.Join(names, " "), k.Help["en"])
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
	out.WriteString(flagTable(root))
	for _, cmd := range root.Commands() {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		fmt.Fprintf(&out, "%-30s %s\n", "tcplab "+cmd.Use, strings.ToLower(cmd.Short[:1])+cmd.Short[1:])
		out.WriteString(flagTable(cmd))
	}
	out.WriteString("```\n")
	return out.String()
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
