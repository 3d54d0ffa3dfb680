package tell

import "tcplab/lab/trace"

// An Index knows which steps of a run took which beats as the script has them.
type Index struct {
	Found map[string]int   // beats by id: the first step that took each
	Takes map[string][]int // beats by id: the steps that took its rows, one a row
	Rows  map[string]int   // beats by id: how many rows of the script have it
}

// NewIndex is the index of a run of which no step has been added yet.
func NewIndex(h *trace.Header) Index {
	x := Index{map[string]int{}, map[string][]int{}, map[string]int{}}
	for _, b := range h.Beats {
		x.Rows[b.ID]++
	}
	return x
}

// Add adds a step that has number at. Steps are added in order, each once.
func (x Index) Add(at int, step *trace.Step) {
	if !AsScripted(step) {
		return
	}
	for _, b := range append([]string{step.Beat}, step.Told...) {
		if b == "" {
			continue
		}
		if _, ok := x.Found[b]; !ok {
			x.Found[b] = at
		}
		if len(x.Takes[b]) < x.Rows[b] {
			x.Takes[b] = append(x.Takes[b], at)
		}
	}
}
