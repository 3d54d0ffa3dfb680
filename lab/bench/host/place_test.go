package host

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestNobodyNeedsAPlace: a lab without hosts makes no directory, since there would
// be no host to remove it if tcplab were killed.
func TestNobodyNeedsAPlace(t *testing.T) {
	parent := t.TempDir()
	p, err := NewPlace(&lab.Lesson{}, parent)
	if err != nil {
		t.Fatal(err)
	}
	if made, _ := os.ReadDir(parent); len(made) != 0 {
		t.Errorf("%v was made, want nothing", made)
	}
	if err := p.CleanUp(false); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(parent); err != nil {
		t.Errorf("cleaning up nothing removed something: %v", err)
	}
}

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
		p, err := NewPlace(&lab.Lesson{Files: files, Hosts: hosts, Keep: tt.keep}, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hosts {
			place, args, err := p.equip(h, "", 0)
			if err != nil {
				t.Fatal(err)
			}
			if h.Name == "sender" && !slices.Equal(args, []string{filepath.Join(place, "lines.txt"), "x"}) {
				t.Errorf("{file} is the path of the file that the host brings: %q", args)
			}
		}
		if tt.written != "" {
			if err := os.WriteFile(filepath.Join(p.dir, tt.written), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.CleanUp(tt.done == trace.DoneTold); err != nil {
			t.Error(err)
		}
		var left []string
		filepath.WalkDir(p.dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil && path != p.dir {
				rel, _ := filepath.Rel(p.dir, path)
				left = append(left, filepath.ToSlash(rel))
			}
			return nil
		})
		if !slices.Equal(left, tt.want) {
			t.Errorf("%s: left %v, want %v", tt.why, left, tt.want)
		}
	}
	_, args, err := (&Place{&lab.Lesson{Files: files}, t.TempDir()}).equip(hosts[0], "/home/me/own.txt", 0)
	if err != nil || args[0] != "/home/me/own.txt" {
		t.Errorf("a student's own file goes before the one that the host brings: %q, %v", args, err)
	}
}
