package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"

	"tcplab/lab"
	"tcplab/lab/author"
	"tcplab/lab/author/rehearse"
	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// Moves of a student's own are made until a check has taken so long. They get a moment
// behind a script that itself waits for kernels' timers that long.
const (
	astrayUntil = 1600 * time.Millisecond
	astrayLeast = 400 * time.Millisecond
)

// vetWithin bounds how long go vet may take. It mostly takes half a second, but
// minutes if it has to compile the standard library first.
const vetWithin = 10 * time.Second

// vet has go vet look at the programs while the lesson is played.
func (c *checking) vet() <-chan []author.Finding {
	out := make(chan []author.Finding, 1)
	go func() {
		var found []author.Finding
		defer func() { out <- found }()
		dir, err := os.MkdirTemp("", "tcplab-vet-")
		if err != nil {
			return
		}
		defer os.RemoveAll(dir)
		ctx, cancel := context.WithTimeout(c.e.ctx, vetWithin)
		defer cancel()
		remarks, err := rehearse.Vet(ctx, dir, c.rules.Alone(lab.DefaultPort))
		if err != nil {
			return // there is no go tool, or no time; go test ./lessons asks it, too
		}
		for _, r := range remarks {
			found = append(found, author.Finding{Place: author.Place{File: r.Program, Line: r.Line},
				Say: words.Say("go vet says of the program when it stands alone: %s", "单独运行时，go vet 说：%s", r.Text)})
		}
	}()
	return out
}

// play plays the lesson by its script on each network, and then with moves of a
// student's own. It returns an error if it cannot be played.
func (c *checking) play() error {
	if len(c.lesson.Script) == 0 {
		return nil
	}
	unread := map[string]bool{}
	for _, f := range c.broken {
		switch f.Rule {
		case author.ClaimsRule, author.LooksRule:
			c.remark = c.say("The script cannot be read, so the lesson was not played.", "脚本读不懂，所以没有走这一课。")
			return nil
		case author.FilesRule:
			unread[f.File] = true
		}
	}
	if len(unread) > 0 { // what else is wrong is seen in a draft, too
		draft := *c.lesson
		draft.Files = without{c.lesson.Files, unread}
		c.lesson = &draft
	}
	var errs []error
	for _, network := range c.rules.Networks() {
		err := c.strictly(network)
		if err != nil && network == trace.PrivateNetwork && c.lesson.Settings.Network == "" {
			fmt.Fprintln(&c.script, plain.Visible(words.In(err, c.lang))) // and the host network is tried
			continue
		}
		errs = append(errs, err)
		if len(c.differ) > 0 {
			break // the same would be said of the other network, in other words
		}
	}
	if err := errors.Join(errs...); err != nil || len(c.differ) > 0 {
		return err
	}
	return c.astray()
}

// options are those of a run on a network.
func (c *checking) options(network string) bench.Options {
	o := bench.Options{Network: network, Lang: c.lang, Number: c.number, Terms: lessons.Terms(), User: c.e.user, Seed: printedSeed}
	if network == trace.HostNetwork {
		o.Port = unusedPort()
	}
	return o
}

// strictly plays the lesson by its script, and writes the transcript.
func (c *checking) strictly(network string) error {
	dir, err := os.MkdirTemp("", "tcplab-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o := c.options(network)
	o.Dir = dir
	b, err := bench.OpenContext(c.e.ctx, c.lesson, o)
	if err != nil {
		return err
	}
	defer b.Close()
	header := b.Recording().Header()
	w := walk{
		bench: b, text: plain.New(&c.script, header, c.lang), verdict: plain.NewVerdict(header, c.lang),
		errs: c.e.errs, lang: c.lang, notice: noticeAfter, within: moveWithin,
	}
	var differ differError
	if err := w.told(c.e.ctx); err != nil && !errors.As(err, &differ) {
		return err
	}
	fmt.Fprintln(&c.script)
	steps, err := rehearse.StepsFrom(b.Recording(), 0)
	if err != nil {
		return err
	}
	c.differ = append(c.differ, c.placed(rehearse.Differences(header, steps, b.End()))...)
	if network != trace.PrivateNetwork {
		return nil
	}
	c.steps = steps
	if text := c.rules.Texts[trace.Languages[0]]; text != nil {
		c.broken = append(c.broken, c.placed(rehearse.Unclaimed(c.lesson, text, steps))...)
	}
	return nil
}

// astray plays the lesson with moves of a student's own, on the private network.
func (c *checking) astray() error {
	if c.steps == nil { // on the host network nobody can hold a packet up
		return nil
	}
	dir, err := os.MkdirTemp("", "tcplab-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	until := c.began.Add(astrayUntil)
	if least := time.Now().Add(astrayLeast); until.Before(least) {
		until = least
	}
	ctx, cancel := context.WithDeadline(c.e.ctx, until)
	defer cancel()
	o := c.options(trace.PrivateNetwork)
	o.Dir = dir
	faults, tried := rehearse.Astray(ctx, c.lesson, o, rehearse.UsualOf(c.steps))
	c.broken = append(c.broken, once(c.placed(faults))...)
	if tried.Made == 0 {
		c.remark = c.say("There was no time for moves of a student's own: go test ./lessons makes them.", "没来得及插进学生自己走的一步：go test ./lessons 会走。")
		return nil
	}
	c.remark = words.Word{
		"It was also played with a move of a student's own, %[1]d times, and for %[2]d steps behind them; go test ./lessons tries more.",
		"还插进学生自己走的一步，试了 %[1]d 次，之后一共走了 %[2]d 步；go test ./lessons 试得更多。",
	}.F(c.lang, tried.Made, tried.Steps)
	return nil
}

// placed gives the faults of runs their places in lesson.go.
func (c *checking) placed(faults []rehearse.Fault) []author.Finding {
	var found []author.Finding
	for _, f := range faults {
		found = append(found, author.Finding{Place: c.rules.Row(f.Beat, f.Claim), Say: f.Say})
	}
	return found
}

// once keeps the first finding of each place: a missing claim is met behind many
// moves.
func once(found []author.Finding) []author.Finding {
	seen := map[author.Place]bool{}
	var kept []author.Finding
	for _, f := range found {
		if !seen[f.Place] {
			kept = append(kept, f)
		}
		seen[f.Place] = true
	}
	return kept
}

// unusedPort returns a port that nobody listens on, so that a check does not meet a
// server of the author's; 0 if none can be found.
func unusedPort() int {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// without is a lesson's folder without some files.
type without struct {
	fs.FS
	names map[string]bool
}

func (w without) Open(name string) (fs.File, error) {
	if w.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}
