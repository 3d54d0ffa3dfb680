// Package trace holds what one run of a lesson left behind: a header and one
// Step after the other. It is the only thing a view may read, live or from a
// file, and it is pure: no socket, no process, no clock.
//
// On disk a trace is one JSON object a line: the header, the steps, and a last
// line that says how the run ended. Fields and kinds may be added to it, never
// renamed.
package trace
