// Package paneltest holds what the tests of lab/tell, lab/panel/view and
// lab/panel share: sample runs, told the way a kernel would tell them, and the
// comparison of a screen with its file. Tests alone import it. It imports none
// of the rooms that it serves, or their own tests could not use it.
package paneltest
