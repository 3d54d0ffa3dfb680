// Package proc tells what Linux's /proc shows of programs: which processes hold a
// socket, in which system calls their threads wait, and how many descriptors they
// have open. It returns what it has read, and says so if something could not be
// read. The sockets' states, and what any of this means, never come in here.
package proc
