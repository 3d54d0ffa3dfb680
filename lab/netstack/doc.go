// Package netstack is a network of its own in which a lesson's sockets live where
// the system's own cannot be held: one TCP/IP stack, gVisor's, inside the bench's
// process, with a clock that moves only if somebody moves it. Hosts reach it by
// requests over the gate, and every packet that it sends is read from it as from
// a device, and comes back when it is delivered. It is a model and not this
// computer's kernel, so what it tells is never told as the kernel's; no lesson,
// script or step ever comes in here.
package netstack
