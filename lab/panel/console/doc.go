// Package console is a Windows console as the terminal of a panel: the classic
// window of Windows 10 and later, and whatever stands in its place, as Windows
// Terminal does.
//
// It turns the console's key events into the bytes that other terminals send, and
// text into the UTF-16 that the console takes whatever its code page is. tcell has
// a console of its own, which this package replaces (see keys.go).
//
// The meaning of a key never comes in.
package console
