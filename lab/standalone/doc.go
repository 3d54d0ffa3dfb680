// Package standalone turns a program of a lesson into the one that a student can
// run alone, line by line at the same numbers. The bench shows that form and the
// hand-outs give it away, so both use this package. Whatever is not about the text
// of a program never comes in here.
package standalone
