// Package paneltest holds the fixtures that the tests of lab/tell,
// lab/panel/view and lab/panel share: sample runs, with steps as a kernel would
// make them, and the comparison of a screen with its golden file. Only tests
// import it. It imports none of these three rooms, because then their own tests
// could not import it.
package paneltest
