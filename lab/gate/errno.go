package gate

import (
	"errors"
	"syscall"

	"tcplab/lab/words"
)

// errnoOf returns the name of the system's error number inside err, "" if it
// has none or an unusual one.
func errnoOf(err error) string {
	var n syscall.Errno
	if !errors.As(err, &n) {
		return ""
	}
	if name := systemErrno(n); name != "" {
		return name
	}
	for _, e := range errnos {
		if e.number == n {
			return e.name
		}
	}
	return ""
}

// Errno returns the error of that name, "ECONNREFUSED", with the text that Go has
// for it on Linux. It is the system's error number of that name, or wraps it if the
// system has another text. A name that is not in the table is an error with it in
// its text.
func Errno(name string) error {
	for _, e := range errnos {
		switch {
		case e.name != name:
		case e.number.Error() == e.text:
			return e.number
		default:
			return &linuxErrno{e.number, e.text}
		}
	}
	return words.Errorf("unknown error %s", "未知错误 %s", name)
}

// linuxErrno is an error number with the text that it has on Linux.
type linuxErrno struct {
	number syscall.Errno
	text   string
}

func (e *linuxErrno) Error() string   { return e.text }
func (e *linuxErrno) Unwrap() error   { return e.number }
func (e *linuxErrno) Timeout() bool   { return e.number.Timeout() }
func (e *linuxErrno) Temporary() bool { return e.number.Temporary() }

// errnos are the errors that sockets and files give.
var errnos = []struct {
	number syscall.Errno
	name   string
	text   string // on Linux
}{
	{syscall.EACCES, "EACCES", "permission denied"},
	{syscall.EADDRINUSE, "EADDRINUSE", "address already in use"},
	{syscall.EADDRNOTAVAIL, "EADDRNOTAVAIL", "cannot assign requested address"},
	{syscall.EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported by protocol"},
	{syscall.EAGAIN, "EAGAIN", "resource temporarily unavailable"},
	{syscall.EALREADY, "EALREADY", "operation already in progress"},
	{syscall.EBADF, "EBADF", "bad file descriptor"},
	{syscall.ECONNABORTED, "ECONNABORTED", "software caused connection abort"},
	{syscall.ECONNREFUSED, "ECONNREFUSED", "connection refused"},
	{syscall.ECONNRESET, "ECONNRESET", "connection reset by peer"},
	{syscall.EDESTADDRREQ, "EDESTADDRREQ", "destination address required"},
	{syscall.EEXIST, "EEXIST", "file exists"},
	{syscall.EHOSTDOWN, "EHOSTDOWN", "host is down"},
	{syscall.EHOSTUNREACH, "EHOSTUNREACH", "no route to host"},
	{syscall.EINPROGRESS, "EINPROGRESS", "operation now in progress"},
	{syscall.EINTR, "EINTR", "interrupted system call"},
	{syscall.EINVAL, "EINVAL", "invalid argument"},
	{syscall.EIO, "EIO", "input/output error"},
	{syscall.EISCONN, "EISCONN", "transport endpoint is already connected"},
	{syscall.EISDIR, "EISDIR", "is a directory"},
	{syscall.EMFILE, "EMFILE", "too many open files"},
	{syscall.EMSGSIZE, "EMSGSIZE", "message too long"},
	{syscall.ENETDOWN, "ENETDOWN", "network is down"},
	{syscall.ENETUNREACH, "ENETUNREACH", "network is unreachable"},
	{syscall.ENFILE, "ENFILE", "too many open files in system"},
	{syscall.ENOBUFS, "ENOBUFS", "no buffer space available"},
	{syscall.ENOENT, "ENOENT", "no such file or directory"},
	{syscall.ENOMEM, "ENOMEM", "cannot allocate memory"},
	{syscall.ENOPROTOOPT, "ENOPROTOOPT", "protocol not available"},
	{syscall.ENOSPC, "ENOSPC", "no space left on device"},
	{syscall.ENOTCONN, "ENOTCONN", "transport endpoint is not connected"},
	{syscall.ENOTDIR, "ENOTDIR", "not a directory"},
	{syscall.ENOTSOCK, "ENOTSOCK", "socket operation on non-socket"},
	{syscall.EOPNOTSUPP, "EOPNOTSUPP", "operation not supported"},
	{syscall.EPERM, "EPERM", "operation not permitted"},
	{syscall.EPIPE, "EPIPE", "broken pipe"},
	{syscall.EPROTO, "EPROTO", "protocol error"},
	{syscall.EPROTONOSUPPORT, "EPROTONOSUPPORT", "protocol not supported"},
	{syscall.EROFS, "EROFS", "read-only file system"},
	{syscall.ETIMEDOUT, "ETIMEDOUT", "connection timed out"},
}
