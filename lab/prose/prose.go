// Package prose reads the texts of a lesson, Markdown by language, and lays
// them out by display width. It is pure: text goes in and lines come out. It
// knows nothing of the things that a text tells of: no step and no socket ever
// comes in here.
package prose

import "slices"

// Text is a lesson's prose in one language.
type Text struct {
	Title    string             `json:"title"`   // "Opening and closing a connection"
	Summary  string             `json:"summary"` // one line for the menu
	Chapters map[string]string  `json:"chapters"`
	Sections map[string]Section `json:"sections"` // by beat id
	Closing  Closing            `json:"closing"`
	Answers  Answers            `json:"answers,omitzero"`

	// Draft is set if the text is not whole: a beat or a chapter of the lesson has
	// no words yet, or there is no closing page.
	Draft bool `json:"draft,omitempty"`

	Comments map[string]string `json:"comments,omitempty"` // of the programs, by their words in the source; lines are parted by newlines
	Hosts    map[string]string `json:"hosts,omitempty"`    // what the text calls a host whose own name is no word of this language, by that name
}

// Answers is what a lesson answers. A search for a lesson goes by it.
type Answers struct {
	Errors    []string `json:"errors,omitempty"` // "connection refused": as Go prints them, without what was called
	Questions []string `json:"questions,omitempty"`
}

// Section is a lesson's text at one beat.
type Section struct {
	Headline string    `json:"headline"`           // who did what, at most 34 columns
	Lead     string    `json:"lead"`               // the first paragraph: at most two lines of 76 columns
	More     string    `json:"more,omitempty"`     // Markdown, shown after Enter
	Question *Question `json:"question,omitempty"` // asked while this beat is shown, about what comes next
	Terms    []string  `json:"terms,omitempty"`    // keys of the glossary
}

// Question has one right answer.
type Question struct {
	Ask     string   `json:"ask"`
	Options []Option `json:"options"`
	Beat    string   `json:"beat,omitempty"` // in closing questions, the beat that answers it
}

// Option is one answer and the reason why it is right or wrong.
type Option struct {
	Text  string `json:"text"`
	Right bool   `json:"right,omitempty"`
	Why   string `json:"why"`
}

// Closing is the closing page: the teaching notes beside the facts of this run.
type Closing struct {
	Headline  string     `json:"headline"`
	Notes     []Note     `json:"notes"`
	Questions []Question `json:"questions"`
}

// OnlySaid reports whether the page quotes what is often said, and no line of the
// teaching notes.
func (c *Closing) OnlySaid() bool {
	quoted := slices.DeleteFunc(slices.Clone(c.Notes), func(n Note) bool { return n.Quote == "" })
	return len(quoted) > 0 && !slices.ContainsFunc(quoted, func(n Note) bool { return !n.Said })
}

// Note is a line of the teaching notes, and a text on what the run showed of
// it.
type Note struct {
	Quote string   `json:"quote,omitempty"` // the notes' own line; "" if Seen is something that they leave out
	Said  bool     `json:"said,omitempty"`  // Quote is no line of the notes but what is often said, and wrong or half the truth
	Seen  string   `json:"seen"`            // {beat-id} stands for the step that took the beat
	Beats []string `json:"beats,omitempty"` // the beats it refers to, in order
}

// Term is an entry of the glossary, in every language of the course.
type Term struct {
	Key  string            `json:"key"`  // the term in a section's Terms: SYN_SENT, half-close
	Name map[string]string `json:"name"` // by language: "half-close", "半关闭"
	Line map[string]string `json:"line"` // by language: its meaning in one line
}

// The measures of a section. A test of the lessons checks them.
const (
	HeadlineWidth = 34 // columns of a headline
	LeadWidth     = 76 // columns of a lead's line
	LeadLines     = 2  // lines of a lead
)
