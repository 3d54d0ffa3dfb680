package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// shellPatience is how long a shell may take to end once it has been hung up. It
// is shorter than endWithin.
const shellPatience = time.Second

// These are the sentences that greet a new shell's user, by language: where the
// shell is, and whether packets flow meanwhile.
var (
	wherePrivate = map[string]string{
		"en": "This shell is inside the lab's network: ss -tan shows its sockets.",
		"zh": "这个命令行在实验网络里：ss -tan 能看到它的套接字。",
	}
	whereHost = map[string]string{
		"en": "This shell is on the host network, as the programs are: ss -tan shows their sockets among all others.",
		"zh": "这个命令行和程序一样在本机网络上：ss -tan 列出本机所有的套接字，它们也在其中。",
	}
	packetsHeld = map[string]string{
		"en": "Packets stand still meanwhile; exit comes back.",
		"zh": "在此期间，包都停着不动；exit 返回。",
	}
	packetsFlow = map[string]string{
		"en": "Packets flow by themselves meanwhile; exit comes back.",
		"zh": "在此期间，包自己流动；exit 返回。",
	}
)

// greeting returns the two lines that a new shell's user is told.
func greeting(network string, flows bool, lang string) string {
	where, packets := wherePrivate, packetsHeld
	if network == trace.HostNetwork {
		where = whereHost
	}
	if flows {
		packets = packetsFlow
	}
	return where[lang] + "\n" + packets[lang]
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
		fmt.Fprintln(e.out, greeting(b.Bench.Recording().Header().Network, b.Flows(), lang))
		cmd := exec.CommandContext(ctx, name)
		cmd.Cancel, cmd.WaitDelay = func() error { return hangUp(cmd.Process) }, shellPatience
		cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
		defer e.keepTerminal()()
		if err := b.Start(cmd); err != nil {
			return words.Errorf("no shell can be opened (%w): set SHELL to one",
				"打不开命令行：%w。请把 SHELL 设成一个可用的 shell", err)
		}
		go e.attend(ctx, cmd.Process, cancel)
		cmd.Wait() // the shell's exit status means nothing to tcplab
		return nil
	}
}

// attend looks after a shell until ctx is done. If the shell stops itself, as
// by suspend, attend lets it go on at once: else it would keep the terminal
// though nobody can type fg. If the terminal is gone, attend calls hangUp: the
// kernel tells it only to the terminal's foreground, and a shell may ignore it.
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

// keepTerminal returns a function that restores the terminal's present modes
// and makes this process its foreground again. A shell that was hung up does
// neither.
func (e *env) keepTerminal() (restore func()) {
	kept := e.terminalModes()
	return func() {
		if kept != nil {
			comeForward(kept.tty)
			kept.restore()
		}
	}
}
