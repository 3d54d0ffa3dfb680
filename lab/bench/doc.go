// Package bench runs a lesson, or an open lab: it starts the hosts in a
// network, opens their gates, lets their packets cross, waits until all has
// settled, and records the kernel's state after every move. A Run is one run. A
// Bench makes one run after the other for somebody who presses keys, and is
// safe for concurrent use. Moves and steps are returned as values and not put
// into words: no view, no key and no text for a person, except the text of an
// error, ever comes in here.
package bench
