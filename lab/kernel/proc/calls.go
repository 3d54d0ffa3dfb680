package proc

// Call is the system call in which a thread waits, as its kernel tells.
type Call struct {
	PID, TID int

	// Name is the call's name as strace(1) prints it, "recvfrom". It is "" if the
	// thread is in no call, or in one that is not known.
	Name string

	// Asks are the sockets for which it waits. Other descriptors, as of a pipe, are
	// left out.
	Asks []Ask

	Set   bool // it waits for any of its descriptors, as poll, select and epoll_wait do
	Input bool // one of its descriptors is its standard input or a terminal, so that its user may end the wait
	Timed bool // it ends by itself after a time that was given with the call

	Room int // the bytes that a read takes at most; 0 if that is not known

	// Unknown is true if it may wait for other sockets, too, because something
	// could not be read, or changed while it was read.
	Unknown bool

	// Switches counts how often the thread has gone to sleep since it began. If it is
	// the same at two looks, the thread has not run between them. It is not told of a
	// thread that runs.
	Switches uint64
}

// Ask is a socket for which a call waits.
type Ask struct {
	Inode uint32
	Proto string // the kernel's name of the protocol: TCP, TCPv6, UDP, UNIX-STREAM, NETLINK, …; "" if it was not asked for, or is not told

	// In and Out report whether data, and whether room to write, is waited for. An
	// end of connect counts as room. Both are false if the call is about one
	// descriptor, and its name tells, or if only an error ends the wait.
	In, Out bool
}
