package detail

import (
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The words about a packet.
var (
	wFromTo = tell.Word{": %s → %s", "：%s → %s"}
	wWay    = tell.Word{"from %s to %s", "从 %s 到 %s"}
	wSentIn = tell.Word{"; sent in step %d", "；第 %d 步发出"}
	wCameIn = tell.Word{", came in in step %d", "，第 %d 步到达"}
	wLostIn = tell.Word{", dropped in step %d", "，第 %d 步被丢弃"}
	wColon  = tell.Word{": ", "："}

	wLostAtOnce = tell.Word{", and lost at once: the wire is cut", "，当即丢失：线路已切断"}

	wCopy     = tell.Word{"copy", "副本"}
	wCopySays = tell.Word{"a copy of a packet that left before; it says what that one said", "是之前那个包的副本，内容一样"}

	wAsks   = tell.Word{"asks to connect. It counts as one byte, number %d, so the answer must be ack %d", "请求建立连接。它算一个字节，编号 %d，所以回答必须是 ack %d"}
	wAgrees = tell.Word{"agrees, and opens the other direction. It counts as one byte, number %d, so the answer must be ack %d", "同意，并打开另一个方向。它算一个字节，编号 %d，所以回答必须是 ack %d"}
	wEnds   = tell.Word{"nothing more comes from this end. It counts as one byte, number %d, so the answer must be ack %d", "这一端不再发数据。它算一个字节，编号 %d，所以回答必须是 ack %d"}

	wCarries     = tell.Word{"%s of data", "%s数据"}
	wCarriesLast = tell.Word{"the last %s of data, before the FIN", "FIN 之前最后的 %s数据"}
	wAgain       = tell.Word{"again", "重复"}
	wCameBefore  = tell.Word{"a packet with these bytes was delivered before, in step %d", "带这些字节的包已经到达过一次，在第 %d 步"}
	wAnswered    = tell.Word{"acknowledged", "已确认"}
	wAnsweredBy  = tell.Word{"all of it has come: %s sent ack %d in step %d", "全部到达：%s在第 %[3]d 步发了 ack %[2]d"}

	wResets        = tell.Word{"ends the connection at once, with whatever is on its way", "立刻中止连接，在途的数据一并作废"}
	wResetsNobody  = tell.Word{"there is no connection at the receiver that it could end", "接收方已没有可以中止的连接"}
	wResetsOpening = tell.Word{"the receiver is in SYN_SENT, and checks this number alone: it must acknowledge its SYN (RFC 9293, 3.10.7.3)", "接收方在 SYN_SENT，只看这个数：必须确认了它的 SYN（RFC 9293, 3.10.7.3）"}
	wResetsOpen    = tell.Word{"the receiver obeys if %d is the very number that it expects next (RFC 9293, 3.10.7.4)", "接收方核对：%d 正好是它等的下一个编号才照办（RFC 9293, 3.10.7.4）"}

	wAcks       = tell.Word{"acknowledges all up to number %d, and expects %d next", "确认到编号 %d 为止，接下来等 %d"}
	wAcksFIN    = tell.Word{"acknowledges all up to the FIN, which is number %[1]d", "确认到 FIN 为止，FIN 的编号是 %[1]d"}
	wAcksSYN    = tell.Word{"acknowledges the SYN, which is number %d, and expects %d next", "确认 SYN（编号 %d），接下来等 %d"}
	wTheFIN     = tell.Word{"the FIN", "FIN"}
	wAndFIN     = tell.Word{"%s and the FIN", "%s和 FIN"}
	wNewIfHeld  = tell.Word{"; if it is delivered, new to %[2]s: %[1]s", "；如果送达，对%[2]s来说新确认的：%[1]s"}
	wNew        = tell.Word{"; new to %[2]s was: %[1]s", "；对%[2]s来说新确认的：%[1]s"}
	wNoneIfHeld = tell.Word{"; nothing of that is new to %s", "；对%s来说没有新确认的"}
	wNoneNew    = tell.Word{"; nothing of that was new to %s", "；对%s来说没有新确认的"}

	wSameAck      = tell.Word{"ack %d was sent before, in step %d", "ack %d 之前在第 %d 步发过"}
	wDuplicateAck = tell.Word{"a duplicate ACK: ack %d was sent before, in step %d, and segments are in flight (RFC 5681)", "重复 ACK：ack %d 之前在第 %d 步发过，而对端还有在途的报文段（RFC 5681）"}
	wUpdate       = tell.Word{"window update", "窗口更新"}
	wUpdates      = tell.Word{"ack %d was sent before, in step %d; the window was %d then, and is %d now", "ack %d 之前在第 %d 步发过；那时窗口是 %d，现在是 %d"}

	wBehindGap = tell.Word{"arrived behind a gap: %s", "缺口之后已到达：%s"}
	wTwice     = tell.Word{"arrived a second time (RFC 2883): %s", "又到了一次（RFC 2883）：%s"}
	wMissing   = tell.Word{"missing: %s", "缺少：%s"}

	wWindow     = tell.Word{"window", "窗口"}
	wNoRoom     = tell.Word{"no room: the other end may send no data, only ask again", "没有空间：对端不能发数据，只能再问"}
	wRoom       = tell.Word{"its sender has room for %s more", "发送方还能收 %s"}
	wRoomSYN    = tell.Word{"its sender has room for %s; in a SYN the number is never scaled", "发送方能收 %s；SYN 里的窗口从不缩放"}
	wRoomScaled = tell.Word{"its sender has room for %s more: field %d × %d", "发送方还能收 %s：字段 %d × %d"}

	wMSS        = tell.Word{"send me at most %s of data in a segment", "每个报文段最多给我 %s数据"}
	wScaleName  = tell.Word{"window scale", "窗口扩大"}
	wScale      = tell.Word{"my later windows count ×%d", "我以后的窗口值要乘 %d"}
	wScaleOffer = tell.Word{"my later windows count ×%d, if the answer has this option, too", "我以后的窗口值要乘 %d，只要回答也带这个选项"}
	wSACKName   = tell.Word{"SACK permitted", "允许 SACK"}
	wSACK       = tell.Word{"you may tell me what has arrived behind a gap", "缺口之后到了什么，可以告诉我"}

	wDatagram = tell.Word{"the whole datagram, %s%s. One Read takes it, and no other", "整个数据报，%s%s。一次 Read 只取这一个"}
	wEmpty    = tell.Word{"an empty datagram: a header alone. Read returns 0 bytes for it, and no error", "空数据报：只有头部。Read 为它返回 0 字节，没有错误"}

	wFragment   = tell.Word{"a piece of a datagram that is too long for one packet: %s's header and data, bytes %s to %s, from 0 on", "一个数据报的一片，因为它一个包装不下：%s 头部和数据的第 %s 到 %s 字节，从 0 数起"}
	wPorts      = tell.Word{"ports", "端口"}
	wPortsFirst = tell.Word{"they stand in the first piece, which has the same number of the datagram", "写在第一片里；各片带着同一个数据报编号"}
	wMore       = tell.Word{"more", "后续"}
	wMoreFollow = tell.Word{"further pieces follow; a program gets the datagram once all have come", "后面还有；全部到齐，程序才收到这个数据报"}
	wLast       = tell.Word{"this is the last piece; a program gets the datagram once all have come", "这是最后一片；全部到齐，程序才收到这个数据报"}

	wAbout       = tell.Word{"about", "关于"}
	wAboutPacket = tell.Word{"%s from %s to %s, whose beginning it quotes", "%s，从 %s 到 %s；消息里引用了它的开头"}

	wFlags  = tell.Word{"flags %s", "标志 %s"}
	wLen    = tell.Word{"data %d", "数据 %d"}
	wSize   = tell.Word{"with all headers %d", "连头部共 %d"}
	wField  = tell.Word{"window field %d", "窗口字段 %d"}
	wStamps = tell.Word{"timestamp %d, echo %d", "时间戳 %d，回显 %d"}
	wTimes  = tell.Word{"sent ×%d", "发送 ×%d"}

	wCaptured = tell.Word{"Every byte of it is in %s, for Wireshark.", "它的每个字节都在 %s 里，可用 Wireshark 看。"}
	wCapture  = tell.Word{"To see every byte, in Wireshark: tcplab run %s --pcapng FILE", "要看每个字节（用 Wireshark）：tcplab run %s --pcapng FILE"}
)

// probes say what a probe asks.
var probes = map[string]tell.Word{
	trace.ProbeKeepalive: {
		"asks if the other end is still there. Number %d is one below the next one, %d: the other end knows it already, and must answer",
		"问对端还在不在。编号 %d 比下一个（%d）小一：对端早就有了，所以必须回答"},
	trace.ProbeZeroWindow: {
		"asks if the window has opened. Number %d is one below the next one, %d: the other end knows it already, and must answer with its window",
		"问窗口开了没有。编号 %d 比下一个（%d）小一：对端早就有了，所以必须回答，并报出窗口"},
}

// messages say what a message of ICMP means (RFC 792, RFC 1812), or of ICMPv6 (RFC
// 4443). Messages of one name mean the same in both.
var messages = map[string]tell.Word{
	"echo request":             {"asks for an echo, as ping does", "请求回显，ping 就这样做"},
	"echo reply":               {"the echo that ping asked for", "ping 请求的回显"},
	"network unreachable":      {"no way leads to that network", "没有通往那个网络的路"},
	"host unreachable":         {"that host does not answer", "那台主机没有应答"},
	"protocol unreachable":     {"that host does not speak the protocol", "那台主机不懂这个协议"},
	"port unreachable":         {"no socket has that port: nobody gets the datagram", "没有套接字用这个端口：没人收到那个数据报"},
	"fragmentation needed":     {"the packet is too long for the way, and may not be cut", "包对这段路来说太长，又不许分片"},
	"time to live exceeded":    {"the packet crossed too many routers", "包经过的路由器太多"},
	"reassembly time exceeded": {"some pieces of a datagram did not come in time", "数据报的某些分片没有按时到达"},

	"no route to destination":     {"no way leads to that address", "没有通往那个地址的路"},
	"administratively prohibited": {"a rule on the way forbids such packets", "路上有规则禁止这种包"},
	"address unreachable":         {"the host with that address does not answer", "用那个地址的主机没有应答"},
	"packet too big":              {"the packet is too long for the way; over IPv6 its sender alone may cut it", "包对这段路来说太长；IPv6 里只有发送方可以分片"},
	"hop limit exceeded":          {"the packet crossed too many routers", "包经过的路由器太多"},
	"unrecognized next header":    {"that host does not know a header of the packet", "那台主机不认识包里的一个头部"},
}
