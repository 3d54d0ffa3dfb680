package panel

import (
	"fmt"
	"slices"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// index notes which steps took which beats as the script has them, a bounded
// number of steps at a time, so that no frame waits for it.
func (p *panel) index() {
	const atOnce = 32
	n := p.rec.Len()
	for k := 0; p.upTo < n && k < atOnce; k++ {
		step, err := p.cache.once(p.upTo)
		if err == nil {
			p.Index.Add(p.upTo, &step)
		}
		p.upTo++
	}
	if len(p.Found) >= len(p.header.Beats) {
		return
	}
	switch {
	case p.upTo < n:
		p.loop.quiet(p.index)
	case n > atOnce:
		p.redraw() // with what was found
	}
}

// numbers counts what the run has shown, for a closing page that speaks of it.
// Only such a page reads the whole recording, and each step once.
func (p *panel) numbers() *tell.Tally {
	speaks := slices.ContainsFunc(tell.TextOf(&p.header, p.lang).Closing.Notes, func(n prose.Note) bool {
		return tell.Measures(n.Seen)
	})
	for ; speaks && p.tallied < p.rec.Len(); p.tallied++ {
		if step, err := p.cache.once(p.tallied); err == nil {
			p.tally.Step(step)
		}
	}
	return p.tally
}

// toCome are the beats that a live run may still take: those from the next one
// on that have not been taken.
func (p *panel) toCome() map[string]bool {
	newest, err := p.cache.get(p.rec.Len() - 1)
	if err != nil || !p.live || newest.Done != "" {
		return nil
	}
	from := p.header.Row(newest.NextBeat)
	if from < 0 {
		from = p.last + 1
	}
	out := map[string]bool{}
	for _, b := range p.header.Beats[from:] {
		if _, taken := p.Found[b.ID]; !taken {
			out[b.ID] = true
		}
	}
	return out
}

// window is the last n steps up to the shown one.
func (p *panel) window(n int) []trace.Step {
	var out []trace.Step
	for i := max(0, p.at-n+1); i < p.at; i++ {
		if step, err := p.cache.get(i); err == nil {
			out = append(out, step)
		}
	}
	return append(out, p.step)
}

// stepCache keeps the steps decoded last.
type stepCache struct {
	rec   Recording
	steps map[int]trace.Step
	order []int // as they came in, a ring
	next  int
}

// once is step i for a reader that passes over the whole recording: what is
// kept is not decoded again, and what is not kept does not push out what is.
func (c *stepCache) once(i int) (trace.Step, error) {
	if step, ok := c.steps[i]; ok {
		return step, nil
	}
	return c.rec.Step(i)
}

// get is step i.
func (c *stepCache) get(i int) (trace.Step, error) {
	if step, ok := c.steps[i]; ok {
		return step, nil
	}
	if i < 0 || i >= c.rec.Len() {
		return trace.Step{}, fmt.Errorf("there is no step %d", i)
	}
	step, err := c.rec.Step(i)
	if err != nil {
		return step, err
	}
	if c.steps == nil {
		c.steps = map[int]trace.Step{}
	}
	if len(c.order) < cacheSize {
		c.order = append(c.order, i)
	} else {
		delete(c.steps, c.order[c.next])
		c.order[c.next] = i
		c.next = (c.next + 1) % cacheSize
	}
	c.steps[i] = step
	return step, nil
}

var _ Recording = (*trace.Recording)(nil)
