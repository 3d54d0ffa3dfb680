package plain

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// figure writes which arrows of Figure 5 a run has walked, and by whom, if the run
// was the student's own.
func (t *Text) figure() {
	if !t.header.Free {
		return
	}
	t.rule(wFigure.In(t.lang))
	t.line("")
	about := tell.Scene{Header: &t.header, Lang: t.lang, Step: t.last}
	about.Edges = t.edges
	var never []string
	for _, e := range tcp.Edges() {
		name := string(e.From) + " → " + string(e.To)
		walked := about.WalkedBy(e)
		switch {
		case walked != "":
			t.line("  %-26s  %s", name, walked)
		case slices.Contains(tcp.Figure5, e):
			never = append(never, string(e.From)+"→"+string(e.To))
		}
	}
	if len(never) > 0 {
		t.line("")
		t.paragraph("  ", wNeverWalked.In(t.lang)+strings.Join(never, wComma.In(t.lang)))
	}
}

var (
	wFigure      = tell.Word{"Figure 5 of RFC 9293: the arrows walked", "图 5（RFC 9293）：走过的箭头"}
	wNeverWalked = tell.Word{"Not walked: ", "没有走过："}
)
