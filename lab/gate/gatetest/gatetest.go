// Package gatetest runs host processes in tests and turns their messages into
// short lines. A test then reads as a dialogue: let a call go, settle, and
// compare.
package gatetest

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tcplab/lab/gate"
)

// Main is a TestMain whose test binary can be a host that runs one of
// programs.
func Main(m *testing.M, programs map[string]func()) {
	if cfg, ok := gate.FromEnv(); ok {
		gate.Serve(cfg, programs[cfg.Lesson])
	}
	os.Exit(m.Run())
}

// Host is a host process of a test.
type Host struct {
	Name    string
	Peer    *gate.Peer
	Cmd     *exec.Cmd
	Waiting []gate.Message // the begin messages of calls at the gate, in order
	Running []gate.Message // the begin messages of calls under way, in order
	Timed   []int          // the ids of those calls under way that have a deadline, by the last answer
	Sockets map[int]gate.Socket
	Ended   *gate.Ended

	t      testing.TB
	broken bool         // the end of the process has been told
	asked  atomic.Int64 // how many requests its stack has got
	seen   int64        // how many of them Settle knows of
}

// counting counts the requests that it hands on. The stack may have answered one of
// them at once, so a host that has asked anything has not settled.
type counting struct {
	gate.Kernel
	host *Host
}

func (c counting) Take(s gate.Sys) {
	c.Kernel.Take(s)
	c.host.asked.Add(1)
}

// news reports whether the stack has got requests since the last time.
func (h *Host) news() bool {
	n := h.asked.Load()
	more := n != h.seen
	h.seen = n
	return more
}

// Start starts this test binary again as a host. Cfg.Lesson names the program,
// whose functions' names must begin with cfg.Prefix.
func Start(t testing.TB, cfg gate.Config) *Host {
	t.Helper()
	return StartOn(t, cfg, nil)
}

