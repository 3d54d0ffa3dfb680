package main

import "os"

// hangUp ends a shell. Windows has no word for its terminal being gone.
func hangUp(p *os.Process) error { return p.Kill() }

// inBackground does nothing: on Windows no process is in the background.
func inBackground() {}

// hungUp is not known on Windows.
func hungUp(*os.File) bool { return false }

// comeForward does nothing: on Windows no process is in the background.
func comeForward(int) {}

// reachTerminal finds nothing wrong: on Windows a process has its console.
func reachTerminal() error { return nil }
