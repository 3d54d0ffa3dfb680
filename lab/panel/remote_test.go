package panel

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A teacher at the projector has a presenter's remote: PgDn, PgUp and a key
// that blanks the screen. These must be enough for all of a course.

// TestClosingWithARemote turns the closing page with PgDn alone, or with
// another key that acts like PgDn in the lesson. Every row must be shown, and
// none be missed between two windows. The cursor must be in sight. Each
// question must be shown before its answer. At the end the key must lead to the
// menu.
func TestClosingWithARemote(t *testing.T) {
	for i, size := range sizes {
		for k, lang := range []string{"en", "zh"} {
			key := []string{"PgDn", "n", "Space"}[(i+k)%3]
			h := liveHand(t)
			h.p.lang = lang
			h.p.frame(size[0], size[1], false)
			h.keys("g End r y n") // told
			if h.p.page.Kind != view.ClosingPage {
				t.Fatal("the closing page has not opened")
			}
			rows := view.PageRows(size[1])
			seen := 0 // rows from the top that have been on the screen
			for presses := 0; h.p.page.Kind == view.ClosingPage; presses++ {
				if presses > 60 {
					t.Fatalf("%v %s: %s does not come to the page's end", size, lang, key)
				}
				in := view.ClosingPage.Content(h.p.scene(), size[0], rows)
				top := h.p.page.Top(in, rows)
				if top > seen {
					t.Errorf("%v %s: after %d presses row %d is the first one shown, but only %d rows were shown before: some were missed", size, lang, presses, top, seen)
				}
				seen = max(seen, top+rows)
				if cur, ok := h.p.page.Current(in); ok && (cur.Row >= top+rows || cur.Row+cur.Rows <= top) {
					t.Errorf("%v %s: the cursor is on rows %d to %d, out of sight of the window from %d", size, lang, cur.Row, cur.Row+cur.Rows, top)
				}
				before := len(h.p.closing)
				h.keys(key)
				if len(h.p.closing) > before+1 {
					t.Errorf("%v %s: one press answered %d questions", size, lang, len(h.p.closing)-before)
				}
				if h.p.page.Kind == view.NoPage && seen < len(in.Lines) {
					t.Errorf("%v %s: the page closed when %d of %d rows had been shown", size, lang, seen, len(in.Lines))
				}
			}
			if got, want := len(h.p.closing), len(tell.TextOf(&h.p.header, lang).Closing.Questions); got != want {
				t.Errorf("%v %s: %d closing questions were answered, want %d: %s passes none over", size, lang, got, want, key)
			}
			h.wantMessage(wToldAgain.In(lang), "the end of the page says how to go on")
			h.keys(key)
			if h.left == nil || !h.left.Menu || h.left.Beat != len(h.p.header.Beats)-1 {
				t.Errorf("%v %s: left with %+v, want the menu and the lesson's last row", size, lang, h.left)
			}
		}
	}
}

// TestTheWayToTheMenu: only two presses one after the other leave, and only at
// the end.
func TestTheWayToTheMenu(t *testing.T) {
	h := liveHand(t).keys("g End r y n Esc n p")
	h.keys("End n o n")
	if h.left != nil {
		t.Fatal("n left the lesson although another key came in between")
	}
	h.wantMessage("PgDn again: the menu", "the first of two presses says so again")
	h.keys("PgDn")
	if h.left == nil || !h.left.Menu {
		t.Errorf("left with %+v, want the menu: it was the second press in a row", h.left)
	}
	h = newHand(t, Options{Recording: paneltest.Connection().Tape()}).keys("End n Esc n n")
	if h.left != nil {
		t.Error("n left a recording: there is no course to go on with")
	}
}

// TestBlankKey: after PgDn has revealed a hidden step, the blank key hides it
// again. The key always does something.
func TestBlankKey(t *testing.T) {
	h := liveHand(t).keys("o n . PgDn")
	h.wantScreen("Listen opens", "PgDn reveals the text")
	h.keys(".")
	if s := h.screen(); strings.Contains(s, "Listen opens") || strings.Contains(s, "next >") || strings.Contains(s, "What becomes") {
		t.Errorf("the blank key does not hide the revealed text, question and next line:\n%s", s)
	}
	h.keys(".")
	h.wantScreen("Listen opens", "the blank key shows the text again")
	h.keys("n n n n")
	h.wantScreen("Accept begins", "later steps have their text, too")
}

// TestMenuWithARemote: PgDn goes to the next lesson, and the blank key starts
// it.
func TestMenuWithARemote(t *testing.T) {
	items := []view.MenuItem{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	for _, c := range []struct{ keys, want string }{{"PgDn .", "b"}, {"PgDn PgDn PgUp b", "b"}} {
		m := &menu{Menu: view.Menu{Items: items, Lang: "en"}}
		for _, k := range strings.Fields(c.keys) {
			m.press(k)
		}
		if m.choice.Name != c.want {
			t.Errorf("%s chose %q, want %q", c.keys, m.choice.Name, c.want)
		}
	}
}

// TestStaysAtTheNewest: a student at the newest step is not "looking back"
// because another step comes by itself, even if nobody has announced it yet.
func TestStaysAtTheNewest(t *testing.T) {
	h := liveHand(t).keys("n n")
	h.b.grow()
	if s := h.screen(); strings.Contains(s, "RECORDING") {
		t.Errorf("the student has not gone back, but the screen says so:\n%s", s)
	}
	h.b.latest = func(s trace.Step) trace.Step { return s }
	h.p.readTimers()
	h.settle()
	h.wantAt(3, "reading the timers has found the new step")
	h.keys("p")
	h.b.grow()
	h.p.changed(h.b.tape)
	h.wantAt(2, "a student who has gone back stays there")
	h.wantScreen("RECORDING 2 of 4", "the screen says that it is a look back")
}

// TestPassedOver: only the bench decides about the warning that rows were
// passed over. The panel must not count rows: in a lesson with loops fewer rows
// are taken than stand before the beat, and none of them was passed over.
func TestPassedOver(t *testing.T) {
	w := paneltest.Connection()
	w.Steps[4].Taken = map[string]int{"opening": 1}
	h := newHand(t, Options{Recording: w.Tape()}).keys("n n n n")
	if s := h.screen(); strings.Contains(s, "passed over") {
		t.Errorf("a warning, though the bench passed nothing over:\n%s", s)
	}
	w.Steps[4].PassedOver = true
	h = newHand(t, Options{Recording: w.Tape()}).keys("n n n n")
	h.wantScreen("passed over", "the bench says that rows were passed over")
}
