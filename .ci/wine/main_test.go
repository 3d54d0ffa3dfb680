package wine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
)

// lab is where the tests run: a Wine of their own, with tcplab in it.
var lab struct {
	dir     string
	prefix  string // Wine's files
	overlay string
	windows string // tcplab.exe
	native  string // tcplab, for comparison
}

// The program starts itself three times over: it builds, while the network of this
// machine is there; it enters a network of its own; there it tests.
const (
	asked  = "TCPLAB_WINE"     // set by .ci/wine/run: without it nothing is tried
	inside = "TCPLAB_WINE_LAB" // the directory of the lab, in the second process
)

func TestMain(m *testing.M) {
	status, err := 0, error(nil)
	switch {
	case os.Getenv(asked) == "":
		fmt.Println("the tests under Wine take minutes, and .ci/wine/run runs them: skipped")
	case os.Getenv(inside) == "":
		status, err = enter()
	default:
		status, err = try(m)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "wine:", err)
		status = 1
	}
	os.Exit(status)
}

// enter builds everything and runs this program again in a network of its own.
func enter() (status int, err error) {
	dir, err := os.MkdirTemp("", "wine-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	place(dir)
	if _, err := overlay(dir); err != nil {
		return 1, err
	}
	if err := errors.Join(goBuild("windows", lab.windows, []string{"-overlay", lab.overlay}, "tcplab/cmd/tcplab"),
		goBuild("", lab.native, nil, "tcplab/cmd/tcplab")); err != nil {
		return 1, err
	}
	self := exec.Command("/proc/self/exe", os.Args[1:]...)
	self.Env = append(os.Environ(), inside+"="+dir)
	self.Stdout, self.Stderr = os.Stdout, os.Stderr
	self.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	err = self.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return ended.ExitCode(), nil
	}
	return 0, err
}

// place fills in where everything is.
func place(dir string) {
	lab.dir, lab.prefix, lab.overlay = dir, filepath.Join(dir, "prefix"), filepath.Join(dir, "overlay.json")
	lab.windows, lab.native = filepath.Join(dir, "tcplab.exe"), filepath.Join(dir, "tcplab")
}

// try makes Wine ready and runs the tests.
func try(m *testing.M) (status int, err error) {
	place(os.Getenv(inside))
	lo, err := netlink.LinkByName("lo")
	if err == nil {
		err = netlink.LinkSetUp(lo)
	}
	if err != nil {
		return 1, err
	}
	for name, value := range map[string]string{"WINEPREFIX": lab.prefix, "WINEDEBUG": "-all", "WINEARCH": "win64", "LANG": "C.UTF-8"} {
		os.Setenv(name, value)
	}
	os.Unsetenv("TERM") // Windows has none
	for _, command := range [][]string{
		{"wine", "wineboot", "-i"},
		{"wine", "reg", "add", `HKCU\Software\Wine`, "/v", "Version", "/d", "win10", "/f"},
		{"wineserver", "-k"},          // what serves the commands above would end in the midst of a test
		{"wineserver", "-p"},          // and this one stays: a new one takes seconds at each command
		{"wine", "cmd", "/c", "exit"}, // starts the services, which stay, too
	} {
		// Nothing is read of these, because what stays would hold the output open.
		if err := exec.Command(command[0], command[1:]...).Run(); err != nil && command[1] != "-k" {
			return 1, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
		}
	}
	defer exec.Command("wineserver", "-k").Run()
	if err := prng(); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// prng gives Wine the file that Go programs need, if it has none.
func prng() error {
	dll := filepath.Join(lab.prefix, "drive_c/windows/system32/bcryptprimitives.dll")
	if _, err := os.Stat(dll); err == nil {
		return nil // a newer Wine
	}
	source := filepath.Join(lab.dir, "shim.c")
	if err := os.WriteFile(source, []byte(shim), 0o600); err != nil {
		return err
	}
	out, err := exec.Command("x86_64-w64-mingw32-gcc", "-shared", "-nostdlib", "-o", dll, source, "-ladvapi32").CombinedOutput()
	if err != nil {
		return fmt.Errorf("the shim cannot be built: %w\n%s", err, out)
	}
	return nil
}

// goBuild builds a package or a file for an operating system, "" for this one.
func goBuild(system, to string, flags []string, what ...string) error {
	cmd := exec.Command("go", append(append([]string{"build", "-o", to}, flags...), what...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system)
	if system != "" {
		cmd.Env = append(cmd.Env, "GOARCH=amd64")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %v: %w\n%s", what, err, out)
	}
	return nil
}

// build is goBuild for Windows in a test.
func build(t *testing.T, to string, flags []string, what ...string) {
	t.Helper()
	if err := goBuild("windows", to, flags, what...); err != nil {
		t.Fatal(err)
	}
}

// patience bounds what one command may take. On a busy machine Wine needs minutes for
// what takes seconds.
const patience = 10 * time.Minute

// An ended command.
type ended struct {
	status    int
	out, errs string
}

// runIn runs a command in a directory to its end.
func runIn(t *testing.T, dir string, command ...string) ended {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = dir, &out, &errs, 5*time.Second
	err := cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || failed.ExitCode() < 0) {
		t.Fatalf("%v: %v\n%s", command, err, errs.String())
	}
	return ended{cmd.ProcessState.ExitCode(), strings.ReplaceAll(out.String(), "\r\n", "\n"), strings.ReplaceAll(errs.String(), "\r\n", "\n")}
}

// tcplab runs the program for Windows. A fault of Wine's fails the test by its name.
func tcplab(t *testing.T, dir string, args ...string) ended {
	t.Helper()
	e := runIn(t, dir, append([]string{"wine", lab.windows}, args...)...)
	if name, found := explain(e.out + e.errs); found {
		t.Fatalf("this is a fault of Wine's and not of tcplab's (%s): %v printed\n%s%s", name, args, e.out, e.errs)
	}
	return e
}

// wineOutput returns what another program prints under Wine.
func wineOutput(t *testing.T, program string, args ...string) string {
	t.Helper()
	e := runIn(t, lab.dir, append([]string{"wine", program}, args...)...)
	return e.out + e.errs
}

// leftovers lists what tcplab has left among the temporary files of Windows. The
// directory in which live labs announce themselves does not count, nor does a file
// that a lesson has sent and keeps for the student.
func leftovers(t *testing.T) (left []string) {
	t.Helper()
	for _, pattern := range []string{"Temp", "AppData/Local/Temp"} {
		found, err := filepath.Glob(filepath.Join(lab.prefix, "drive_c/users/*", pattern, "tcplab-*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			_, err := os.Stat(filepath.Join(path, "receiver"))
			if err != nil && !strings.Contains(path, "tcplab-running-") {
				left = append(left, path)
			}
		}
	}
	return left
}
