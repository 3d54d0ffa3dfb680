package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"tcplab/lab/trace"
	"tcplab/lab/words"
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
	var lang string
	cmd := &cobra.Command{
		Use:   "version",
		Short: e.say("Say which tcplab this is", "说明这是哪个 tcplab"),
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			lang, err := language(lang)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, words.Word{"tcplab %s, %s %s/%s, trace format %s\n", "tcplab %s，%s %s/%s，录像格式 %s\n"}.In(lang),
				ownVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, trace.Version)
			return err
		},
	}
	e.addLang(cmd.Flags(), &lang)
	return cmd
}
