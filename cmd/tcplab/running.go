package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"tcplab/lab/words"
)

// running is what a live lab tells other terminals in a file. As long as it lives,
// it holds the file's lock, which the system takes away from a process that ends. So
// nobody is misled by the file of a lab that was killed, even if another process has
// got its number since: exec would take that one for a lab on the host network, and
// run its command on the bare machine.
type running struct {
	PID       int    `json:"pid"`
	Lesson    string `json:"lesson"`
	Network   string `json:"network"`
	Namespace string `json:"namespace,omitempty"` // the path of a file that stands for the namespace, for nsenter(1)
	Inode     string `json:"inode,omitempty"`     // that namespace's own name, "net:[4026532008]" (namespaces(7))
	User      string `json:"user,omitempty"`      // the path of a file that stands for the user namespace of its programs
}

// announce tells other terminals of a live lab until withdraw is called. It removes
// the announcements of processes that were killed. If the file cannot be written, or
// not be locked, the lab runs all the same, but exec does not find it.
//
// The file gets its name only when it is whole: another process that looks for
// labs would take half a file for that of a dead lab and remove it. No name is used
// twice, so that nobody who has found a withdrawn file removes a new one.
func announce(r running) (withdraw func()) {
	r.PID = os.Getpid()
	r.Inode, _ = os.Readlink(r.Namespace)
	dir := runningDir()
	path := filepath.Join(dir, strconv.Itoa(r.PID)+"-"+rand.Text()+".json")
	text, err := json.Marshal(r)
	if err != nil {
		panic("BUG: a running lab that cannot be encoded: " + err.Error())
	}
	half := path + unfinished
	if os.MkdirAll(dir, 0o700) != nil || !ours(dir) {
		return func() {}
	}
	findRunning() // which removes what killed processes have left
	f, err := createShared(half)
	if err != nil {
		return func() {}
	}
	if _, err := f.Write(text); err != nil || lock(f) != nil || os.Rename(half, path) != nil {
		f.Close()
		os.Remove(half)
		return func() {}
	}
	return func() {
		f.Close() // first, because Windows removes no open file at once
		os.Remove(path)
	}
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
		digits, _, _ := strings.Cut(filepath.Base(path), "-")
		if pid, _ := strconv.Atoi(digits); !exists(pid) {
			os.Remove(path)
		}
	}
	var list []running
	for _, path := range paths {
		switch r, held, err := readRunning(path); {
		case err != nil:
		case held:
			list = append(list, r)
		default:
			os.Remove(path)
		}
	}
	slices.SortFunc(list, func(a, b running) int { return a.PID - b.PID })
	return list
}

// readRunning reads the file of a lab. held is false if nobody holds the file's lock,
// because the lab is dead.
func readRunning(path string) (r running, held bool, err error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return running{}, false, fs.ErrInvalid // reading it might wait for ever, as for a writer of a pipe
	}
	f, err := os.Open(path)
	if err != nil {
		return running{}, false, err
	}
	defer f.Close()
	if err := tryLock(f); !errors.Is(err, errLocked) {
		return running{}, false, err
	}
	err = json.NewDecoder(f).Decode(&r)
	return r, true, err
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
