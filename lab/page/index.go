package page

import (
	_ "embed"
	"io"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The index of a folder that has a page of each lesson of a course: by part, by the
// errors that a lesson answers, and by the questions.

// A Listed is a lesson in an index.
type Listed struct {
	Name string
	Page string                 // its file, which lies beside the index; "" if it has none
	Part map[string]string      // the part of the course that it belongs to, by language
	Text map[string]*prose.Text // by language; the index uses title, summary and answers
}

// Mark stands at the beginning of every page and index, and tells them from files
// that somebody else has made.
const Mark = `<meta name="generator" content="tcplab">`

// WriteIndex writes an index of lessons, in teaching order, as one HTML file. Lang
// is the language that is shown first.
func WriteIndex(w io.Writer, lang string, lessons []Listed) error {
	index, err := newIndex(lang, lessons).html()
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, string(index))
	return err
}

//go:embed index.html
var indexSkeleton string

//go:embed index.css
var indexCSS string

//go:embed index.js
var indexJS string

// An indexData is all that an index shows.
type indexData struct {
	Lang      string
	Parts     []coursePart
	Errors    []found
	Questions []asked
}

// A coursePart is a part of the course.
type coursePart struct {
	Name    markup
	Lessons []entry
}

// An entry is a lesson.
type entry struct {
	Number  int // in the course
	Page    string
	Title   markup
	Summary markup
}

// A found is an error, and the lessons that answer it.
type found struct {
	Error   string
	Lessons []entry
}

// An asked is a question in one language, and the lesson that answers it.
type asked struct {
	Lang, Question string
	Lesson         entry
}

func newIndex(lang string, lessons []Listed) *indexData {
	d := &indexData{Lang: lang}
	if !slices.Contains(trace.Languages, d.Lang) {
		d.Lang = trace.Languages[0]
	}
	for i, l := range lessons {
		e := entry{
			Number: i + 1, Page: l.Page, Title: both(func(lang string) string { return l.text(lang).Title }),
			Summary: inline(func(lang string) string { return l.text(lang).Summary }),
		}
		name := both(func(lang string) string { return l.Part[lang] })
		if i == 0 || name != d.Parts[len(d.Parts)-1].Name {
			d.Parts = append(d.Parts, coursePart{Name: name})
		}
		last := &d.Parts[len(d.Parts)-1]
		last.Lessons = append(last.Lessons, e)
		for _, lang := range trace.Languages {
			for _, text := range l.text(lang).Answers.Errors {
				d.answers(prose.Visible(text), e)
			}
			for _, text := range l.text(lang).Answers.Questions {
				d.Questions = append(d.Questions, asked{lang, prose.Visible(text), e})
			}
		}
	}
	slices.SortStableFunc(d.Errors, func(a, b found) int { return strings.Compare(a.Error, b.Error) })
	return d
}

// answers notes that a lesson answers an error, which is the same in every language.
func (d *indexData) answers(text string, e entry) {
	at := slices.IndexFunc(d.Errors, func(f found) bool { return f.Error == text })
	if at < 0 {
		d.Errors = append(d.Errors, found{Error: text})
		at = len(d.Errors) - 1
	}
	f := &d.Errors[at]
	if len(f.Lessons) == 0 || f.Lessons[len(f.Lessons)-1].Number != e.Number {
		f.Lessons = append(f.Lessons, e)
	}
}

// text returns a lesson's text in a language, an empty one if it has none.
func (l *Listed) text(lang string) *prose.Text {
	if t := l.Text[lang]; t != nil {
		return t
	}
	return &prose.Text{Title: l.Name}
}

// html puts the index together.
func (d *indexData) html() (markup, error) {
	style := lookCSS() + indexCSS
	return fill(indexSkeleton, map[string]markup{
		"lang":        markup(d.Lang),
		"policy":      policy([]string{indexJS}, []string{style}),
		"plain-title": bare(wCourse.In(d.Lang)),
		"style":       markup(style),
		"script":      markup(indexJS),
		"links":       d.linksHTML(),
		"parts":       d.partsHTML(),
		"errors":      d.errorsHTML(),
		"questions":   d.questionsHTML(),

		"title":   word(wCourse),
		"ground":  word(wGround),
		"lessons": word(wLessons),
		"about":   word(wReal),
	})
}

// The words of the index.
var (
	wCourse    = tell.Word{"TCP and UDP, one step at a time", "一步一步看 TCP 和 UDP"}
	wLessons   = tell.Word{"Lessons", "课程"}
	wErrors    = tell.Word{"Errors", "错误"}
	wErrorsSay = tell.Word{"as Go prints them, and the lessons that show where they come from", "Go 打印的原文，和说明它们从哪里来的课"}
	wQuestions = tell.Word{"Questions", "问题"}
	wReal      = tell.Word{"Each page is a run of real programs on real sockets, recorded step by step.", "每个网页都是真实的程序在真实的套接字上的一次运行，逐步录下。"}
	wNoPage    = tell.Word{"could not be run here", "在这里没能运行"}
)
