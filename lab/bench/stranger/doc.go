// Package stranger holds what can be known of programs that announce nothing, as
// in an open lab: on which side of the panel an address stands, and which program
// holds a socket. It goes by what was seen and says so where it has to guess. A
// lesson's own hosts tell all of this themselves, so they never come in here.
package stranger
