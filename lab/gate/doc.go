// Package gate is the protocol between a host process, which runs a program of
// a lesson, and the bench. Both ends live here: Serve, Enter and Call are the
// host's, Attach and Peer are the bench's.
//
// Before each socket or file call a program waits at a gate until the bench
// lets that one call go. The bench learns that a call waits, which socket it
// uses, and what it returned. It can also ask a host to answer when it has
// settled, which means that nothing more will happen in it by itself.
//
// The two talk JSON, one message a line: the host's standard input carries the
// bench's commands and its standard output carries the host's messages, which
// works on every operating system. Standard error stays a pipe of plain text.
// It carries the program's output (fmt.Println, log.Fatal), and the text of the
// Go runtime if the program panics. No output is lost if the program dies,
// because no goroutine of the host has to forward it.
//
//	bench to host                          host to bench
//	go      let one call begin             begin   a call waits at its gate
//	run     open the gates                 socket  a call's socket has an address
//	hold    close them again               end     a call has returned
//	ask     say when all is quiet          counts  calls that passed open gates
//	input   a line for os.Stdin, and go    exit    the program ends now
//	ret     the answer to a request        idle    the answer to ask
//	end     end the process                sys     a request to the stack
//
// Bytes may follow the lines of sys and ret; the line's field size tells how many.
// They are what a program writes and reads on a network whose sockets live in the
// bench's process (see sys.go). They are not part of the JSON, because a file of
// 64 MiB crosses like this, and only their number tells where they end: there may
// be any byte among them, a newline too.
//
// The host process ends when its standard input ends, so that no host outlives
// the bench, even if the bench was killed.
package gate
