package tell

import (
	"slices"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/trace"
)

// wCause names the packet that caused an error.
var wCause = Word{"What brought it: %s's %s.", "起因：%s 发来的 %s。"}

// overUDP matches the errors of calls on UDP sockets, as package net writes
// them.
var overUDP = pattern.New(`\b(?:dial|read|write) udp[46]? `)

// datagramFaults explains errors that mean something else if they come from a
// UDP socket.
var datagramFaults = []faultMeaning{
	{"ECONNREFUSED", "connection refused", "udp-boundaries", Word{
		"A datagram that this socket sent before reached the machine, and nobody has that port: its kernel answered with an ICMP message. A firewall may send such a message, too. Start the server first, and compare the port numbers.",
		"这个套接字先前发的数据报到了那台机器，但没有程序占用该端口：对方内核回了一个 ICMP 报文。防火墙也可能发这样的报文。先启动服务器，再核对端口号。"}},
}

// faultMeaning is what is said of an error. It is about an error if the number
// is the same, or, for an error without a number, if Go's text contains these
// words.
type faultMeaning struct {
	errno, contains string
	lesson          string // the lesson about it, "" if there is none
	say             Word
}

// faults explains errors. The first row that is about an error counts.
var faults = []faultMeaning{
	{"ECONNREFUSED", "connection refused", "refused", Word{
		"The call was refused. Mostly nobody listens on that port, and the machine's kernel answers with a reset; sometimes a firewall answers in its place. Start the server first, and compare the port numbers.",
		"连接被拒绝。多半是没有程序在该端口监听，那台机器的内核回了 RST；有时是防火墙替它回答。先启动服务器，再核对端口号。"}},
	{"EPIPE", "broken pipe", "half-close", Word{
		"This end had already closed its sending side, or the peer had answered earlier data with a reset. Nothing more can be sent on this connection.",
		"本端已经关闭了发送方向，或者对端已经用 RST 回应了先前的数据。这条连接不能再发送任何东西。"}},
	{"ECONNRESET", "connection reset", "reset", Word{
		"The peer's kernel sent a reset: its program was gone, or had closed with data unread, or had asked for an abrupt end. Data on the way is lost.",
		"对端内核发来了 RST：它的程序已经不在，或者还有未读数据就关闭，或者有意突然结束。路上的数据丢失了。"}},
	{"ENOTCONN", "not connected", "reset", Word{
		"The socket has no connection: it never had one, or a reset has ended it before this call.",
		"这个套接字没有连接：它从未连上，或者这次调用之前 RST 已经结束了连接。"}},
	{"EADDRINUSE", "address already in use", "", Word{
		"Another socket holds this address and port. A live listener keeps it for itself; after an end, a connection in TIME_WAIT may still hold it unless SO_REUSEADDR is set.",
		"另一个套接字占着这个地址和端口。活动的监听套接字会独占；结束之后，TIME_WAIT 中的连接也可能还占着，除非设置了 SO_REUSEADDR。"}},
	{"EADDRNOTAVAIL", "cannot assign requested address", "", Word{
		"This machine has no such local address, or no free port is left towards that peer. A lesson's network has no IPv6: [::1] fails there, and 127.0.0.1 works.",
		"本机没有这个本地地址，或者通往该对端的空闲端口已用完。课程的网络里没有 IPv6：[::1] 在那里会失败，127.0.0.1 可以。"}},
	{"ETIMEDOUT", "timed out", "", Word{
		"The kernel sent again and again and never got an answer, until it gave up. Between two machines that mostly means a packet filter, a wrong address, or a cut line.",
		"内核一再重传，始终没有回答，最后放弃了。在两台机器之间，这多半是防火墙、地址写错，或线路断了。"}},
	{"", "i/o timeout", "", Word{
		"The program had set a deadline, and it ran out before anything came.",
		"程序设了期限，在有东西到达之前就到期了。"}},
	{"", "use of closed network connection", "", Word{
		"The program itself had closed this connection before; Go refuses the call without asking the kernel.",
		"程序自己先关闭了这个连接；Go 不再询问内核，直接拒绝这次调用。"}},
	{"", "EOF", "file-transfer-breaks", Word{
		"Not a failure: the peer has closed its sending side and everything it sent has been read. Read says so with io.EOF. It does not say that a file is complete: a killed program ends its stream just as cleanly.",
		"这不是故障：对端关闭了它的发送方向，而它发的都已读完。Read 用 io.EOF 说明这一点。但这并不说明文件完整：被终止的程序也会这样干净地结束数据流。"}},
	{"EMSGSIZE", "message too long", "", Word{
		"A datagram goes out whole or not at all, and this one is larger than a datagram may be.",
		"数据报要么整个发出，要么不发；这一个超过了数据报的最大长度。"}},
	{"ENOENT", "no such file", "file-transfer", Word{
		"There is no file of that name. Names without a leading slash are looked up from the working directory of the program.",
		"没有这个名字的文件。不以斜杠开头的名字从程序的工作目录找起。"}},
	{"EACCES", "permission denied", "", Word{
		"The user who runs the program may not do that: ports below 1024 and files of others need more rights.",
		"运行程序的用户没有这个权限：1024 以下的端口和别人的文件需要更多权限。"}},
	{"ENETUNREACH", "network is unreachable", "", Word{
		"The kernel knows no way to that address.",
		"内核不知道通往该地址的路。"}},
}

