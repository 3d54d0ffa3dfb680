// Package plain writes a run as text that a teacher can print: the steps in
// order, the closing page, and a worksheet with its answers. It sees only a
// header and steps, live or from a file. A screen, a key and a bench never come
// in, and it does not conclude what a step means: lab/tell does.
package plain
