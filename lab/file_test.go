package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tcplab/lab/trace"
)

func TestFileToSend(t *testing.T) {
	dir := t.TempDir()
	sender := &Lesson{Name: "file-transfer", Hosts: []Host{{Name: "sender", Args: []string{"{file}"}}}}
	for _, name := range []string{"plain.txt", "作业 第一课.txt", "with spaces", "[red]x[x]", "empty"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := sender.FileToSend(filepath.Join(dir, name))
		if err != nil || got != filepath.Join(dir, name) {
			t.Errorf("%q is a plain file like any other: %q, %v", name, got, err)
		}
	}
	t.Chdir(dir)
	if got, err := sender.FileToSend("plain.txt"); err != nil || !filepath.IsAbs(got) {
		t.Errorf("a host works elsewhere, so its path has to be absolute: %q, %v", got, err)
	}
	for name, want := range map[string]string{
		"none.txt": "there is no file",
		".":        "is a directory",
		os.DevNull: "is a device",
		"bad\xff":  "is not UTF-8",
	} {
		_, err := sender.FileToSend(name)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "give") {
			t.Errorf("%q: %v; want one sentence with %q and what to do", name, err, want)
		}
	}
	if err := os.Chmod("plain.txt", 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open("plain.txt"); err == nil {
		f.Close() // the superuser may read anything
	} else if _, err := sender.FileToSend("plain.txt"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a file that this user may not read: %v", err)
	}
	talker := &Lesson{Name: "connection", Hosts: []Host{{Name: "client", Args: []string{"hello"}}}}
	if _, err := talker.FileToSend("empty"); err == nil || !strings.Contains(err.Error(), "sends no file") {
		t.Errorf("a lesson without files says so: %v", err)
	}
	if _, err := Open(sender, Options{File: "none.txt"}); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("the file is looked at before anything is started: %v", err)
	}
}

// TestWhatALessonLeaves runs no lesson: it makes the directories as a run does.
func TestWhatALessonLeaves(t *testing.T) {
	files := fstest.MapFS{"lines.txt": {Data: []byte("line 1\n")}}
	hosts := []Host{{Name: "sender", Brings: []string{"lines.txt"}, Args: []string{"{file}", "x"}}, {Name: "receiver"}}
	for _, tt := range []struct {
		why     string
		keep    bool
		done    string
		written string
		want    []string
	}{
		{"a lesson that keeps nothing leaves nothing", false, trace.DoneTold, "receiver/got.txt", nil},
		{"what a host wrote stays, what it was given goes", true, trace.DoneTold, "receiver/got.txt", []string{"receiver", "receiver/got.txt"}},
		{"where nothing was written nothing stays", true, trace.DoneTold, "", nil},
		{"of a story left in the middle no half file stays", true, "", "receiver/got.txt", nil},
	} {
		r := &Run{lesson: &Lesson{Files: files, Hosts: hosts, Keep: tt.keep}, dir: filepath.Join(t.TempDir(), "run"), last: trace.Step{Done: tt.done}}
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
	args, err := (&Run{lesson: &Lesson{Files: files}}).equip(hosts[0], t.TempDir(), "/home/me/own.txt")
	if err != nil || args[0] != "/home/me/own.txt" {
		t.Errorf("a student's own file goes before the one that the host brings: %q, %v", args, err)
	}
}
