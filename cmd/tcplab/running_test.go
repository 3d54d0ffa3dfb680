package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// TestALabIsNeverHalfAnnounced looks for labs in one terminal while another
// announces its own again and again, as restarts do. If a file were found half
// written, it would be removed, and the lab could not be entered any more.
func TestALabIsNeverHalfAnnounced(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	looked, stop := make(chan int), make(chan struct{})
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				looked <- n
				return
			default:
				findRunning()
				n++
			}
		}
	}()
	for range 2000 {
		withdraw := announce(running{Lesson: "lab", Network: "private"})
		if list := findRunning(); len(list) != 1 || list[0].Lesson != "lab" {
			t.Errorf("%v is found, want the announced lab alone", list)
			break
		}
		withdraw()
	}
	close(stop)
	if n := <-looked; n == 0 {
		t.Error("BUG in this test: nobody looked meanwhile")
	}
	if list := findRunning(); len(list) != 0 {
		t.Errorf("%v is found though it was withdrawn", list)
	}
}

// TestNobodyElseAnnouncesALab makes the directory of labs one that somebody
// else could write to. Then tcplab neither believes the files in it nor writes
// there.
func TestNobodyElseAnnouncesALab(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir := runningDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	defer announce(running{Lesson: "lab", Network: "private"})()
	if list := findRunning(); len(list) != 1 {
		t.Fatalf("%d labs are found in the user's own directory, want 1", len(list))
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if list := findRunning(); runtime.GOOS != "windows" && len(list) != 0 {
		t.Errorf("%v is found, want nothing: anybody may have written the file", list)
	}
}

// TestAProcessNumberIsUsedAgain is about a lab that was killed and whose
// process number another process has got. Such a lab must not be found.
func TestAProcessNumberIsUsedAgain(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skipf("this system does not tell when a process was started: %v", err)
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	defer announce(running{Lesson: "connection", Network: "host"})()
	list := findRunning()
	if len(list) != 1 {
		t.Fatalf("%d labs are found, want the one that was announced", len(list))
	}
	dead := list[0]
	// The lab's number is now that of go test, which may have been started in the
	// same clock tick as this process. So the lab's start is changed.
	dead.PID, dead.Started = os.Getppid(), dead.Started+"0"
	text, err := json.Marshal(dead)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(runningDir(), "stale.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if list := findRunning(); len(list) != 1 || list[0].PID != os.Getpid() {
		t.Errorf("%v is found: process %d lives, but was started at another time than the lab", list, dead.PID)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the dead lab's file is still there, want it removed")
	}
}

// TestTheDeadAreClearedAway starts a lab where others were killed. Their files are
// gone then, whole ones and halves; the half of a living one stays.
func TestTheDeadAreClearedAway(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dead := exec.Command(self, "-test.run=^$") // a process that ends at once
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	dir, pid := runningDir(), dead.Process.Pid
	text, err := json.Marshal(running{PID: pid, Started: "1", Lesson: "lab", Network: "private"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(dir, strconv.Itoa(pid)+".json")
	alive := filepath.Join(dir, strconv.Itoa(os.Getppid())+".json.new")
	for _, path := range []string{whole, whole + ".new", alive} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	defer announce(running{Lesson: "lab", Network: "private"})()
	for _, path := range []string{whole, whole + ".new"} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s is still there, though process %d is gone", filepath.Base(path), pid)
		}
	}
	if _, err := os.Stat(alive); err != nil {
		t.Errorf("the file that a living process is writing is gone: %v", err)
	}
}

// TestALabIsFoundWithoutARuntimeDirectory gives XDG_RUNTIME_DIR values that are
// of no use. Then a lab is announced and found among the temporary files, and
// nothing is made at the place that the variable names.
func TestALabIsFoundWithoutARuntimeDirectory(t *testing.T) {
	dir := t.TempDir()
	file, open := filepath.Join(dir, "file"), filepath.Join(dir, "open")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Mkdir(open, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	places := map[string]string{
		"none": "", "a relative path": "here", "missing": filepath.Join(dir, "missing"), "a file": file,
	}
	if runtime.GOOS != "windows" {
		places["everybody's"] = open
	}
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			t.Setenv("TMPDIR", t.TempDir())
			t.Setenv("XDG_RUNTIME_DIR", place)
			defer announce(running{Lesson: "lab", Network: "private"})()
			if list := findRunning(); len(list) != 1 {
				t.Errorf("%v is found, want the lab that has announced itself", list)
			}
			for _, made := range []string{"here", filepath.Join(dir, "missing"), filepath.Join(open, "tcplab")} {
				if _, err := os.Lstat(made); err == nil {
					t.Errorf("%s was made, want it left alone", made)
				}
			}
		})
	}
}
