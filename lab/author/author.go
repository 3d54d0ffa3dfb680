package author

import (
	"io/fs"
	"strings"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/search"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Case is a lesson and all that its rules look at.
type Case struct {
	Lesson   *lab.Lesson
	Texts    map[string]*prose.Text    // by language, as far as it can be read; nil if there is none
	Glossary []prose.Term              // of the course
	Entries  map[string][]search.Entry // the course as a search finds it, by language
	Go       string                    // the source of lesson.go, for the lines of rows; "" if it is not at hand

	programs map[string]string // by file, each once
	unread   []Finding         // about files that cannot be read
}

// Finding is one thing that is wrong in a lesson.
type Finding struct {
	Place
	Say  words.Text
	Rule string // its name; "" if a run gave the finding
}

// In returns a finding in a language, behind its place.
func (f Finding) In(lang string) string { return f.Place.before(f.Say.In(lang)) }

// String returns a finding in English.
func (f Finding) String() string { return f.In("en") }

// Rule is a rule that every lesson keeps.
type Rule struct {
	Name  string // for tests
	check func(*Case, *report)
}

// The names of the rules without which a lesson cannot be played as it is.
const (
	FilesRule  = "its files can be read"
	ClaimsRule = "claims can be read"
	LooksRule  = "a Look is a line of its program"
)

// Rules are all rules.
var Rules = []Rule{
	{FilesRule, readable},
	{ClaimsRule, claims},
	{"no row rests on TIME_WAIT", timeWait},
	{"every beat is told once", toldOnce},
	{"no placeholder is left", noTODO},
	{"a text says what its row claims", saysOnly},
	{"the texts fit", fits},
	{"no markup is left over", noMarkup},
	{"each language speaks its own", ownLanguage},
	{"questions", questions},
	{"options stand by themselves", optionsAlone},
	{"references exist", references},
	{"the closing page fits each network", closingFits},
	{"measures exist", measures},
	{"the languages agree", agree},
	{"the languages have the same conditions", sameConditions},
	{"Chinese has its words", chineseWords},
	{"the programs fit the pane", programsFit},
	{"the programs stand alone", standAlone},
	{LooksRule, looks},
	{"comments speak every language", comments},
	{"it is found by what it answers", found},
}

// New reads a lesson. A file that cannot be read becomes a finding of its rules.
func New(l *lab.Lesson) *Case {
	c := &Case{Lesson: l, Texts: map[string]*prose.Text{}, programs: map[string]string{}}
	var r report
	for _, lang := range trace.Languages {
		file := lang + ".md"
		md, err := fs.ReadFile(l.Files, file)
		if err != nil {
			r.say(Place{File: file}, words.Say("the text is not in the folder, or not in the line go:embed of lesson.go: %w", "课程目录里没有这个文件，或者 lesson.go 的 go:embed 一行里没有它：%w", err))
			continue
		}
		text, problems := prose.Read(md)
		for _, p := range problems {
			r.say(Place{file, p.Line}, p.Say)
		}
		c.Texts[lang] = text
	}
	for _, h := range l.Hosts {
		source, err := fs.ReadFile(l.Files, h.File)
		if err != nil {
			r.say(c.goFile(), words.Say("host %s has the program %s, which is not in the folder: %w", "主机 %s 的程序是 %s，课程目录里没有：%w", h.Name, h.File, err))
			continue
		}
		c.programs[h.File] = string(source)
	}
	c.unread = r.findings
	return c
}

// Findings returns all that a rule finds in a lesson.
func (rule Rule) Findings(c *Case) []Finding {
	var r report
	rule.check(c, &r)
	for i := range r.findings {
		r.findings[i].Rule = rule.Name
	}
	return r.findings
}

// Findings returns all that the rules find in a lesson.
func Findings(c *Case) []Finding {
	var all []Finding
	for _, rule := range Rules {
		all = append(all, rule.Findings(c)...)
	}
	return all
}

// report collects findings.
type report struct{ findings []Finding }

func (r *report) say(at Place, what words.Text) {
	r.findings = append(r.findings, Finding{Place: at, Say: what})
}

// readable finds files that cannot be read.
func readable(c *Case, r *report) { r.findings = append(r.findings, c.unread...) }

// each calls f for each text that could be read, in the order of the languages.
func (c *Case) each(f func(lang string, text *prose.Text)) {
	for _, lang := range trace.Languages {
		if text := c.Texts[lang]; text != nil {
			f(lang, text)
		}
	}
}

// both calls f if both texts could be read.
func (c *Case) both(f func(en, zh *prose.Text)) {
	if en, zh := c.Texts["en"], c.Texts["zh"]; en != nil && zh != nil {
		f(en, zh)
	}
}

// beats returns the ids of the lesson's beats, each once, in order.
func (c *Case) beats() []string {
	var ids []string
	seen := map[string]bool{}
	for _, b := range c.Lesson.Script {
		if !seen[b.ID] {
			ids = append(ids, b.ID)
		}
		seen[b.ID] = true
	}
	return ids
}

// oneLine puts a text of several lines into one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
