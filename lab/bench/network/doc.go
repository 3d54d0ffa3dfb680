// Package network holds the networks in which a lesson's sockets live: the
// private one, whose packets are held, and the machine's own loopback, whose
// packets flow. Each is a Network, and another TCP stack can take their place. It
// knows neither scripts nor steps, and what a packet means for a lesson never
// comes in here.
package network
