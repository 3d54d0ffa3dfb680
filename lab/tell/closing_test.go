package tell

import (
	"testing"

	"tcplab/lab/prose"
)

// TestAQuotationThatIsNoLineOfTheNotes: a reader must not take for a line of the
// notes what the web says, and need not be told of each if nothing else is quoted.
func TestAQuotationThatIsNoLineOfTheNotes(t *testing.T) {
	said, line, out := prose.Note{Quote: "a lost ACK is sent again", Said: true}, prose.Note{Quote: "CLOSED, LISTEN"}, prose.Note{Seen: "left out"}
	for _, c := range []struct {
		notes []prose.Note
		only  bool
		want  string // the first note's quotation
		why   string
	}{
		{[]prose.Note{said, out}, true, "a lost ACK is sent again", "the page's head says whose words these are"},
		{[]prose.Note{said, line}, false, "often said: a lost ACK is sent again", "the head says that the notes are quoted"},
		{[]prose.Note{line, said}, false, "CLOSED, LISTEN", "it is a line of the notes"},
		{[]prose.Note{out}, false, "", "nothing is quoted, so the head stays that of the notes"},
	} {
		closing := &prose.Closing{Notes: c.notes}
		if got := Quote(closing, c.notes[0], "en"); got != c.want || closing.OnlySaid() != c.only {
			t.Errorf("%v: got %q, only said %v; want %q, %v: %s", c.notes, got, closing.OnlySaid(), c.want, c.only, c.why)
		}
	}
}
