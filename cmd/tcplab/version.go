package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"tcplab/lab/trace"
)

// version is what git calls the commit that an archive was built from. .ci/release
// sets it; it is "" in any other build.
var version string

// ownVersion returns the version of this program.
func ownVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func newVersion(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which tcplab this is",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(e.out, "tcplab %s, %s %s/%s, trace format %s\n",
				ownVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, trace.Version)
			return err
		},
	}
}
