package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"golang.org/x/term"
)

// shellPatience is how long a shell may take to end once it has been hung up.
const shellPatience = 2 * time.Second

// welcome greets who opens a shell, by language.
var welcome = map[string]string{
	"en": "This shell is inside the lab's network: ss -tan shows its sockets.\nPackets stand still meanwhile; exit comes back.",
	"zh": "这个命令行在实验网络里：ss -tan 能看到它的套接字，exit 返回。\n在此期间，包都停着不动。",
}

// shell runs the user's shell in the network of a live run, with this terminal,
// until the student leaves it or ctx is done.
func (b *liveBench) shell(e *env, lang string) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		name := os.Getenv("SHELL")
		if name == "" {
			name = "sh"
		}
		fmt.Fprintln(e.out, welcome[lang])
		cmd := exec.CommandContext(ctx, name)
		cmd.Cancel, cmd.WaitDelay = func() error { return hangUp(cmd.Process) }, shellPatience
		cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
		defer e.keepTerminal()()
		if err := b.Start(cmd); err != nil {
			return fmt.Errorf("no shell can be opened (%w): set SHELL to one", err)
		}
		go e.attend(ctx, cmd.Process, cancel)
		cmd.Wait() // its exit status is the student's own affair
		return nil
	}
}

// attend looks after a shell until ctx is done. One that stops itself, as by
// suspend, would keep the terminal though nobody can type fg: it goes on at once.
// And when the terminal is gone, hangUp is called: that is told to the terminal's
// foreground alone, and a shell may ignore it.
func (e *env) attend(ctx context.Context, shell *os.Process, hangUp func()) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if tty, ok := e.in.(*os.File); ok && hungUp(tty) {
			hangUp()
		}
		goOnIfStopped(shell)
	}
}

// keepTerminal returns what gives the terminal back the modes that it has now,
// and to this process: a shell that was hung up does neither.
func (e *env) keepTerminal() (restore func()) {
	tty, ok := e.in.(*os.File)
	if !ok {
		return func() {}
	}
	fd := int(tty.Fd())
	modes, err := term.GetState(fd)
	if err != nil {
		return func() {}
	}
	return func() {
		comeForward(fd)
		term.Restore(fd, modes)
	}
}
