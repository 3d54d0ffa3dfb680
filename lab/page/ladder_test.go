package page

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// TestALabelHasItsRoom: a name as long as that of a packet between two addresses is
// cut, and not the number that it acknowledges, which stands behind it.
func TestALabelHasItsRoom(t *testing.T) {
	r := tell.Rung{Kind: tell.RungLeaves, Label: ":40000→127.0.0.2 ACK → server-2", Acks: "1"}
	got := labelOf([2][]tell.Rung{{r}, {r}}, 0, "en")
	if n := prose.Width(got); n > labelRoom || !strings.HasSuffix(got, " 1") {
		t.Errorf("%q has %d columns, want %d at most, and the acknowledged byte at its end", got, n, labelRoom)
	}
}

// TestALostPacketCanBeRead: its label is struck by a shape and not by its style. A
// browser draws the line of a style in the color of the light around the letters,
// too, and over them.
func TestALostPacketCanBeRead(t *testing.T) {
	l := &ladder{tops: []int{0}}
	l.cross(tell.Rung{Left: true}, "FIN ACK", 7*columnW, 100)
	shape := l.parts[0].shape
	if !strings.Contains(string(shape), `class="strike" d="M177.9 94h44.1"`) { // 7 columns, around the middle of 400
		t.Errorf("no line goes through the label in %s", shape)
	}
	image, err := inked(`<svg class="rungs">`+shape+`</svg>`, false)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(image), "line-through") {
		t.Errorf("a style strikes the label in %s", image)
	}
}

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
