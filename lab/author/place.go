package author

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"tcplab/lab"
)

// Place is a line of a file in a lesson's folder.
type Place struct {
	File string // "en.md"; "" if a finding is about the whole lesson
	Line int    // from 1; 0 if it is not known
}

// before puts a place in front of a text, as compilers do.
func (p Place) before(text string) string {
	switch {
	case p.File == "":
		return text
	case p.Line == 0:
		return p.File + ": " + text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, text)
}

// goFile is the place of what stands in lesson.go, but in no known line.
func (c *Case) goFile() Place { return Place{File: "lesson.go"} }

// row returns the place of row i of the script. Several rows may have one id.
func (c *Case) row(i int) Place {
	script := c.Lesson.Script
	nth := 0
	for _, b := range script[:i] {
		if b.ID == script[i].ID {
			nth++
		}
	}
	at := regexp.MustCompile(`\bID:\s*"`+regexp.QuoteMeta(script[i].ID)+`"`).FindAllStringIndex(c.Go, -1)
	if nth >= len(at) {
		return c.goFile()
	}
	return Place{"lesson.go", 1 + strings.Count(c.Go[:at[nth][0]], "\n")}
}

// Row returns the place of the row of a beat that claims something; of its first
// row if none does.
func (c *Case) Row(beat, claim string) Place {
	first := -1
	for i, b := range c.Lesson.Script {
		if b.ID != beat {
			continue
		}
		if strings.Contains(b.Then, claim) {
			return c.row(i)
		}
		if first < 0 {
			first = i
		}
	}
	if first < 0 {
		return c.goFile()
	}
	return c.row(first)
}

// text returns the line of a language's text on which the last mark begins,
// behind lines on which the marks before it begin, in their order. It is the
// line of the last mark that is there. The section of a beat is all that it
// looks at behind the beat's heading.
func (c *Case) text(lang string, marks ...string) Place {
	place := Place{File: lang + ".md"}
	md, err := fs.ReadFile(c.Lesson.Files, place.File)
	if err != nil {
		return place
	}
	for i, line := range strings.Split(string(md), "\n") {
		switch {
		case len(marks) == 0:
			return place
		case strings.HasPrefix(line, marks[0]):
			place.Line, marks = i+1, marks[1:]
		case place.Line > 0 && strings.HasPrefix(line, "## "):
			return place
		}
	}
	return place
}

// section returns the place of a beat's heading, or of a line behind it that
// begins with the marks given.
func (c *Case) section(lang, beat string, marks ...string) Place {
	return c.text(lang, append([]string{"## " + beat + ":"}, marks...)...)
}

// lead returns the place of a section's first paragraph.
func (c *Case) lead(lang, beat string) Place {
	place := c.section(lang, beat)
	md, err := fs.ReadFile(c.Lesson.Files, place.File)
	if err != nil || place.Line == 0 {
		return place
	}
	for i, line := range strings.Split(string(md), "\n")[place.Line:] {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "## ") {
			place.Line += i + 1
			break
		}
	}
	return place
}

// holds returns the first line of a language's text that begins a piece of it. If
// where begins with a beat, as in "syn, lead", only the beat's section counts, and
// its heading is the place of a piece that is not found.
func (c *Case) holds(lang, where, piece string) Place {
	place := Place{File: lang + ".md"}
	md, err := fs.ReadFile(c.Lesson.Files, place.File)
	if err != nil {
		return place
	}
	text, beat := string(md), firstWord(where)
	at := strings.Index("\n"+text, "\n## "+beat+":")
	if beat == "" || at < 0 {
		at = 0
	} else {
		place = placeIn(place.File, text, at)
	}
	section := text[at:]
	if end := strings.Index(section, "\n## "); end >= 0 && at > 0 {
		section = section[:end]
	}
	// A paragraph is read as one line, and so only its beginning is found.
	if found := strings.Index(section, beginning(piece)); found >= 0 && piece != "" {
		return placeIn(place.File, text, at+found)
	}
	return place
}

// placeIn returns the place of a byte of a file's text.
func placeIn(file, text string, at int) Place {
	return Place{file, 1 + strings.Count(text[:at], "\n")}
}

// firstWord returns what stands before a comma; "" if there is none.
func firstWord(where string) string {
	word, _, found := strings.Cut(where, ", ")
	if !found {
		return ""
	}
	return word
}

// beginning returns the first characters of a text, up to the end of its line.
func beginning(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if runes := []rune(text); len(runes) > 16 {
		return string(runes[:16])
	}
	return text
}

// Networks are the networks on which a lesson can be run.
func (c *Case) Networks() []string {
	if home := c.Lesson.Settings.Network; home != "" {
		return []string{home}
	}
	return []string{lab.PrivateNetwork, lab.HostNetwork}
}
