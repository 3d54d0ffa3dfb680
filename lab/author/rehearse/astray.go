package rehearse

import (
	"context"
	"slices"
	"sync"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Tried says how far Astray came.
type Tried struct {
	Made  int // moves of a student's own
	Steps int // made behind them
}

// sample is how many places each deviation is tried at, as in the tests of the
// course if they do not explore.
const sample = 2

// side is how many runs Astray makes side by side. Most of their time they wait
// for a kernel's timer.
const side = 5

// Astray makes moves that are not in a lesson's script, whose undisturbed run is u,
// goes on with n, and returns the steps behind them that break a rule. It ends when
// it has tried all of them, or when ctx ends: those that have not come to an end by
// then are cut short, and what they have shown counts.
//
// Each of its goroutines has a bench of its own; the findings are collected under
// a lock, and put in the order of the deviations at last.
func Astray(ctx context.Context, l *lab.Lesson, o bench.Options, u *Usual) ([]Fault, Tried) {
	type task struct {
		d  Deviation
		at trace.Step
	}
	var tasks []task
	for _, d := range Deviations {
		for _, at := range d.Places(u, sample) {
			tasks = append(tasks, task{d, at})
		}
	}
	// An early place is soonest reached, so most is tried if there is little time.
	slices.SortStableFunc(tasks, func(a, b task) int { return a.at.Step - b.at.Step })
	var (
		mu     sync.Mutex
		tried  Tried
		faults = make([][]Fault, len(tasks))
		next   int
		group  sync.WaitGroup
	)
	for range min(side, len(tasks)) {
		group.Go(func() {
			b, noBench := bench.OpenContext(ctx, l, o)
			if noBench == nil {
				defer b.Close()
			}
			for {
				mu.Lock()
				i := next
				if ctx.Err() != nil {
					i = len(tasks)
				}
				next = min(i+1, len(tasks))
				mu.Unlock()
				if i >= len(tasks) {
					return
				}
				var steps []trace.Step
				var kind string
				err := noBench
				if err == nil {
					steps, kind, err = tasks[i].d.Make(ctx, b, tasks[i].at, shortWait)
				}
				found, _ := u.Holds(l, steps, tasks[i].d.Disorder)
				switch {
				case kind == EndEndless:
					found = append(found, Fault{tasks[i].at.Beat, tasks[i].at.Step, words.Say("the run has no end", "运行没完没了"), ""})
				case err != nil && err != errGone && ctx.Err() == nil:
					found = append(found, Fault{tasks[i].at.Beat, tasks[i].at.Step, words.Say("%w", "%w", err), ""})
				}
				for k := range found {
					found[k].Say = words.Say("behind a move of a student's own (%s at step %d, beat %s): %s", "学生自己走了一步之后（%s，在第 %d 步 %s）：%s",
						tasks[i].d.Name, tasks[i].at.Step, tasks[i].at.Beat, found[k].Say)
				}
				mu.Lock()
				faults[i] = found
				if err == nil {
					tried.Made, tried.Steps = tried.Made+1, tried.Steps+len(steps)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	var all []Fault
	for _, found := range faults {
		all = append(all, found...)
	}
	return all, tried
}
