package gate

import "syscall"

// systemErrno names Winsock's and Windows' own numbers by the names that the
// rest of the world gives to the same errors.
func systemErrno(n syscall.Errno) string {
	switch n {
	case 2, 3: // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND
		return "ENOENT"
	case 5: // ERROR_ACCESS_DENIED
		return "EACCES"
	case 80, 183: // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
		return "EEXIST"
	case 10013:
		return "EACCES"
	case 10022:
		return "EINVAL"
	case 10040:
		return "EMSGSIZE"
	case 10048:
		return "EADDRINUSE"
	case 10049:
		return "EADDRNOTAVAIL"
	case 10051:
		return "ENETUNREACH"
	case 10053:
		return "ECONNABORTED"
	case 10054:
		return "ECONNRESET"
	case 10057:
		return "ENOTCONN"
	case 10058: // WSAESHUTDOWN: sending after CloseWrite
		return "EPIPE"
	case 10060:
		return "ETIMEDOUT"
	case 10061:
		return "ECONNREFUSED"
	case 10065:
		return "EHOSTUNREACH"
	}
	return ""
}
