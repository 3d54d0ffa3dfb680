package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/page"
	"tcplab/lab/plain"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// A course is the whole course as pages in a directory: one a lesson, and an index
// of them.
type course struct {
	dir, lang string
	ports     []int // the first that is free stands in the programs
	noAnswers bool
	force     bool // files that are no pages of tcplab are overwritten, too
}

// writeCourse makes the course, and prints the name of its index.
func writeCourse(e *env, f pageFlags) error {
	lang, err := language(f.lang)
	if err != nil {
		return err
	}
	c := course{dir: f.all, lang: lang, noAnswers: f.noAnswers, force: f.force}
	for port := lab.DefaultPort; port < lab.DefaultPort+portsTried; port++ {
		c.ports = append(c.ports, port)
	}
	if err := c.free(); err != nil {
		return err
	}
	if done, err := e.enterNetwork(bench.Auto); done || err != nil {
		return err
	}
	return c.write(e)
}

// portsTried is how many ports are tried for a lesson on the host network, where
// other programs may have some.
const portsTried = 10

// file returns a file of the course.
func (c course) file(name string) outFile {
	return outFile{filepath.Join(c.dir, name+".html"), "--all", true}
}

// index is the name of the index. No lesson has it.
const index = "index"

// free makes the directory, and returns an error if a file of the course could not
// be written there, or would replace one that is none of tcplab's.
func (c course) free() error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return outFile{path: c.dir, flag: "--all"}.cannot(err)
	}
	names := []string{index}
	for _, l := range lessons.All {
		names = append(names, l.Name)
	}
	for _, name := range names {
		file := c.file(name)
		if err := file.free(); err != nil {
			return err
		}
		if !c.force && !isPage(file.path) {
			return words.Errorf("%s is there already and is no page of tcplab, so nothing was written: choose another directory with --all, or --force to overwrite",
				"%s 已经存在，又不是 tcplab 的网页，所以什么也没有写：请用 --all 换一个目录，或用 --force 覆盖", file.path)
		}
	}
	return nil
}

// isPage reports whether a file is a page that tcplab has made, or is not there.
func isPage(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	start := make([]byte, 1<<12)
	n, err := io.ReadFull(f, start)
	return (err == nil || errors.Is(err, io.ErrUnexpectedEOF)) && bytes.Contains(start[:n], []byte(page.Mark))
}

// write runs one lesson after the other and writes its page; then the index. It
// says of each on stderr how it went, and goes on if one could not be run.
func (c course) write(e *env) error {
	var listed []page.Listed
	missing, differences := 0, 0
	reason := "" // why the host network was taken, as it was said last
	for i, l := range lessons.All {
		entry, err := listing(l)
		if err != nil {
			return err
		}
		run, err := c.lesson(e, l, i+1)
		if e.ctx.Err() != nil {
			return errFromOutside
		}
		said := ""
		if err != nil {
			said = words.In(sentence(err), e.lang)
			missing++
		} else {
			entry.Page = filepath.Base(c.file(l.Name).path)
			said = run.in(e, reason)
			reason = cmp.Or(run.reason, reason)
		}
		differences += run.differs.differences
		listed = append(listed, entry)
		fmt.Fprintf(e.errs, e.say("tcplab: %d of %d, %s: %s\n", "tcplab: %d/%d，%s：%s\n"), i+1, len(lessons.All), l.Name, plain.Visible(said))
	}
	var content bytes.Buffer
	if err := page.WriteIndex(&content, c.lang, listed); err != nil {
		return err
	}
	file := c.file(index)
	if err := file.write(content.Bytes()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(e.out, plain.Visible(file.path)); err != nil {
		return err
	}
	switch {
	case missing > 0:
		return words.Errorf("%d of %d lessons have no page, for the reasons above: see tcplab doctor, and run it again",
			"%[2]d 课中有 %[1]d 课没有网页，原因见上：请看 tcplab doctor，再运行一次", missing, len(lessons.All))
	case differences > 0:
		return differError{differences: differences}
	}
	return nil
}

// listing returns a lesson as the index lists it, without a page.
func listing(l *lab.Lesson) (page.Listed, error) {
	entry := page.Listed{Name: l.Name, Part: map[string]string{}, Text: map[string]*prose.Text{}}
	for _, lang := range trace.Languages {
		text, err := l.Prose(lang)
		if err != nil {
			return entry, err
		}
		entry.Part[lang], entry.Text[lang] = lessons.PartOf(l, lang), text
	}
	return entry, nil
}

// ran is how a run of the course went.
type ran struct {
	steps   int
	reason  string // why it took the host network, in the language of errors; "" if it was to take it, or has not
	differs differError
}

// in puts it into words. A reason that was said just before is not said again.
func (r ran) in(e *env, before string) string {
	said := fmt.Sprintf(e.say("%d steps", "%d 步"), r.steps)
	if r.reason != "" {
		said += e.say(", on the host network", "，在本机网络上")
		if r.reason != before {
			said += e.say(": ", "：") + r.reason
		}
	}
	if r.differs.verdict != "" {
		said += e.say("; ", "；") + r.differs.verdict
	}
	return said
}

// lesson runs a lesson to its end, as a headless run does, and writes its page.
func (c course) lesson(e *env, l *lab.Lesson, number int) (ran, error) {
	b, err := c.open(e, l, number)
	if err != nil {
		return ran{}, err
	}
	defer b.Close()
	rec := b.Recording()
	defer rec.Close()
	header := rec.Header()
	r := ran{reason: header.FallbackIn(e.lang)}
	w := walk{bench: b, verdict: plain.NewVerdict(header, e.lang), errs: e.errs, lang: e.lang, notice: noticeAfter, within: moveWithin, waits: waitWithin}
	if err := w.told(e.ctx); err != nil && !errors.As(err, &r.differs) {
		return r, err
	}
	r.steps = rec.Len()
	var content bytes.Buffer
	if err := page.Write(&content, rec, page.Options{Lang: c.lang, To: -1, NoAnswers: c.noAnswers}); err != nil {
		return r, err
	}
	return r, c.file(l.Name).write(content.Bytes())
}

// open starts a lesson, on the first port that is free.
func (c course) open(e *env, l *lab.Lesson, number int) (b *bench.Bench, err error) {
	for _, port := range c.ports {
		b, err = bench.OpenContext(e.ctx, l, bench.Options{
			Network: bench.Auto, Port: port, Lang: c.lang, Number: number, Terms: lessons.Terms(), User: e.user, Seed: printedSeed,
		})
		var taken *net.OpError
		if !errors.As(err, &taken) {
			break
		}
	}
	return b, err
}
