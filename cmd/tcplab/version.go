package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"tcplab/lab/trace"
)

func newVersion(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which tcplab this is",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			version := "(devel)"
			if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
				version = info.Main.Version
			}
			_, err := fmt.Fprintf(e.out, "tcplab %s, %s %s/%s, trace format %s\n",
				version, runtime.Version(), runtime.GOOS, runtime.GOARCH, trace.Version)
			return err
		},
	}
}
