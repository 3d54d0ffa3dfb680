package panel

import (
	"strings"
	"testing"

	"github.com/gdamore/tcell/v2"
)

func TestNoFramePausesForAnOldTerminal(t *testing.T) {
	padded, err := tcell.LookupTerminfo("vt100")
	if err != nil {
		t.Fatal(err)
	}
	if padded.PadChar == "" || !strings.Contains(padded.SetCursor, "$<") {
		t.Fatal("tcell's vt100 has no pauses any more: unpadded can go")
	}
	quick := unpadded("vt100")
	if quick == nil || quick.PadChar != "" {
		t.Fatalf("vt100 is taken as %+v, want it without a pad character: with one tcell sleeps for every jump", quick)
	}
	var out strings.Builder
	quick.TPuts(&out, quick.TGoto(4, 2))
	if got := out.String(); got != "\x1b[3;5H" {
		t.Errorf("a jump is %q, want the command alone: a terminal would show the rest of the pause", got)
	}
	if padded.PadChar == "" {
		t.Error("tcell's own description was changed, want a copy: it is shared")
	}
	for _, term := range []string{"xterm-256color", "no-such-terminal"} {
		if info := unpadded(term); info != nil {
			t.Errorf("%s is described as %+v, want it left to tcell", term, info)
		}
	}
}
