// Package gate is the protocol between a host process, which runs a program of
// a lesson, and the bench. Both ends live here: Serve, Enter and Call are the
// host's, Attach and Peer are the bench's.
//
// Before each socket or file call a program waits at a gate until the bench
// lets that one call go. The bench learns that a call waits, which socket it
// is about, and what it gave; and it can ask a host to say when it has settled,
// which means that nothing more will happen in it by itself.
//
// The two talk JSON, one message a line: the host's standard input carries the
// bench's commands and its standard output carries the host's messages, which
// works on every operating system. Standard error stays a pipe of plain text:
// what the program prints (fmt.Println, log.Fatal) goes there, and so does the
// text of the Go runtime when the program panics. Nothing the program printed
// is lost when it dies, because no goroutine of the host has to forward it.
//
//	bench to host                          host to bench
//	go      let one call begin             begin   a call waits at its gate
//	run     open the gates                 socket  a call's socket has an address
//	hold    close them again               end     a call has returned
//	ask     say when all is quiet          counts  calls that passed open gates
//	input   a line for os.Stdin            exit    the program ends now
//	                                       idle    the answer to ask
//
// The host process ends when its standard input does, so that no host outlives
// the bench, however the bench died.
package gate
