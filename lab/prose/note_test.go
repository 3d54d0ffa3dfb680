package prose

import "testing"

func TestFilled(t *testing.T) {
	steps := map[string]int{"syn": 4}
	for _, tt := range []struct{ why, lang, seen, want string }{
		{"a beat becomes its step", "en", "It was so at {syn}.", "It was so at step 4."},
		{"in Chinese, too", "zh", "{syn}，内核作了回答。", "第 4 步，内核作了回答。"},
		{"a beat that was not taken leaves a sentence", "en", "It ended at {last-ack}.", "It ended at a step not in this run."},
		{"in Chinese, too", "zh", "到{last-ack}为止。", "到本次没有的一步为止。"},
		{"a beat may still come", "en", "It ends at {fin}.", "It ends at a step not yet reached."},
		{"in Chinese, too", "zh", "到{fin}为止。", "到后面的一步为止。"},
		{"braces of others stay", "en", "A {Braces} and a {b c} at {syn}", "A {Braces} and a {b c} at step 4"},
	} {
		if got := (Note{Seen: tt.seen}).Filled(steps, nil, map[string]bool{"fin": true}, tt.lang); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.seen, got, tt.want)
		}
	}
}

// TestAboutAnotherNetwork: a note leaves out the sentences that are only about
// beats which the script has not on this network.
func TestAboutAnotherNetwork(t *testing.T) {
	steps, script := map[string]int{"syn": 4}, map[string]bool{"syn": true, "fin": true, "rst": true}
	for _, tt := range []struct{ why, lang, seen, want string }{
		{"one that speaks of no beat stays", "en", "It was so.", "It was so."},
		{"what rests on a beat that was not taken is not told", "en", "It ended at {fin}. So it is.", "This run did not show it."},
		{"in Chinese, too", "zh", "到{fin}为止。", "本次运行没有走到这里。"},
		{"nor twice that it is not", "en", "It opened at {syn}.\n\nIt ended at {fin}.\n\nIt was gone by {fin}.", "It opened at step 4.\n\nThis run did not show it."},
		{"a beat that may still come is told", "en", "It is lost at {rst}.", "It is lost at a step not yet reached."},
		{"the others are left out", "en", "It opened at {syn}. It was lost at {drop}, \"three\" was. Read on.", "It opened at step 4. Read on."},
		{"a sentence with one of both stays", "en", "From {syn} to {drop}.", "From step 4 to a step not in this run."},
		{"a name with a dot in it ends no sentence", "en", "It got io.EOF at {drop}. So.", "So."},
		{"in Chinese, too", "zh", "{syn}打开。{drop}丢了（真的丢了）。完。", "第 4 步打开。完。"},
		{"paragraphs stay apart", "en", "A.\n\nLost at {drop}.\n\nB.", "A.\n\nB."},
		{"nothing may be left", "en", "Lost at {drop}.", ""},
	} {
		if got := (Note{Seen: tt.seen}).Filled(steps, script, map[string]bool{"rst": true}, tt.lang); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.seen, got, tt.want)
		}
	}
}
