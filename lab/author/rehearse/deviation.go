package rehearse

import (
	"context"
	"slices"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A Deviation is a student's possible move against the script.
type Deviation struct {
	Name     string
	Most     int                               // how many places in a lesson are tried if the tests explore; a multiple if they explore more
	Disorder bool                              // programs may fail that would not fail else
	move     func(step trace.Step) *trace.Move // to be made behind a step; nil if it cannot be made there
}

// Deviations are all of them.
var Deviations = []Deviation{
	{"drop", 5, false, func(step trace.Step) *trace.Move {
		if len(step.Held) == 0 {
			return nil
		}
		return &trace.Move{Kind: trace.MoveDrop, ID: step.Held[0].ID}
	}},
	{"copy", 2, false, func(step trace.Step) *trace.Move {
		if len(step.Held) == 0 {
			return nil
		}
		return &trace.Move{Kind: trace.MoveDuplicate, ID: step.Held[0].ID}
	}},
	{"overtake", 2, false, func(step trace.Step) *trace.Move {
		if len(step.Held) < 2 {
			return nil
		}
		return &trace.Move{Kind: trace.MoveDeliver, ID: step.Held[len(step.Held)-1].ID}
	}},
	{"early", 3, true, func(step trace.Step) *trace.Move { // of the calls that wait, the last that does not come next
		for _, c := range slices.Backward(step.Calls) {
			if c.Status == trace.CallWaiting && c.Name != trace.StdinRead && (step.Next == nil || step.Next.ID != c.ID || step.Next.Kind != trace.MoveCall) {
				return &trace.Move{Kind: trace.MoveCall, ID: c.ID}
			}
		}
		return nil
	}},
	{"told", 6, true, func(step trace.Step) *trace.Move { // another line at each step
		told := slices.DeleteFunc(slices.Clone(step.Moves), func(m trace.Move) bool {
			return m.Kind != trace.MoveInput || step.Next != nil && *step.Next == m
		})
		if len(told) == 0 {
			return nil
		}
		return &told[step.Step%len(told)]
	}},
	{"kill", 2, true, func(step trace.Step) *trace.Move {
		for _, h := range step.Hosts {
			if h.Alive {
				return &trace.Move{Kind: trace.MoveKill, Host: h.Host}
			}
		}
		return nil
	}},
}

// Places returns the steps behind which a deviation is made: at most that many,
// evenly spread, and all of them if they are few.
func (d Deviation) Places(u *Usual, most int) []trace.Step {
	var places []trace.Step
	for _, s := range u.Steps {
		if s.Done == "" && d.move(s) != nil {
			places = append(places, s)
		}
	}
	most = min(len(places), most)
	var chosen []trace.Step
	for i := range most {
		chosen = append(chosen, places[(2*i+1)*len(places)/(2*most)])
	}
	return chosen
}

// errGone is returned if a move cannot be made where it could be made before: a run
// that went through a loop at once has fewer steps.
var errGone = words.Errorf("the move cannot be made here any more", "这里已经走不了这一步")

// Make runs a lesson again up to a step, makes the move, and goes on with n. It
// returns the steps behind the move, and the kind of end; see GoOn for longest. If ctx
// ends behind the move, it returns the steps that there are until then, and EndCut.
func (d Deviation) Make(ctx context.Context, b *bench.Bench, at trace.Step, longest time.Duration) ([]trace.Step, string, error) {
	if err := b.Restart(ctx); err != nil {
		return nil, "", err
	}
	for range at.Step {
		if err := b.Step(ctx); err != nil {
			return nil, "", err
		}
	}
	now, err := b.Latest()
	if err != nil {
		return nil, "", err
	}
	move := d.move(now)
	if move == nil {
		return nil, "", errGone
	}
	if err := b.Do(ctx, *move); err != nil {
		return nil, "", err
	}
	first := b.Recording().Len()
	end, err := GoOn(ctx, b, longest)
	switch {
	case err != nil && ctx.Err() != nil:
		end = EndCut
	case err != nil:
		return nil, "", err
	}
	steps, err := StepsFrom(b.Recording(), first)
	return steps, end, err
}
