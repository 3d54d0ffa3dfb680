//go:build linux && (amd64 || arm64)

package proc

import (
	"maps"

	"golang.org/x/sys/unix"
)

// callTable has the calls in which programs wait, by number. A call that is not
// here is unknown. The numbers that arm64 does not have are in callsOfOld.
var callTable = func() map[uint64]callRow {
	table := map[uint64]callRow{
		unix.SYS_READ:     {name: "read", about: aboutFirst, room: roomAlways},
		unix.SYS_READV:    {name: "readv", about: aboutFirst},
		unix.SYS_PREAD64:  {name: "pread64", about: aboutFirst},
		unix.SYS_RECVFROM: {name: "recvfrom", about: aboutFirst, room: roomWithoutFlags},
		unix.SYS_RECVMSG:  {name: "recvmsg", about: aboutFirst},
		unix.SYS_RECVMMSG: {name: "recvmmsg", about: aboutFirst, timed: timedByPointer, time: 4},
		unix.SYS_ACCEPT:   {name: "accept", about: aboutFirst},
		unix.SYS_ACCEPT4:  {name: "accept4", about: aboutFirst},
		unix.SYS_CONNECT:  {name: "connect", about: aboutFirst},
		unix.SYS_WRITE:    {name: "write", about: aboutFirst},
		unix.SYS_WRITEV:   {name: "writev", about: aboutFirst},
		unix.SYS_PWRITE64: {name: "pwrite64", about: aboutFirst},
		unix.SYS_SENDTO:   {name: "sendto", about: aboutFirst},
		unix.SYS_SENDMSG:  {name: "sendmsg", about: aboutFirst},
		unix.SYS_SENDMMSG: {name: "sendmmsg", about: aboutFirst},
		unix.SYS_SHUTDOWN: {name: "shutdown", about: aboutFirst},
		unix.SYS_SENDFILE: {name: "sendfile", about: aboutFirst},
		unix.SYS_SPLICE:   {name: "splice", about: aboutFirstAndThird},

		unix.SYS_PPOLL:        {name: "ppoll", about: aboutPoll, timed: timedByPointer, time: 2},
		unix.SYS_PSELECT6:     {name: "pselect6", about: aboutSelect, timed: timedByPointer, time: 4},
		unix.SYS_EPOLL_PWAIT:  {name: "epoll_pwait", about: aboutEpoll, timed: timedByNumber, time: 3},
		unix.SYS_EPOLL_PWAIT2: {name: "epoll_pwait2", about: aboutEpoll, timed: timedByPointer, time: 3},

		unix.SYS_IO_URING_ENTER:  {name: "io_uring_enter", about: aboutUnknown},
		unix.SYS_IO_GETEVENTS:    {name: "io_getevents", about: aboutUnknown},
		unix.SYS_IO_PGETEVENTS:   {name: "io_pgetevents", about: aboutUnknown},
		unix.SYS_CLOSE:           {name: "close", about: aboutUnknown},           // its descriptor is gone, or another's by now
		unix.SYS_RESTART_SYSCALL: {name: "restart_syscall", about: aboutUnknown}, // of poll, or of a pause

		unix.SYS_FUTEX:           {name: "futex"},
		unix.SYS_FUTEX_WAITV:     {name: "futex_waitv"},
		unix.SYS_CLOCK_NANOSLEEP: {name: "clock_nanosleep", timed: timedAlways},
		unix.SYS_NANOSLEEP:       {name: "nanosleep", timed: timedAlways},
		unix.SYS_WAIT4:           {name: "wait4"},
		unix.SYS_WAITID:          {name: "waitid"},
		unix.SYS_CLONE:           {name: "clone"}, // as vfork does: until the child has begun its program
		unix.SYS_CLONE3:          {name: "clone3"},
		unix.SYS_EXECVE:          {name: "execve"},
		unix.SYS_RT_SIGSUSPEND:   {name: "rt_sigsuspend"},
		unix.SYS_RT_SIGTIMEDWAIT: {name: "rt_sigtimedwait", timed: timedByPointer, time: 2},
		unix.SYS_OPENAT:          {name: "openat"}, // a FIFO without another end
		unix.SYS_FCNTL:           {name: "fcntl"},  // a lock of another process
		unix.SYS_FLOCK:           {name: "flock"},
		unix.SYS_FSYNC:           {name: "fsync"},
		unix.SYS_FDATASYNC:       {name: "fdatasync"},
		unix.SYS_MSGRCV:          {name: "msgrcv"},
		unix.SYS_MSGSND:          {name: "msgsnd"},
		unix.SYS_SEMOP:           {name: "semop"},
		unix.SYS_SEMTIMEDOP:      {name: "semtimedop", timed: timedByPointer, time: 3},
		unix.SYS_MQ_TIMEDRECEIVE: {name: "mq_timedreceive", timed: timedByPointer, time: 4},
		unix.SYS_MQ_TIMEDSEND:    {name: "mq_timedsend", timed: timedByPointer, time: 4},
	}
	maps.Copy(table, callsOfOld)
	return table
}()
