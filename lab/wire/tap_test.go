package wire

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// listener is a tap that writes down what it hears. A packet's number is its
// place in the order of sending.
type listener struct {
	sent  int
	heard []string
}

var fates = map[Fate]string{
	Waits: "waits", Arrived: "arrived", Duplicated: "duplicated", Dropped: "dropped", Folded: "folded", Refused: "refused", Lost: "lost",
}

func (l *listener) Sent(_ time.Time, _ []byte, fate Fate) int64 {
	l.sent++
	l.Became(int64(l.sent), fate)
	return int64(l.sent)
}

func (l *listener) Copied(time.Time, []byte) int64 {
	l.sent++
	l.heard = append(l.heard, fmt.Sprintf("%d copied", l.sent))
	return int64(l.sent)
}

func (l *listener) Became(tapped int64, fate Fate) {
	l.heard = append(l.heard, fmt.Sprintf("%d %s", tapped, fates[fate]))
}

// String returns what was heard since the last call.
func (l *listener) String() string {
	text := strings.Join(l.heard, ", ")
	l.heard = nil
	return text
}

// TestTheTapHearsOfEveryFate: a capture must be able to say of every packet what
// has become of it, and of no packet what has become of another one.
func TestTheTapHearsOfEveryFate(t *testing.T) {
	d := newDialogue(t)
	tap := &listener{}
	d.Tap = tap
	hears := func(why, want string) {
		t.Helper()
		if got := tap.String(); got != want {
			t.Errorf("%s: the tap heard %q, want %q", why, got, want)
		}
	}
	take := func() {
		t.Helper()
		_, err := d.Take()
		d.must(err)
	}
	for range 3 {
		d.sends(client, syn, 100, 0)
	}
	take()
	hears("a kernel repeats a SYN that is held", "1 waits, 2 waits, 3 waits, 2 folded, 3 folded")
	d.drops(1)
	hears("one is dropped, and the newest copy takes its place", "1 dropped, 3 waits")
	d.drops(2)
	hears("that one, too, and each is told once", "3 dropped, 2 waits")
	twin := d.duplicates(3)
	hears("the last one arrives, and a copy is held", "2 duplicated, 4 copied")
	d.delivers(twin)
	hears("the copy arrives", "4 arrived")
	d.sends(server, synAck, 500, 101)
	d.Limit = 1
	d.sends(client, syn, 100, 0)
	d.sends(server, push, 501, 101, "more")
	take()
	hears("the SYN's answer is held, and there is no room for more", "5 waits, 6 waits, 7 waits, 6 folded, 7 refused")
	d.sends(server, push, 501, 101, "hello")
	_, err := d.Run(t.Context())
	d.must(err)
	hears("what is held crosses first in a run", "5 arrived, 8 arrived")
}
