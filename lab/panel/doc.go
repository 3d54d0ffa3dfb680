// Package panel is the person at the terminal: the panel of a lesson, and the
// menu of lessons.
//
// It holds what that person has chosen, dispatches keys by one table, asks a
// Bench for moves on a goroutine of its own, and gives the terminal what
// lab/panel/view has drawn. A nil Bench makes the same panel a replay.
//
// It reads only traces. A socket, a wire and a process never come in, and no
// truth of its own: what a step means is said by lab/tell, and what is not in
// the step is not drawn.
package panel
