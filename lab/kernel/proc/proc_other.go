//go:build !linux

package proc

import (
	"runtime"

	"tcplab/lab/words"
)

// CallsOf returns one unknown call: this system does not tell them.
func CallsOf(pid, _ int, _ func(uint32) bool) []Call { return []Call{{PID: pid, Unknown: true}} }

// FilesOf tells nothing on this system.
func FilesOf(int) (open, allowed int) { return 0, 0 }

// Asleep returns nothing, and that nothing sleeps: this system does not tell it.
func Asleep(int, int) (map[int]uint64, bool) { return nil, false }

// Stopped returns false: this system does not tell it.
func Stopped(int) bool { return false }

// Owners always fails on this system.
func Owners(string) (map[uint32][]Owner, error) {
	return nil, words.Errorf("the owners of sockets cannot be read on %s: use netstat -ano",
		"在 %s 上读不到套接字属于谁：请用 netstat -ano", runtime.GOOS)
}
