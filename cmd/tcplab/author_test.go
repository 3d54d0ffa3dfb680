package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcplab/lab/labtest"
)

// TestAnAuthorMakesALesson goes an author's way in a copy of the source tree: a new
// lesson runs at once, check says what is to be written, and of a slip in it what
// to do. It builds tcplab again and again.
func TestAnAuthorMakesALesson(t *testing.T) {
	if labtest.Factor(t) == 0 {
		t.Skip("it builds tcplab several times: set " + labtest.Explore)
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("this machine has no go, which an author needs")
	}
	needPrivate(t)
	tree := copyOfTheSource(t)
	tcplab := func(args ...string) (out, errs string, status int) {
		t.Helper()
		build := exec.Command("go", "build", "-o", "tcplab.bin", "./cmd/tcplab")
		build.Dir = tree
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("the source cannot be built: %v\n%s", err, said)
		}
		cmd := exec.Command(filepath.Join(tree, "tcplab.bin"), args...)
		cmd.Dir = tree
		cmd.Env = append(os.Environ(), "LANG=C.UTF-8")
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		var exit *exec.ExitError
		if err := cmd.Run(); errors.As(err, &exit) {
			status = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		return stdout.String(), stderr.String(), status
	}
	change := func(file string, pairs ...string) {
		t.Helper()
		path := filepath.Join(tree, "lessons", "keep-alive", file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.NewReplacer(pairs...).Replace(string(text))
		if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, errs, status := tcplab("new", "keep-alive"); status != 0 {
		t.Fatalf("new ends with %d: %s%s", status, out, errs)
	}
	if out, errs, status := tcplab("run", "keep-alive", "--plain"); status != 0 || !strings.Contains(out, "every one as expected") {
		t.Fatalf("a new lesson ends with %d, want that it runs at once: %s%s", status, out, errs)
	}
	out, errs, status := tcplab("check", "keep-alive")
	found, _, _ := strings.Cut(out, "\n\n")
	if status != statusError || strings.Count(found, "still to be written") != 3 || strings.Count(found, "\n") != 3 {
		t.Errorf("check of a new lesson ends with %d and the findings\n%s\n%s\nwant three: the script and both texts are to be written", status, found, errs)
	}
	// The author writes.
	for _, file := range []string{"lesson.go", "en.md", "zh.md"} {
		change(file, "TODO：", "这里是", "TODO，", "这里是", "TODO: ", "Here is ", "TODO, ", "Here is ", "TODO", "text")
	}
	if out, errs, status := tcplab("check", "keep-alive"); status != 0 || !strings.HasPrefix(out, "It keeps every rule") {
		t.Errorf("check of the whole lesson ends with %d: %s%s", status, out, errs)
	}
	for _, slip := range []struct {
		file, is, was, want string
		status              int
	}{
		{"lesson.go", "client ESTABLISHED; client runs Dial", "client SYN_SENT; client runs Dial", `beat dial claims "client ESTABLISHED", and in step 3 of the private network it is "client SYN_SENT"`, statusDiffer},
		{"lesson.go", `lab.Call("sever", "Accept")`, `lab.Call("server", "Accept")`, `did you mean "server"?`, statusError},
		{"lesson.go", "Then: `server sends ACK`", "Then: `server ends Read: 5; server prints the client said \"hello\"; server sends ACK`", `add to Then a claim such as "server ends Read: 5 bytes"`, statusError},
		{"server.go", "\tln.Close()\n\tclient()\n", "\tln.Close()\n", "go vet says of the program when it stands alone: undefined: client", statusError},
		{"en.md", "- [x] Here is a wrong answer that", "- [ ] Here is a wrong answer that", "one right one; mark that with `- [x]`", statusError},
		{"lesson.go", "//go:embed client.go server.go en.md\n", "//go:embed client.go server.go en.md zh.md\n", "zh.md: the text is not in the folder", statusError},
	} {
		change(slip.file, slip.was, slip.is)
		out, errs, status := tcplab("check", "keep-alive")
		found, transcript, _ := strings.Cut(out, "\n\n")
		if status != slip.status || !strings.Contains(found, slip.want) || !strings.Contains(found, "lessons/keep-alive/"+slip.file) && !strings.Contains(found, "zh.md: ") {
			t.Errorf("with %q check ends with %d and says\n%s\n%s\nwant %d and %q", slip.is, status, found, errs, slip.status, slip.want)
		}
		if strings.Contains(slip.is, "embed") { // without its Chinese text it runs, as a draft
			out, errs, status := tcplab("run", "keep-alive", "--plain", "--lang", "zh")
			if status != 0 || !strings.Contains(out, "· 草稿") || !strings.Contains(out, "  4  syn ") {
				t.Errorf("without a Chinese text the lesson ends with %d, want that it runs as a draft, told by the beats' ids:\n%s%s", status, out, errs)
			}
		} else if !strings.Contains(slip.is, "sever") && !strings.Contains(transcript, "tcplab · keep-alive · ") {
			t.Errorf("with %q there is no transcript behind the findings", slip.is)
		}
		change(slip.file, slip.is, slip.was)
	}
}

// copyOfTheSource copies the Go source of this project, and what is embedded in it.
func copyOfTheSource(t *testing.T) string {
	t.Helper()
	tree := t.TempDir()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel("../..", path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "dist" || strings.HasPrefix(d.Name(), ".") && name != "."):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(tree, name), 0o755)
		case !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(tree, name), content, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
