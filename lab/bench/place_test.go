package bench

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"tcplab/lab"
	"tcplab/lab/trace"
	"testing"
	"testing/fstest"
)

// TestWhatALessonLeaves runs no lesson. It makes the directories as a run does.
func TestWhatALessonLeaves(t *testing.T) {
	files := fstest.MapFS{"lines.txt": {Data: []byte("line 1\n")}}
	hosts := []lab.Host{{Name: "sender", Brings: []string{"lines.txt"}, Args: []string{"{file}", "x"}}, {Name: "receiver"}}
	for _, tt := range []struct {
		why     string
		keep    bool
		done    string
		written string
		want    []string
	}{
		{"a lesson that keeps nothing leaves nothing", false, trace.DoneTold, "receiver/got.txt", nil},
		{"a file that a host wrote stays, and one that it was given goes", true, trace.DoneTold, "receiver/got.txt", []string{"receiver", "receiver/got.txt"}},
		{"if nothing was written nothing stays", true, trace.DoneTold, "", nil},
		{"if the story was left in the middle, no half file stays", true, "", "receiver/got.txt", nil},
	} {
		r := &Run{lesson: &lab.Lesson{Files: files, Hosts: hosts, Keep: tt.keep}, dir: filepath.Join(t.TempDir(), "run"), last: trace.Step{Done: tt.done}}
		for _, h := range hosts {
			place := filepath.Join(r.dir, h.Name)
			if err := os.MkdirAll(place, 0o755); err != nil {
				t.Fatal(err)
			}
			args, err := r.equip(h, place, "")
			if err != nil {
				t.Fatal(err)
			}
			if h.Name == "sender" && !slices.Equal(args, []string{filepath.Join(place, "lines.txt"), "x"}) {
				t.Errorf("{file} is the path of the file that the host brings: %q", args)
			}
		}
		if tt.written != "" {
			if err := os.WriteFile(filepath.Join(r.dir, tt.written), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.cleanUp(); err != nil {
			t.Error(err)
		}
		var left []string
		filepath.WalkDir(r.dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil && path != r.dir {
				rel, _ := filepath.Rel(r.dir, path)
				left = append(left, filepath.ToSlash(rel))
			}
			return nil
		})
		if !slices.Equal(left, tt.want) {
			t.Errorf("%s: left %v, want %v", tt.why, left, tt.want)
		}
	}
	args, err := (&Run{lesson: &lab.Lesson{Files: files}}).equip(hosts[0], t.TempDir(), "/home/me/own.txt")
	if err != nil || args[0] != "/home/me/own.txt" {
		t.Errorf("a student's own file goes before the one that the host brings: %q, %v", args, err)
	}
}

// TestAFileIsLookedAtFirst shows that no host is started if the file cannot be
// sent.
func TestAFileIsLookedAtFirst(t *testing.T) {
	t.Chdir(t.TempDir())
	sender := &lab.Lesson{Name: "file-transfer", Hosts: []lab.Host{{Name: "sender", Args: []string{"{file}"}}}}
	if _, err := Open(sender, Options{File: "none.txt"}); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("the file must be checked before anything is started: %v", err)
	}
}
