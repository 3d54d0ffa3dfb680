// Package nearest suggests the known name that is nearest to a mistyped one. It
// is for the errors that name a lesson, a beat, a command or a flag, and for
// words that are searched. It knows only words, and nothing of the things that
// they name may come in.
package nearest
