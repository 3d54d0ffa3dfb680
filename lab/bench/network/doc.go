// Package network holds the networks in which a lesson's sockets live: the
// private one, whose packets are held, and the machine's own loopback, whose
// packets flow. Each is a Network, and another TCP stack can take their place.
// The package knows neither scripts nor steps, and the meaning of a packet for
// a lesson never comes in here.
package network
