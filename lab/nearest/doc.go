// Package nearest suggests the known name that is nearest to a mistyped one. It
// is for the errors that name a lesson, a beat, a command or a flag. It knows
// words alone, and nothing of what they name may come in.
package nearest
