package palette

import "testing"

// TestPapersCanBeRead: all that is read on a paper needs 4.5 (WCAG 2.2, success
// criterion 1.4.3), in its own ink, and in that of each meaning.
func TestPapersCanBeRead(t *testing.T) {
	const least = 4.5
	for name, p := range map[string]Paper{"light": Light, "dark": Dark} {
		for _, ground := range []RGB{p.Ground, p.Tint} {
			for what, ink := range map[string]RGB{"the ink": p.Ink, "what matters less": p.Faint} {
				if c := Contrast(ink, ground); c < least {
					t.Errorf("%s: %s has a contrast of %.2f on %v, want %.1f", name, what, c, ground, least)
				}
			}
		}
		for m := range NumMeanings {
			if c := Contrast(p.Lines[m], p.Ground); c < least {
				t.Errorf("%s: meaning %d has a contrast of %.2f on the ground, want %.1f", name, m, c, least)
			}
			if c := Contrast(p.Fills[m].Ink, p.Fills[m].Ground); c < 4.5 {
				t.Errorf("%s: the fill of meaning %d has a contrast of %.2f, want %.1f", name, m, c, least)
			}
		}
	}
}
