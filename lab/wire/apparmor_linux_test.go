package wire

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// ubuntu are the facts of a machine that restricts user namespaces by AppArmor.
func ubuntu(program string) facts {
	return facts{
		read: func(path string) ([]byte, error) {
			if path == restrictsUserns {
				return []byte("1\n"), nil
			}
			return nil, fs.ErrNotExist
		},
		program: program, temporary: "/tmp",
	}
}

// TestAppArmorIsAnsweredWithAProfile expects the lasting remedy first, and the one
// that opens the whole machine only behind it.
func TestAppArmorIsAnsweredWithAProfile(t *testing.T) {
	phrase := fmt.Errorf("no network namespace (%w)", unix.EPERM)
	for _, c := range []struct {
		program, profiled, load, why string
	}{
		{"/usr/local/bin/tcplab", "profile tcplab /usr/local/bin/tcplab flags=(unconfined) {",
			"sudo apparmor_parser -r /etc/apparmor.d/tcplab", "the profile is for this program"},
		{"/home/li wei/[1]/tcplab", `profile tcplab "/home/li wei/\[1\]/tcplab" flags=(unconfined) {`,
			"sudo apparmor_parser -r /etc/apparmor.d/tcplab", "a space ends a path, and [1] stands for another sign"},
		{"/tmp/go-build1/b001/exe/tcplab", "profile tcplab /usr/local/bin/tcplab flags=(unconfined) {",
			"sudo install /tmp/go-build1/b001/exe/tcplab /usr/local/bin/tcplab && sudo apparmor_parser -r /etc/apparmor.d/tcplab",
			"go run has another path each time, so the program is installed first"},
	} {
		err := ubuntu(c.program).lackOfProfile(phrase)
		l, ok := errors.AsType[lack](err)
		if !ok {
			t.Fatalf("%s: %v, want a remedy", c.program, err)
		}
		if l.File != "/etc/apparmor.d/tcplab" || !strings.Contains(l.Text, c.profiled) || !strings.Contains(l.Text, "  userns,\n") {
			t.Errorf("%s: write into %s:\n%s\nwant %q and the rule userns: %s", c.program, l.File, l.Text, c.profiled, c.why)
		}
		if l.Remedy != c.load {
			t.Errorf("%s: the command is %q, want %q: %s", c.program, l.Remedy, c.load, c.why)
		}
		if !strings.Contains(l.Otherwise, "apparmor_restrict_unprivileged_userns=0") {
			t.Errorf("%s: otherwise %q, want the sysctl: it helps until the next start", c.program, l.Otherwise)
		}
		if text := err.Error(); strings.Contains(text, "\n") || strings.Index(text, "tcplab doctor") > strings.Index(text, "sysctl") {
			t.Errorf("error %q, want one sentence that names the profile before the sysctl", text)
		}
		if strings.Contains(l.detail, "doctor") {
			t.Errorf("doctor says %q, which sends to doctor itself", l.detail)
		}
		var check Check
		check.tell(err, "")
		if check.OK || check.Text != l.Text || check.Detail != l.detail || check.Otherwise != l.Otherwise {
			t.Errorf("the check is %+v, want all of it for doctor", check)
		}
	}
}

// TestAProfileIsNoAnswerToOtherFaults expects no word of AppArmor where it is not
// the reason, or where none can be loaded.
func TestAProfileIsNoAnswerToOtherFaults(t *testing.T) {
	free := ubuntu("/usr/local/bin/tcplab")
	free.read = func(string) ([]byte, error) { return []byte("0\n"), nil }
	none := free
	none.read = func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	inside := ubuntu("/usr/local/bin/tcplab")
	inside.container = true
	for name, c := range map[string]struct {
		facts facts
		err   error
	}{
		"the restriction is lifted": {free, unix.EPERM},
		"no AppArmor":               {none, unix.EPERM},
		"in a container":            {inside, unix.EPERM},
		"a limit is reached":        {ubuntu("/usr/local/bin/tcplab"), unix.ENOSPC},
	} {
		if err := c.facts.lackOfProfile(fmt.Errorf("no namespace (%w)", c.err)); err != nil {
			t.Errorf("%s: %v, want no such remedy", name, err)
		}
	}
	if got := inside.userRemedy(unix.EPERM); got != liftsUserns {
		t.Errorf("in a container on such a host the remedy is %q, want %q: the host's setting holds there", got, liftsUserns)
	}
}
