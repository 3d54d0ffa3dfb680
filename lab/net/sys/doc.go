// Package sys holds a program's sockets by requests over the gate instead of system
// calls (gate.Sys, gate.Ret): those of a network on which sockets live in the bench's
// process (Config.Stack). A program sees the same values and the same errors as from
// the standard package on Linux, on every system. Its sockets are connections,
// listeners and datagram sockets, with the methods of the standard ones, so that
// lab/net can have them in their place.
//
// Like lab/net it stands for a part of a whole process, so it has state of its own: the
// sockets of which the stack has not heard everything (flow.go). Nothing here enters or
// leaves a gate: lab/net does that around each call, and no program imports this package.
package sys
