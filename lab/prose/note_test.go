package prose

import "testing"

func TestFilled(t *testing.T) {
	steps := map[string]int{"syn": 4}
	for _, tt := range []struct{ why, lang, seen, want string }{
		{"a beat becomes its step", "en", "It was so at {syn}.", "It was so at step 4."},
		{"in Chinese, too", "zh", "{syn}，内核作了回答。", "第 4 步，内核作了回答。"},
		{"a beat that was not taken is replaced by words", "en", "It ended at {last-ack}.", "It ended at a step not in this run."},
		{"in Chinese, too", "zh", "到{last-ack}为止。", "到本次没有的一步为止。"},
		{"a beat may still come", "en", "It ends at {fin}.", "It ends at a step not yet reached."},
		{"in Chinese, too", "zh", "到{fin}为止。", "到后面的一步为止。"},
		{"braces that hold no beat stay", "en", "A {Braces} and a {b c} at {syn}", "A {Braces} and a {b c} at step 4"},
	} {
		if got := (Note{Seen: tt.seen}).Filled(steps, nil, map[string]bool{"fin": true}, tt.lang); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.seen, got, tt.want)
		}
	}
}

// TestAboutAnotherNetwork checks that a note leaves out a sentence if all of
// its beats are missing in the script of this network.
func TestAboutAnotherNetwork(t *testing.T) {
	steps, script := map[string]int{"syn": 4}, map[string]bool{"syn": true, "fin": true, "rst": true}
	for _, tt := range []struct{ why, lang, seen, want string }{
		{"a sentence that refers to no beat stays", "en", "It was so.", "It was so."},
		{"a paragraph about a beat that was not taken is replaced", "en", "It ended at {fin}. So it is.", "This run did not show it."},
		{"in Chinese, too", "zh", "到{fin}为止。", "本次运行没有走到这里。"},
		{"the sentence that replaces it comes only once", "en", "It opened at {syn}.\n\nIt ended at {fin}.\n\nIt was gone by {fin}.", "It opened at step 4.\n\nThis run did not show it."},
		{"a paragraph about a beat that may still come stays", "en", "It is lost at {rst}.", "It is lost at a step not yet reached."},
		{"a sentence about a beat of another network is left out", "en", "It opened at {syn}. It was lost at {drop}, \"three\" was. Read on.", "It opened at step 4. Read on."},
		{"a sentence with beats of both networks stays", "en", "From {syn} to {drop}.", "From step 4 to a step not in this run."},
		{"a name with a dot in it ends no sentence", "en", "It got io.EOF at {drop}. So.", "So."},
		{"in Chinese, too", "zh", "{syn}打开。{drop}丢了（真的丢了）。完。", "第 4 步打开。完。"},
		{"paragraphs stay apart", "en", "A.\n\nLost at {drop}.\n\nB.", "A.\n\nB."},
		{"a note may become empty", "en", "Lost at {drop}.", ""},
	} {
		if got := (Note{Seen: tt.seen}).Filled(steps, script, map[string]bool{"rst": true}, tt.lang); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.seen, got, tt.want)
		}
	}
}
