package panel

import (
	"slices"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// index adds steps to the index of beats. It adds a bounded number of steps at
// a time, so that no frame waits for it.
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
		p.redraw() // a frame with the beats that were found
	}
}

// indexAll adds all steps to the index, for the page of Figure 5, which tells of
// the whole run.
func (p *panel) indexAll() {
	for ; p.upTo < p.rec.Len(); p.upTo++ {
		if step, err := p.cache.once(p.upTo); err == nil {
			p.Index.Add(p.upTo, &step)
		}
	}
}

// numbers returns the run's counts, for a closing page that names some. Only
// such a page reads the whole recording, each step once.
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

// toCome returns the beats that a live run may still take: those from the next
// one on that it has not taken; nil if the run has ended or is a replay.
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

// window returns the last n steps, up to and including the shown one.
func (p *panel) window(n int) []trace.Step {
	var out []trace.Step
	for i := max(0, p.at-n+1); i < p.at; i++ {
		if step, err := p.cache.get(i); err == nil {
			out = append(out, step)
		}
	}
	return append(out, p.step)
}

// own returns the step whose text stands while step i is shown: the last one up
// to it that did not come by itself. It looks back stopHorizon steps at most.
func (p *panel) own(i int) int {
	at := i
	for at > 0 {
		if known, ok := p.owns[at]; ok {
			at = known
			break
		}
		step, err := p.cache.get(at)
		if err != nil || !tell.ByItself(&step) || i-at >= stopHorizon {
			break
		}
		at--
	}
	p.owns[i] = at
	return at
}

// tellSince fills in the steps around the shown one of which its text speaks.
func (p *panel) tellSince(s *tell.Scene) {
	get := func(i int) *trace.Step {
		if step, err := p.cache.get(i); err == nil {
			return &step
		}
		return nil
	}
	s.Before = get(p.at - 1)
	own := p.own(p.at)
	if own == p.at {
		return
	}
	if s.Own = get(own); s.Own == nil {
		return
	}
	s.OwnBefore = get(own - 1)
	first := max(own+1, p.at-tell.MaxSince+1)
	s.SinceBefore = get(first - 1)
	for i := first; i < p.at; i++ {
		if step := get(i); step != nil {
			s.Since = append(s.Since, *step)
		}
	}
	s.Since = append(s.Since, p.step)
	s.Earlier = p.at - own - len(s.Since)
}

// stepCache keeps the steps that were decoded last, at most cacheSize of them.
type stepCache struct {
	rec   Recording
	steps map[int]trace.Step
	order []int // the numbers of these steps as they came in, a ring
	next  int   // the index in order of the oldest one, once the ring is full
}

// once returns step i to a reader that reads the whole recording. It takes a
// step that is kept, but does not keep others, because they would push out all
// that are kept.
func (c *stepCache) once(i int) (trace.Step, error) {
	if step, ok := c.steps[i]; ok {
		return step, nil
	}
	return c.rec.Step(i)
}

// get returns step i and keeps it.
func (c *stepCache) get(i int) (trace.Step, error) {
	if step, ok := c.steps[i]; ok {
		return step, nil
	}
	if i < 0 || i >= c.rec.Len() {
		return trace.Step{}, words.Errorf("there is no step %d", "没有第 %d 步", i)
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
