package netstack

import (
	"gvisor.dev/gvisor/pkg/tcpip"

	"tcplab/lab/gate"
)

// failed is the answer to a request that has failed: the system call that gives
// the error on Linux, and the name of its number.
func failed(call string, err tcpip.Error) *gate.Ret {
	return &gate.Ret{Call: call, Errno: errno(err)}
}

// wait is the answer to a request that has failed, or false if it has only to
// wait.
func wait(call string, err tcpip.Error) (gate.Ret, bool) {
	if _, ok := err.(*tcpip.ErrWouldBlock); ok {
		return gate.Ret{}, false
	}
	return *failed(call, err), true
}

// errno returns the name that Linux gives an error of the stack.
func errno(err tcpip.Error) string {
	switch err.(type) {
	case *tcpip.ErrAborted, *tcpip.ErrClosedForSend:
		return "EPIPE"
	case *tcpip.ErrAddressFamilyNotSupported:
		return "EAFNOSUPPORT"
	case *tcpip.ErrAlreadyConnected:
		return "EISCONN"
	case *tcpip.ErrBadLocalAddress, *tcpip.ErrNoPortAvailable:
		return "EADDRNOTAVAIL"
	case *tcpip.ErrBroadcastDisabled, *tcpip.ErrNotPermitted:
		return "EACCES"
	case *tcpip.ErrConnectionAborted:
		return "ECONNABORTED"
	case *tcpip.ErrConnectionRefused:
		return "ECONNREFUSED"
	case *tcpip.ErrConnectionReset:
		return "ECONNRESET"
	case *tcpip.ErrDestinationRequired:
		return "EDESTADDRREQ"
	case *tcpip.ErrHostUnreachable, *tcpip.ErrHostDown:
		return "EHOSTUNREACH"
	case *tcpip.ErrInvalidEndpointState, *tcpip.ErrInvalidOptionValue:
		return "EINVAL"
	case *tcpip.ErrMessageTooLong:
		return "EMSGSIZE"
	case *tcpip.ErrNetworkUnreachable:
		return "ENETUNREACH"
	case *tcpip.ErrNoBufferSpace:
		return "ENOBUFS"
	case *tcpip.ErrNotConnected, *tcpip.ErrClosedForReceive:
		return "ENOTCONN"
	case *tcpip.ErrPortInUse, *tcpip.ErrDuplicateAddress:
		return "EADDRINUSE"
	case *tcpip.ErrTimeout:
		return "ETIMEDOUT"
	}
	return "EINVAL"
}
