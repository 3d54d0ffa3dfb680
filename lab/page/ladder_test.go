package page

import "testing"

// TestLabelsKeepClear has texts of calls, as long as they may be, in the rows that an
// arrow crosses: its label is in none of them, and between the lifelines. The label of
// a second packet that goes the same way is not on the first one's.
func TestLabelsKeepClear(t *testing.T) {
	l := &ladder{}
	const top, w = 100, labelRoom * columnW
	for i := 1; i <= 3; i++ {
		l.texts = append(l.texts, boxOf((railL+railR)/2, top+i*ladderRow+4, callRoom*columnW, i, 0))
	}
	for range 2 {
		l.place(w, 4, 0, alongArrow(railR, railL, top, top+4*ladderRow))
		last := l.texts[len(l.texts)-1]
		if last.left < railL || last.right > railR {
			t.Errorf("the label goes from %v to %v, want it between the lifelines at %d and %d", last.left, last.right, railL, railR)
		}
		for _, other := range l.texts[:len(l.texts)-1] {
			if last.over(other) > 0 {
				t.Errorf("the label %v covers %v", last, other)
			}
		}
	}
}

// TestGoneTextsCoverNothing: what is on its way makes room once it has come in.
func TestGoneTextsCoverNothing(t *testing.T) {
	held, came := boxOf(200, 50, 100, 3, 5), boxOf(200, 50, 100, 5, 0)
	if held.over(came) != 0 {
		t.Error("a text that is gone at step 5 covers one that is shown from step 5 on")
	}
	if held.over(boxOf(200, 50, 100, 4, 0)) == 0 {
		t.Error("two texts that are shown at step 4, in one place, cover nothing of each other")
	}
}
