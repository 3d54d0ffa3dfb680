package network

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcplab/lab/packet/packettest"
)

func TestACaptureIsFinishedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.pcapng")
	c, err := newCapture(path)
	if err != nil {
		t.Fatal(err)
	}
	raw := packettest.UDP("127.0.0.1:40001", "127.0.0.1:8001", "hello")
	c.packet(time.Unix(1, 0), raw)
	for i, what := range []string{"the file is written", "a run that could not be started again is closed once more"} {
		if err := c.Close(); err != nil {
			t.Errorf("Close %d: %v; %s", i+1, err, what)
		}
	}
	if got, err := os.ReadFile(path); err != nil || !strings.Contains(string(got), string(raw)) {
		t.Errorf("the packet is not in the file (%v)", err)
	}
}

func TestACaptureTellsOnceThatItIsNotWhole(t *testing.T) {
	const full = "/dev/full" // full(4)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("this system has no disk that is always full: %v", err)
	}
	c, err := newCapture(full)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err == nil || !strings.Contains(err.Error(), "not all written") {
		t.Errorf("the error is %v, want one that says that packets are missing", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("a second Close gave %v: the error was returned once, and must not keep the lesson from starting again", err)
	}
}
