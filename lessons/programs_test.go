package lessons

import (
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/standalone"
)

// The limits for a program, so that it fits the pane.
const (
	programWidth = 54 // columns, at tab width 4
	minLines     = 20
	maxLines     = 60
)

// programs returns the sources of all lessons' programs, by lesson/file.
func programs(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, l := range All {
		for _, h := range l.Hosts {
			source, err := fs.ReadFile(l.Files, h.File)
			if err != nil {
				t.Fatalf("host %s of lesson %s: %v", h.Name, l.Name, err)
			}
			all[l.Name+"/"+h.File] = string(source)
		}
	}
	return all
}

func TestProgramsFitThePane(t *testing.T) {
	for name, source := range programs(t) {
		lines := strings.Split(strings.TrimSuffix(source, "\n"), "\n")
		if len(lines) < minLines || len(lines) > maxLines {
			t.Errorf("%s has %d lines, want %d to %d: a student reads it at a glance", name, len(lines), minLines, maxLines)
		}
		for i, line := range lines {
			if w := prose.Width(strings.ReplaceAll(line, "\t", "    ")); w > programWidth {
				t.Errorf("%s:%d is %d columns wide, more than %d: %s", name, i+1, w, programWidth, line)
			}
		}
		if strings.Contains(source, "time.Sleep") {
			t.Errorf("%s sleeps, but only the student makes it wait, at the gate", name)
		}
	}
}

// TestProgramsStandAlone turns every program into the one that a student gets,
// and checks it with gofmt and go vet, each file by itself.
func TestProgramsStandAlone(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module standalone\n\ngo 1.26\n")
	for name, source := range programs(t) {
		// A port of another length must not spoil the layout.
		for _, port := range []int{lab.DefaultPort, 80, 65535} {
			alone := standalone.Program(source, port)
			if strings.Contains(alone, "tcplab") {
				t.Errorf("%s still names tcplab when it stands alone:\n%s", name, alone)
			}
			formatted(t, fmt.Sprintf("%s with port %d", name, port), alone)
			write(fmt.Sprintf("%s-%d/main.go", strings.TrimSuffix(name, ".go"), port), alone)
		}
	}
	vet := exec.Command("go", "vet", "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
	if out, err := vet.CombinedOutput(); err != nil {
		t.Errorf("go vet refuses a program that stands alone: %v\n%s", err, out)
	}
}

// formatted checks that a program that stands alone is Go as gofmt writes it.
func formatted(t *testing.T, name, alone string) {
	t.Helper()
	want, err := format.Source([]byte(alone))
	if err != nil {
		t.Errorf("%s is no Go when it stands alone: %v", name, err)
	} else if string(want) != alone {
		t.Errorf("%s is not formatted as by gofmt when it stands alone", name)
	}
}

// TestEveryLookIsALineOfItsProgram: a row that names a line to look at names a
// host of the lesson and a piece that its program has exactly once, in the
// lesson and in the form that the panel shows. A line with a call at the gate
// needs no Look: it is shown before its call begins.
func TestEveryLookIsALineOfItsProgram(t *testing.T) {
	for _, l := range All {
		for _, b := range l.Script {
			host, line, err := l.Looked(b)
			if err != nil {
				t.Errorf("lesson %s: %v", l.Name, err)
			}
			if line == 0 {
				continue
			}
			source, err := fs.ReadFile(l.Files, host.File)
			if err != nil {
				t.Fatal(err)
			}
			_, piece, _ := strings.Cut(b.Look, ": ")
			shown := strings.Split(standalone.Program(string(source), lab.DefaultPort), "\n")
			if !strings.Contains(shown[line-1], piece) {
				t.Errorf("lesson %s, beat %s: line %d of %s is shown as %q, without %q", l.Name, b.ID, line, host.File, shown[line-1], piece)
			}
			if strings.HasPrefix(strings.TrimSpace(piece), "//") {
				t.Errorf("lesson %s, beat %s looks at a comment, which each language has in its own words: look at the code below it", l.Name, b.ID)
			}
		}
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
