package gate

import (
	"errors"
	"syscall"
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
	return errnos[n]
}

// errnos names the errors that sockets and files give.
var errnos = map[syscall.Errno]string{
	syscall.EACCES:        "EACCES",
	syscall.EADDRINUSE:    "EADDRINUSE",
	syscall.EADDRNOTAVAIL: "EADDRNOTAVAIL",
	syscall.EAFNOSUPPORT:  "EAFNOSUPPORT",
	syscall.EAGAIN:        "EAGAIN",
	syscall.EBADF:         "EBADF",
	syscall.ECONNABORTED:  "ECONNABORTED",
	syscall.ECONNREFUSED:  "ECONNREFUSED",
	syscall.ECONNRESET:    "ECONNRESET",
	syscall.EDESTADDRREQ:  "EDESTADDRREQ",
	syscall.EEXIST:        "EEXIST",
	syscall.EHOSTDOWN:     "EHOSTDOWN",
	syscall.EHOSTUNREACH:  "EHOSTUNREACH",
	syscall.EINTR:         "EINTR",
	syscall.EINVAL:        "EINVAL",
	syscall.EIO:           "EIO",
	syscall.EISCONN:       "EISCONN",
	syscall.EISDIR:        "EISDIR",
	syscall.EMFILE:        "EMFILE",
	syscall.EMSGSIZE:      "EMSGSIZE",
	syscall.ENETDOWN:      "ENETDOWN",
	syscall.ENETUNREACH:   "ENETUNREACH",
	syscall.ENFILE:        "ENFILE",
	syscall.ENOBUFS:       "ENOBUFS",
	syscall.ENOENT:        "ENOENT",
	syscall.ENOMEM:        "ENOMEM",
	syscall.ENOSPC:        "ENOSPC",
	syscall.ENOTCONN:      "ENOTCONN",
	syscall.ENOTDIR:       "ENOTDIR",
	syscall.ENOTSOCK:      "ENOTSOCK",
	syscall.EPERM:         "EPERM",
	syscall.EPIPE:         "EPIPE",
	syscall.EPROTO:        "EPROTO",
	syscall.EROFS:         "EROFS",
	syscall.ETIMEDOUT:     "ETIMEDOUT",
}
