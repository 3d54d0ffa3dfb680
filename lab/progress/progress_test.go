package progress

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLeave(t *testing.T) {
	var p Progress
	for i, c := range []struct {
		beat string
		told bool
		want Lesson
		why  string
	}{
		{"syn", false, Lesson{At: "syn"}, "left in the middle"},
		{"", true, Lesson{Done: true}, "told to its end: nothing to come back to"},
		{"dial", false, Lesson{Done: true, At: "dial"}, "begun once more: what is done stays done"},
		{"", false, Lesson{Done: true}, "nothing to come back to, and still done"},
	} {
		p.Leave("connection", c.beat, c.told)
		if got := p.Lessons["connection"]; got != c.want {
			t.Errorf("visit %d: %+v, want %+v: %s", i+1, got, c.want, c.why)
		}
	}
	p.Leave("udp", "ask", false)
	if len(p.Lessons) != 2 || p.Lessons["connection"] != (Lesson{Done: true}) {
		t.Errorf("another lesson's progress changed it: %+v", p.Lessons)
	}
}

func TestAnswer(t *testing.T) {
	var p Progress
	for _, a := range []struct {
		lesson, beat string
		right        bool
	}{
		{"connection", "syn", false},
		{"connection", "fin", true}, // right at once: nothing to remember
		{"udp", "closing 1", false},
		{"connection", "syn", false}, // missed again: it stands there once, behind the others
		{"connection", "ack", false},
		{"udp", "closing 1", true}, // came back, and is known now
	} {
		p.Answer(a.lesson, a.beat, a.right)
	}
	p.Answer("connection", "syn", false) // and again: the one missed longest ago comes first
	want := []Missed{{"connection", "ack"}, {"connection", "syn"}}
	if diff := cmp.Diff(want, p.Missed); diff != "" {
		t.Errorf("the missed questions (-want +got):\n%s", diff)
	}
}
