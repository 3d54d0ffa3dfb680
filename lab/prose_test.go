package lab

import (
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
