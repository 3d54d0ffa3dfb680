package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"tcplab/lab/prose"
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
		"en": "This shell is inside the lab's network: %s shows its sockets.",
		"zh": "这个命令行在实验网络里：%s 能看到它的套接字。",
	}
	whereHost = map[string]string{
		"en": "This shell is on the host network, as the programs are: %s shows their sockets among all others.",
		"zh": "这个命令行和程序一样在本机网络上：%s 列出本机所有的套接字，它们也在其中。",
	}
	whereModel = map[string]string{
		"en": "This is your computer's shell: %s lists no socket of the model.",
		"zh": "这个命令行在这台电脑上：%s 看不到模型里的套接字。",
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

// greeting returns what a new shell's user is told, in lines that a narrow terminal
// does not break in mid-word.
func greeting(network string, flows bool, lang string) string {
	where, packets := wherePrivate, packetsHeld
	switch network {
	case trace.HostNetwork:
		where = whereHost
	case trace.NetstackNetwork:
		where = whereModel
	}
	if flows {
		packets = packetsFlow
	}
	lines := prose.Wrap(fmt.Sprintf(where[lang], sockets(runtime.GOOS)), 79)
	return strings.Join(append(lines, packets[lang]), "\n")
}

// sockets returns the command that lists TCP sockets on an operating system. Only
// Linux has ss.
func sockets(system string) string {
	if system == "linux" {
		return "ss -tan"
	}
	return "netstat -an -p tcp"
}

// shell runs the user's shell in the network of a live run, with this terminal,
// until the student leaves it or ctx is done.
func (b *liveBench) shell(e *env, lang string) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		name := cmp.Or(os.Getenv(shellVariable), usualShell)
		fmt.Fprintln(e.out, greeting(b.Bench.Recording().Header().Network, b.Flows(), lang))
		cmd := exec.CommandContext(ctx, name)
		cmd.Cancel, cmd.WaitDelay = func() error { return hangUp(cmd.Process) }, shellPatience
		cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
		defer e.keepTerminal()()
		defer e.lend()()
		if err := b.Start(cmd); err != nil {
			return words.Errorf("no shell can be opened (%w): set %s to one",
				"打不开命令行：%w。请把 %s 设成一个可用的 shell", err, shellVariable)
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
