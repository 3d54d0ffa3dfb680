// Package os stands in for the standard package of that name in the programs
// of the lessons: the same functions and types, as far as lessons use them,
// but opening, looking up, reading, writing and closing a file are calls that
// wait at the bench's gate, as those of lab/net do. Outside a host process
// nothing waits.
//
// A program that replaces the import path of this package by "os" means the
// same.
package os
