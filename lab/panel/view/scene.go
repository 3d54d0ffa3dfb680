package view

import (
	"time"

	"tcplab/lab/tell"
)

// A Scene is everything a frame is made of, and all that a pane may read. The
// panel builds one for every frame; nothing in it is ever changed.
type Scene struct {
	tell.Scene

	Noted    bool // the student has followed a line of the closing page away from it
	FromMenu bool // leaving leads back to the menu

	Message string        // what the last key led to, if that was not a move
	Urgent  bool          // message is a question or an error
	Auto    time.Duration // how long auto play lets each step stand
	Playing bool          // auto play is on

	Page Page  // what lies over the panes
	Keys []Key // the key table
}
