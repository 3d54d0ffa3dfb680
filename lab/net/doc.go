// Package net stands in for the standard package of that name in the programs
// of the lessons. The sockets are real ones of the kernel, or those of a stack in the
// bench's process (package sys), which the programs cannot tell apart. The functions
// and types are the standard ones, as far as lessons use them. Four things differ:
//
//   - Listen, Accept, Dial, Read, Write, CloseWrite, Close and their like wait
//     at the bench's gate. Addresses, options and deadlines do not.
//   - Everything stays on 127.0.0.1: "tcp" is IPv4, ":8001" is 127.0.0.1:8001,
//     and any address that is not loopback is an error. The bench may have
//     chosen another port that is used in place of 8001.
//   - A kernel sends only what the program asked for: no keepalive probes, no
//     multipath TCP.
//   - A socket that no variable refers to any more stays open until the program
//     ends. In the standard package the garbage collector would close it, and
//     the student would not see the leak.
//
// A program means the same if its import path of this package is replaced by
// "net". Outside a host process nothing waits.
package net
