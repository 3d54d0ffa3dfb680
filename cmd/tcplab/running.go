package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"tcplab/lab/words"
)

// running is what a live lab tells other terminals in a file.
type running struct {
	PID       int    `json:"pid"`
	Started   string `json:"started,omitempty"` // the result of processStart, because process numbers are used again
	Lesson    string `json:"lesson"`
	Network   string `json:"network"`
	Namespace string `json:"namespace,omitempty"` // the path of a file that stands for the namespace, for nsenter(1)
	Inode     string `json:"inode,omitempty"`     // that namespace's own name, "net:[4026532008]" (namespaces(7))
	User      string `json:"user,omitempty"`      // the path of a file that stands for the user namespace of its programs
}

// announce tells other terminals of a live lab until withdraw is called. It
// replaces an earlier announcement of this process, and removes those of processes
// that were killed. If the file cannot be written, the lab runs all the same, but
// exec does not find it.
//
// The file gets its name only when it is whole: another process that looks for
// labs would take half a file for that of a dead lab and remove it.
func announce(r running) (withdraw func()) {
	r.PID = os.Getpid()
	r.Started = processStart(r.PID)
	r.Inode, _ = os.Readlink(r.Namespace)
	dir := runningDir()
	path := filepath.Join(dir, strconv.Itoa(r.PID)+".json")
	text, err := json.Marshal(r)
	if err != nil {
		panic("BUG: a running lab that cannot be encoded: " + err.Error())
	}
	half := path + unfinished
	if os.MkdirAll(dir, 0o700) != nil || !ours(dir) {
		return func() {}
	}
	findRunning() // which removes what killed processes have left
	if os.WriteFile(half, text, 0o600) != nil || os.Rename(half, path) != nil {
		os.Remove(half)
		os.Remove(path)
		return func() {}
	}
	return func() { os.Remove(path) }
}

// unfinished is the end of the name of a file that is being written.
const unfinished = ".new"

// runningDir returns the directory of the files of live labs. It belongs to the
// user, so that exec does not enter another user's network by mistake. After
// su(1) XDG_RUNTIME_DIR is still that of the user before, so it counts only if
// the directory is this user's and, as the XDG base directory specification
// says, if it is an absolute path.
func runningDir() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) && ours(dir) {
		return filepath.Join(dir, "tcplab")
	}
	return filepath.Join(os.TempDir(), "tcplab-running-"+strconv.Itoa(outerUID()))
}

// outerUID returns the user's number outside the user namespace that tcplab
// makes. Inside it the user is 0 (user_namespaces(7)). In the namespace of the
// lab's programs, which is inside that one, the user has that number again.
func outerUID() int {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil || os.Getuid() != 0 {
		return os.Getuid()
	}
	var inside, outside, count int
	if _, err := fmt.Sscan(string(text), &inside, &outside, &count); err != nil || count != 1 {
		return os.Getuid()
	}
	return outside
}

// findRunning lists the labs that live. It removes the files of those that were
// killed.
func findRunning() []running {
	if !ours(runningDir()) {
		return nil
	}
	paths, _ := filepath.Glob(filepath.Join(runningDir(), "*.json"))
	halves, _ := filepath.Glob(filepath.Join(runningDir(), "*.json"+unfinished))
	for _, path := range halves {
		pid, _ := strconv.Atoi(strings.TrimSuffix(filepath.Base(path), ".json"+unfinished))
		if !exists(pid) {
			os.Remove(path)
		}
	}
	var list []running
	for _, path := range paths {
		if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
			continue // reading it might wait for ever, as for a writer of a pipe
		}
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var r running
		if json.Unmarshal(text, &r) != nil || !r.lives() {
			os.Remove(path)
			continue
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b running) int { return a.PID - b.PID })
	return list
}

// lives reports whether the process that announced the lab still exists, even
// as another user's. It compares the time of the start, because another process
// may have got the same number since. Else exec would take that process for a
// lab on the host network and run its command there.
func (r running) lives() bool {
	return processStart(r.PID) == r.Started && exists(r.PID)
}

// exists reports whether there is a process of that number, even if it is another
// user's.
func exists(pid int) bool {
	if pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		return true // on Windows FindProcess has looked already, and there is no signal 0
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}

// processStart returns the time at which a process was started, in clock ticks
// since the start of the system (/proc/PID/stat, field 22; proc_pid_stat(5)).
// It returns "" if the system does not tell.
func processStart(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	// The program's name, field 2, may itself have spaces and brackets in it.
	rest := string(stat[bytes.LastIndexByte(stat, ')')+1:])
	if fields := strings.Fields(rest); len(fields) > 22-3 {
		return fields[22-3]
	}
	return ""
}

// chooseRunning picks the lab that exec is to enter: the only one, or the one
// whose process number or lesson --lab names.
func chooseRunning(list []running, want string) (running, error) {
	if len(list) == 0 {
		return running{}, words.Errorf("no lab is running: start one in another terminal with tcplab lab, or with tcplab run LESSON",
			"没有正在运行的实验：请在另一个终端用 tcplab lab 或 tcplab run LESSON 启动一个")
	}
	var names []string
	var fit []running
	for _, r := range list {
		names = append(names, fmt.Sprintf("%d (%s)", r.PID, r.Lesson))
		if want == "" || want == strconv.Itoa(r.PID) || want == r.Lesson {
			fit = append(fit, r)
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) == 0:
		return running{}, words.Errorf("no lab %q is running: choose with --lab one of %s",
			"没有名为 %q 的实验在运行：请用 --lab 从这些里选一个：%s", want, strings.Join(names, ", "))
	}
	return running{}, words.Errorf("several labs are running: choose with --lab one of %s",
		"有几个实验在运行：请用 --lab 从这些里选一个：%s", strings.Join(names, ", "))
}
