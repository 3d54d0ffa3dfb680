// Package stranger finds out about programs that announce nothing, as in an
// open lab: on which side of the panel an address stands, and which program
// holds a socket. It concludes that from packets and sockets that were seen,
// and marks a guess as one. A lesson's own hosts announce all of this
// themselves, so they never come in here.
package stranger
