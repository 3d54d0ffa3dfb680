package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"tcplab/lab/kernel"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// checked is one check in the output of doctor --json.
type checked struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`

	File      string `json:"file,omitempty"` // to be written before the remedy, with the text
	Text      string `json:"text,omitempty"`
	Otherwise string `json:"otherwise,omitempty"` // another remedy, for a time
}

// report is the output of doctor --json.
type report struct {
	System  string    `json:"system"`
	Network string    `json:"network"` // the network that --net auto chooses here
	Checks  []checked `json:"checks"`
}

func newDoctor(e *env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine can do, and how to get the rest",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			// Only a process that may make the private network can try it.
			status, done, failed := wire.Reexec(e.inner)
			switch {
			case done && status != 0:
				return exitError{status}
			case done:
				return nil
			}
			r := examine(e.inner, failed)
			if asJSON {
				enc := json.NewEncoder(e.out)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(r)
			}
			return writeReport(e, r)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object")
	return cmd
}

// examine checks everything that a run needs. inner is whether this is the
// process that wire.Reexec has started, and failed the error if it could not.
func examine(inner bool, failed error) report {
	r := report{System: kernel.Stack() + ", " + runtime.GOOS + "/" + runtime.GOARCH, Network: trace.PrivateNetwork}
	for _, c := range wire.Probe(inner, failed) {
		r.Checks = append(r.Checks, checked{c.Name, c.OK, c.Detail, c.Remedy, c.File, c.Text, c.Otherwise})
		if !c.OK {
			r.Network = trace.HostNetwork
		}
	}
	if _, err := os.Executable(); err != nil {
		r.Checks = append(r.Checks, checked{Name: "hosts", Detail: "tcplab cannot find its own program to start them (" + err.Error() + ")", Remedy: "sudo mount -t proc proc /proc"})
		r.Network = "none"
		return r
	}
	r.Checks = append(r.Checks, checkReader())
	if last := r.Checks[len(r.Checks)-1]; !last.OK && r.Network == trace.HostNetwork {
		r.Network = "none"
	}
	return r
}

// checkReader checks whether sockets can be read here.
func checkReader() checked {
	c := checked{Name: "socket table"}
	reader, err := kernel.NewReader()
	if err == nil {
		_, err = reader.Dump(kernel.TCP)
		err = errors.Join(err, reader.Close())
	}
	if err != nil {
		c.Detail = err.Error()
		c.Remedy = "tcplab replay FILE shows a recorded run anywhere"
		return c
	}
	c.OK, c.Detail = true, "the system tells the state of every socket"
	return c
}

func writeReport(e *env, r report) error {
	fmt.Fprintln(e.out, r.System)
	said := "" // the remedy of the check before, which often is that of the next one, too
	for _, c := range r.Checks {
		mark := "ok     "
		if !c.OK {
			mark = "missing"
		}
		fmt.Fprintf(e.out, "  %s  %s: %s\n", mark, c.Name, c.Detail)
		if c.Remedy == "" || c.Remedy == said {
			continue
		}
		said = c.Remedy
		if c.File != "" {
			fmt.Fprintf(e.out, "           write into %s:\n", c.File)
			for line := range strings.Lines(c.Text) {
				fmt.Fprintf(e.out, "             %s", line)
			}
			fmt.Fprintf(e.out, "           then: %s\n", c.Remedy)
			if c.Otherwise != "" {
				fmt.Fprintf(e.out, "           or, for every program and until the next start: %s\n", c.Otherwise)
			}
		} else {
			fmt.Fprintf(e.out, "           try: %s\n", c.Remedy)
		}
	}
	_, err := fmt.Fprintln(e.out, map[string]string{
		trace.PrivateNetwork: "Lessons run on the private network: every packet waits for a key.",
		trace.HostNetwork:    "Lessons run on the host network: steps happen at calls, packets flow by themselves.",
		"none":               "Lessons cannot run here; tcplab replay FILE shows a recorded one.",
	}[r.Network])
	return err
}
