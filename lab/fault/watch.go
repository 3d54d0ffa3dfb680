package fault

// A Watch counts the packets that are sent, and says for which of them a fault is
// to be made. The zero Watch has no faults.
type Watch struct {
	rules []Rule
	seen  []int  // by rule: how many packets it has counted
	made  []bool // by rule: its fault was made
}

// NewWatch returns a watch for a run that begins.
func NewWatch(rules []Rule) Watch {
	return Watch{rules: rules, seen: make([]int, len(rules)), made: make([]bool, len(rules))}
}

// Rules returns the faults that the watch knows, as they are written.
func (w *Watch) Rules() []string {
	var list []string
	for _, r := range w.rules {
		list = append(list, r.String())
	}
	return list
}

// Sent takes in a packet that a host has sent. probe is true for a probe, whose
// name is ACK. It returns the indexes of the faults to be made, in the order of
// the command line.
func (w *Watch) Sent(host, name string, probe bool) (due []int) {
	for i, r := range w.rules {
		if w.seen[i] < r.Nth && r.fits(host, name, probe) {
			if w.seen[i]++; w.seen[i] == r.Nth {
				due = append(due, i)
			}
		}
	}
	return due
}

// Kind returns what a fault does.
func (w *Watch) Kind(i int) string { return w.rules[i].Kind }

// Made notes that a fault was made.
func (w *Watch) Made(i int) { w.made[i] = true }

// Idle lists the faults that were never made, as they are written.
func (w *Watch) Idle() []string {
	var list []string
	for i, r := range w.rules {
		if !w.made[i] {
			list = append(list, r.String())
		}
	}
	return list
}
