// Package net stands in for the standard package of that name in the programs
// of the lessons. The sockets are real ones of the kernel, and the functions
// and types are the standard ones, as far as lessons use them. Four things
// differ:
//
//   - Listen, Accept, Dial, Read, Write, CloseWrite, Close and their like wait
//     at the bench's gate. Addresses, options and deadlines do not.
//   - Everything stays on 127.0.0.1: "tcp" is IPv4, ":8001" is 127.0.0.1:8001,
//     and any address that is not loopback is an error. Where a program says
//     port 8001 the bench may have chosen another.
//   - Nothing goes over the wire that the program did not ask for: no keepalive
//     probes, no multipath TCP.
//   - A socket that nobody refers to any more stays open until the program
//     ends. The garbage collector of the standard package would close it, and
//     a leak would heal itself.
//
// A program that replaces the import path of this package by "net" means the
// same. Outside a host process nothing waits.
package net
