// Package panel is what a person looks at: the terminal panel of a lesson, and
// the menu of lessons.
//
// The panel is three layers. At the bottom, panes are pure functions: a scene
// (one step of a trace, a bounded window of earlier ones, and what the person
// at the keyboard has chosen) goes in, lines of styled spans come out. Above
// them, the layout gives every pane its place on a canvas of cells. On top,
// the panel proper holds the choices, dispatches keys by one table, and asks a
// Bench for moves. A nil Bench makes the same panel a replay.
//
// It reads only traces. It has never seen a socket, a wire or a process, and
// it holds no truth of its own: what it cannot find in the step, it does not
// draw.
package panel
