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
)

// running is what a live lab tells other terminals, in a file of its own.
type running struct {
	PID       int    `json:"pid"`
	Started   string `json:"started,omitempty"` // by processStart, for process numbers are used again
	Lesson    string `json:"lesson"`
	Network   string `json:"network"`
	Namespace string `json:"namespace,omitempty"` // a file that names it, for nsenter(1)
}

// announce tells other terminals of a live lab, until the returned function is
// called. What this process announced before is replaced. Where that cannot be
// written the lab runs all the same: only exec does not find it.
//
// The file gets its name when it is whole: whoever looks meanwhile would take
// half a file for that of a dead lab, and clear it away.
func announce(r running) (withdraw func()) {
	r.PID = os.Getpid()
	r.Started = processStart(r.PID)
	dir := runningDir()
	path := filepath.Join(dir, strconv.Itoa(r.PID)+".json")
	text, err := json.Marshal(r)
	if err != nil {
		panic("BUG: a running lab that cannot be encoded: " + err.Error())
	}
	half := path + ".new"
	if os.MkdirAll(dir, 0o700) != nil || !ours(dir) {
		return func() {}
	}
	if os.WriteFile(half, text, 0o600) != nil || os.Rename(half, path) != nil {
		os.Remove(half)
		os.Remove(path)
		return func() {}
	}
	return func() { os.Remove(path) }
}

// runningDir is where live labs are found: the user's own, so that nobody else's
// network is entered by mistake. Whoever has become another user by su(1) still
// has XDG_RUNTIME_DIR from before; the XDG base directory specification wants it
// to be the user's, and ignored where it is not an absolute path.
func runningDir() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) && ours(dir) {
		return filepath.Join(dir, "tcplab")
	}
	return filepath.Join(os.TempDir(), "tcplab-running-"+strconv.Itoa(outerUID()))
}

// outerUID is the user as the rest of the machine knows them. Inside the user
// namespace that tcplab makes, everybody is 0 (user_namespaces(7)).
func outerUID() int {
	text, err := os.ReadFile("/proc/self/uid_map")
	if err != nil {
		return os.Getuid()
	}
	var inside, outside, count int
	if _, err := fmt.Sscan(string(text), &inside, &outside, &count); err != nil || count != 1 {
		return os.Getuid()
	}
	return outside
}

// findRunning lists the labs that live. The files of those that were killed are
// cleared away.
func findRunning() []running {
	if !ours(runningDir()) {
		return nil
	}
	paths, _ := filepath.Glob(filepath.Join(runningDir(), "*.json"))
	var list []running
	for _, path := range paths {
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

// lives tells whether the process that announced the lab exists, whoever owns
// it. A stranger that has got its number since would let exec believe in a lab
// on the host network, and run its command on the bare machine.
func (r running) lives() bool {
	if processStart(r.PID) != r.Started {
		return false
	}
	p, err := os.FindProcess(r.PID)
	if err != nil {
		return false
	}
	if runtime.GOOS == "windows" {
		return true // FindProcess has looked there, and no signal can ask
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}

// processStart is when a process was started, in clock ticks since the system
// was (/proc/PID/stat, field 22; proc_pid_stat(5)); "" where no system tells.
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
		return running{}, errors.New("no lab is running: start one in another terminal with tcplab lab, or with tcplab run LESSON")
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
		return running{}, fmt.Errorf("no lab %q is running: choose with --lab one of %s", want, strings.Join(names, ", "))
	}
	return running{}, fmt.Errorf("several labs are running: choose with --lab one of %s", strings.Join(names, ", "))
}
