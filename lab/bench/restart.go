package bench

import (
	"cmp"
	"context"
	"os"
	"path/filepath"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Restart ends the hosts and starts the lesson again, in a network of its own.
// If ctx is done first, the run is over.
func (b *Bench) Restart(ctx context.Context) error {
	ctx, done := b.within(ctx)
	defer done()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.restart(ctx)
}

func (b *Bench) restart(ctx context.Context) error {
	b.unwatch()
	if err := b.run.Close(); err != nil {
		return words.Errorf("the last run could not be ended cleanly, press r again to start anew: %w",
			"上一次运行没能干净地结束，再按 r 重新开始：%w", err)
	}
	restore, forget := b.setAside()
	run, err := b.start(ctx)
	if err != nil {
		restore()
		return err
	}
	forget()
	b.old = append(b.old, b.run.rec)
	if len(b.old) > 1 { // a view may still show the last run, but none before it
		b.old[0].Close()
		b.old = b.old[1:]
	}
	b.run, b.trouble = run, nil
	if b.watched {
		b.watch()
	}
	b.signal()
	return nil
}

// setAside renames the recording of the run that has ended, so that the next
// run does not empty a file at which somebody may still look. restore gives the
// file its name back, forget removes it.
func (b *Bench) setAside() (restore, forget func()) {
	path := b.options.Record
	nothing := func() {}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nothing, nothing
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // a name that no other file has
	if err != nil {
		return nothing, nothing
	}
	file.Close()
	aside := file.Name()
	forget = func() { os.Remove(aside) }
	if os.Rename(path, aside) != nil {
		forget()
		return nothing, nothing // if the system refuses, the next run empties the file after all
	}
	return func() { os.Rename(aside, path) }, forget
}

// GoTo starts the lesson again and makes all moves up to a beat.
func (b *Bench) GoTo(ctx context.Context, beat string) error {
	ctx, done := b.within(ctx)
	defer done()
	if err := b.lesson.HasBeat(beat); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run.rec.Len() > 1 {
		if err := b.restart(ctx); err != nil {
			return err
		}
	}
	return b.runTo(ctx, beat)
}

func (b *Bench) runTo(ctx context.Context, beat string) error {
	for {
		step, err := b.run.Next(ctx)
		switch {
		case err != nil:
			return err
		case Took(step, beat):
			return nil
		case step.Done != "":
			return words.Errorf("this run ended without coming to “%s”: the row may need another network",
				"运行结束了也没有走到“%s”：这一行也许需要另一种网络", headline(b.run.rec.Header(), beat))
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// headline returns what the views call a beat, its id if a text does not have it.
func headline(h trace.Header, beat string) words.Word {
	in := func(lang string) string {
		if text := h.Prose[lang]; text != nil {
			return cmp.Or(text.Sections[beat].Headline, beat)
		}
		return beat
	}
	return words.Word{in("en"), in("zh")}
}
