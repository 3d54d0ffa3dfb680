package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// help writes what a command is for, and its usage.
func (e *env) help(cmd *cobra.Command, _ []string) {
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s", cmd.Short, cmd.UsageString())
}

// usage writes how a command is called: its line, the commands below it and its
// flags.
func (e *env) usage(cmd *cobra.Command) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n  %s\n", e.say("Usage:", "用法："), useLine(cmd))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&out, "  tcplab COMMAND\n\n%s\n", e.say("Commands:", "命令："))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&out, "  %-9s %s\n", c.Name(), c.Short)
			}
		}
	}
	fmt.Fprintf(&out, "\n%s\n%s", e.say("Flags:", "选项："), flagTable(cmd))
	fmt.Fprintf(&out, "  %-28s %s\n", "-h, --help", e.say("show this", "显示这份说明"))
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&out, "\n%s\n", e.say("tcplab COMMAND --help says more about a command.", "tcplab COMMAND --help 详细说明一个命令。"))
	}
	_, err := fmt.Fprint(cmd.OutOrStderr(), out.String())
	return err
}

// useLine returns a command line with a place for flags.
func useLine(cmd *cobra.Command) string {
	name, rest, _ := strings.Cut(cmd.Use, " ")
	if cmd.HasParent() {
		name = "tcplab " + name
	}
	return strings.TrimRight(name+" [FLAGS] "+rest, " ")
}

// flagTable lists a command's flags, except --help.
func flagTable(cmd *cobra.Command) string {
	var out strings.Builder
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		value, usage := pflag.UnquoteUsage(f) // an option's value may be named in the text, in backquotes
		switch {
		case usage != f.Usage:
			name += " " + value
		case f.Value.Type() != "bool":
			name += " " + strings.ToUpper(f.Name)
		}
		fmt.Fprintf(&out, "  %-28s %s\n", name, usage)
	})
	return out.String()
}
