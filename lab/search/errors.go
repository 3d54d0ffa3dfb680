package search

import "strings"

// spellings holds, a row an error, what systems print for it. Go's text is
// first, which is Linux's if a kernel reports the error; then come other texts of Go, the
// kernel's and Winsock's names, the texts of macOS and of Windows (FormatMessage),
// and of a Chinese Windows. So a lesson lists an error once, as Go prints it.
//
// Sources: errno(3), Go's packages io, net and os, and "Windows Sockets Error
// Codes" of Microsoft.
var spellings = [][]string{
	{"connection refused", "ECONNREFUSED", "WSAECONNREFUSED",
		"No connection could be made because the target machine actively refused it.",
		"由于目标计算机积极拒绝，无法连接。"},
	{"connection reset by peer", "ECONNRESET", "WSAECONNRESET",
		"An existing connection was forcibly closed by the remote host.",
		"远程主机强迫关闭了一个现有的连接。"},
	{"broken pipe", "EPIPE", "WSAESHUTDOWN", // Windows' nearest: sending after CloseWrite
		"A request to send or receive data was disallowed because the socket had already been shut down in that direction with a previous shutdown call."},
	{"software caused connection abort", "ECONNABORTED", "WSAECONNABORTED",
		"An established connection was aborted by the software in your host machine.",
		"你的主机中的软件中止了一个已建立的连接。"},
	{"address already in use", "EADDRINUSE", "WSAEADDRINUSE",
		"Only one usage of each socket address (protocol/network address/port) is normally permitted.",
		"通常每个套接字地址(协议/网络地址/端口)只允许使用一次。"},
	{"i/o timeout", "ErrDeadlineExceeded"},
	{"connection timed out", "ETIMEDOUT", "WSAETIMEDOUT", "operation timed out",
		"A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.",
		"由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败。"},
	{"EOF", "io.EOF"},
	{"unexpected EOF", "io.ErrUnexpectedEOF", "ErrUnexpectedEOF"},
	{"use of closed network connection", "net.ErrClosed"},
	{"no such host", "WSAHOST_NOT_FOUND", "No such host is known.", "不知道这样的主机。"},
	{"cannot assign requested address", "EADDRNOTAVAIL", "WSAEADDRNOTAVAIL", "can't assign requested address",
		"The requested address is not valid in its context.",
		"在其上下文中，该请求的地址无效。"},
	{"network is unreachable", "ENETUNREACH", "WSAENETUNREACH",
		"A socket operation was attempted to an unreachable network.",
		"向一个无法连接的网络尝试了一个套接字操作。"},
	{"no route to host", "EHOSTUNREACH", "WSAEHOSTUNREACH",
		"A socket operation was attempted to an unreachable host.",
		"套接字操作尝试一个无法连接的主机。"},
	{"too many open files", "EMFILE", "WSAEMFILE"},
	{"permission denied", "EACCES", "WSAEACCES",
		"An attempt was made to access a socket in a way forbidden by its access permissions.",
		"以一种访问权限不允许的方式做了一个访问套接字的尝试。"},
}

// spelled returns everything that systems print for an error that Go prints as
// text; text alone if nothing else is known.
func spelled(text string) []string {
	for _, row := range spellings {
		if normal(row[0]) == normal(text) {
			return row
		}
	}
	return []string{text}
}

// errorsIn returns the errors that a pasted text names, each as Go prints it. If
// one stands inside another, as EOF in unexpected EOF, only the longer counts.
func errorsIn(text string, listed []string) []string {
	text = " " + normal(text) + " "
	type found struct{ text, name string }
	var all []found
	look := func(spelling, name string) {
		if s := normal(spelling); s != "" && strings.Contains(text, " "+s+" ") {
			all = append(all, found{" " + s + " ", name})
		}
	}
	for _, row := range spellings {
		for _, s := range row {
			look(s, row[0])
		}
	}
	for _, s := range listed {
		look(s, s)
	}
	var names []string
	for _, f := range all {
		inside := false
		for _, g := range all {
			inside = inside || len(g.text) > len(f.text) && strings.Contains(g.text, f.text)
		}
		if !inside {
			names = append(names, f.name)
		}
	}
	return names
}
