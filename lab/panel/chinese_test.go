package panel

import (
	"strings"
	"testing"
	"unicode"

	"tcplab/lab/labtest"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

// TestNoEnglishIsLeftOnAChineseScreen looks at every step of every sample, or at
// every third one if it does not explore, live and in a replay, and at what each key
// shows there. The page of terms has both
// languages on purpose.
func TestNoEnglishIsLeftOnAChineseScreen(t *testing.T) {
	for name, make := range map[string]func() *paneltest.World{
		"detailed": paneltest.Detailed, "host": paneltest.HostRun, "fallback": paneltest.FellBack, "clients": paneltest.Clients,
	} {
		t.Run(name, func(t *testing.T) {
			w := make()
			known := paneltest.Known(&w.Header, w.Steps)
			for _, lesson := range tell.LessonsNamed() {
				for part := range strings.SplitSeq(lesson, "-") {
					known[part] = true
				}
			}
			for _, f := range strings.FieldsFunc(w.Header.Fallback, func(r rune) bool { return !unicode.IsLetter(r) }) {
				known[f] = true // the system's own words
			}
			every := 3 // the steps differ less than the keys
			if labtest.Factor(t) > 0 {
				every = 1
			}
			for i := 0; i < len(w.Steps); i += every {
				for _, live := range []bool{true, false} {
					for _, key := range []string{"", "?", "g", "t", "l", "Enter", "w", "e", "c", "=", "u", "r", "q", "a", "]", "d", "Z", "5", "↓ Enter", "↑ ↑ Enter", "t Enter", "t ↓ Enter"} {
						for _, size := range sizes {
							p := still(make(), i, live)
							p.lang = "zh"
							p.frame(size[0], size[1], false)
							if row, _ := view.RowOf(p.scene(), key); key != "" && row != nil && row.Page == view.NoPage && live && strings.Contains("ad]", key) {
								continue // it asks a bench
							}
							for _, k := range strings.Fields(key) {
								p.press(k)
							}
							screen := p.frame(size[0], size[1], false).String()
							if left := paneltest.English(screen, known); len(left) > 0 {
								t.Fatalf("step %d, live %t, key %q, %d×%d has the English %q:\n%s", i, live, key, size[0], size[1], left, screen)
							}
						}
					}
				}
			}
		})
	}
}

// TestCommentsFollowTheLanguage: L changes the comments of the programs, too,
// and a trace without translations keeps those that it has.
func TestCommentsFollowTheLanguage(t *testing.T) {
	p := still(paneltest.Connection(), 3, false)
	has := func(text string) bool { return strings.Contains(p.frame(120, 60, false).String(), text) }
	if !has("// Accept waits for a finished connection.") {
		t.Error("the English comment is not on the screen")
	}
	p.press("L")
	if !has("// Accept 等待一条建好的连接。") || has("// Accept waits") {
		t.Error("L leaves the comments of the programs in English")
	}
	p.header.Prose["zh"].Comments, p.code = nil, nil
	p.open(p.rec)
	p.header.Prose["zh"].Comments = nil
	if !has("// Accept waits for a finished connection.") {
		t.Error("without a translation the comment is not as the program has it")
	}
}
