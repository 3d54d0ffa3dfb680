package wire

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Ubuntu, from 24.04 on, gives a user namespace no rights, unless AppArmor has a
// profile with the rule "userns," for the program that makes it (apparmor.d(5)).
// A profile helps one program, and lasts. Lifting the restriction helps every
// program on the machine, good or bad.

const (
	restrictsUserns = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
	liftsUserns     = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
	profilePath     = "/etc/apparmor.d/tcplab"
	installedPath   = "/usr/local/bin/tcplab"
)

// facts are what a remedy depends on.
type facts struct {
	read      func(path string) ([]byte, error) // a file of the system
	program   string                            // the path of this program, "" if it is not known
	temporary string                            // the directory of files that do not last
	container bool                              // this process runs in a container
}

// theFacts returns those of this process.
func theFacts() facts {
	program, _ := os.Executable()
	return facts{os.ReadFile, program, os.TempDir(), inContainer()}
}

// holds reports whether a file of the system has a value.
func (f facts) holds(path, value string) bool {
	text, err := f.read(path)
	return err == nil && strings.TrimSpace(string(text)) == value
}

// lackOfProfile returns the error for a program that has no AppArmor profile and
// may make no namespace because of that; nil if that is not the reason. In a
// container no profile can be loaded.
func (f facts) lackOfProfile(phrase error) error {
	if f.container || f.program == "" || !errors.Is(phrase, fs.ErrPermission) || !f.holds(restrictsUserns, "1") {
		return nil
	}
	path, load := f.program, "sudo apparmor_parser -r "+profilePath
	if within(f.temporary, path) { // as with go run: the next time it is another path
		load = "sudo install " + shellWord(path) + " " + installedPath + " && " + load
		path = installedPath
	}
	why := fmt.Errorf("%w: AppArmor restricts user namespaces to programs that have a profile", phrase)
	return lack{
		error: fmt.Errorf("%w; allow it with the profile that tcplab doctor prints, or for every program until the next start with %s", why, liftsUserns),
		Remedies: Remedies{
			Remedy: load, File: profilePath, Text: profile(path), Otherwise: liftsUserns,
		},
		detail: why.Error(),
	}
}

// within reports whether a path lies in a directory.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// profile returns an AppArmor profile that permits user namespaces to a program,
// and restricts it in nothing.
func profile(program string) string {
	return strings.Join([]string{
		"abi <abi/4.0>,",
		"include <tunables/global>",
		"profile tcplab " + profileWord(program) + " flags=(unconfined) {",
		"  userns,",
		"}",
	}, "\n") + "\n"
}

// profileWord writes a path as AppArmor reads it: signs that stand for others are
// escaped, and a path with a space is quoted.
func profileWord(path string) string {
	var b strings.Builder
	for _, r := range path {
		if strings.ContainsRune(`\*?[]{}^"`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	if strings.ContainsAny(path, " \t") {
		return `"` + b.String() + `"`
	}
	return b.String()
}

// shellWord quotes a path for a shell, if it needs that.
func shellWord(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool {
		return !strings.ContainsRune("/._-+", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}
