package view

import (
	"time"

	"tcplab/lab/tell"
)

// A Score says how the questions of a lesson were answered.
type Score struct {
	Asked, Right int      // the number of questions, and of those that were answered rightly
	Missed       []string // the beats whose question was answered wrongly, or whose answer was only shown
}

// A Scene is everything that a frame is made of, and all that a pane may read.
// The panel builds one for every frame, and nobody changes it.
type Scene struct {
	tell.Scene

	Turn     int  // how often the text was turned to its next part
	Unread   bool // it has a further part
	Noted    bool // the student went from a line of the closing page to its step
	FromMenu bool // leaving leads back to the menu

	Score Score    // the answers so far; set for the closing page
	After []string // what the student may do after the lesson, a sentence each; set for the closing page

	Message string        // the answer to the last key, "" if there is none
	Urgent  bool          // Message is a question or an error
	Auto    time.Duration // how long auto play shows each step
	Playing bool          // auto play is on

	Capture string // the file that all packets are written to; "" if there is none

	Page Page  // the open page
	Keys []Key // the key table
}
