package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"tcplab/lab/process"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

func newExec(e *env) *cobra.Command {
	var which, lang string
	var root bool
	cmd := &cobra.Command{
		Use:   "exec -- CMD…",
		Short: e.say("Run a command inside the running lab's network", "在正在运行的实验的网络里运行一个命令"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{words.Errorf("exec needs a command: try tcplab exec -- %s",
					"exec 后面要写命令：试试 tcplab exec -- %s", sockets(runtime.GOOS))}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := language(lang); err != nil {
				return err
			}
			lab, err := chooseRunning(findRunning(), which)
			if err != nil {
				return err
			}
			return runInside(e, lab, args, root)
		},
	}
	cmd.Flags().StringVar(&which, "lab", "", e.say("which lab, by process number or lesson, where several run", "几个实验同时运行时选哪一个：进程号或课名"))
	cmd.Flags().BoolVar(&root, "root", false, e.say("with the rights of root over the lab's network", "带上对实验网络的 root 权限"))
	e.addLang(cmd.Flags(), &lang)
	cmd.Flags().SetInterspersed(false)
	return cmd
}

// inUserNamespace reports whether a process lives in a user namespace other
// than this one's, which then has to be entered, too (user_namespaces(7)). If
// the system does not tell, it returns false, and nsenter reports what is
// missing.
func inUserNamespace(pid int) bool {
	here, err := os.Readlink("/proc/self/ns/user")
	there, denied := os.Readlink(fmt.Sprintf("/proc/%d/ns/user", pid))
	return err == nil && denied == nil && here != there
}

// runInside runs a command in a lab's network, with this terminal.
func runInside(e *env, lab running, args []string, root bool) error {
	program, err := exec.LookPath(args[0])
	if err != nil {
		return words.Errorf("%s cannot be run (%w): check its name", "%s 运行不了：%w。请检查名字", args[0], err)
	}
	line, err := lab.entrance(root)
	if err != nil {
		return err
	}
	cmd := &exec.Cmd{Path: program, Args: args}
	if len(line) > 0 {
		cmd = exec.Command(line[0], append(line[1:], args...)...)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
	defer e.ending.hold()()
	status, err := process.StandBefore(cmd, execSignals)
	switch {
	case err != nil:
		return words.Errorf("%s cannot be run (%w): check its name", "%s 运行不了：%w。请检查名字", args[0], err)
	case status != 0:
		return exitError{status}
	}
	return nil
}

// entrance returns the command line that enters the lab's network and runs
// there what follows on it. It is empty if this process is inside already. An
// ordinary user's network belongs to a user namespace of the lab, in which the
// user is root; from there entrance goes on, unless root is set, into one in
// which the user is the same as outside (see wire.User).
func (lab running) entrance(root bool) ([]string, error) {
	if lab.Network == trace.NetstackNetwork {
		return nil, words.Errorf("the sockets of this run live in a model inside of tcplab, which no other program can enter: start the run with --net private",
			"这次运行的套接字在 tcplab 内部的模型里，别的程序进不去：请用 --net private 重新运行")
	}
	if lab.Network != trace.PrivateNetwork {
		if root {
			return nil, usageError{words.Errorf("this lab is on the host network, which gives nobody more rights: leave --root away",
				"这个实验在本机网络上，那里谁也得不到更多权限：请去掉 --root")}
		}
		return nil, nil
	}
	if here, err := os.Readlink("/proc/self/ns/net"); err == nil && here == lab.Inode {
		if root && os.Getuid() != 0 {
			return nil, words.Errorf("a program inside the lab cannot become root there: run tcplab exec --root in another terminal",
				"实验里的程序不能在那里变成 root：请在另一个终端里运行 tcplab exec --root")
		}
		return nil, nil
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return nil, words.Errorf("entering a private network needs nsenter: install the package util-linux",
			"进入私有网络需要 nsenter：请安装软件包 util-linux")
	}
	if _, err := os.Readlink(lab.Namespace); err != nil {
		return nil, words.Errorf("the network of lab %d cannot be entered from here (%w): use a terminal outside of any lab",
			"从这里进不了实验 %d 的网络：%w。请用一个不在任何实验里的终端", lab.PID, err)
	}
	line := []string{nsenter, "--net=" + lab.Namespace}
	if !inUserNamespace(lab.PID) {
		return append(line, "--"), nil
	}
	line = append(line, "--user", "--target", strconv.Itoa(lab.PID), "--preserve-credentials", "--")
	switch {
	case root:
		return line, nil
	case lab.User == "":
		return nil, words.Errorf("lab %d can run programs only as its root: try tcplab exec --root",
			"实验 %d 只能以它的 root 身份运行程序：试试 tcplab exec --root", lab.PID)
	}
	return append(line, nsenter, "--user="+lab.User, "--preserve-credentials", "--"), nil
}

// execSignals are the signals that tcplab receives while a command runs in a
// lab. The command receives those of the terminal's keys itself and decides
// what they mean; tcplab only waits.
var execSignals = map[os.Signal]bool{
	syscall.SIGTERM: true, syscall.SIGHUP: true, syscall.SIGINT: false, syscall.SIGQUIT: false,
}
