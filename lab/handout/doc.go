// Package handout makes what a student takes away from a lesson: its programs as
// Go modules that import the standard library alone, and a README that says how
// to run them. The script tells it in which order programs start and how they
// end. It runs nothing, and what a run has shown never comes in here.
package handout
