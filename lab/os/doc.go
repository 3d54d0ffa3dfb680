// Package os stands in for the standard package of that name in the programs
// of the lessons. It has the same functions and types, as far as lessons use
// them, with one difference: the calls that open, look up, read, write and
// close a file wait at the bench's gate, as those of lab/net do. Outside a host
// process nothing waits.
//
// A program means the same if its import path of this package is replaced by
// "os".
package os
