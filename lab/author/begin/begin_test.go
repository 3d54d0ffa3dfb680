package begin

import (
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/author"
	"tcplab/lab/words"
)

const course = `package lessons

import (
	"tcplab/lab"
	"tcplab/lessons/bytes"
	halfclose "tcplab/lessons/half-close"
)

// All are the lessons.
var All = []*lab.Lesson{
	bytes.Lesson,

	halfclose.Lesson,
}

func play() {}
`

// tree makes a source tree with two lessons.
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module tcplab\n", "lessons/lessons.go": course, "lessons/bytes/lesson.go": "package bytes\n"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// contents returns all files below a directory.
func contents(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && path != root {
				all[path+"/"] = ""
			}
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestANewLessonHasAFolderAndALine(t *testing.T) {
	for _, c := range []struct {
		name     string
		apart    bool
		imported string // and where
		entry    string
	}{
		{"keepalive", true, "half-close\"\n\t\"tcplab/lessons/keepalive\"\n", "\thalfclose.Lesson,\n\n\tkeepalive.Lesson,\n}\n"},
		{"a-b-2", false, "import (\n\t\"tcplab/lab\"\n\tab2 \"tcplab/lessons/a-b-2\"\n\t\"tcplab/lessons/bytes\"\n", "\thalfclose.Lesson,\n\tab2.Lesson,\n}\n"},
	} {
		root := tree(t)
		files, err := Lesson(root, c.name, c.apart)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 6 {
			t.Errorf("%s: the files are %q, want five and lessons.go", c.name, files)
		}
		source, err := os.ReadFile(filepath.Join(root, "lessons/lessons.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{c.imported, c.entry} {
			if !strings.Contains(string(source), want) {
				t.Errorf("%s: lessons.go lacks %q:\n%s", c.name, want, source)
			}
		}
		if made, err := format.Source(source); err != nil || string(made) != string(source) {
			t.Errorf("%s: lessons.go is not as gofmt writes it (%v):\n%s", c.name, err, source)
		}
		for _, f := range files {
			if _, err := os.Stat(filepath.Join(root, f)); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(root, "lessons/.*")); len(left) > 0 {
			t.Errorf("%s: %q are left", c.name, left)
		}
	}
}

// TestABadNameIsRefused: nothing is written then.
func TestABadNameIsRefused(t *testing.T) {
	root := tree(t)
	before := contents(t, root)
	for name, want := range map[string]string{
		"bytes": "there is a lesson bytes already", "Reset": "lower-case words", "re set": "lower-case words", "": "lower-case words",
		"-a": "lower-case words", "a--b": "lower-case words", "a-": "lower-case words", "../x": "lower-case words", "2-ends": "lower-case words", "重置": "lower-case words",
		"select": "a meaning of its own", "go": "a meaning of its own", "internal": "a meaning of its own", "ma-in": "a meaning of its own",
		"play": "uses already", "halfclose": "uses already", "lab": "uses already",
		"a-very-long-name-of-a-lesson": "shorter",
	} {
		files, err := Lesson(root, name, false)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the name %q gives %q and the error %v, want %q in it", name, files, err, want)
		} else if en, zh := words.In(err, "en"), words.In(err, "zh"); en == zh || strings.Count(en, "\n") > 0 {
			t.Errorf("the name %q: the error is %q in English and %q in Chinese, want a sentence in each", name, en, zh)
		}
	}
	if after := contents(t, root); len(after) != len(before) {
		t.Errorf("before there were %d files and folders, and now there are %d", len(before), len(after))
	}
}

// TestNothingIsHalfWritten: a lesson whose line cannot be written has no folder.
func TestNothingIsHalfWritten(t *testing.T) {
	for why, spoil := range map[string]func(root string) error{
		"lessons.go has no list": func(root string) error {
			return os.WriteFile(filepath.Join(root, "lessons/lessons.go"), []byte("package lessons\n"), 0o644)
		},
		"lessons.go is no Go": func(root string) error {
			return os.WriteFile(filepath.Join(root, "lessons/lessons.go"), []byte("package"), 0o644)
		},
		"there is no lessons.go": func(root string) error { return os.Remove(filepath.Join(root, "lessons/lessons.go")) },
	} {
		root := tree(t)
		if err := spoil(root); err != nil {
			t.Fatal(err)
		}
		before := contents(t, root)
		if _, err := Lesson(root, "keepalive", false); err == nil {
			t.Errorf("%s, and a lesson was added", why)
		}
		if after := contents(t, root); len(after) != len(before) {
			t.Errorf("%s: before there were %d files, and now %d", why, len(before), len(after))
		}
	}
}

func TestRootIsTheSourceTree(t *testing.T) {
	root := tree(t)
	if got := Root(filepath.Join(root, "lessons", "bytes")); got != root {
		t.Errorf("the source tree is %q, want %q", got, root)
	}
	if got := Root(t.TempDir()); got != "" {
		t.Errorf("an empty directory lies in %q, want no source tree", got)
	}
}

// fresh returns a new lesson as the rules look at it, with words in place of the
// placeholders.
func fresh(t *testing.T, change func(files fstest.MapFS)) *author.Case {
	t.Helper()
	files := fstest.MapFS{}
	for _, f := range Files("keep-alive") {
		text := string(f.Content)
		if change != nil {
			text = strings.NewReplacer("TODO：", "这里是", "TODO，", "这里是", "TODO: ", "Here is ", "TODO, ", "Here is ", "TODO", "text").Replace(text)
		}
		files[f.Name] = &fstest.MapFile{Data: []byte(text)}
	}
	if change != nil {
		change(files)
	}
	l := &lab.Lesson{
		Name: "keep-alive", Files: files, Chapters: []string{"opening", "data", "closing"},
		Hosts: []lab.Host{{Name: "client", Role: lab.Client, File: "client.go"}, {Name: "server", Role: lab.Server, File: "server.go"}},
	}
	c := author.New(l)
	c.Go = string(files["lesson.go"].Data)
	return c
}

// TestANewLessonKeepsTheRules: all that is wrong in it is that it is to be
// written. Its script is that of lesson.go, so only the compiler knows it; the
// command is tried with it elsewhere.
func TestANewLessonKeepsTheRules(t *testing.T) {
	c := fresh(t, nil)
	for _, rule := range author.Rules {
		found := rule.Findings(c)
		switch {
		case rule.Name == "no placeholder is left":
			if len(found) == 0 {
				t.Error("a new lesson has no placeholder")
			}
		case slices.Contains([]string{"every beat is told once", "references exist", "questions", "it is found by what it answers", "the closing page fits each network"}, rule.Name): // the script and the course are not here
		case len(found) > 0:
			t.Errorf("%s: a new lesson has the findings %v, want none", rule.Name, found)
		}
	}
}