// StartOn is Start of a host whose requests go to the Kernel that stack returns for
// it; nil if it has none.
func StartOn(t testing.TB, cfg gate.Config, stack func(*gate.Peer) gate.Kernel) *Host {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Host == "" {
		cfg.Host = cfg.Lesson
	}
	h := &Host{Name: cfg.Host, t: t, Cmd: exec.Command(exe), Sockets: map[int]gate.Socket{}}
	if h.Peer, err = gate.Attach(h.Cmd, cfg); err != nil {
		t.Fatal(err)
	}
	if stack != nil {
		h.Peer.Serve(counting{stack(h.Peer), h})
	}
	if err := h.Cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.Peer.Started()
	t.Cleanup(func() {
		if err := h.Peer.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// Go lets the first waiting call of that name begin.
func (h *Host) Go(name string) {
	h.t.Helper()
	for i, m := range h.Waiting {
		if m.Name == name {
			h.Waiting = slices.Delete(h.Waiting, i, i+1)
			h.Running = append(h.Running, m)
			if err := h.Peer.Go(m.Call); err != nil {
				h.t.Fatal(err)
			}
			return
		}
	}
	h.t.Fatalf("%s: no %s waits at the gate; waiting: %v", h.Name, name, h.Waiting)
}

// Round asks all hosts once and returns what they said.
func Round(hosts ...*Host) []string {
	for _, h := range hosts {
		h.t.Helper()
		h.ask()
	}
	var lines []string
	for _, h := range hosts {
		lines = append(lines, h.named(h.answer(), len(hosts))...)
	}
	return lines
}

// named puts the host's name before each line if there are several hosts.
func (h *Host) named(lines []string, hosts int) []string {
	if hosts > 1 {
		for i := range lines {
			lines[i] = h.Name + ": " + lines[i]
		}
	}
	return lines
}

func (h *Host) ask() {
	h.t.Helper()
	if err := h.Peer.Ask(); err != nil {
		h.t.Fatal(err)
	}
}

// answer waits for the host's answer and tells it in lines.
func (h *Host) answer() []string {
	h.t.Helper()
	a, err := h.Peer.Answer(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	var said []string
	for _, m := range a.Messages {
		if line := h.hear(m); line != "" {
			said = append(said, line)
		}
	}
	if a.Busy {
		said = append(said, "busy")
	}
	if a.Exit != nil && !h.broken {
		h.broken, h.Ended = true, a.Exit
		said = append(said, "ended: "+a.Exit.String())
	}
	if a.Exit == nil {
		h.check(a)
	}
	h.Timed = a.Timed
	return said
}

// check fails the test if the answer's list of running calls does not agree
// with the host's messages.
func (h *Host) check(a gate.Answer) {
	h.t.Helper()
	var want []int
	for _, m := range h.Running {
		want = append(want, m.Call)
	}
	slices.Sort(want)
	if !slices.Equal(a.Running, want) {
		h.t.Errorf("%s answers that calls %v are running, but its messages say %v", h.Name, a.Running, want)
	}
}

// patience bounds how long SettleFor waits. It is no measure of anything.
const patience = 20 * time.Second

// Settle asks until a round brings nothing new, and no request to a stack. It returns the lines host by
// host, each host's output last.
func Settle(hosts ...*Host) []string { return SettleFor(0, hosts...) }

// SettleFor is Settle, but goes on until at least n lines were said. A packet
// from one process to another over the machine's own network may still be on its
// way when both have settled, because a busy kernel puts off the receiver's half
// of the work.
func SettleFor(n int, hosts ...*Host) []string {
	said := make([][]string, len(hosts))
	printed := make([][]string, len(hosts))
	deadline := time.Now().Add(patience)
	for again := true; again || n > 0 && time.Now().Before(deadline); {
		again = false
		for _, h := range hosts {
			h.t.Helper()
			h.ask()
		}
		for i, h := range hosts {
			lines := h.answer()
			again = h.news() || again
			for _, line := range lines {
				again = true
				n--
				if strings.HasPrefix(line, "printed ") && h.Ended == nil {
					printed[i] = append(printed[i], line)
				} else {
					said[i] = append(said[i], line)
				}
			}
		}
	}
	var lines []string
	for i, h := range hosts {
		lines = append(lines, h.named(append(said[i], printed[i]...), len(hosts))...)
	}
	return lines
}

// Step is Go and Settle.
func (h *Host) Step(name string) []string {
	h.t.Helper()
	h.Go(name)
	return Settle(h)
}

// hear updates the host's lists of calls and returns the message as a line, ""
// if it needs none.
func (h *Host) hear(m gate.Message) string {
	forget := func(calls []gate.Message) []gate.Message {
		return slices.DeleteFunc(calls, func(b gate.Message) bool { return b.Call == m.Call })
	}
	switch m.Kind {
	case gate.KindBegin:
		if m.Open {
			h.Running = append(h.Running, m)
			return "passed " + m.Text
		}
		h.Waiting = append(h.Waiting, m)
		return "waits " + m.Text
	case gate.KindSocket:
		h.Sockets[m.Call] = *m.Socket
		return ""
	case gate.KindEnd:
		h.Running = forget(h.Running)
		h.Waiting = forget(h.Waiting)
		line := m.Name + " gave"
		if m.Text != "" {
			line += " " + m.Text
		}
		if m.Err != "" {
			line += " error " + m.Err
		}
		if m.Errno != "" {
			line += " " + m.Errno
		}
		return line
	case gate.KindOutput:
		if m.Cut > 0 {
			return fmt.Sprintf("printed … %d bytes, %d before them cut", len(m.Text), m.Cut)
		}
		return fmt.Sprintf("printed %q", m.Text)
	case gate.KindCounts:
		var all []string
		for _, c := range m.Counts {
			all = append(all, fmt.Sprintf("%d %s %d bytes", c.Calls, c.Name, c.Bytes))
		}
		return "counted " + strings.Join(all, ", ")
	case gate.KindExit:
		return fmt.Sprintf("exit %d", m.Code)
	}
	return "message of unknown kind " + m.Kind
}

// Expect fails the test if hosts said something else than they should have. Why
// is the rule that they broke.
func Expect(t testing.TB, why string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got: %s\nwant: %s", why, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}
