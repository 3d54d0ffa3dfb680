// Package author holds the rules of a lesson: how wide its texts are, that each
// beat is told in each language, that questions, references, claims and comments
// are whole. A rule looks at a lesson, its texts and its programs, and gives a
// finding for each thing that is wrong, with the file and the line. The command
// check says the findings to an author, and the tests of the course hold that
// there are none. The room is pure: nothing is run here, and no socket and no
// process ever comes in; see package rehearse for these.
package author
