// Package lab is the bench: it starts a lesson's hosts in a network, opens
// their gates, lets their packets cross, and records what the kernel says after
// every move.
package lab
