package main

import (
	"os"

	"tcplab/lab/panel/console"
	"tcplab/lab/words"
)

// The variable that names the user's shell, and what is used if it is not set.
const shellVariable, usualShell = "ComSpec", "cmd.exe"

// interruptsReachAll says that Ctrl-C reaches every process that has the console,
// and so this one, though a shell in front of it is meant.
const interruptsReachAll = true

// hangUp ends a shell. Windows has no signal for a terminal that is gone.
func hangUp(p *os.Process) error { return p.Kill() }

// inBackground does nothing: on Windows no process is in the background.
func inBackground() {}

// hungUp always reports false: on Windows the end of a console is told as a signal
// (SIGTERM).
func hungUp(*os.File) bool { return false }

// comeForward does nothing: on Windows no process is in the background.
func comeForward(int) {}

// reachTerminal returns an error if the panel cannot have the console, or if that
// one draws nothing, as before Windows 10.
func reachTerminal() error {
	c, err := console.New()
	if err != nil {
		return noTerminal(err)
	}
	defer c.Close()
	if err := c.Draws(); err != nil {
		return words.Errorf("no panel can be drawn on this console (%w): switch its property \"Use legacy console\" off, or use Windows Terminal; tcplab run LESSON --plain draws nothing",
			"在这个控制台上画不出界面：%w。请在控制台的属性里取消“使用旧版控制台”，或改用 Windows Terminal；也可以用 tcplab run LESSON --plain，只输出文字", err)
	}
	return nil
}
