// Package host starts the hosts of a lesson: each is this program once more, as a
// process of its own in a directory of its own, with the files that it brings.
// It keeps what is known of a running host, and removes its files at the end. It
// decides nothing about a run: scripts, moves and steps never come in here.
package host
