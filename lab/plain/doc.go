// Package plain writes a run as text: all of it, for a teacher to print, with the
// closing page and a worksheet with its answers, or stop by stop, for a student to
// read and answer line by line. It sees only a header and steps, live or from a
// file, and lines that somebody typed. A screen, a terminal and a bench never come
// in, and it does not conclude what a step means: lab/tell does.
package plain
