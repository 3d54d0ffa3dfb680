package proc

import "golang.org/x/sys/unix"

// callsOfOld has the calls that newer processors do without: others of the table
// do the same with more arguments.
var callsOfOld = map[uint64]callRow{
	unix.SYS_POLL:       {name: "poll", about: aboutPoll, timed: timedByNumber, time: 2},
	unix.SYS_SELECT:     {name: "select", about: aboutSelect, timed: timedByPointer, time: 4},
	unix.SYS_EPOLL_WAIT: {name: "epoll_wait", about: aboutEpoll, timed: timedByNumber, time: 3},
	unix.SYS_OPEN:       {name: "open"},
	unix.SYS_PAUSE:      {name: "pause"},
	unix.SYS_VFORK:      {name: "vfork"},
}
