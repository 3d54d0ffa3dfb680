package page

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// A said is a recording whose page quotes what is often said, and not the notes.
type said struct{ Recording }

func (r said) Header() trace.Header {
	h := r.Recording.Header()
	h.Prose = maps.Clone(h.Prose)
	for lang, text := range h.Prose {
		changed := *text
		changed.Closing.Notes = slices.Clone(text.Closing.Notes)
		for i := range changed.Closing.Notes {
			changed.Closing.Notes[i].Said = changed.Closing.Notes[i].Quote != ""
		}
		h.Prose[lang] = &changed
	}
	return h
}

// TestNotesLeaveOutWhatTheyTellOf shows that only a lesson with the notes says that
// they leave something out. Below what is often said there are no notes.
func TestNotesLeaveOutWhatTheyTellOf(t *testing.T) {
	rec := recorded(t)
	quotes := rec.Header().Prose["en"].Closing.Notes
	if !slices.ContainsFunc(quotes, func(n prose.Note) bool { return n.Quote == "" }) {
		t.Fatal("the lesson has no text without a quotation, so the test shows nothing")
	}
	leftOut, also := []byte("(the notes leave this out)"), []byte(">also<")
	for _, c := range []struct {
		rec   Recording
		has   []byte
		not   []byte
		whose string
	}{
		{rec, leftOut, also, "of the notes"},
		{said{rec}, also, leftOut, "of what is often said"},
	} {
		page := written(t, c.rec, Options{Lang: "en", To: -1})
		if !bytes.Contains(page, c.has) || bytes.Contains(page, c.not) {
			t.Errorf("beside a quotation %s the page has to say %q, and not %q", c.whose, c.has, c.not)
		}
	}
}
