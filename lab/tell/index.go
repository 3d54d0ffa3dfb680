package tell

import "tcplab/lab/trace"

// An Index says which steps of a run took which beats as the script has them.
type Index struct {
	Found map[string]int   // beats by id: the first step of which each tells
	Takes map[string][]int // beats by id: the steps that took its rows, one a row
	Rows  map[string]int   // beats by id: the number of rows of the script with it
	Edges *Edges           // the arrows of the state machine that were walked
}

// NewIndex returns an index without steps for the run with that header.
func NewIndex(h *trace.Header) Index {
	x := Index{map[string]int{}, map[string][]int{}, map[string]int{}, NewEdges(h)}
	for _, b := range h.Beats {
		x.Rows[b.ID]++
	}
	return x
}

// Add adds the step with number at. The caller adds each step once, in order.
func (x Index) Add(at int, step *trace.Step) {
	x.Edges.Add(step)
	if !AsScripted(step) {
		return
	}
	for _, b := range append([]string{step.Beat}, step.Told...) {
		if b == "" {
			continue
		}
		if _, ok := x.Found[b]; !ok && !(step.Ahead && b == step.Beat) { // what the text says comes later
			x.Found[b] = at
		}
		if len(x.Takes[b]) < x.Rows[b] {
			x.Takes[b] = append(x.Takes[b], at)
		}
	}
}
