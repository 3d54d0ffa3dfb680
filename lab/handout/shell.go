package handout

import (
	"path"
	"strings"

	"tcplab/lab"
)

// shellArgs returns a host's arguments as one types them, quoted for a shell if
// they need it, and with port instead of 8001.
func shellArgs(h lab.Host, port int) []string {
	var args []string
	for _, a := range h.Args {
		if len(h.Brings) > 0 {
			a = strings.ReplaceAll(a, lab.FilePlace, path.Base(h.Brings[0]))
		}
		args = append(args, shellQuote(h.ArgOn(a, port)))
	}
	return args
}

// shellQuote quotes an argument so that the shells of Unix and Windows take it
// as one word. Single quotes, which only Unix knows, are used only if double
// ones would not do.
func shellQuote(arg string) string {
	plain := func(r rune) bool { return strings.ContainsRune(`-_./:=,+@%`, r) || isWord(r) }
	switch {
	case arg != "" && strings.IndexFunc(arg, func(r rune) bool { return !plain(r) }) < 0:
		return arg
	case !strings.ContainsAny(arg, "\"$`\\!"):
		return `"` + arg + `"`
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

func isWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}
