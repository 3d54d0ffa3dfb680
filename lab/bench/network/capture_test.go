package network

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
	"tcplab/lab/wire"
)

func TestACaptureIsFinishedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.pcapng")
	c, err := newCapture(path)
	if err != nil {
		t.Fatal(err)
	}
	raw := packettest.UDP("127.0.0.1:40001", "127.0.0.1:8001", "hello")
	c.Sent(time.Unix(1, 0), raw, wire.Arrived)
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

// TestACaptureIsWholeAtEveryMoment: somebody may look into the file while packets
// are held, and whoever kills tcplab must not lose them. A comment says what is
// known at that moment, and changes no byte but its own.
func TestACaptureIsWholeAtEveryMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.pcapng")
	c, err := newCapture(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	step := 3
	c.when = func() string { return fmt.Sprintf("step %d", step) }
	size := 0
	says := func(why string, want ...string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if size != 0 && len(got) != size {
			t.Errorf("%s: the file has %d bytes, want %d as before", why, len(got), size)
		}
		size = len(got)
		at := 0
		for _, w := range want {
			i := strings.Index(string(got[at:]), w)
			if i < 0 {
				t.Fatalf("%s: the file lacks %q behind byte %d: %q", why, w, at, got)
			}
			at += i + len(w)
		}
	}
	when := time.Unix(1, 0)
	one, two := packettest.UDP("127.0.0.1:40001", "127.0.0.1:8001", "one"), packettest.UDP("127.0.0.1:40001", "127.0.0.1:8001", "two")
	first, second := c.Sent(when, one, wire.Waits), c.Sent(when, two, wire.Waits)
	says("both wait", string(one), "still on the wire", string(two), "still on the wire")
	c.Became(second, wire.Dropped)
	says("the second one is dropped", string(one), "still on the wire", string(two), "dropped in step 3: it never arrived\x00")
	c.Became(first, wire.Arrived)
	got, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(got), "still on the wire") {
		t.Errorf("what arrives as usual needs no comment (%v): %q", err, got)
	}
	step, size = 4, 0
	twin := c.Copied(when, one)
	says("a move makes a copy", string(two), string(one), "a copy, which tcplab made in step 4 and holds")
	step = 5
	c.Became(twin, wire.Arrived)
	says("the copy arrives", string(two), string(one), "delivered twice: this is the copy, which tcplab made in step 4; it arrived in step 5\x00")
}

// TestEveryCommentFits: a comment that is cut would say half of what it says.
func TestEveryCommentFits(t *testing.T) {
	long := " in step 1000000"
	for fate := wire.Waits; fate <= wire.Lost; fate++ {
		for _, copied := range []bool{false, true} {
			if text := comment(fate, copied, long, long); len(text) > packet.MaxComment {
				t.Errorf("%q has %d bytes, and there is room for %d", text, len(text), packet.MaxComment)
			}
		}
	}
	if text := fmt.Sprintf(cCopy, long); len(text) > packet.MaxComment {
		t.Errorf("%q has %d bytes, and there is room for %d", text, len(text), packet.MaxComment)
	}
}
