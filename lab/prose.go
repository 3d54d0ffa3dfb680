package lab

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"

	"tcplab/lab/gate"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Prose reads the lesson's texts in a language, "en" or "zh". A script runs before
// its texts are whole: a beat without a section gets its id for a headline and no
// words, and the text is a draft.
func (l *Lesson) Prose(lang string) (*prose.Text, error) { return l.ProseOn(lang, DefaultPort) }

// ProseOn is Prose for a run on a port that the student chose.
func (l *Lesson) ProseOn(lang string, port int) (*prose.Text, error) {
	md, err := fs.ReadFile(l.Files, lang+".md")
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || !slices.Contains(trace.Languages, lang)) {
		return nil, words.Errorf("lesson %s says nothing in %s: %w", "课程 %s 没有 %s 的文字：%w", l.Name, lang, err)
	}
	if len(bytes.TrimSpace(md)) == 0 {
		md = []byte("# " + l.Name + "\n\n" + l.Name + "\n")
	}
	text, err := prose.Parse(onPort(md, port))
	if err != nil {
		return nil, words.Errorf("lesson %s, %s.md: %w", "课程 %s，%s.md：%w", l.Name, lang, err)
	}
	l.fill(text)
	return text, nil
}

// fill gives a name to each beat and chapter that a text does not have. The text
// is a draft then.
func (l *Lesson) fill(text *prose.Text) {
	text.Draft = text.Closing.Headline == ""
	for _, id := range l.Chapters {
		if text.Chapters[id] == "" {
			text.Chapters[id], text.Draft = id, true
		}
	}
	for _, b := range l.Script {
		s := text.Sections[b.ID]
		if s.Headline == "" {
			s.Headline = b.ID
		}
		text.Sections[b.ID], text.Draft = s, text.Draft || s.Lead == ""
	}
}

// onPort replaces the programs' ports in a lesson's text by those that they use in
// this run. Lines that begin with > quote the teaching notes and stay, too.
func onPort(md []byte, port int) []byte {
	if port == 0 || port == DefaultPort {
		return md
	}
	lines := bytes.Split(md, []byte("\n"))
	for i, line := range lines {
		if !bytes.HasPrefix(line, []byte(">")) {
			lines[i] = []byte(gate.PortsOn(string(line), port))
		}
	}
	return bytes.Join(lines, []byte("\n"))
}
