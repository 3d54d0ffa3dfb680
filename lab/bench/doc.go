// Package bench runs a lesson, or an open lab: it starts the hosts in a network,
// opens their gates, lets their packets cross, waits until all has settled, and
// records what the kernel says after every move. A Run is one run; a Bench runs a
// lesson for somebody who presses keys, as often as they start again, and is safe
// for concurrent use. It returns moves and steps as values and puts none of them
// into words; no view, no key and no text for a person but an error's ever comes
// in here.
package bench
