package page

import (
	"bytes"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestMarks compares the marks of both figures with what lab/tell concludes from
// the same step: a figure that marks another state would be a lie.
func TestMarks(t *testing.T) {
	rec := recorded(t)
	p, err := newPage(rec, Options{To: -1})
	if err != nil {
		t.Fatal(err)
	}
	header := rec.Header()
	walk := tell.NewWalk(&header, "en")
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		l, r := walk.Step(step).Both()
		for k, sd := range []tell.Side{l, r} {
			m := tell.MachineOf(&step, sd.Conn)
			marks := p.Data.Steps[i].Maps[k]
			var lit []int
			for at := range nodes {
				if at > 0 && (marks[at] == now || marks[at] == changed) {
					lit = append(lit, at)
				}
			}
			if len(lit) != 1 {
				t.Errorf("step %d, side %d: %d states are marked as present in %q, want 1: a machine is in one state", i, k, len(lit), marks)
				continue
			}
			n := nodes[lit[0]]
			if string(n.State) != m.State {
				t.Errorf("step %d, side %d: %s is marked, want %s, as the kernel said", i, k, n.State, m.State)
			}
			if n.foot != m.Gone() {
				t.Errorf("step %d, side %d: the CLOSED of the end is marked: %v, want %v: not yet and gone are two places", i, k, n.foot, m.Gone())
			}
			if fresh := marks[lit[0]] == changed; fresh != (m.From != "") {
				t.Errorf("step %d, side %d: the state is marked as new: %v, though it was %q before", i, k, fresh, m.From)
			}
			listens := sd.Listener != nil && sd.Listener.State == string(tcp.Listen)
			if got := marks[0] == now || marks[0] == changed; got != listens {
				t.Errorf("step %d, side %d: LISTEN is marked: %v, want %v, as the listener is", i, k, got, listens)
			}
		}
	}
}

// TestLadderIsTheRunsOwn shows at every step what the script would show of the
// ladder: the packets and the calls up to there, and a packet on its way as long as
// it is held.
func TestLadderIsTheRunsOwn(t *testing.T) {
	rec := recorded(t)
	var parts []*html.Node
	for n := range parsed(t, written(t, rec, Options{To: -1})).Descendants() {
		if n.Type == html.ElementNode && attribute(n, "data-s") != "" {
			parts = append(parts, n)
		}
	}
	calls, arrived := 0, 0 // up to the step
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		began := map[int]bool{}
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventStarted:
				began[e.ID] = true
				calls++
			case trace.EventEnded:
				if !began[e.ID] { // a call that ends in the step in which it began has one row
					calls++
				}
			case trace.EventExit:
				calls++
			case trace.EventDelivered:
				arrived++
			}
		}
		var held, shownHeld []string
		for _, p := range step.Held {
			held = append(held, p.Name)
		}
		shownCalls, shownArrived := 0, 0
		for _, n := range parts {
			if number(n, "data-s", -1) > i || i >= number(n, "data-u", rec.Len()) {
				continue
			}
			switch {
			case hasClass(n, "call"):
				shownCalls++
			case hasClass(n, "arrow"):
				shownArrived++
			case hasClass(n, "way-out"):
				shownHeld = append(shownHeld, strings.TrimPrefix(texts(n, nil), "‖ "))
			}
		}
		if shownCalls != calls || shownArrived != arrived {
			t.Errorf("step %d: %d calls and %d packets are shown, want %d and %d: those up to this step", i, shownCalls, shownArrived, calls, arrived)
		}
		if !slices.EqualFunc(shownHeld, held, func(shown, name string) bool { return strings.HasPrefix(shown, name) }) {
			t.Errorf("step %d: %q are shown on their way, want %q: those that are held", i, shownHeld, held)
		}
	}
}

