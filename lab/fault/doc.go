// Package fault reads the faults that a command line asks for, such as "drop
// client ACK 1", and finds the packet that each one means among those that are
// sent. A rule is read from the flag and written into a trace's header in the same
// words. The package makes no fault itself: no wire, run or host process ever
// comes in here.
package fault
