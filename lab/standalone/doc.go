// Package standalone turns a program of a lesson into one that a student can
// run alone, with every line at its old number. The bench shows that form and
// the hand-outs give it away, so both use this package. It works on the text of
// a program alone; processes, scripts and steps never come in here.
package standalone
