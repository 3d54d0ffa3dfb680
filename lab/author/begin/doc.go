// Package begin makes a new lesson: its folder with two programs, a script and
// both texts to fill in, and its line in the course. The lesson runs at once, and
// keeps every rule but that no placeholder is left. A lesson is written whole or
// not at all, and nothing that is there is ever overwritten but lessons.go. The
// rules of a lesson are in package author and never come in here.
package begin