// TestSlideHasThePagesLadder compares the ladder of each step's image with what the
// page's script shows of the whole run's: they are the same parts.
func TestSlideHasThePagesLadder(t *testing.T) {
	rec := recorded(t)
	header := rec.Header()
	walk := tell.NewWalk(&header, "en")
	var own []*ladder
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		s := walk.Step(step)
		own = append(own, newLadder(scenes{s, s}, false, -1))
	}
	whole := own[len(own)-1]
	shapes := func(l *ladder, step int) (out []string) {
		for _, p := range l.parts {
			if p.shown(step) {
				shape, until, _ := strings.Cut(string(p.shape), ` data-u="`) // which an image cannot know
				_, rest, _ := strings.Cut(until, `"`)
				out = append(out, shape+rest)
			}
		}
		slices.Sort(out)
		return out
	}
	for i, l := range own {
		if got, want := shapes(l, i), shapes(whole, i); !slices.Equal(got, want) {
			t.Errorf("step %d: the image's ladder has\n%q\nand the page's\n%q", i, got, want)
		}
	}
}

// TestBothLanguages shows that whoever changes the language misses nothing.
func TestBothLanguages(t *testing.T) {
	other := map[string]string{"en": "zh", "zh": "en"}
	n := 0
	for e := range parsed(t, written(t, recorded(t), Options{Lang: "en", To: -1})).Descendants() {
		lang := attribute(e, "lang")
		if lang == "" || e.Data == "html" {
			continue
		}
		n++
		beside := e.NextSibling
		if lang == "zh" {
			beside = e.PrevSibling
		}
		if beside == nil || beside.Data != e.Data || attribute(beside, "lang") != other[lang] {
			t.Errorf("<%s lang=%s> %q has no %s beside it", e.Data, lang, texts(e, nil), other[lang])
		}
	}
	if n < 100 {
		t.Errorf("%d elements have a language, want hundreds", n)
	}
}

// TestSize holds the page down: it is sent to phones.
func TestSize(t *testing.T) {
	page := written(t, recorded(t), Options{Lang: "en", To: -1})
	if most := 250 << 10; len(page) > most {
		t.Errorf("the page has %d bytes, want at most %d", len(page), most)
	}
	gzip := exec.Command("gzip", "-c") // Go's own packs a thirtieth less
	gzip.Stdin = bytes.NewReader(page)
	packed, err := gzip.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("there is no gzip here")
	}
	if err != nil {
		t.Fatal(err)
	}
	if most := 40 << 10; len(packed) > most {
		t.Errorf("the page has %d bytes on its way, packed by gzip, want at most %d", len(packed), most)
	}
	t.Logf("%d bytes, packed %d", len(page), len(packed))
}

// BenchmarkPage writes the lesson "connection" as a page. It should take 250 ms at
// most.
func BenchmarkPage(b *testing.B) {
	rec := recorded(b)
	for b.Loop() {
		written(b, rec, Options{Lang: "en", To: -1})
	}
}

// TestTheWireShowsTheDataOfAFIN: the name of a FIN does not tell that it carries
// data, as DATA 5 does.
func TestTheWireShowsTheDataOfAFIN(t *testing.T) {
	p := &trace.Packet{Proto: "tcp", Name: "FIN ACK", Flags: "AF", Seq: 1, Ack: 1, Len: 3, Text: `"bye"`}
	if got, want := numbers(p), `seq 1 ack 1 len 3  "bye"`; got != want {
		t.Errorf("a FIN with data: %q, want %q", got, want)
	}
	p.Name, p.Flags = "DATA 3", "AP"
	if got, want := numbers(p), "seq 1 ack 1"; got != want {
		t.Errorf("data: %q, want %q", got, want)
	}
	p.Name, p.Flags, p.Text, p.Len = "ACK", "A", "", 0
	for _, c := range []struct {
		size, window int
		flags, want  string
	}{
		{52, 0, "A", "seq 1 ack 1 win 0"}, // the other end must stop
		{52, 4096, "A", "seq 1 ack 1"},
		{0, 0, "A", "seq 1 ack 1"},   // of an older trace, which has no window
		{40, 0, "AR", "seq 1 ack 1"}, // a reset announces no room
	} {
		if p.Size, p.Window, p.Flags = c.size, c.window, c.flags; numbers(p) != c.want {
			t.Errorf("%d bytes with flags %s and window %d: %q, want %q", c.size, c.flags, c.window, numbers(p), c.want)
		}
	}
	if got, want := numbers(&trace.Packet{Proto: "udp", Name: "UDP 3", Text: `"bye"`}), `"bye"`; got != want {
		t.Errorf("a datagram: %q, want %q", got, want)
	}
}
