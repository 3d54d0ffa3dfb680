package script

import (
	"slices"
	"strconv"
	"strings"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// Turn is a point of a lesson's script at which a program has to be started or
// comes to its end. A student who runs the programs without the bench needs to
// know these points.
type Turn struct {
	Kind   string // TurnStart, TurnType, TurnExit or TurnKill
	Host   string
	Line   string // of TurnType: what is typed
	Call   string // of TurnStart and TurnType: its call that opens a socket, "Listen" or "DialUDP"; "" if it opens none
	Status int    // of TurnExit: the exit status, as a shell shows it
}

// The kinds of turn.
const (
	TurnStart = "start" // the program is to be started now
	TurnType  = "type"  // the program is told a line
	TurnExit  = "exit"  // the program ends by itself
	TurnKill  = "kill"  // the program is killed
)

// Listens reports whether a program that starts or is told something here opens a
// port that others will call, so that these have to wait until it has done so.
func (t Turn) Listens() bool { return strings.HasPrefix(t.Call, "Listen") }

// crashStatus is the exit status of a Go program that panicked.
const crashStatus = 2

// Turns lists a lesson's turns in the script's order. The bench starts all
// programs at once and holds each at its first gate. A student who runs them
// freely has to start each at the row where it opens its first socket: a server
// before its client, and a client that is to be refused before any server. A
// program that is told what to do starts at the first row that tells it something.
//
// A program whose end is not in the script has no turn for it: it runs until
// somebody ends it.
func Turns(l *lab.Lesson) ([]Turn, error) {
	beats := On(l, trace.HostNetwork)
	script, err := read(beats, false)
	if err != nil {
		return nil, err
	}
	starts := make([]int, len(l.Hosts))
	for k, h := range l.Hosts {
		starts[k] = startOf(h.Name, script)
	}
	var turns []Turn
	for i, b := range beats {
		for k, h := range l.Hosts {
			if starts[k] == i {
				turns = append(turns, Turn{Kind: TurnStart, Host: h.Name, Call: opening(b.Move)})
			}
		}
		if b.Move.Kind == trace.MoveInput {
			t := Turn{Kind: TurnType, Host: b.Move.Host, Line: b.Move.Name}
			if next := beats[min(i+1, len(beats)-1)].Move; next.Host == b.Move.Host {
				t.Call = opening(next)
			}
			turns = append(turns, t)
		}
		if b.Move.Kind == trace.MoveKill {
			turns = append(turns, Turn{Kind: TurnKill, Host: b.Move.Host})
		}
		for _, c := range script.then[i] {
			status, ok := exitStatus(c)
			if ok && !slices.ContainsFunc(turns, func(t Turn) bool { return t.Kind == TurnExit && t.Host == c.host }) {
				turns = append(turns, Turn{Kind: TurnExit, Host: c.host, Status: status})
			}
		}
	}
	return turns, nil
}

// Printed collects the texts that each host prints according to the script's
// claims, by host and in order. An error that a claim names is there in the
// words of Linux.
func Printed(l *lab.Lesson) (map[string][]string, error) {
	script, err := read(On(l, trace.HostNetwork), false)
	if err != nil {
		return nil, err
	}
	lines := map[string][]string{}
	for _, row := range script.then {
		for _, c := range row {
			text := c.want
			if words, ok := errorTexts[text]; ok {
				text = words
			}
			if c.verb == "prints" && !slices.Contains(lines[c.host], text) {
				lines[c.host] = append(lines[c.host], text)
			}
		}
	}
	return lines, nil
}

// startOf returns the row at which a host has to be started, which is the row
// of its first call that opens a socket. Calls on files before that do not
// count, because a client that reads a file first need not start before its
// server. A host that opens no socket starts at its first call; if it has none,
// at the row where it ends, or else at the last row.
func startOf(host string, s *Script) int {
	call, end := -1, len(s.beats)-1
	for i, b := range s.beats {
		if b.Move.Kind == trace.MoveInput && b.Move.Host == host {
			return i // it does nothing before it is told to
		}
		if b.Move.Kind == trace.MoveCall && like(b.Move.Host, host) {
			if opening(b.Move) != "" {
				return i
			}
			if call < 0 {
				call = i
			}
		}
		if slices.ContainsFunc(s.then[i], func(c claim) bool { return c.verb == "exits" && c.host == host }) {
			end = min(end, i)
		}
	}
	if call >= 0 {
		return call
	}
	return end
}

// opening returns the name of the call that a move begins if that call opens a
// socket, else "".
func opening(m trace.Move) string {
	if m.Kind == trace.MoveCall && (strings.HasPrefix(m.Name, "Listen") || strings.HasPrefix(m.Name, "Dial")) {
		return m.Name
	}
	return ""
}

// exitStatus returns the exit status that a claim names. ok is false if the
// claim names none.
func exitStatus(c claim) (status int, ok bool) {
	if c.verb != "exits" {
		return 0, false
	}
	if strings.HasPrefix(c.want, "panic") {
		return crashStatus, true
	}
	status, err := strconv.Atoi(strings.TrimPrefix(c.want, "exit "))
	return status, err == nil
}
