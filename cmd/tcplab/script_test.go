package main

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/wire"
	"tcplab/lessons"
)

// TestMain lets the test binary be a host, and tcplab itself. It asks for
// SIGHUP so that the processes it starts do not ignore that signal, even if the
// tests run under nohup(1).
func TestMain(m *testing.M) {
	bench.RunHost(lessons.All)
	if os.Getenv(insideEnv) != "" {
		if status, done, _ := wire.Reexec(wire.Lifeline(func() {})); done {
			os.Exit(status)
		}
		os.Unsetenv(insideEnv) // what a test starts is an ordinary tcplab
		inside = true
	}
	if filepath.Base(os.Args[0]) != "tcplab" {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	testscript.Main(m, map[string]func(){"tcplab": main})
}

// TestScripts runs the whole program as a user does, from a shell. The scripts
// are in testdata/script; those under private/ need the private network.
func TestScripts(t *testing.T) {
	setup := func(e *testscript.Env) error {
		e.Setenv("LANG", "C.UTF-8")
		e.Setenv("PORT", strconv.Itoa(porttest.Port(t))) // nobody listens there
		return nil
	}
	t.Run("any", func(t *testing.T) {
		testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: setup})
	})
	t.Run("private", func(t *testing.T) {
		needPrivate(t)
		testscript.Run(t, testscript.Params{Dir: "testdata/script/private", Setup: setup})
	})
}

// needPrivate skips a test if this machine cannot make a private network. In CI
// it fails the test.
func needPrivate(t testing.TB) {
	t.Helper()
	for _, c := range wire.Probe(false, nil) {
		if c.OK {
			continue
		}
		if os.Getenv("TCPLAB_MUST_PRIVATE") != "" {
			t.Fatalf("this machine has to have the private network: %s: %s", c.Name, c.Detail)
		}
		t.Skipf("no private network here: %s: %s", c.Name, c.Detail)
	}
}

// insideEnv asks this test binary to run its tests in a user namespace.
const insideEnv = "TCPLAB_TEST_INSIDE"

// inside reports whether this process is the one that was asked.
var inside bool

// needOwnPrivate is needPrivate for a test that makes the network in its own
// process, without the second one that an ordinary user's tcplab starts. If the
// user is an ordinary one, the test runs once more in a second process here, and
// is skipped in this one if it passes there.
func needOwnPrivate(t testing.TB) {
	t.Helper()
	needPrivate(t)
	space, err := wire.NewPrivate(wire.Settings{})
	if err == nil {
		space.Close()
		return
	}
	if inside {
		t.Fatalf("a user namespace does not help: %v", err)
	}
	if _, ok := t.(*testing.T); !ok {
		t.Skipf("this process can make no private network itself: %v", err)
	}
	var pattern []string
	for part := range strings.SplitSeq(t.Name(), "/") {
		pattern = append(pattern, "^"+regexp.QuoteMeta(part)+"$")
	}
	cmd := exec.Command(os.Args[0], "-test.run="+strings.Join(pattern, "/"), "-test.v")
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil && bytes.Contains(out, []byte("--- PASS: "+t.Name()+" ")):
		t.Skip("it has passed in a user namespace")
	case err == nil && bytes.Contains(out, []byte("--- SKIP: "+t.Name()+" ")):
		t.Skipf("it was skipped in a user namespace, too:\n%s", out)
	default:
		t.Fatalf("in a user namespace: %v\n%s", err, out)
	}
}
