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
		if got := (Note{Seen: tt.seen}).Filled(steps, map[string]bool{"fin": true}, tt.lang); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.why, tt.seen, got, tt.want)
		}
	}
}
