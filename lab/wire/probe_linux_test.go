package wire

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestProbeAgreesWithNewPrivate(t *testing.T) {
	checks := Probe(false, nil)
	for _, c := range checks {
		if c.Name.String() == "" || c.Detail.String() == "" {
			t.Errorf("check %+v: want a name and what was found; doctor prints both", c)
		}
		if !c.OK && c.Remedy == "" {
			t.Errorf("%s is missing and no remedy is given", c.Name)
		}
	}
	n, err := NewPrivate(Settings{})
	if err == nil {
		n.Close()
	}
	if last := checks[len(checks)-1]; last.OK != (err == nil) {
		t.Errorf("the probe says %+v, but making one gave error %v", last, err)
	}
}

func TestErrorsNameACommand(t *testing.T) {
	const docker = "docker run --device /dev/net/tun"
	inside := inContainer()
	either := func(outside, container string) string {
		if inside {
			return container
		}
		return outside
	}
	for _, c := range []struct {
		err  error
		want string
		why  string
	}{
		{tunError(fs.ErrNotExist), either("sudo mknod -m 0666 /dev/net/tun c 10 200", docker), "the device must be made"},
		{tunError(unix.EACCES), "sudo chmod 0666 /dev/net/tun", "the device must be opened"},
		{tunError(unix.ENODEV), either("sudo modprobe tun", docker), "the module is missing"},
		{userError(unix.ENOSPC), either("sudo sysctl -w user.max_", docker), "the limit is used up"},
		{userError(unix.EPERM), either("sudo ", docker), "only the superuser can help"},
		{set("net.ipv4.tcp_magic", "1"), "leave it out", "a lesson's own setting is wrong"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %q, want one with %q: %s", c.err, c.want, c.why)
		}
		if strings.Contains(c.err.Error(), "\n") {
			t.Errorf("error %q is more than one sentence", c.err)
		}
	}
	if err := set("net.ipv4.tcp_magic", "1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v does not wrap its cause", err)
	}
}
