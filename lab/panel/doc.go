// Package panel is the person at the terminal: the panel of a lesson, and the
// menu of lessons.
//
// It holds that person's choices, dispatches keys by one table, asks a Bench
// for moves on a goroutine of its own, and puts the canvas that lab/panel/view
// has drawn on the terminal. The same panel is a replay if the Bench is nil.
//
// It reads only traces. A socket, a wire and a process never come in. It knows
// nothing that is not in a step, and lab/tell says what a step means.
package panel
