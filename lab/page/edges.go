package page

import (
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
)

// An edge is an arrow of the state machine, and who has walked it in which steps.
type edge struct {
	Arrow  string
	Walked markup
}

// addEdges adds the arrows that were walked up to the scenes' step. They stand among
// the notes, and in their place if the story was not told to its end.
func (p *pageData) addEdges(sc scenes) {
	for _, e := range tcp.Edges() {
		walked := func(s *tell.Scene) string { return s.WalkedBy(e) }
		if walked(sc[0]) != "" {
			p.Edges = append(p.Edges, edge{string(e.From) + " → " + string(e.To), sc.both(walked)})
		}
	}
	if p.NotesTitle == "" && len(p.Edges) > 0 {
		p.NotesTitle = word(wFigure5)
	}
}

// writeEdges writes the arrows as a table.
func writeEdges(b *builder, edges []edge) {
	if len(edges) == 0 {
		return
	}
	b.add(`<h2>`).word(wFigure5).add("</h2><table><tbody>\n")
	for _, e := range edges {
		b.add(`<tr><td>%s</td><td>`, e.Arrow).put(e.Walked).add("</td></tr>\n")
	}
	b.add(`</tbody></table>`)
}
