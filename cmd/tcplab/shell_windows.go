package main

import "os"

// hangUp ends a shell. Windows has no signal for a terminal that is gone.
func hangUp(p *os.Process) error { return p.Kill() }

// inBackground does nothing: on Windows no process is in the background.
func inBackground() {}

// hungUp always reports false: on Windows it cannot be known.
func hungUp(*os.File) bool { return false }

// comeForward does nothing: on Windows no process is in the background.
func comeForward(int) {}

// reachTerminal never fails: on Windows a process has its console.
func reachTerminal() error { return nil }
