package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
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

// TestAProcessNumberIsUsedAgain is about a lab that was killed and whose process
// number another process has got. Such a lab must not be found, on a system that
// tells when a process was started or on any other.
func TestAProcessNumberIsUsedAgain(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	defer announce(running{Lesson: "connection", Network: "host"})()
	if list := findRunning(); len(list) != 1 {
		t.Fatalf("%d labs are found, want the one that was announced", len(list))
	}
	text, err := json.Marshal(running{PID: os.Getppid(), Lesson: "stale", Network: "host"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(runningDir(), strconv.Itoa(os.Getppid())+"-STALE.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if list := findRunning(); len(list) != 1 || list[0].PID != os.Getpid() {
		t.Errorf("%v is found: process %d lives, but is not the lab", list, os.Getppid())
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the dead lab's file is still there, want it removed")
	}
}

// announceEnv asks TestAnnounceAndWait, in a process of its own, for a lab.
const announceEnv = "TCPLAB_TEST_ANNOUNCE"

// TestAnnounceAndWait is no test: it announces a lab until its standard input ends.
func TestAnnounceAndWait(t *testing.T) {
	if os.Getenv(announceEnv) == "" {
		t.Skip("another test runs this in a process of its own")
	}
	defer announce(running{Lesson: "lab", Network: "host"})()
	fmt.Println("announced")
	io.Copy(io.Discard, os.Stdin)
}

// TestALabOfAnotherProcess looks for a lab that another process has announced, while
// it lives, after it has withdrawn its announcement, and after it was killed.
func TestALabOfAnotherProcess(t *testing.T) {
	for _, killed := range []bool{false, true} {
		t.Run(fmt.Sprintf("killed %v", killed), func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
			t.Setenv(announceEnv, "1")
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			lab := exec.Command(self, "-test.run=^TestAnnounceAndWait$")
			in, err := lab.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := lab.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := lab.Start(); err != nil {
				t.Fatal(err)
			}
			defer lab.Wait()
			defer lab.Process.Kill()
			if line, err := bufio.NewReader(out).ReadString('\n'); line != "announced\n" {
				t.Fatalf("the lab says %q, error %v", line, err)
			}
			for range 2 { // looking for it must not take its lock away
				if list := findRunning(); len(list) != 1 || list[0].PID != lab.Process.Pid {
					t.Fatalf("%v is found, want the lab of process %d", list, lab.Process.Pid)
				}
			}
			if killed {
				lab.Process.Kill()
			} else {
				in.Close()
			}
			for end := time.Now().Add(10 * time.Second); len(findRunning()) > 0; runtime.Gosched() {
				if time.Now().After(end) {
					t.Fatalf("%v is still found", findRunning())
				}
			}
			// Nobody has waited for the process yet, so its number is still in use.
			if !exists(lab.Process.Pid) {
				t.Errorf("process %d is gone; this test is about one whose number is still in use", lab.Process.Pid)
			}
			if left, _ := os.ReadDir(runningDir()); len(left) != 0 {
				t.Errorf("%v is left, want no file of a lab that has ended", left)
			}
		})
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
	text, err := json.Marshal(running{PID: pid, Lesson: "lab", Network: "private"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(dir, strconv.Itoa(pid)+"-A.json")
	alive := filepath.Join(dir, strconv.Itoa(os.Getppid())+"-B.json.new")
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
