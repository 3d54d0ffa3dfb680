// Package rehearse plays a lesson as its author wants to see it played: strictly
// by its script, and with a move of a student's own in it. It compares what the
// run shows with what the lesson says and claims, and gives findings. The rules
// that need no run are in package author. No view ever comes in here, and nothing
// is judged here that a bench has not done.
package rehearse
