package lab

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTheProseNamesTheProgramsPort shows that a student who chose another port
// reads of that port, except in quotations of the teaching notes.
func TestTheProseNamesTheProgramsPort(t *testing.T) {
	md := "# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n\n" +
		"> netstat -an | findstr 8001\n\nPort 8001 it was, and not 18001 or 80010.\n"
	l := &Lesson{Name: "test", Files: fstest.MapFS{"en.md": {Data: []byte(md)}}}
	text, err := l.ProseOn("en", 9000)
	if err != nil {
		t.Fatal(err)
	}
	if len(text.Closing.Notes) != 1 {
		t.Fatalf("the closing page has the notes %v, want one", text.Closing.Notes)
	}
	note := text.Closing.Notes[0]
	if want := "netstat -an | findstr 8001"; note.Quote != want {
		t.Errorf("the notes are quoted as %q, want their own words, %q", note.Quote, want)
	}
	if want := "Port 9000 it was, and not 18001 or 80010."; note.Seen != want {
		t.Errorf("beside them stands %q, want %q", note.Seen, want)
	}
}

// TestAScriptNeedsNoTexts: a lesson runs before its texts are whole. Each beat and
// each chapter has a name then, and the text says that it is a draft.
func TestAScriptNeedsNoTexts(t *testing.T) {
	const whole = "# Test\n\nA test.\n\n## chapter one: One\n\n## syn: A SYN\n\nIt left.\n\n## closing: The end\n"
	for _, c := range []struct {
		why, md, headline, chapter, title string
		draft                             bool
	}{
		{"all is there", whole, "A SYN", "One", "Test", false},
		{"no closing page", strings.Replace(whole, "## closing: The end\n", "", 1), "A SYN", "One", "Test", true},
		{"a headline alone", strings.Replace(whole, "It left.\n", "", 1), "A SYN", "One", "Test", true},
		{"no section", "# Test\n\nA test.\n\n## chapter one: One\n\n## closing: The end\n", "syn", "One", "Test", true},
		{"no chapter", strings.Replace(whole, "## chapter one: One\n", "", 1), "A SYN", "one", "Test", true},
		{"an empty file", "\n", "syn", "one", "test", true},
		{"no file", "", "syn", "one", "test", true},
	} {
		files := fstest.MapFS{}
		if c.md != "" {
			files["zh.md"] = &fstest.MapFile{Data: []byte(c.md)}
		}
		l := &Lesson{Name: "test", Files: files, Chapters: []string{"one"}, Script: []Beat{{ID: "syn", Chapter: "one"}}}
		text, err := l.Prose("zh")
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		got := []any{text.Sections["syn"].Headline, text.Chapters["one"], text.Title, text.Draft}
		if want := []any{c.headline, c.chapter, c.title, c.draft}; !slices.Equal(got, want) {
			t.Errorf("%s: headline, chapter, title and draft are %v, want %v", c.why, got, want)
		}
		if _, err := l.Prose("xx"); err == nil {
			t.Errorf("%s: there is a text in xx, which is no language of tcplab", c.why)
		}
	}
}