// reason returns the last part of an error as Go writes it: "connection
// refused" for "dial tcp 127.0.0.1:8001: connect: connection refused". It is
// for places with little room; the addresses are shown elsewhere.
func reason(err string) string {
	if at := strings.LastIndex(err, ": "); at >= 0 {
		return err[at+len(": "):]
	}
	return err
}

// The parts before the reason if a program prints an error with package log:
// the time, and the words that package net adds.
var (
	logTime   = pattern.New(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)
	netPrefix = pattern.New(`\b(?:dial|listen|accept|read|write|close|set) (?:tcp|udp)[46]? \S+: (?:[a-z]+: )?`)
)

// ReasonFirst returns a printed line without the time and without the words
// that package net adds, so that it begins with the reason of an error.
func ReasonFirst(text string) string {
	return netPrefix().ReplaceAllString(logTime().ReplaceAllString(text, ""), "")
}

// Explain explains an error: say is its meaning, cause names the packet that
// caused it, and about names the lesson about it. cause and about may be "".
func (s *Scene) Explain(f *trace.Fault) (say, cause, about string) {
	meaning, lesson := meaningOf(f)
	if sender, packet, ok := strings.Cut(f.Cause, " "); ok {
		cause = wCause.F(s.Lang, s.HostName(sender), packet)
	}
	if lesson != "" && lesson != s.Header.Lesson {
		about = wAbout.F(s.Lang, lesson)
	}
	return s.Say(meaning), cause, about
}

// meaningOf returns the meaning of an error and the lesson about it; "" if
// there is no such lesson.
func meaningOf(f *trace.Fault) (say Word, lesson string) {
	known := faults
	if overUDP().MatchString(f.Err) {
		known = slices.Concat(datagramFaults, faults)
	}
	for _, m := range known {
		if m.errno != "" && f.Errno == m.errno || f.Errno == "" && strings.Contains(f.Err, m.contains) {
			return m.say, m.lesson
		}
	}
	return unexplained, ""
}

// LessonsNamed lists the lessons that are named in explanations of errors. A
// test checks that the course has all of them.
func LessonsNamed() []string {
	var names []string
	for _, known := range slices.Concat(datagramFaults, faults) {
		if known.lesson != "" && !slices.Contains(names, known.lesson) {
			names = append(names, known.lesson)
		}
	}
	return names
}

// LastFault returns the newest error of all hosts, and its host; nil if no call
// has failed.
func (s *Scene) LastFault() (host string, f *trace.Fault) {
	for i := range s.Step.Hosts {
		h := &s.Step.Hosts[i]
		if h.Error != nil && (f == nil || h.Error.Step > f.Step) {
			host, f = h.Host, h.Error
		}
	}
	return host, f
}

// unexplained is the text about every other error.
var unexplained = Word{
	"The operating system refused the call with this message; the manual page of the call names the cases.",
	"操作系统以这条信息拒绝了调用；该调用的手册页列出了各种情况。"}

// wAbout names the lesson about an error.
var wAbout = Word{"The lesson about it: %s.", "讲它的一课：%s。"}
