package panel

import "time"

// A scene is everything a frame is made of, and all that a pane may read. The
// panel builds one for every frame; nothing in it is ever changed.
type scene struct {
	Scene

	noted    bool // the student has followed a line of the closing page away from it
	fromMenu bool // leaving leads back to the menu

	message string        // what the last key led to, if that was not a move
	urgent  bool          // message is a question or an error
	auto    time.Duration // how long auto play lets each step stand
	playing bool          // auto play is on

	page page  // what lies over the panes
	keys []Key // the key table
}
