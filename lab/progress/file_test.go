package progress

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths begin with a drive here")
	}
	t.Setenv("HOME", "/home/ann")
	t.Setenv("XDG_CONFIG_HOME", "")
	for _, c := range []struct{ xdg, system, want, why string }{
		{"/states", "linux", "/states", "the user has set it"},
		{"/states", "darwin", "/states", "the user has set it, which counts on every system"},
		{"", "linux", "/home/ann/.local/state", "XDG's default"},
		{"states", "linux", "/home/ann/.local/state", "XDG says to ignore a relative path"},
		{"", "freebsd", "/home/ann/.local/state", "XDG is for all Unix"},
	} {
		t.Setenv("XDG_STATE_HOME", c.xdg)
		if got, err := stateDir(c.system); err != nil || got != c.want {
			t.Errorf("with XDG_STATE_HOME=%q on %s: %q, %v; want %q: %s", c.xdg, c.system, got, err, c.want, c.why)
		}
	}
	t.Setenv("XDG_STATE_HOME", "/states")
	if got, err := Path(); err != nil || got != "/states/tcplab/progress.json" {
		t.Errorf("Path: %q, %v", got, err)
	}
	t.Setenv("XDG_STATE_HOME", "")
	for _, home := range []string{"", "relative"} {
		t.Setenv("HOME", home)
		if got, err := Path(); runtime.GOOS == "linux" && (err == nil || !strings.Contains(err.Error(), "XDG_STATE_HOME")) {
			t.Errorf("with HOME=%q: %q, %v; want an error that says what to set", home, got, err)
		}
	}
}

func TestUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "tcplab", "progress.json")
	if got := Load(path); got.Lessons != nil || got.Missed != nil {
		t.Errorf("a file that is not there holds %+v, want nothing", got)
	}
	for _, change := range []func(*Progress){
		func(p *Progress) { p.Leave("connection", "syn", false) },
		func(p *Progress) { p.Leave("udp", "", true); p.Answer("udp", "ask", false) },
	} {
		if err := Update(path, change); err != nil {
			t.Fatal(err)
		}
	}
	want := Progress{
		Version: 1,
		Lessons: map[string]Lesson{"connection": {At: "syn"}, "udp": {Done: true}},
		Missed:  []Missed{{"udp", "ask"}},
	}
	if diff := cmp.Diff(want, Load(path)); diff != "" {
		t.Errorf("Load does not return what Update wrote (-want +got):\n%s", diff)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want the one file and no temporary one", entries, err)
	}
}

// TestDamage checks that every file that makes no sense counts as that of a
// student who has just begun, and that the next Update replaces it.
func TestDamage(t *testing.T) {
	for name, text := range map[string]string{
		"empty":            "",
		"cut":              `{"progress":1,"lessons":{"connection":{"at":"sy`,
		"no JSON":          "\x00\x01\x02",
		"another type":     `{"progress":1,"lessons":["connection"]}`,
		"a list":           "[1,2]",
		"null":             "null",
		"behind the bound": `{"progress":1,"lessons":{"a":{"at":"` + strings.Repeat("x", maxSize) + `"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "progress.json")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := Load(path); len(got.Lessons)+len(got.Missed) > 0 {
				t.Errorf("it holds %+v, want nothing", got)
			}
			if err := Update(path, func(p *Progress) { p.Leave("udp", "ask", false) }); err != nil {
				t.Errorf("Update: %v, want that it replaces the damaged file", err)
			}
			if got := Load(path).Lessons["udp"].At; got != "ask" {
				t.Errorf("after that it says %q, want ask", got)
			}
		})
	}
	t.Run("senseless entries", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "progress.json")
		text := `{"progress":1,"lessons":{"":{"done":true},"udp":{"done":true,"colour":"red"}},` +
			`"missed":[{"lesson":"udp","beat":""},{"lesson":"","beat":"ask"},{"lesson":"udp","beat":"ask"},{"lesson":"udp","beat":"ask"}]}`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		want := Progress{Version: 1, Lessons: map[string]Lesson{"udp": {Done: true}}, Missed: []Missed{{"udp", "ask"}}}
		if diff := cmp.Diff(want, Load(path)); diff != "" {
			t.Errorf("entries without a name and second ones are to go (-want +got):\n%s", diff)
		}
	})
}

// TestANewerFileIsLeftAlone checks that Update does not change the file of a
// newer tcplab: it would drop the fields that it does not know.
func TestANewerFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	const text = `{"progress":2,"lessons":[{"name":"udp"}]}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Load(path); len(got.Lessons) > 0 {
		t.Errorf("it is read as %+v, want nothing", got)
	}
	if err := Update(path, func(p *Progress) { p.Leave("udp", "", true) }); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("the error is %v, want one that gives the reason: a newer tcplab wrote it", err)
	}
	if got, _ := os.ReadFile(path); string(got) != text {
		t.Errorf("the file is now %q, want no change", got)
	}
}

// TestNoPlace checks that Update returns an error and leaves no temporary file
// if the progress cannot be kept.
func TestNoPlace(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "tcplab", "progress.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		filepath.Join(dir, "file", "tcplab", "progress.json"), // a file in a directory's place
		filepath.Join(dir, "tcplab", "progress.json"),         // a directory in the file's place
	} {
		if got := Load(path); len(got.Lessons) > 0 {
			t.Errorf("Load %s: %+v, want nothing", path, got)
		}
		if err := Update(path, func(p *Progress) { p.Leave("udp", "", true) }); err == nil {
			t.Errorf("Update %s gave no error, though it cannot have worked", path)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, "tcplab"))
	if err != nil || len(entries) != 1 {
		t.Errorf("a failed update leaves %v (%v), want no temporary file", entries, err)
	}
}

// TestNeverHalfWritten reads while others write. Every file that it reads must
// be whole.
func TestNeverHalfWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	if err := Update(path, func(p *Progress) { p.Leave("udp", "ask", false) }); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for _, lesson := range []string{"connection", "listen"} {
		writers.Go(func() {
			for range 200 {
				if err := Update(path, func(p *Progress) { p.Leave(lesson, strings.Repeat("x", 5000), false) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { writers.Wait(); close(done) }()
	for reads := 0; ; reads++ {
		select {
		case <-done:
			if reads == 0 {
				t.Error("nothing was read meanwhile, so nothing was shown")
			}
			return
		default:
		}
		text, err := os.ReadFile(path)
		if runtime.GOOS == "windows" && err != nil {
			continue // Windows cannot open a file that is being replaced
		}
		if err != nil || !json.Valid(text) || Load(path).Lessons["udp"].At != "ask" {
			t.Fatalf("half a file was read (%v): %q", err, text)
		}
	}
}
