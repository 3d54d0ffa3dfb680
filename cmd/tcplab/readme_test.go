package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/panel/view"
	"tcplab/lab/script"
	"tcplab/lab/tell"
	"tcplab/lab/words"
	"tcplab/lessons"
)

var update = flag.Bool("update", false, "write what the README should say into it")

// readmes are the README by language.
var readmes = map[string]string{"en": "../../README.md", "zh": "../../README.zh.md"}

// TestReadmeSaysWhatTheTablesSay checks that the README's keys, commands and
// lessons are those of the program, in each language that it is written in.
func TestReadmeSaysWhatTheTablesSay(t *testing.T) {
	for lang, readme := range readmes {
		text, err := os.ReadFile(readme)
		if lang != "en" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fresh := text
		fresh = section(t, fresh, "keys", keyTable(lang))
		fresh = section(t, fresh, "commands", commandTable(lang))
		fresh = section(t, fresh, "course", courseTable(lang))
		fresh = section(t, fresh, "model", modelTable(t, lang))
		if *update {
			if err := os.WriteFile(readme, fresh, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(text), string(fresh)); diff != "" {
			t.Errorf("%s (-) differs from the tables (+); run this test with -update:\n%s", readme, diff)
		}
	}
}

// TestTheReadmesHaveTheSameFigures: a figure that was measured anew must not stay
// old in the other language, and a folder that is named in one must be in both.
func TestTheReadmesHaveTheSameFigures(t *testing.T) {
	number := regexp.MustCompile(`[0-9][0-9.,]*`)
	folder := regexp.MustCompile(`(?m)^    ((?:lab|cmd|lessons)/\S*)`)
	facts := map[string][]string{}
	for lang, readme := range readmes {
		text, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		text = section(t, text, "model", "") // written by itself, and client-2 has no figure in Chinese
		for row := range strings.Lines(string(text)) {
			if cells := strings.Split(row, " | "); len(cells) == 2 && strings.HasPrefix(row, "| ") {
				facts[lang] = append(facts[lang], strings.Join(number.FindAllString(row, -1), " "))
			}
		}
		for _, m := range folder.FindAllStringSubmatch(string(text), -1) {
			facts[lang] = append(facts[lang], m[1])
		}
	}
	if diff := cmp.Diff(facts["en"], facts["zh"]); diff != "" {
		t.Errorf("README.md (-) and README.zh.md (+) say different things:\n%s", diff)
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

// keyTable returns the panel's key table as Markdown, in a language.
func keyTable(lang string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | %s |\n| --- | --- |\n", words.Word{"key", "键"}.In(lang), words.Word{"what it does", "作用"}.In(lang))
	for _, k := range view.Keys() {
		var names []string
		for _, n := range k.Names {
			names = append(names, "`"+n+"`")
		}
		fmt.Fprintf(&out, "| %s | %s |\n", strings.Join(names, " "), k.Help[lang])
	}
	return out.String()
}

// modelTable lists the lessons of which some steps go otherwise on the model, with
// the headlines of these steps. A step that a kernel has as well, by its name, has
// the same text: only a number that the text does not name is another one.
func modelTable(t *testing.T, lang string) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | %s |\n| --- | --- |\n", words.Word{"lesson", "课程"}.In(lang), words.Word{"on the model", "在模型上"}.In(lang))
	for _, l := range lessons.All {
		text, err := l.Prose(lang)
		if err != nil {
			t.Fatal(err)
		}
		var heads []string
		kernel := script.On(l, lab.PrivateNetwork)
		for _, b := range l.Script {
			told := slices.ContainsFunc(kernel, func(k lab.Beat) bool { return k.ID == b.ID })
			if head := text.Sections[b.ID].Headline; b.Only == lab.NetstackNetwork && !told && !slices.Contains(heads, head) {
				heads = append(heads, head)
			}
		}
		switch {
		case l.Settings.Network == lab.HostNetwork:
			fmt.Fprintf(&out, "| `%s` | %s |\n", l.Name, words.Word{"is not played: it looks at the machine's own kernel", "不演示：这一课看的是机器自己的内核"}.In(lang))
		case len(heads) > 0:
			fmt.Fprintf(&out, "| `%s` | %s |\n", l.Name, strings.Join(heads, words.Word{"; ", "；"}.In(lang)))
		}
	}
	return out.String()
}

// courseTable lists the parts of the course with their lessons.
func courseTable(lang string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | %s |\n| --- | --- |\n", words.Word{"part", "部分"}.In(lang), words.Word{"lessons", "课程"}.In(lang))
	for i, l := range lessons.All {
		switch part := lessons.PartOf(l, lang); {
		case i > 0 && lessons.PartOf(lessons.All[i-1], lang) == part:
			fmt.Fprintf(&out, " `%s`", l.Name)
		case i > 0:
			fmt.Fprintf(&out, " |\n| %s | `%s`", part, l.Name)
		default:
			fmt.Fprintf(&out, "| %s | `%s`", part, l.Name)
		}
	}
	return out.String() + " |\n"
}

// commandTable lists every command with its flags, from the table that parses
// them.
func commandTable(lang string) string {
	var out strings.Builder
	out.WriteString("```\n")
	root := newRoot(&env{lang: lang})
	fmt.Fprintf(&out, "%-30s %s\n", "tcplab", words.Word{"the menu of lessons", "选课菜单"}.In(lang))
	out.WriteString(flagTable(root))
	for _, cmd := range root.Commands() {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		first, size := utf8.DecodeRuneInString(cmd.Short)
		fmt.Fprintf(&out, "%-30s %s\n", "tcplab "+cmd.Use, string(unicode.ToLower(first))+cmd.Short[size:])
		out.WriteString(flagTable(cmd))
	}
	out.WriteString("```\n")
	return out.String()
}

// TestTheCommandsInChinese shows that the table for a Chinese README has all
// commands and is Chinese.
func TestTheCommandsInChinese(t *testing.T) {
	table := commandTable("zh")
	if left := leftOver(table); len(left) > 0 {
		t.Errorf("these words are English: %q\n%s", left, table)
	}
	if got, want := strings.Count(table, "\n"), strings.Count(commandTable("en"), "\n"); got != want {
		t.Errorf("it has %d lines, want %d as in English", got, want)
	}
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
