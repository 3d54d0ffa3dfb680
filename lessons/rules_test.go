package lessons

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/author"
	"tcplab/lab/author/rehearse"
	"tcplab/lab/search"
	"tcplab/lab/trace"
)

// caseOf returns a lesson as the rules look at it.
func caseOf(t *testing.T, l *lab.Lesson, entries map[string][]search.Entry) *author.Case {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(l.Name, "lesson.go"))
	if err != nil {
		t.Fatal(err)
	}
	c := author.New(l)
	c.Glossary, c.Entries, c.Go = Terms(), entries, string(source)
	return c
}

// TestEveryLessonKeepsTheRules holds all that an author of a lesson has to keep;
// package author says what that is.
func TestEveryLessonKeepsTheRules(t *testing.T) {
	entries := map[string][]search.Entry{}
	for _, lang := range trace.Languages {
		var err error
		if entries[lang], err = Entries(lang); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range All {
		c := caseOf(t, l, entries)
		for _, rule := range author.Rules {
			t.Run(l.Name+"/"+rule.Name, func(t *testing.T) {
				for _, f := range rule.Findings(c) {
					t.Error(f)
				}
			})
		}
	}
}

// TestProgramsStandAlone turns every program into the one that a student gets,
// and checks it with go vet, each file by itself.
func TestProgramsStandAlone(t *testing.T) {
	programs := map[string]string{}
	for _, l := range All {
		for file, alone := range author.New(l).Alone(lab.DefaultPort) {
			programs[l.Name+"/"+file] = alone
		}
	}
	remarks, err := rehearse.Vet(t.Context(), t.TempDir(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range remarks {
		t.Errorf("%s:%d: go vet refuses the program when it stands alone: %s", r.Program, r.Line, r.Text)
	}
}

// TestALookThatNamesNoLineIsRefused: each of these is a slip of an author.
func TestALookThatNamesNoLineIsRefused(t *testing.T) {
	l := lessonNamed(t, "udp")
	for look, want := range map[string]string{
		"server: defer conn.Clsoe()": "exactly once", // it occurs nowhere
		"server: conn":               "exactly once", // it occurs often
		"sever: defer conn.Close()":  "a host of the lesson",
		"defer conn.Close()":         "a host of the lesson",
	} {
		if _, _, err := l.Looked(lab.Beat{ID: "oops", Look: look}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Look %q: the error is %v, want %q in it", look, err, want)
		}
	}
}

// TestTheGlossaryHasTheWordsOfTheCourse: a word is the same in every lesson, and
// in the glossary.
func TestTheGlossaryHasTheWordsOfTheCourse(t *testing.T) {
	for _, term := range Terms() {
		for want, bad := range author.ForeignWords(term.Name["zh"] + " " + term.Line["zh"]) {
			t.Errorf("the glossary says %s under %s, and the word of this course is %s", bad, term.Key, want)
		}
	}
}

// TestAStopHasSomethingNew: where several rows are told as one beat, n stops at one
// of them. A second stop would show a text that the student has just read. Rows for
// another network, kernel or course of things stand in each other's place.
func TestAStopHasSomethingNew(t *testing.T) {
	for _, l := range All {
		stops := map[string]int{}
		for _, b := range l.Script {
			if b.Stop || l.Settings.Quiet && b.Move.Kind != trace.MoveCall && b.Move.Kind != trace.MoveInput {
				stops[strings.Join([]string{b.ID, b.Only, b.Needs, b.When}, " ")]++
			}
		}
		for id, n := range stops {
			if n > 1 {
				t.Errorf("%s: n stops at %d rows of %s, want one: they have one text", l.Name, n, strings.TrimSpace(id))
			}
		}
	}
}
