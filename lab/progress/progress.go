// Package progress remembers what a student has done, from one start of tcplab
// to the next: lessons done, where one was left, questions missed. It is a
// convenience, and no lesson depends on it. If the file is damaged, missing or
// unreadable, the progress is forgotten and nothing else happens.
package progress

import (
	"slices"
)

// Version is the value of a progress file's field progress.
const Version = 1

// Progress is the content of a progress file. The zero value is that of a
// student who has just begun.
type Progress struct {
	Version int               `json:"progress"`
	Lessons map[string]Lesson `json:"lessons,omitempty"` // by name
	Missed  []Missed          `json:"missed,omitempty"`  // each question once; the one missed longest ago is first
}

// Lesson is how far a student has come in one lesson.
type Lesson struct {
	Done bool   `json:"done,omitempty"` // a run of it was told to its end, at least once
	At   string `json:"at,omitempty"`   // the beat seen last, if it was left in the middle; else ""
}

// Missed is a question that was answered wrongly, or whose answer was only
// shown, and that has not been answered rightly since.
type Missed struct {
	Lesson string `json:"lesson"`
	Beat   string `json:"beat"` // the beat that asks it; on the closing page "closing 1", "closing 2", …
}

// Leave notes how a student left a lesson. Beat is the beat seen last, "" if
// there is nothing to come back to. Told is set if the run was told to its end.
// A lesson that was done once stays done.
func (p *Progress) Leave(lesson, beat string, told bool) {
	if p.Lessons == nil {
		p.Lessons = map[string]Lesson{}
	}
	p.Lessons[lesson] = Lesson{Done: p.Lessons[lesson].Done || told, At: beat}
}

// Answer notes an answer. If it is not right, the question is asked again in
// later runs, until a right one is given. It goes behind the other missed
// questions, so that each of them has its turn.
func (p *Progress) Answer(lesson, beat string, right bool) {
	question := Missed{lesson, beat}
	p.Missed = slices.DeleteFunc(p.Missed, func(m Missed) bool { return m == question })
	if !right {
		p.Missed = append(p.Missed, question)
	}
}

// tidy makes the content of a file fit to be used: it removes entries without a
// name and questions that are there twice.
func (p *Progress) tidy() {
	p.Version = Version
	delete(p.Lessons, "")
	var once []Missed
	for _, m := range p.Missed {
		if m.Lesson != "" && m.Beat != "" && !slices.Contains(once, m) {
			once = append(once, m)
		}
	}
	p.Missed = once
}
