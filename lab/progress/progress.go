// Package progress remembers what a student has done, from one start of tcplab
// to the next: lessons done, where one was left, questions missed. It is a
// convenience and never needed. A file that is damaged, missing or closed to
// the user costs the memory and nothing else.
package progress

import (
	"slices"
)

// Version is what a progress file says in its field progress.
const Version = 1

// Progress is what a progress file holds. The zero value is a student who has
// just begun.
type Progress struct {
	Version int               `json:"progress"`
	Lessons map[string]Lesson `json:"lessons,omitempty"` // by name
	Missed  []Missed          `json:"missed,omitempty"`  // each question once, the oldest first
}

// Lesson is how far a student has come in one lesson.
type Lesson struct {
	Done bool   `json:"done,omitempty"` // a run of it was told to its end, once at least
	At   string `json:"at,omitempty"`   // the beat seen last, where it was left in the middle; "": nowhere
}

// Missed is a question that was answered wrongly and not rightly since.
type Missed struct {
	Lesson string `json:"lesson"`
	Beat   string `json:"beat"` // the beat that asks it; on the closing page "closing 1", "closing 2", …
}

// Leave notes how a student left a lesson: the beat seen last, or "" where there
// is nothing to come back to, and whether the run was told to its end. What is
// done once stays done.
func (p *Progress) Leave(lesson, beat string, told bool) {
	if p.Lessons == nil {
		p.Lessons = map[string]Lesson{}
	}
	p.Lessons[lesson] = Lesson{Done: p.Lessons[lesson].Done || told, At: beat}
}

// Answer notes an answer. A wrong one makes the question come back; a right one,
// whenever it is given, settles it.
func (p *Progress) Answer(lesson, beat string, right bool) {
	question := Missed{lesson, beat}
	at := slices.Index(p.Missed, question)
	switch {
	case right && at >= 0:
		p.Missed = slices.Delete(p.Missed, at, at+1)
	case !right && at < 0:
		p.Missed = append(p.Missed, question)
	}
}

// tidy makes what was read out of a file fit to be used: what has no name is
// gone, and no question stands there twice.
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
