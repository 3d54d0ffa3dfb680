// Package trace holds the record of one run of a lesson: a header and one Step
// after the other. It is the only thing that a view may read, live or from a
// file. It is pure: no socket, no process and no clock ever comes in here.
//
// On disk a trace has one JSON object on each line: the header, the steps, and
// a last line that says how the run ended. Fields and kinds may be added, but
// never renamed.
package trace
