package tcp

import "testing"

func TestRoles(t *testing.T) {
	for state, want := range map[State]Role{
		SynSent:   "opening",
		FinWait2:  "closing first",
		TimeWait:  "closing first",
		CloseWait: "closing second",
		Closing:   "closing at the same time",
	} {
		if got := state.Role(); got != want {
			t.Errorf("%s is for %q, want %q: the rows of the wide map say so", state, got, want)
		}
	}
	for _, s := range States {
		if s.Role() == "" {
			t.Errorf("%s has no role: the map has a row for every state", s)
		}
	}
	if got := State("UNCONN").Role(); got != "" {
		t.Errorf("UNCONN is for %q, want nothing: UDP has no machine", got)
	}
}
