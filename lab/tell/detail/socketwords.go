package detail

import (
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// The words about a socket.
var (
	wEnd = tell.Word{"local %s, remote %s", "本地 %s，远端 %s"}

	wBeen      = tell.Word{"states", "状态"}
	wPassed    = tell.Word{"   (~ passed, not seen)", "（~ 经过，没看到）"}
	wUnconn    = tell.Word{"UDP has no states; this word of ss and netstat says that the socket takes from anyone", "UDP 没有状态；ss 和 netstat 用这个词表示谁发来都收"}
	wConn      = tell.Word{"UDP has no states; this word of ss and netstat says that connect gave the socket a peer", "UDP 没有状态；ss 和 netstat 用这个词表示 connect 给了它一个对端"}
	wGone      = tell.Word{"the kernel has no row of this socket any more", "内核里已没有这个套接字"}
	wStateOnly = tell.Word{"this system tells the addresses and the state, and nothing else", "这个系统只给出地址和状态，别的都不给"}
	wStateless = tell.Word{"UDP has no states, and this system does not tell whether the socket has a peer", "UDP 没有状态，这个系统也不给出套接字有没有对端"}
	wOpenedBy  = tell.Word{"process %d opened it; whether it still holds it, this system does not tell", "由进程 %d 打开；现在是否还持有它，这个系统不提供"}
	wPIDOnly   = tell.Word{"this system tells the addresses, the state and that process, and nothing else", "这个系统只给出地址、状态和这个进程，别的都不给"}
	wGuessed   = tell.Word{"Only the port's number suggests which side this socket is on.", "只是从端口号猜出这个套接字在哪一边。"}

	wProgram    = tell.Word{"program", "程序"}
	wHeldToo    = tell.Word{"not alone, it is also held by %s, as after a fork; only the last close counts", "不止它，%s 也持有，fork 之后就会这样；最后一个关闭才算数"}
	wHolds      = tell.Word{"its calls act on this socket", "它的调用作用在这个套接字上"}
	wNoneYet    = tell.Word{"no program has accepted it yet", "还没有程序用 accept 取走它"}
	wNoneMore   = tell.Word{"no program holds it any more", "已没有程序持有它"}
	wHeldByNone = tell.Word{"no program holds it, not yet or not any more", "没有程序持有它，可能还没取走，也可能已经关闭"}

	wMapped = tell.Word{"it is an IPv6 socket that speaks IPv4: to its program and to ss its addresses begin with ::ffff:", "这是讲 IPv4 的 IPv6 套接字：在它的程序和 ss 看来，地址以 ::ffff: 开头"}
	wV6Only = tell.Word{"it takes IPv6 alone; without this option [::] stands for IPv4, too", "只收 IPv6；没有这个选项时，[::] 也代表 IPv4"}

	wQueue     = tell.Word{"accept queue", "全连接队列"}
	wQueueOf   = tell.Word{"%d waiting for Accept, room for %d", "%d 条在等 accept，放得下 %d 条"}
	wQueueIs   = tell.Word{"%d waiting for Accept; the limit is %d", "%d 条在等 accept，上限 %d"}
	wQueueFull = tell.Word{": full", "：满了"}
	wLimit     = tell.Word{"limit %d", "上限 %d"}
	wLimitSays = tell.Word{"from listen(2); Linux counts the queue as full when it is longer than that", "来自 listen(2)；Linux 在队列长过它时才算满"}

	wDatagrams   = tell.Word{"unread", "未读"}
	wUDPMemory   = tell.Word{"%s of memory that waiting datagrams take up, more than their data", "等待中的数据报占用的内存：%s，比数据本身大"}
	wUDPMemoryOf = tell.Word{"%d of %d bytes of memory: datagrams that no Read has taken; each takes more than its data", "内存 %d/%d 字节：没读走的数据报；每个占的比数据本身大"}
	wDrops       = tell.Word{"thrown away", "丢弃"}
	wDropsSays   = tell.Word{"packets that came in and that the kernel threw away", "到达后被内核扔掉的包"}

	wUnread      = tell.Word{"unread", "未读"}
	wUnreadSays  = tell.Word{" that no Read has taken", "：已到达，还没被读走"}
	wUnacked     = tell.Word{"unacknowledged", "未确认"}
	wUnackedSays = tell.Word{" sent, no ACK yet", "：已发出，还没被确认"}
	wSendQSays   = tell.Word{" not acknowledged, sent or not", "：还没被确认，不论发了没有"}
	wNotSent     = tell.Word{"not sent", "未发出"}
	wNotSentSays = tell.Word{" that were never sent yet", "：还从没发出过"}
	wTheMark     = tell.Word{"the %s", "%s"}
	wAndMark     = tell.Word{"%s and the %s", "%s和 %s"}

	wAnnounced     = tell.Word{"own window", "自己的窗口"}
	wAnnouncedSays = tell.Word{": the room that it announced last", "：它最近报出的空间"}
	wGiven         = tell.Word{"peer's window", "对端的窗口"}
	wGivenSays     = tell.Word{": the room that the other end announced last", "：对端最近报出的空间"}

	wCwnd        = tell.Word{"segments of up to %d bytes may be in flight at once", "个报文段可以同时在途，每个最多 %d 字节"}
	wThreshold   = tell.Word{"segments: up to there cwnd grows fast, from there on slowly (RFC 5681)", "个报文段：cwnd 在它以下涨得快，以上涨得慢（RFC 5681）"}
	wNoThreshold = tell.Word{"never set, so cwnd grows fast (slow start, RFC 5681)", "还没定过，所以 cwnd 涨得快（慢启动，RFC 5681）"}
	wFlight      = tell.Word{"in flight", "在途"}
	wSegments    = tell.Word{"segments not acknowledged: %d", "没被确认的报文段：%d"}
	wSacked      = tell.Word{"%d of them reported behind a gap", "其中 %d 个据报到了缺口之后"}
	wLost        = tell.Word{"%d taken for lost", "%d 个被认为丢了"}
	wResent      = tell.Word{"%d on the way a second time", "%d 个正在重传途中"}
	wSoFar       = tell.Word{"so far", "至今"}
	wResends     = tell.Word{"segments sent again: %d", "重传的报文段：%d"}
	wBackoff     = tell.Word{"timeout doubled: %d", "超时加倍：%d 次"}
	wProbes      = tell.Word{"probes without an answer: %d", "没得到回答的探测：%d"}

	wRTOSays  = tell.Word{"without an ACK for so long it sends again", "这么久没有 ACK 就重传"}
	wLabClock = tell.Word{" (lab clock; usually from %s)", "（实验时钟；通常从 %s 起）"}
	wRTTSays  = tell.Word{"the round trip, smoothed; time on the wire counts", "测得的往返时间，已平滑；包停在线路上的时间也算"}
	wNoRTT    = tell.Word{"no round trip was measured yet", "还没测到往返时间"}

	wTimer   = tell.Word{"timer", "定时器"}
	wNoTimer = tell.Word{"none runs", "没有在走的"}
	wOrphan  = tell.Word{"no program holds this end, so the kernel does not wait for ever for the FIN", "没有程序持有这一端，所以内核不会一直等那个 FIN"}
	wRanOut  = tell.Word{"; so far it ran out ×%d", "；至今到期 ×%d"}

	wMemory     = tell.Word{"memory", "内存"}
	wMemorySays = tell.Word{"in %d of %d bytes, out %d of %d; overhead counts", "接收 %d/%d 字节，发送 %d/%d 字节，含内核自己的开销"}

	wNumbers = tell.Word{"other numbers", "其他数字"}
	wMinimal = tell.Word{"queues, windows, cwnd, RTO: the kernel does not tell them in %s; it keeps a small row", "队列、窗口、cwnd、RTO：在 %s 内核不提供，它只留一条小记录"}
)

// timers say what happens if a timer runs out. Linux tells three timers of what
// is not acknowledged as one: resend, reordering, loss probe.
var timers = map[string]tell.Word{
	trace.TimerRetransmit: {"if no ACK comes before, it sends again", "在那之前没有 ACK 就重传"},
	trace.TimerPersist:    {"then it asks if the peer has room for what waits", "到时再问对端放不放得下等着的数据"},
	trace.TimerKeepalive:  {"then it asks if the peer is still there", "到时问对端还在不在"},
	trace.TimerTimeWait:   {"until then it answers what still comes for the old connection; then it is CLOSED", "在那之前，旧连接的包来了由它回答；之后就是 CLOSED"},
}
