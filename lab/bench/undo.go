package bench

import (
	"context"
	"slices"
	"time"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Undo starts the lesson again and really runs up to before the last move that
// somebody made: it makes the moves before that once more, whatever they were,
// and lets time pass where it has passed. If the kernels do otherwise this time,
// the error is an Otherwise, and the run stands where that was seen.
func (b *Bench) Undo(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.options.foreign {
		return errStrangers
	}
	was := b.run.rec
	last, err := trace.LastMade(was)
	if err != nil {
		return err
	}
	if last.Step == 0 {
		return errNothingMade
	}
	if err := b.restart(ctx); err != nil {
		return err
	}
	return b.run.repeat(ctx, was, last.Step)
}

var errStrangers = words.Errorf("in an open lab nothing can be undone: tcplab cannot start other people's programs again",
	"开放的实验里不能撤销：tcplab 不能把别人的程序重新启动一遍")

var errNothingMade = words.Errorf("no move has been made yet that could be undone", "还没有可以撤销的动作")

// Otherwise is the error of a run that was to repeat an earlier one and came
// out otherwise. It carries the move that is not possible this time; that is
// the zero Move if all were possible, but things do not stand as they did.
type Otherwise struct{ Move trace.Move }

// Error says what could not be repeated.
func (e Otherwise) Error() string { return e.In("en") }

// In returns the error in a language.
func (e Otherwise) In(lang string) string {
	if e.Move.Kind == "" {
		return words.Word{"the run was repeated and came out otherwise this time", "重做了一遍，这次的结果不同"}.In(lang)
	}
	return words.Say("the run came out otherwise this time and stands before a move that is not possible: %v",
		"这次的结果不同，停在一个做不了的动作之前：%v", NotPossible(e)).In(lang)
}

// NotRepeated returns the move that is not possible this time. A view, which
// must not import this package, finds the move by this method.
func (e Otherwise) NotRepeated() trace.Move { return e.Move }

// repeat makes the moves of an earlier run once more, those of its steps before
// step end, and lets time pass where it has passed there.
func (r *Run) repeat(ctx context.Context, was *trace.Recording, end int) error {
	var step trace.Step
	for i := 1; i < end; i++ {
		var err error
		if step, err = was.Step(i); err != nil {
			return err
		}
		if step.Move.Made() {
			err = r.remake(ctx, &step)
		} else {
			err = r.letPass(ctx, &step)
		}
		if err != nil {
			return err
		}
	}
	if end > 1 && !alike(&step, &r.last) {
		return Otherwise{}
	}
	return nil
}

// remake makes the move of an earlier run's step. If it is not possible yet,
// time passes first.
func (r *Run) remake(ctx context.Context, was *trace.Step) error {
	for {
		news, err := r.catchUp(ctx)
		if err != nil {
			return err
		}
		if news {
			continue
		}
		move, err := r.outlook().resolve(r.sameMove(was))
		if err == nil {
			_, err = r.perform(ctx, move)
			return err
		}
		switch news, err := r.untilThen(ctx, was); {
		case err != nil:
			return err
		case !news:
			return Otherwise{was.Move}
		}
	}
}

// sameMove returns the move of an earlier run's step as it is in this run. A
// packet is found by what it carries, because its number may be another one if
// a kernel has repeated something meanwhile.
func (r *Run) sameMove(was *trace.Step) trace.Move {
	m := was.Move
	if !m.AboutPacket() || len(was.Events) == 0 || was.Events[0].Packet == nil {
		return m
	}
	id := m.ID
	m.ID = none
	for _, p := range r.packets.Held() {
		if samePacket(p.Packet, *was.Events[0].Packet) && (m.ID == none || p.ID == id) {
			m.ID = p.ID
		}
	}
	return m
}

// none is the id of no packet.
const none = -1

// samePacket reports whether two packets of two runs carry the same.
func samePacket(a, b trace.Packet) bool {
	return a.From == b.From && a.To == b.To && a.Name == b.Name && a.Seq == b.Seq && a.Ack == b.Ack && a.Len == b.Len && a.Text == b.Text
}

// letPass waits until something has happened by itself, as it had in an earlier
// run's step. It does not wait if things stand like that already, and not for
// ever: a kernel need not do the same again.
func (r *Run) letPass(ctx context.Context, was *trace.Step) error {
	if alike(was, &r.last) {
		return nil
	}
	_, err := r.untilThen(ctx, was)
	return err
}

// untilThen waits until something has happened by itself and become a step. It
// waits no longer than it can have taken until an earlier run's step: this run
// has come up to here faster than that one did, so that every timer runs out
// sooner. news is false if nothing has happened.
func (r *Run) untilThen(ctx context.Context, was *trace.Step) (news bool, err error) {
	end := r.started.Add(time.Duration(was.Millis)*time.Millisecond + late)
	if soon := time.Now().Add(shortly); soon.Before(end) && !r.sockets.Ticking() && !r.busy() {
		end = soon
	}
	wait, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	if was.Move.Kind == trace.MoveWait {
		_, err = r.perform(wait, was.Move)
	} else {
		err = untilNews(wait, nil, func() (bool, error) { return r.catchUp(wait) })
	}
	if err != nil && wait.Err() != nil && ctx.Err() == nil {
		return false, nil
	}
	return err == nil, err
}

// late is how much later than in an earlier run something may happen by itself.
// shortly bounds the wait for what no timer announces: a delayed
// acknowledgement comes within 200 ms.
const (
	late    = 2 * time.Second
	shortly = 500 * time.Millisecond
)

// alike reports whether things stand after a step as they did after a step of
// an earlier run: sockets, packets on the wire, calls and processes.
func alike(a, b *trace.Step) bool {
	return slices.Equal(a.Cut, b.Cut) && slices.EqualFunc(a.Sockets, b.Sockets, func(a, b trace.Socket) bool {
		return a.Host == b.Host && a.Role == b.Role && a.State == b.State && a.Owned == b.Owned
	}) && slices.EqualFunc(a.Held, b.Held, samePacket) && slices.EqualFunc(a.Calls, b.Calls, func(a, b trace.Call) bool {
		return a.Host == b.Host && a.Name == b.Name && a.Line == b.Line && a.Status == b.Status
	}) && slices.EqualFunc(a.Hosts, b.Hosts, func(a, b trace.State) bool {
		return a.Host == b.Host && a.Alive == b.Alive && a.Exit == b.Exit
	})
}
