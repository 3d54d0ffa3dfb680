// Package handout makes the files that a student takes away from a lesson: its
// programs as Go modules that import only the standard library, and a README
// that says how to run them. It reads from the script in which order programs
// start and how they end. It runs nothing, and no result of a run ever comes in
// here.
package handout
