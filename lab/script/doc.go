// Package script follows a lesson's table of rows: which row a step takes,
// which row a packet belongs to, what each row claims and whether that is so,
// and which move comes next. It is pure: steps go in, and the next move and
// findings come out. No socket, no process and no clock ever comes in here.
package script
