package proc

// callRow says of a system call how its arguments tell for what it waits.
type callRow struct {
	name  string
	about callAbout
	timed callTimed
	time  int // the argument with the time, from 0
	room  callRoom
}

// callAbout says which arguments of a call are descriptors.
type callAbout uint8

const (
	aboutNothing       callAbout = iota // none for which it waits
	aboutFirst                          // the first one
	aboutFirstAndThird                  // the first one and the third one
	aboutPoll                           // an array of struct pollfd, and its length
	aboutSelect                         // a number of descriptors, and three sets
	aboutEpoll                          // an epoll instance
	aboutUnknown                        // they are elsewhere, as in a ring
)

// callTimed says how the arguments tell that the call ends by itself.
type callTimed uint8

const (
	timedNever     callTimed = iota // or by an option of the socket, which nobody else can read
	timedAlways                     // it is a pause
	timedByNumber                   // a time that is not negative
	timedByPointer                  // a pointer to a time that is not 0
)

// callRoom is the kind of call that reads: into a buffer whose length is its third
// argument, or otherwise.
type callRoom uint8

const (
	roomNever        callRoom = iota
	roomAlways                // it is
	roomWithoutFlags          // it is, and the fourth one has flags
)
