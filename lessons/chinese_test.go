package lessons

import (
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/porttest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestNoEnglishIsLeftInAChineseRun looks at every step of a lesson, as it is
// on the screen when it is the newest one, and at the pages that open there. The
// page of terms has both languages on purpose. It looks at a sample of the lessons,
// or at all if it explores.
func TestNoEnglishIsLeftInAChineseRun(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	for _, l := range sampled(t, 0) {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			rec, _, _ := play(t, l, bench.Options{Network: lab.PrivateNetwork, Port: porttest.Port(t), Lang: "zh"})
			defer rec.Close()
			header := rec.Header()
			var steps []trace.Step
			for i := range rec.Len() {
				step, err := rec.Step(i)
				if err != nil {
					t.Fatal(err)
				}
				steps = append(steps, step)
			}
			known := paneltest.Known(&header, steps)
			code := tell.Code(&header, "zh")
			index := tell.NewIndex(&header)
			tally := tell.NewTally(header)
			told := map[string]bool{}
			every := 7 // a sample has each page of every seventh step; the panes of all
			if labtest.Factor(t) > 0 {
				every = 1
			}
			for i := range steps {
				index.Add(i, &steps[i])
				tally.Step(steps[i])
				s := &view.Scene{Scene: tell.Scene{
					Header: &header, Lang: "zh", Step: steps[i], At: i, Length: i + 1, Live: true,
					Code: code, Index: index, Window: steps[max(0, i-40) : i+1], Tally: tally, Asking: i%2 == 1,
				}, Keys: view.Keys()}
				if i > 0 {
					s.Before = &steps[i-1]
				}
				for _, page := range []view.PageKind{view.NoPage, view.HelpPage, view.JumpPage, view.SocketsPage, view.LadderPage, view.MorePage, view.ClosingPage, view.MovesPage} {
					if page != view.NoPage && i%every != 0 {
						continue
					}
					s.Page = view.Page{Kind: page}
					for _, size := range [][2]int{{80, 24}, {120, 40}} {
						screen := view.Paint(s, size[0], size[1], false).String()
						for _, w := range paneltest.English(screen, known) {
							if !told[w] {
								t.Errorf("step %d, page %d, %d×%d has the English %q:\n%s", i, page, size[0], size[1], w, strings.TrimSpace(screen))
							}
							told[w] = true
						}
					}
				}
			}
		})
	}
}
