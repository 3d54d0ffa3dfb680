// Package plain writes a run as text that a teacher can print: the steps in
// order, the closing page, and a worksheet with its answers. It is a view like
// any other: it sees a header and steps, live or from a file. A screen, a key
// and a bench never come in, and what a step means is not concluded here.
package plain
