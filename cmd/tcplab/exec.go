package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"tcplab/lab/process"
	"tcplab/lab/trace"
)

func newExec(e *env) *cobra.Command {
	var which string
	cmd := &cobra.Command{
		Use:   "exec -- CMD…",
		Short: "Run a command inside the running lab's network",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("exec needs a command: try tcplab exec -- ss -tan")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			lab, err := chooseRunning(findRunning(), which)
			if err != nil {
				return err
			}
			return runInside(e, lab, args)
		},
	}
	cmd.Flags().StringVar(&which, "lab", "", "which lab, by process number or lesson, where several run")
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
func runInside(e *env, lab running, args []string) error {
	line := args
	if lab.Network == trace.PrivateNetwork {
		nsenter, err := exec.LookPath("nsenter")
		if err != nil {
			return errors.New("entering a private network needs nsenter: install the package util-linux")
		}
		line = []string{nsenter, "--net=" + lab.Namespace}
		if inUserNamespace(lab.PID) {
			line = append(line, "--user", "--target", strconv.Itoa(lab.PID), "--preserve-credentials")
		}
		line = append(append(line, "--"), args...)
	}
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
	defer e.ending.hold()()
	status, err := process.StandBefore(cmd, execSignals)
	switch {
	case err != nil:
		return fmt.Errorf("%s cannot be run (%w): check its name", args[0], err)
	case status != 0:
		return exitError{status}
	}
	return nil
}

// execSignals are the signals that tcplab receives while a command runs in a
// lab. The command receives those of the terminal's keys itself and decides
// what they mean; tcplab only waits.
var execSignals = map[os.Signal]bool{
	syscall.SIGTERM: true, syscall.SIGHUP: true, syscall.SIGINT: false, syscall.SIGQUIT: false,
}
